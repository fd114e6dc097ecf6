"""Training speed: ours against other frameworks' trainers, step by step in turn.

Same model, same examples with the same tokens learned, same rank on the same layers, same number
of epochs. Each contender runs in a process of its own and takes a step when it is its turn, so
that whatever else the machine does falls on all of them.

    python bench/train_speed.py [--quick] [--json] [--install]

A framework lives in an environment of its own beside the user's model cache; --install makes those
of the contenders (minutes and 2 GB each). TRL's defaults and two of its better settings ask for
bf16; where a processor only emulates that, they run only when named: --contenders ours
trl_defaults. So do, everywhere, llamafactory, litgpt and torchtune; their files list their modes,
for a name such as litgpt_32-true. LLaMA-Factory 0.9.5 takes transformers up to 5.6, peft 0.18 and
trl 0.24; torchtune 0.6.1 takes torchao up to 0.15. All run with our PyTorch.

How useful operations are counted: 4 a frozen weight and token (forward, and the gradient of its
input; it needs none of its own), 6 a number of the adapter, the output layer at learned tokens
only, attention up to the token. A beginning that examples share counts in each of them.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch

from inhouse.models import cache_folder, local_folder
from inhouse.models.fetch import fetch
from inhouse.models.fused import multiplies_eight_bits
from inhouse.models.load import best_dtype, load
from inhouse.models.lora import LoraSettings, attach
from inhouse.records import Message, Plan, Rendered, TrainingStep, ValidationMeasured
from inhouse.rendering import Renderer
from inhouse.steps.project import peak_memory_bytes
from inhouse.training import train

STARTER = "smollm2-135m-instruct"
HERE = Path(__file__).resolve().parent
FAQ = HERE.parent.parent / "shared/data/covid_faq/raw/data/faqs/faq_covidbert.csv"
ENVIRONMENTS = cache_folder().parent / "inhouse-bench"
# A contender's name begins with a framework's; what is installed for it next to PyTorch.
FRAMEWORKS = {
    "trl": ("trl", "peft"),
    "llamafactory": ("llamafactory==0.9.5",),
    "litgpt": ("litgpt==0.5.13",),
    "torchtune": ("torchtune==0.6.1", "torchao==0.15.0"),
}
SYSTEM = "You answer questions about health for the public: in full sentences, kindly, briefly."
FLOAT32 = ("ours", "trl_best", "trl_float32")
BF16 = ("ours", "trl_best_bf16", "trl_best_autocast", "trl_best", "trl_defaults")


def examples(n: int, longest: int) -> list[Rendered]:
    """The first `n` questions and answers of mixed length that fit."""
    from transformers import AutoTokenizer

    renderer = Renderer(AutoTokenizer.from_pretrained(local_folder(STARTER)))
    with FAQ.open(encoding="utf-8") as file:
        pairs = [(row["question"], row["answer"]) for row in csv.DictReader(file)]
    rows = []
    for question, answer in pairs:
        talk = (Message("system", SYSTEM), Message("user", question), Message("assistant", answer))
        row = renderer.example(talk)
        rows += [row] if len(row.ids) <= longest else []
    return rows[:n]


def plan(epochs: int, n_layers: int) -> Plan:
    """What ours trains with."""
    eight_bits = "int8" if multiplies_eight_bits(torch.device("cpu")) else "exact"
    return Plan(
        base_model=STARTER, lora_r=16, lora_alpha=32, lora_dropout=0.0, learning_rate=1e-3,
        warmup_ratio=0.1, num_train_epochs=epochs, batch_tokens=8192, max_batch_examples=8,
        max_length=8192, max_grad_norm=1.0, weight_decay=0.0, patience=999,
        evaluations_per_epoch=12, dtype="auto", seed=0, frozen_layers=n_layers,
        input_gradients=eight_bits, layer_outputs=eight_bits,
    )  # fmt: skip


def say(**fields: Any) -> None:
    """One line to the parent."""
    sys.stdout.write(json.dumps(fields) + "\n")
    sys.stdout.flush()


def run_ours(work: Path, name: str) -> None:
    """The child: a step for each line it reads."""
    data = json.loads((work / "data.json").read_text())
    parts = [
        [Rendered(tuple(r["input_ids"]), tuple(map(bool, r["completion_mask"]))) for r in data[key]]
        for key in ("train", "validation")
    ]
    torch.set_num_threads(data["threads"])
    started = time.perf_counter()
    model = load(Path(data["model"])).model
    depth = len(model.model.layers) // 2 if name == "ours_upper_half" else 0
    chosen = plan(data["epochs"], depth)
    lora = attach(model, LoraSettings(16, 32, first_layer=depth), seed=0)
    training = train(model, lora, (parts[0], parts[1]), chosen)
    say(ready=True, seconds=time.perf_counter() - started)
    spent, losses = 0.0, []
    for _ in sys.stdin:
        taken = 0.0
        for event, seconds in timed(training):
            if isinstance(event, ValidationMeasured):
                losses.append([spent, event.loss])
            else:
                taken += seconds
            if isinstance(event, TrainingStep):
                break
        spent += taken
        say(seconds=taken)
    for event, _ in timed(training):
        if isinstance(event, ValidationMeasured):
            losses.append([spent, event.loss])
    say(loss=losses[-1][1], losses=losses)
    say(peak_bytes=peak_memory_bytes())


def timed(training: Any) -> Any:
    """Its events, each with the seconds it took."""
    while True:
        started = time.perf_counter()
        try:
            event = next(training)
        except StopIteration:
            return
        yield event, time.perf_counter() - started


@dataclass
class Contender:
    """A child process and what it has said."""

    name: str
    process: subprocess.Popen[str]
    seconds: list[float] = field(default_factory=list)
    loss: float | None = None
    losses: list[list[float]] = field(default_factory=list)
    peak_bytes: int | None = None
    note: str = ""

    def say(self, order: str) -> None:
        """An order to the child."""
        assert self.process.stdin
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Its next line; empty when it has ended."""
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith('{"'):
                found: dict[str, Any] = json.loads(line)
                return found
        return {}

    def step(self) -> None:
        """Lets it take a step."""
        self.say("step")
        found = self.hear()
        if "seconds" in found:
            self.seconds.append(found["seconds"])
        else:
            self.note = "ended early"

    def finish(self) -> None:
        """Hears its last words."""
        assert self.process.stdin
        self.process.stdin.close()
        while found := self.hear():
            self.loss = found.get("loss", self.loss)
            self.losses = found.get("losses", self.losses)
            self.peak_bytes = found.get("peak_bytes", self.peak_bytes)
        self.process.wait()


def start(name: str, work: Path) -> Contender:
    """A child, ready for its first step."""
    framework, _, mode = name.partition("_")
    if framework == "ours":
        command = [sys.executable, __file__, "--child", name, "--work", str(work)]
    elif framework in FRAMEWORKS and python_of(framework).exists():
        script = HERE / f"train_speed_{framework}.py"
        command = [str(python_of(framework)), str(script), str(work), mode]
    else:
        command = [sys.executable, "-c", "exit('no environment: --install makes it')"]
    log = (work / f"{name}.log").open("w")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": log}
    alone = {**os.environ, "HF_HUB_OFFLINE": "1"}
    contender = Contender(name, subprocess.Popen(command, text=True, env=alone, **pipes))
    if not contender.hear().get("ready"):
        last = (work / f"{name}.log").read_text().strip().splitlines()[-1:]
        contender.note = f"did not start: {' '.join(last)}"
    return contender


def matmul_rate(dtype: torch.dtype) -> float:
    """Operations a second of products of 1,024 by 1,024 matrices, for half a second."""
    a = torch.randn(1024, 1024).to(dtype)
    started, n = time.perf_counter(), 0
    while time.perf_counter() - started < 0.5:
        torch.mm(a, a)
        n += 1
    return n * 2 * 1024**3 / (time.perf_counter() - started)


def useful_operations(rows: list[Rendered], config: Any) -> float:
    """Of one epoch at full depth, as the head of this file counts them."""
    h, f, r = config.hidden_size, config.intermediate_size, 16
    width = h // config.num_attention_heads
    q, kv = h, config.num_key_value_heads * width
    shapes = [(h, q), (h, kv), (h, kv), (q, h), (h, f), (h, f), (f, h)]
    weights = sum(a * b for a, b in shapes)
    adapter = sum(r * (a + b) for a, b in shapes)
    total = 0.0
    for row in rows:
        n, learned = len(row.ids), sum(row.loss_mask)
        attention = 3 * 4 * q * n / 2
        total += n * config.num_hidden_layers * (4 * weights + 6 * adapter + attention)
        total += learned * 4 * h * config.vocab_size
    return total


def install(framework: str) -> None:
    """The framework in an environment of its own, with the same PyTorch as ours.

    Where that fails, its contenders do not start and say so in their note.
    """
    import venv

    venv.create(ENVIRONMENTS / framework, with_pip=True)
    torch_version = torch.__version__.split("+")[0]
    command = [str(python_of(framework)), "-m", "pip", "install", "--quiet"]
    subprocess.run([*command, f"torch=={torch_version}", *FRAMEWORKS[framework]], check=False)
    # Their builds ask for CUDA, and nothing here is a picture or a sound.
    command = [str(python_of(framework)), "-m", "pip", "uninstall", "--quiet", "--yes"]
    subprocess.run([*command, "torchvision", "torchaudio"], check=False)


def python_of(framework: str) -> Path:
    """Its environment's Python."""
    return ENVIRONMENTS / framework / "bin" / "python"


def compete(work: Path, names: list[str], n_steps: int) -> tuple[list[Contender], float]:
    """All contenders through all steps in turn; and the matrix products' rate meanwhile."""
    contenders = [start(name, work) for name in names]
    dtype = load(local_folder(STARTER)).dtype
    rates = []
    for _ in range(n_steps):
        rates.append(matmul_rate(dtype))
        for contender in contenders:
            if not contender.note:
                contender.step()
    for contender in contenders:
        contender.finish()
    return contenders, len(rates) / sum(1 / rate for rate in rates)


def time_to(losses: list[list[float]], goal: float) -> float | None:
    """Seconds of training until the validation loss is at most `goal`."""
    return next((seconds for seconds, loss in losses if loss <= goal), None)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="24 short examples, one epoch")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--install", action="store_true")
    parser.add_argument("--examples", type=int, default=200)
    parser.add_argument("--longest", type=int, default=512)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--contenders", nargs="*", default=None)
    parser.add_argument("--child", default="")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    if options.contenders is None:
        options.contenders = BF16 if best_dtype() is torch.bfloat16 else FLOAT32
    if options.child:
        run_ours(options.work, options.child)
        return
    if options.install:
        for framework in {name.partition("_")[0] for name in options.contenders} & {*FRAMEWORKS}:
            install(framework)
    for _ in fetch(STARTER):
        pass
    if options.quick:
        options.examples, options.longest, options.epochs = 24, 180, 1
    found = measure(options)
    if options.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for name, row in found["contenders"].items():
        print(name, json.dumps(row))
    print(f"matrix products: {found['matmul_gflops']:.0f} GFLOP/s in {found['dtype']}")


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, as one object."""
    rows = examples(options.examples + 12, options.longest)
    held, learned = rows[:12], rows[12:]
    n_steps = -(-len(learned) // 8) * options.epochs
    config = load(local_folder(STARTER)).model.config
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        data = {
            "model": str(local_folder(STARTER)),
            "threads": torch.get_num_threads(),
            "epochs": options.epochs,
            "dtype": str(best_dtype()),
            "train": [as_row(row) for row in learned],
            "validation": [as_row(row) for row in held],
        }
        (work / "data.json").write_text(json.dumps(data))
        contenders, rate = compete(work, options.contenders, n_steps)
    tokens = options.epochs * sum(len(row.ids) for row in learned)
    useful = options.epochs * useful_operations(learned, config)
    goals = {c.name: c.loss for c in contenders if c.name.startswith("trl") and c.loss}
    table: dict[str, Any] = {}
    for c in contenders:
        spent = sum(c.seconds)
        done = len(c.seconds) == n_steps
        table[c.name] = {
            "tokens_per_second": tokens / spent if done else None,
            "seconds": spent if done else None,
            "validation_loss": c.loss,
            "peak_gigabytes": c.peak_bytes / 1e9 if c.peak_bytes else None,
            "share_of_matmul": useful / spent / rate if done else None,
            "seconds_to": {name: time_to(c.losses, goal) for name, goal in goals.items()},
            "note": c.note,
        }
    return {
        "contenders": table, "matmul_gflops": rate / 1e9, "tokens": tokens,
        "n_examples": len(learned), "dtype": str(load(local_folder(STARTER)).dtype),
        "threads": torch.get_num_threads(),
    }  # fmt: skip


def as_row(row: Rendered) -> dict[str, Any]:
    """As TRL reads it: already tokens, with the mask of what is learned."""
    return {"input_ids": list(row.ids), "completion_mask": [int(m) for m in row.loss_mask]}


if __name__ == "__main__":
    main()
