"""One contender of train_speed.py: TRL's SFTTrainer, a step each time it is told to.

Runs in an environment of its own, which has no Inhouse: `python train_speed_trl.py WORK MODE` with
WORK a folder that holds data.json and the base model's path, MODE as named in `main`.
"""

import json
import re
import sys
import time
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback
from trl import SFTConfig, SFTTrainer


def peak_bytes() -> int:
    """The kernel's high-water mark; that of getrusage starts at what the parent held."""
    status = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s+(\d+) kB", status)[0]) * 1024


def nats(model: Any, rows: list[dict[str, list[int]]]) -> tuple[float, int]:
    """(sum of -log p, how many) over the learned tokens, one row at a time."""
    total, count = 0.0, 0
    model.eval()
    with torch.no_grad():
        for row in rows:
            ids = torch.tensor([row["input_ids"]])
            learned = torch.tensor(row["completion_mask"][1:], dtype=torch.bool)
            logits = model(input_ids=ids).logits[0, :-1].float()[learned]
            found = torch.nn.functional.cross_entropy(logits, ids[0, 1:][learned], reduction="sum")
            total, count = total + float(found), count + int(learned.sum())
    model.train()
    return total, count


class Turns(TrainerCallback):
    """Waits for a line before each step; says what the step took after it."""

    def __init__(self, validation: list[dict[str, list[int]]]) -> None:
        self.validation, self.started = validation, 0.0

    def on_step_begin(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        while True:
            order = sys.stdin.readline().strip()
            if order == "step":
                self.started = time.perf_counter()
                return
            if order == "evaluate":
                total, count = nats(kwargs["model"], self.validation)
                say(loss=total / count)
            if order in ("stop", ""):
                say(peak_bytes=peak_bytes())
                sys.exit(0)

    def on_step_end(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:
        say(seconds=time.perf_counter() - self.started, step=state.global_step)


def say(**fields: Any) -> None:
    """One line to the parent."""
    sys.__stdout__.write(json.dumps(fields) + "\n")
    sys.__stdout__.flush()


def main() -> None:
    """Sets the trainer up, then hands control to `Turns`."""
    work, mode = Path(sys.argv[1]), sys.argv[2]
    data = json.loads((work / "data.json").read_text())
    torch.set_num_threads(data["threads"])
    # What TRL leaves to its defaults stays so; "best" is what was found to help on a CPU.
    helpful = {
        "gradient_checkpointing": False,
        "train_sampling_strategy": "group_by_length",
        "learning_rate": 1e-3,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 0.1,
    }
    options, dtype = {
        "defaults": ({}, torch.float32),
        "float32": ({"bf16": False}, torch.float32),
        "best": ({"bf16": False, **helpful}, torch.float32),
        "best_autocast": ({"bf16": True, **helpful}, torch.float32),
        "best_bf16": ({"bf16": True, **helpful}, torch.bfloat16),
    }[mode]
    config = SFTConfig(
        output_dir=str(work / f"trl-{mode}"),
        use_cpu=True,
        report_to="none",
        save_strategy="no",
        disable_tqdm=True,
        logging_strategy="no",
        completion_only_loss=True,
        num_train_epochs=data["epochs"],
        **options,
    )
    lora = LoraConfig(r=16, lora_alpha=32, target_modules="all-linear", task_type="CAUSAL_LM")
    tokenizer = AutoTokenizer.from_pretrained(data["model"])
    model = AutoModelForCausalLM.from_pretrained(data["model"], dtype=dtype)
    trainer = SFTTrainer(
        model=model,
        args=config,
        train_dataset=Dataset.from_list(data["train"]),
        processing_class=tokenizer,
        peft_config=lora,
        callbacks=[Turns(data["validation"])],
    )
    say(ready=True)
    trainer.train()
    total, count = nats(trainer.model, data["validation"])
    say(loss=total / count, finished=True)
    say(peak_bytes=peak_bytes())


if __name__ == "__main__":
    main()
