"""What a step is said to have taken is its own process's, not its parent's."""

import subprocess
import sys

import numpy as np
import pytest

from inhouse.steps.project import peak_memory_bytes

ASK = "from inhouse.steps.project import peak_memory_bytes; print(peak_memory_bytes())"
HELD = 800_000_000


@pytest.mark.skipif(sys.platform != "linux", reason="reads the kernel's mark")
def test_a_child_does_not_inherit_its_parents_peak():
    held = np.ones(HELD // 8)
    done = subprocess.run([sys.executable, "-c", ASK], capture_output=True, text=True, check=True)
    assert 0 < int(done.stdout) < HELD <= held.nbytes
    assert peak_memory_bytes() >= HELD


def test_the_peak_stays_when_memory_is_given_back():
    held = np.ones(HELD // 8)
    assert peak_memory_bytes() >= held.nbytes
    del held
    assert peak_memory_bytes() >= HELD
