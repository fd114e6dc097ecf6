"""One contender of train_speed.py: LitGPT's LoRA fine-tuning, a step each time it is told to.

Runs in an environment of its own: `python train_speed_litgpt.py WORK MODE` with WORK as for
train_speed_trl.py, MODE a precision as LitGPT names them ("32-true", "bf16-mixed", "bf16-true"),
or "" for the fastest on this processor. It has no batches of like length and no gradient clipping.
"""

import sys
from pathlib import Path
from typing import Any

import torch
from litgpt.args import EvalArgs, TrainArgs
from litgpt.data.base import DataModule, get_sft_collate_fn
from litgpt.finetune import lora
from litgpt.scripts.convert_hf_checkpoint import convert_hf_checkpoint
from torch.optim.optimizer import register_optimizer_step_post_hook
from torch.utils.data import DataLoader
from train_speed_turns import Turns, labels, read_data

NEVER = 10**9


class Examples(DataModule):
    """Examples that are tokens already; a batch waits until it is this contender's turn."""

    def __init__(self, data: dict[str, Any], turns: Turns) -> None:
        super().__init__()
        self.data, self.turns, self.batch_size = data, turns, 1
        self.pad = get_sft_collate_fn()

    def connect(self, tokenizer: Any = None, batch_size: int = 1, **kwargs: Any) -> None:
        self.batch_size = batch_size

    def train_dataloader(self) -> Any:
        rows = [as_sample(row) for row in self.data["train"]]
        return DataLoader(rows, self.batch_size, shuffle=True, collate_fn=self.in_turn)

    def val_dataloader(self) -> Any:
        """One at a time: LitGPT tries two before it trains, which should not set the peak."""
        return DataLoader([as_sample(row) for row in self.data["validation"]], collate_fn=self.pad)

    def in_turn(self, samples: list[dict[str, Any]]) -> dict[str, Any]:
        """A batch of training."""
        self.turns.begin()
        return self.pad(samples)


def as_sample(row: dict[str, list[int]]) -> dict[str, Any]:
    """An example as LitGPT's own data modules give it."""
    n = len(row["input_ids"])
    return {
        "input_ids": torch.tensor(row["input_ids"]),
        "labels": torch.tensor(labels(row)),
        "token_counts": {"raw": n, "raw_plus_prompt_template": n},
    }


def converted(model: Path, folder: Path) -> Path:
    """The base model as LitGPT reads it."""
    folder.mkdir(parents=True)
    for file in model.iterdir():
        (folder / file.name).symlink_to(file)
    convert_hf_checkpoint(folder, model_name="SmolLM2-135M-Instruct")
    return folder


def main() -> None:
    """Converts the model and fine-tunes it at the pace of `Turns`."""
    work, mode = Path(sys.argv[1]), sys.argv[2]
    data = read_data(work)
    turns = Turns(data["validation"])
    register_optimizer_step_post_hook(lambda *_: turns.end())
    # The first thing it does with the trained model.
    lora.save_lora_checkpoint = lambda fabric, model, path: turns.finish(model)
    n_steps = -(-len(data["train"]) // 8) * data["epochs"]
    adam = {"lr": 1e-3, "weight_decay": 0.0, "fused": True}
    lora.setup(
        checkpoint_dir=converted(Path(data["model"]), work / f"litgpt-{mode}" / "model"),
        out_dir=work / f"litgpt-{mode}" / "out",
        precision=mode or ("bf16-mixed" if data["dtype"] == "torch.bfloat16" else "32-true"),
        lora_r=16,
        lora_alpha=32,
        lora_dropout=0.0,
        lora_key=True,
        lora_projection=True,
        lora_mlp=True,
        data=Examples(data, turns),
        train=TrainArgs(
            save_interval=None,
            log_interval=NEVER,
            global_batch_size=8,
            micro_batch_size=8,
            lr_warmup_steps=max(1, n_steps // 10),
            epochs=data["epochs"],
            max_steps=n_steps,
        ),
        eval=EvalArgs(interval=NEVER, max_new_tokens=1, final_validation=False),
        optimizer={"class_path": "torch.optim.AdamW", "init_args": adam},
    )


if __name__ == "__main__":
    main()
