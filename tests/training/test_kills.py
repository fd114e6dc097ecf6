"""Killed without warning, any number of times, a run ends with the bits of one left in peace."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

HERE = Path(__file__).parent
RUN = """
import sys
from dataclasses import replace
from pathlib import Path
sys.path[:0] = [{tests!r}, {here!r}]
import torch
torch.set_num_threads(1)
from test_training import DATA, PLAN, settings_of
from inhouse.models.lora import adapter_files, attach
from inhouse.registry import Registry
from inhouse.training import Checkpoint, loop, train
from tiny_models import tiny

loop._SECONDS_BETWEEN_CHECKPOINTS = -1.0
folder = Path(sys.argv[1])
plan = replace(PLAN, patience=99, num_train_epochs=6)
model = tiny()
lora = attach(model, settings_of(plan), seed=plan.seed)
with Registry.open(folder) as registry:
    stored = registry.load_checkpoint("run")
    resume = Checkpoint.from_files(stored.files) if stored else None
    def save(found):
        registry.save_checkpoint("run", found.to_files(), found.step)
        print(found.step, flush=True)
    for _ in train(model, lora, DATA, plan, save=save, resume=resume):
        pass
files = adapter_files(lora, lora.state(), base_model="tiny")
(folder / "adapter").write_bytes(files["adapter_model.safetensors"])
"""


def begin(folder):
    folder.mkdir(exist_ok=True)
    text = RUN.format(tests=str(HERE.parent), here=str(HERE))
    return subprocess.Popen(
        [sys.executable, "-c", text, str(folder)], stdout=subprocess.PIPE, text=True
    )


@pytest.mark.slow
def test_a_run_killed_at_any_moment_ends_with_the_same_bits(tmp_path):
    whole = begin(tmp_path / "whole")
    assert whole.communicate()[0].split()[-1] == "24"
    drawn = random.Random(0)
    for wanted in (3, 9, 15):
        process = begin(tmp_path / "killed")
        for line in process.stdout:
            if int(line) >= wanted:
                break
        time.sleep(drawn.random() * 0.05)  # in the middle of a step, or of writing a checkpoint
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert not (tmp_path / "killed" / "adapter").exists()
    last = begin(tmp_path / "killed")
    assert int(last.communicate()[0].split()[0]) > 1
    ours, theirs = (tmp_path / name / "adapter" for name in ("killed", "whole"))
    assert ours.read_bytes() == theirs.read_bytes()
