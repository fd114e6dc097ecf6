"""What the choices of a training run do: to the firm's own questions, and to general ability.

One run a choice on covid_faq, the same examples, seed and optimizer steps for each (replay adds
its own): how long it takes, and bits per byte of held-out answers before and after: the firm's,
and general ones that people wrote (Self-Instruct), which should not get dearer.

    python bench/choices.py [--quick] [--json]
"""

import argparse
import json
import sys
import time
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from house import drain
from quality_over_quantity import ends, example, people
from train_speed import STARTER, examples, plan

from inhouse.models import local_folder
from inhouse.models.engines import BASE, Sampling
from inhouse.models.engines.asking import answer_each
from inhouse.models.engines.pytorch import TorchServing
from inhouse.models.fetch import fetch
from inhouse.models.likelihood import reference_nats
from inhouse.models.load import load
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Message, Plan, Rendered
from inhouse.rendering import open_renderer
from inhouse.scoring import Resampling, bits_per_byte, bits_per_byte_difference
from inhouse.steps.replay import general_questions
from inhouse.training import train

PLAIN = LoraSettings(16, 32)


@dataclass(frozen=True)
class Choice:
    """One way to train."""

    lora: LoraSettings = PLAIN
    replay: float = 0.0
    rate: float = 1e-3
    batch: int = 8
    gradients: Literal["exact", "int8"] = "exact"
    outputs: Literal["exact", "int8"] = "exact"


CHOICES = {
    "all layers": Choice(),
    "upper half": Choice(LoraSettings(16, 32, first_layer=15)),
    "upper third": Choice(LoraSettings(16, 32, first_layer=20)),
    "replay 0.1": Choice(replay=0.1),
    "replay 0.25": Choice(replay=0.25),
    "rsLoRA": Choice(LoraSettings(16, 32, method="rslora")),
    "DoRA": Choice(LoraSettings(16, 32, method="dora")),
    "half the rate": Choice(rate=5e-4),
    "twice the rate": Choice(rate=2e-3),
    "gradients in 8 bits": Choice(gradients="int8"),
    "gradients and outputs in 8 bits": Choice(gradients="int8", outputs="int8"),
    "4 a step": Choice(batch=4),
    "2 a step": Choice(batch=2),
    "4 a step, 0.7 of the rate": Choice(rate=7e-4, batch=4),
    "2 a step, half the rate": Choice(rate=5e-4, batch=2),
}


class Bench:
    """The data, and the base model's own answers to general questions."""

    def __init__(self, n: int, n_held: int, epochs: int) -> None:
        drain(fetch(STARTER))
        self.epochs = epochs
        self.renderer = open_renderer(local_folder(STARTER))
        rows = examples(n + 2 * n_held, 256)
        self.validation, self.held = rows[:n_held], rows[n_held : 2 * n_held]
        self.train = rows[2 * n_held :]
        talks = [example("people", i, pair).messages for i, pair in enumerate(people())]
        general = [
            (self.renderer.example(talk), talk[-1].content) for talk in talks if talk[-1].content
        ]
        short = [(row, text) for row, text in general if len(row.ids) <= 160][: 2 * n_held]
        self.judged = {
            "own": (self.held, [self.learned_bytes(row) for row in self.held]),
            "general": ([row for row, _ in short], [len(text.encode()) for _, text in short]),
        }

    def learned_bytes(self, row: Rendered) -> int:
        """Of the answer's text."""
        ids = [i for i, learned in zip(row.ids, row.loss_mask, strict=True) if learned]
        return len(self.renderer.parse(tuple(ids)).encode())

    def nats(self, model: object) -> dict[str, list[float]]:
        """-log p of each held-out answer."""
        return {name: reference_nats(model, rows) for name, (rows, _) in self.judged.items()}

    @cached_property
    def written(self) -> list[Rendered]:
        """The base model's own answers to general questions, those it ends."""
        engine = TorchServing(load(local_folder(STARTER)), {}, self.renderer.stop_ids)
        talks = [(Message("user", question),) for question in general_questions()]
        prompts = [self.renderer.prompt(talk) for talk in talks]
        found = []
        for answer in answer_each(engine, prompts, Sampling(96), BASE):
            text = self.renderer.neutralize(answer.text)
            if answer.finished and text and self.renderer.can_write(text):
                talk = (*talks[answer.index], Message("assistant", text))
                found.append(self.renderer.example(talk))
        return sorted(found, key=lambda row: row.ids)

    def plan(self, choice: Choice) -> Plan:
        """A run's numbers."""
        return replace(
            plan(self.epochs, choice.lora.first_layer),
            learning_rate=choice.rate, max_batch_examples=choice.batch,
            evaluations_per_epoch=2, patience=4, input_gradients=choice.gradients,
            layer_outputs=choice.outputs,
        )  # fmt: skip

    def run(self, choice: Choice) -> dict[str, object]:
        """Trains, and measures with the best weights."""
        wanted = round(len(self.train) * choice.replay / (1 - choice.replay))
        more = self.written[:wanted] if wanted else []
        model = load(local_folder(STARTER)).model
        learner = attach(model, choice.lora, seed=0)
        started = time.perf_counter()
        rows = [*self.train, *more]
        trained = drain(train(model, learner, (rows, self.validation), self.plan(choice)))
        return {
            "seconds": time.perf_counter() - started,
            "replayed": len(more),
            "validation_loss": min(p.loss for p in trained.validation_loss),
            "nats": self.nats(model),
        }


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="8 examples, two choices")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--choices", nargs="*", default=list(CHOICES), choices=list(CHOICES))
    options = parser.parse_args()
    names = list(CHOICES)[:2] if options.quick else options.choices
    bench = Bench(8, 4, 1) if options.quick else Bench(110, 30, 2)
    runs = {"nothing learned": {"nats": bench.nats(load(local_folder(STARTER)).model)}}
    found: dict[str, dict[str, object]] = {}
    for name in ("nothing learned", *names):
        if name not in runs:
            runs[name] = bench.run(CHOICES[name])
        found[name] = {k: v for k, v in runs[name].items() if k != "nats"}
        for kind, (_, sizes) in bench.judged.items():
            nats = runs[name]["nats"][kind]
            clusters = [str(i) for i in range(len(sizes))]
            how = Resampling(seed=0, n_resamples=2000, level=0.95)
            found[name][kind] = bits_per_byte(nats, sizes, clusters, how).value
            first = runs.get("all layers")
            if first is not None and name != "all layers":
                both = (nats, first["nats"][kind])
                beside = bits_per_byte_difference(both, sizes, clusters, how)
                found[name][f"{kind}_more"] = beside and [beside.value, *(ends(beside.ci) or ())]
        sys.stderr.write(f"{name}: {json.dumps(found[name])}\n")
    if options.json:
        sys.stdout.write(json.dumps({"examples": len(bench.train), "choices": found}) + "\n")
        return
    for name, row in found.items():
        print(name, json.dumps(row))


if __name__ == "__main__":
    main()
