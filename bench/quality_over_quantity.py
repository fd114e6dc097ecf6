"""Whether 200 curated examples teach more than thousands of messy ones, or 200 random ones.

Alpaca's raw rows (others' data, for measuring only) are the mess. Held out are rows that a judge
rated good and that are not among them, and people's own answers to the Self-Instruct tasks. All
arms have the same base, the same number of optimizer steps at most, the same validation set that
says when to stop and which checkpoint is best, three seeds. The thousands are seen once, which
takes all steps; 200 examples come round until the validation loss has stopped falling.

With --planted the thousands are other rows that a judge rated good, and that share of them is
spoiled: half of these have another's answer, the others are cut, misread, empty or refusals. (One
that grows too long stays as it was, so there are fewer.) Another share wants another --work.

Every trained arm is kept as one JSON file, with checkpoints on the way; run again, it goes on.
The rows are short (44 tokens) so that nine arms take less than an hour on two old cores.

    python bench/quality_over_quantity.py [--quick] [--json] [--planted 0.6] [--work FOLDER]
"""

import argparse
import gzip
import json
import math
import random
import sys
import time
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from faults import spoiled, with_answer
from house import drain

from inhouse.curation import Measured, random_control, run_checks, select, without_open_cases
from inhouse.models import local_folder
from inhouse.models.embed import load_embedder
from inhouse.models.fetch import fetch
from inhouse.models.likelihood import reference_nats
from inhouse.models.load import load, quiet_transformers
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Example, Interval, Message, Plan, Rendered, Source, content_id
from inhouse.rendering import Renderer
from inhouse.scoring import Resampling, bits_per_byte, bits_per_byte_difference
from inhouse.training import Checkpoint, train

DATA = Path(__file__).parents[2] / "shared" / "data"
BASE, MEANING = "smollm2-135m-instruct", "all-minilm-l6-v2"
ARMS = ("messy_all", "curated", "random")
PLANTED = ("truncation", "ocr_noise", "no_answers", "refusals")
MOST_TOKENS = 44
BATCH = 8
PATIENCE = 4


@dataclass(frozen=True)
class Sizes:
    """How much of everything."""

    messy: int
    keep: int
    steps: int
    validation: int
    test: int
    seeds: int


FULL = Sizes(messy=3000, keep=200, steps=218, validation=40, test=80, seeds=3)
QUICK = Sizes(messy=60, keep=8, steps=2, validation=2, test=3, seeds=1)


def alpaca(path: Path) -> list[tuple[str, str]]:
    """Question and answer of each row, as they stand."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = json.load(file)
    return [(f"{r['instruction']}\n\n{r['input']}".strip(), r["output"]) for r in rows]


def people() -> list[tuple[str, str]]:
    """The Self-Instruct tasks with the answers people wrote."""
    found = []
    path = DATA / "alpagasus/raw/test_data/sinstruct_test_set.jsonl"
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        one = row["instances"][0]
        found.append((f"{row['instruction']}\n\n{one['input']}".strip(), one["output"]))
    return found


def example(file: str, row: int, pair: tuple[str, str]) -> Example:
    """A pair as Inhouse reads it."""
    talk = (Message("user", pair[0]), Message("assistant", pair[1]))
    return Example(content_id(file, str(row), *pair), talk, Source(file, row=row), f"{file} {row}")


def spoil(rows: list[Example], share: float) -> list[Example]:
    """The rows, `share` of them spoiled: half of those by another's answer."""
    chance = random.Random("planted")
    out = list(rows)
    long = [i for i, row in enumerate(rows) if len(row.answer.split()) >= 4]
    places = chance.sample(long, min(len(long), round(share * len(rows))))
    half = len(places) // 2
    for to, origin in zip(places[:half], places[1:half] + places[:1], strict=True):
        out[to] = with_answer(rows[to], rows[origin].answer)
    for n, i in enumerate(places[half:]):
        out[i] = with_answer(rows[i], spoiled(rows[i], PLANTED[n % len(PLANTED)], chance, 1))
    return out


def shuffled(rows: list[Rendered], seed: int, times: int) -> list[Rendered]:
    """The rows in another order each time; the first time as they are."""
    return random.Random(f"{seed} {times}").sample(rows, len(rows)) if times else rows


def zipped(path: Path, checkpoint: Checkpoint) -> None:
    """Keeps a checkpoint, in place of the one before."""
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w") as file:
        for name, content in checkpoint.to_files().items():
            file.writestr(name, content)
    part.replace(path)


def unzipped(path: Path) -> Checkpoint:
    """What `zipped` kept."""
    with zipfile.ZipFile(path) as file:
        return Checkpoint.from_files({name: file.read(name) for name in file.namelist()})


class Bench:
    """The data and the models."""

    def __init__(self, sizes: Sizes, work: Path | None, planted: float = 0.0) -> None:
        self.sizes = sizes
        self.work = work
        self.curated: list[Example] | None = None
        self.spoiled: set[str] = set()
        for name in (BASE, MEANING):
            drain(fetch(name))
        with quiet_transformers():
            from transformers import AutoTokenizer

            tokenizer = AutoTokenizer.from_pretrained(local_folder(BASE))
        self.renderer = Renderer(tokenizer)
        raw = alpaca(DATA / "alpagasus/raw/data/random/random_9k.json.gz")
        rated = alpaca(DATA / "alpagasus/raw/data/filtered/claude_t45.json.gz")
        asked = {question for question, _ in raw}
        drawn = random.Random(0)
        drawn.shuffle(raw)
        drawn.shuffle(rated)
        good = [p for p in rated if p[0] not in asked]
        held = self.fitting("held_out", good, sizes.validation + sizes.test)
        if planted:
            known = {e.question for e in held}
            more = [p for p in rated if p[0] not in known and p[1].strip()]
            sound = self.fitting("messy", more, sizes.messy)
            self.messy = [
                mess if len(self.rendered([mess])[0].ids) <= MOST_TOKENS else row
                for row, mess in zip(sound, spoil(sound, planted), strict=True)
            ]
            self.spoiled = {m.id for r, m in zip(sound, self.messy, strict=True) if r != m}
        else:
            self.messy = self.fitting("messy", raw, sizes.messy)
        self.validation = held[: sizes.validation]
        self.tests = {
            "rated_good": held[sizes.validation :],
            "written_by_people": self.fitting("people", people(), sizes.test),
        }
        self.loaded = load(local_folder(BASE))
        self.lora = attach(self.loaded.model, LoraSettings(16, 32, 0.0), seed=0)
        self.facts: dict[str, object] = {}

    def fitting(self, file: str, pairs: Iterable[tuple[str, str]], most: int) -> list[Example]:
        """The first `most` that are short enough and have anything to learn or be judged by."""
        kept: list[Example] = []
        for row, pair in enumerate(pairs):
            if len(kept) == most:
                break
            one = example(file, row, pair)
            # An empty answer is part of the mess, and can be judged by nothing.
            if file != "messy" and not pair[1].strip():
                continue
            longest = 72 if file == "people" else MOST_TOKENS
            if pair[0] and len(self.rendered([one])[0].ids) <= longest:
                kept.append(one)
        return kept

    def rendered(self, examples: Sequence[Example]) -> list[Rendered]:
        """Token ids and what of them is learned."""
        # Without a system prompt of our own the template adds one of 25 tokens to every row.
        plain = [
            (
                Message("system", ""),
                *(Message(m.role, self.renderer.neutralize(m.content)) for m in e.messages),
            )
            for e in examples
        ]
        return [self.renderer.example(talk) for talk in plain]

    def arm(self, name: str, seed: int) -> list[Example]:
        """What an arm learns from."""
        keep = self.sizes.keep
        if name == "messy_all":
            return random.Random(f"order {seed}").sample(
                self.messy, min(len(self.messy), self.sizes.steps * BATCH)
            )
        if name == "random":
            return list(random_control(self.messy, keep, seed=seed))
        if self.curated is None:
            self.curated = self.chosen()
        return self.curated

    def chosen(self) -> list[Example]:
        """What curation keeps: checks, then the budget; the same for every seed."""
        kept = self.work / "curated.json" if self.work else None
        if kept is not None and kept.exists():
            pairs, self.facts = json.loads(kept.read_text())
            return [example("curated", row, pair) for row, pair in enumerate(pairs)]
        embedder = load_embedder(local_folder(MEANING))

        def measure(rows: Sequence[Example], so_far: Measured, need: str) -> Any:
            """By meaning; the base model is not asked."""
            if need == "meaning":
                both = [
                    embedder.embed([getattr(e, of) for e in rows]) for of in ("question", "answer")
                ]
                told = [{e.id: v for e, v in zip(rows, vs, strict=True)} for vs in both]
                so_far = replace(so_far, questions=told[0], answers=told[1])
            yield from ()
            return so_far

        checked = drain(run_checks(self.messy, measure=measure))
        pool = without_open_cases(checked.examples, checked.findings)
        vectors = embedder.embed([e.question for e in pool])
        asked = embedder.embed([e.question for e in self.validation])
        chosen = [pool[i] for i in select(vectors, asked, self.sizes.keep, seed=0)]
        self.facts = {"messy": len(self.messy), "after_checks": len(pool), "kept": len(chosen)}
        for name, rows in (("messy", self.messy), ("after_checks", pool), ("kept", chosen)):
            self.facts[f"{name}_spoiled"] = len({e.id for e in rows} & self.spoiled)
        if kept is not None:
            pairs = [(e.question, e.answer) for e in chosen]
            kept.write_text(json.dumps((pairs, self.facts)))
        return chosen

    def train(self, name: str, seed: int) -> dict[str, Any]:
        """Trains one arm and measures it."""
        started = time.perf_counter()
        learned = self.arm(name, seed)
        rows = self.rendered(learned)
        # One pass over as many rows as all steps take: what is fewer comes again, reshuffled.
        taken = self.sizes.steps * BATCH
        again = [
            row for n in range(math.ceil(taken / len(rows))) for row in shuffled(rows, seed, n)
        ]
        rows = again[:taken]
        plan = Plan(
            BASE, 16, 32, 0.0, 1e-3, 0.1, 1, BATCH * MOST_TOKENS, BATCH, MOST_TOKENS, 1.0, 0.0,
            PATIENCE, 9, str(self.loaded.dtype).removeprefix("torch."), seed,
        )  # fmt: skip
        judged = (rows, self.rendered(self.validation))
        kept = self.work / f"{name}-{seed}.zip" if self.work else None
        resume = unzipped(kept) if kept is not None and kept.exists() else None
        save = (lambda c: zipped(kept, c)) if kept is not None else (lambda _: None)
        trained = drain(train(self.loaded.model, self.lora, judged, plan, save=save, resume=resume))
        return {
            "arm": name,
            "seed": seed,
            "examples": len(learned),
            "steps": len(trained.train_loss),
            "best_step": trained.best_step,
            "validation": [(p.step, p.loss) for p in trained.validation_loss],
            "nats": self.nats(),
            "seconds": time.perf_counter() - started,
            **self.facts,
        }

    def nats(self) -> dict[str, list[float]]:
        """-log p of each held-out answer, now."""
        return {
            name: reference_nats(self.loaded.model, self.rendered(examples))
            for name, examples in self.tests.items()
        }


def judged(bench: Bench, found: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    """Bits per byte of each arm, and paired differences; the seeds of a question go together."""
    result: dict[str, Any] = {}
    resampling = Resampling(seed=0, n_resamples=5000, level=0.95)
    seeds = sorted({seed for _, seed in found})
    whole = [s for s in seeds if all((arm, s) in found for arm in ARMS)]
    for name, examples in bench.tests.items():
        size = [len(e.answer.encode()) for e in examples] * len(whole)
        clusters = [e.id for e in examples] * len(whole)
        nats = {arm: [v for s in whole for v in found[(arm, s)]["nats"][name]] for arm in ARMS}
        score = {arm: bits_per_byte(nats[arm], size, clusters, resampling) for arm in ARMS}
        pairs = {}
        for other in ("messy_all", "random"):
            both = (nats["curated"], nats[other])
            difference = bits_per_byte_difference(both, size, clusters, resampling)
            if difference is not None:
                pairs[f"curated - {other}"] = {"value": difference.value, "ci": ends(difference.ci)}
        result[name] = {
            "n": len(examples),
            "seeds": len(whole),
            "bits_per_byte": {a: {"value": m.value, "ci": ends(m.ci)} for a, m in score.items()},
            "pairs": pairs,
            "by_seed": {
                f"curated - {other}": [
                    (sum(found[("curated", s)]["nats"][name])
                     - sum(found[(other, s)]["nats"][name]))
                    / math.log(2) / sum(len(e.answer.encode()) for e in examples)
                    for s in whole
                ]
                for other in ("messy_all", "random")
            },
        }  # fmt: skip
    return result


def ends(interval: Interval | None) -> list[float] | None:
    """Both ends; a handful of answers has none."""
    return None if interval is None else [interval.low, interval.high]


def main() -> None:
    """Trains what is missing, measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--planted", type=float, default=0.0, help="share of rows spoiled")
    parser.add_argument("--work", type=Path, default=None, help="where trained arms are kept")
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL
    if options.work is not None:
        options.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(sizes, options.work, options.planted)
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for seed in range(sizes.seeds):
        for name in ARMS:
            kept = options.work / f"{name}-{seed}.json" if options.work else None
            if kept is not None and kept.exists():
                found[(name, seed)] = json.loads(kept.read_text())
                continue
            found[(name, seed)] = bench.train(name, seed)
            if kept is not None:
                part = kept.with_suffix(".part")
                part.write_text(json.dumps(found[(name, seed)]))
                part.replace(kept)
            sys.stderr.write(f"{name} {seed}: {found[(name, seed)]['seconds']:.0f} s\n")
    runs = [{k: v for k, v in run.items() if k != "nats"} for run in found.values()]
    result = {
        "sizes": vars(sizes),
        "planted": options.planted,
        "held_out": judged(bench, found),
        "runs": runs,
    }
    if options.json:
        sys.stdout.write(json.dumps(result) + "\n")
        return
    for name, measured in result["held_out"].items():
        print(f"{name}: {measured['n']} answers, {measured['seeds']} seeds, bits per byte")
        for arm, value in measured["bits_per_byte"].items():
            print(f"  {arm:<12}{value['value']:.4f} {between(value['ci'])}")
        for pair, value in measured["pairs"].items():
            print(f"  {pair}: {value['value']:+.4f} {between(value['ci'])}")


def between(ci: Sequence[float] | None) -> str:
    """The interval in words; a handful of answers has none."""
    return "(too few for an interval)" if ci is None else f"({ci[0]:+.4f} to {ci[1]:+.4f})"


if __name__ == "__main__":
    main()
