"""One contender of train_speed.py: TRL's SFTTrainer, a step each time it is told to.

Runs in an environment of its own, which has no Inhouse: `python train_speed_trl.py WORK MODE` with
WORK a folder that holds data.json and the base model's path, MODE as named in `main`.
"""

import sys
from pathlib import Path

import torch
from datasets import Dataset
from peft import LoraConfig
from train_speed_callback import StepByStep
from train_speed_turns import Turns, read_data
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import SFTConfig, SFTTrainer


def main() -> None:
    """Sets the trainer up and trains at the pace of `Turns`."""
    work, mode = Path(sys.argv[1]), sys.argv[2]
    data = read_data(work)
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
        callbacks=[StepByStep(Turns(data["validation"]))],
    )
    trainer.train()


if __name__ == "__main__":
    main()
