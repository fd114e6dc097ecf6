"""One contender of train_speed.py: torchtune's LoRA recipe, a step each time it is told to.

Runs in an environment of its own: `python train_speed_torchtune.py WORK MODE` with WORK as for
train_speed_trl.py, MODE "bf16", "fp32", or "" for fp32, which one thread found the faster.
torchtune 0.6.1 knows torchao up to 0.15. It says that its recipes are for GPUs; this one runs on a
CPU.
"""

import json
import sys
import sysconfig
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from omegaconf import OmegaConf
from torch.optim.optimizer import register_optimizer_step_post_hook
from torchdata.stateful_dataloader import StatefulDataLoader
from train_speed_turns import Turns, labels, read_data


def recipe() -> ModuleType:
    """The recipe's file, which torchtune lets nobody import by name."""
    file = Path(sysconfig.get_path("purelib")) / "recipes/lora_finetune_single_device.py"
    spec = spec_from_file_location("recipe", file)
    assert spec and spec.loader
    found = module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def examples(tokenizer: Any, work: str) -> list[dict[str, list[int]]]:
    """The dataset that the settings name: tokens already."""
    rows = read_data(Path(work))["train"]
    return [{"tokens": row["input_ids"], "labels": labels(row)} for row in rows]


def base_model(config: dict[str, Any]) -> dict[str, Any]:
    """torchtune's model for the base model's config.json, with an adapter on all layers."""
    return {
        "_component_": "torchtune.models.llama3_2.lora_llama3_2",
        "vocab_size": config["vocab_size"], "num_layers": config["num_hidden_layers"],
        "num_heads": config["num_attention_heads"], "num_kv_heads": config["num_key_value_heads"],
        "embed_dim": config["hidden_size"], "intermediate_dim": config["intermediate_size"],
        "max_seq_len": config["max_position_embeddings"],
        "norm_eps": config["rms_norm_eps"], "rope_base": config["rope_theta"],
        # Llama 3.2's longer context, which this model has not.
        "scale_factor": 1,
        "lora_attn_modules": ["q_proj", "k_proj", "v_proj", "output_proj"],
        "apply_lora_to_mlp": True,
        "lora_rank": 16, "lora_alpha": 32,
    }  # fmt: skip


def settings(work: Path, mode: str, data: dict[str, Any]) -> dict[str, Any]:
    """As in torchtune's own file for Llama 3.2, but for what the comparison fixes."""
    n_steps = -(-len(data["train"]) // 8) * data["epochs"]
    out = str(work / f"torchtune-{mode}")
    training = "torchtune.training"
    return {
        "output_dir": out,
        "model": base_model(json.loads(Path(data["model"], "config.json").read_text())),
        # Only asked for the padding.
        "tokenizer": {"_component_": "types.SimpleNamespace", "pad_id": 0},
        "checkpointer": {
            "_component_": f"{training}.FullModelHFCheckpointer",
            "checkpoint_dir": data["model"], "checkpoint_files": ["model.safetensors"],
            "output_dir": out, "model_type": "LLAMA3_2",
        },
        "resume_from_checkpoint": False,
        "dataset": {"_component_": "train_speed_torchtune.examples", "work": str(work)},
        "seed": 0, "shuffle": True, "batch_size": 8,
        "optimizer": {
            "_component_": "torch.optim.AdamW", "fused": True, "weight_decay": 0.0, "lr": 1e-3,
        },
        "lr_scheduler": {
            "_component_": f"{training}.lr_schedulers.get_cosine_schedule_with_warmup",
            "num_warmup_steps": max(1, n_steps // 10),
        },
        "loss": {"_component_": "torchtune.modules.loss.CEWithChunkedOutputLoss"},
        "epochs": data["epochs"], "max_steps_per_epoch": None, "gradient_accumulation_steps": 1,
        "compile": False,
        "metric_logger": {"_component_": f"{training}.metric_logging.DiskLogger", "log_dir": out},
        "log_every_n_steps": 10**9,
        "device": "cpu",
        "dtype": mode or "fp32",
    }  # fmt: skip


def in_turn(trainer: Any, turns: Turns) -> None:
    """Makes its steps wait; and saves nothing."""
    loss_step = trainer._loss_step

    def wait(batch: dict[str, Any]) -> Any:
        turns.begin()
        return loss_step(batch)

    trainer._loss_step = wait
    trainer.save_checkpoint = lambda epoch: None
    register_optimizer_step_post_hook(lambda *_: turns.end())


def main() -> None:
    """Sets the recipe up and trains at the pace of `Turns`."""
    work, mode = Path(sys.argv[1]), sys.argv[2]
    data = read_data(work)
    theirs = recipe()
    # It would leave out the examples that do not fill a batch.
    theirs.StatefulDataLoader = lambda **given: StatefulDataLoader(**{**given, "drop_last": False})
    config = OmegaConf.create(settings(work, mode, data))
    trainer = theirs.LoRAFinetuneRecipeSingleDevice(config)
    trainer.setup(config)
    turns = Turns(data["validation"])
    in_turn(trainer, turns)
    trainer.train()
    turns.finish(trainer._model)


if __name__ == "__main__":
    main()
