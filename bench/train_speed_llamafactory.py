"""One contender of train_speed.py: LLaMA-Factory, a step each time it is told to.

Runs in an environment of its own: `python train_speed_llamafactory.py WORK MODE` with WORK as for
train_speed_trl.py, MODE the numbers it computes in: "float32", "autocast" (weights and products
in bf16, adapter in float32), or "" for the faster of the two on this processor. Its `pure_bf16`
asks for a GPU.
"""

import sys
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from datasets import Dataset, DatasetDict
from train_speed_callback import StepByStep
from train_speed_turns import Turns, labels, read_data


def tokenized(rows: list[dict[str, list[int]]]) -> DatasetDict:
    """The examples as LLaMA-Factory saves what it has tokenized."""
    examples = [
        {
            "input_ids": row["input_ids"],
            "attention_mask": [1] * len(row["input_ids"]),
            "labels": labels(row),
        }
        for row in rows
    ]
    return DatasetDict(train=Dataset.from_list(examples))


def without_torchaudio() -> None:
    """An empty module in its place: its package asks for CUDA, and no example is a sound."""
    sys.modules["torchaudio"] = ModuleType("torchaudio")
    sys.modules["torchaudio"].__spec__ = ModuleSpec("torchaudio", None)


def main() -> None:
    """Writes the dataset and runs the experiment at the pace of `Turns`."""
    without_torchaudio()
    from llamafactory.train.tuner import run_exp

    work, mode = Path(sys.argv[1]), sys.argv[2]
    data = read_data(work)
    folder = work / f"llamafactory-{mode}"
    tokenized(data["train"]).save_to_disk(folder / "data")
    settings = {
        "stage": "sft",
        "do_train": True,
        "model_name_or_path": data["model"],
        "template": "empty",
        # Must be named, is not read: the dataset is tokenized already.
        "dataset": "tokenized",
        "tokenized_path": str(folder / "data"),
        "output_dir": str(folder / "out"),
        "finetuning_type": "lora",
        "lora_rank": 16,
        "lora_alpha": 32,
        "lora_target": "all",
        "disable_gradient_checkpointing": True,
        "per_device_train_batch_size": 8,
        "gradient_accumulation_steps": 1,
        "num_train_epochs": data["epochs"],
        "learning_rate": 1e-3,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 0.1,
        "train_sampling_strategy": "group_by_length",
        "bf16": mode == "autocast" or (mode == "" and data["dtype"] == "torch.bfloat16"),
        "use_cpu": True,
        "report_to": "none",
        "save_strategy": "no",
        "logging_strategy": "no",
        "disable_tqdm": True,
    }
    run_exp(settings, [StepByStep(Turns(data["validation"]))])


if __name__ == "__main__":
    main()
