"""Products in 8 bits on a processor without VNNI: its sums overflow unless weights are smaller."""

import os
import subprocess
import sys

import pytest
import torch

from inhouse.models.fused.eight_bits import largest_weight

OLDER = {"ATEN_CPU_CAPABILITY": "avx2", "ONEDNN_MAX_CPU_ISA": "AVX2"}
"""Makes PyTorch and oneDNN use what a processor with AVX2 alone has."""
SCRIPT = """
import torch
from inhouse.models.fused import eight_bits
torch.set_num_threads(1)
torch.manual_seed(0)
layer = torch.nn.Linear(512, 256, bias=False).requires_grad_(False)
eight_bits.pack([layer])
grad = torch.randn(32, 256)
found = eight_bits.input_gradient(grad, layer.weight, layer.packed)
exact = grad @ layer.weight
print(eight_bits.largest_weight(), float((found - exact).norm() / exact.norm()))
"""

needs_avx2 = pytest.mark.skipif(
    torch.backends.cpu.get_cpu_capability() not in ("AVX2", "AVX512"), reason="needs AVX2"
)


@needs_avx2
def test_without_vnni_weights_are_rounded_to_seven_bits_and_products_stay_right():
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **OLDER, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert int(told[0]) == 63
    assert float(told[1]) < 0.02


def test_a_processor_whose_sums_are_never_right_works_exactly(monkeypatch):
    monkeypatch.setattr(torch, "_int_mm", lambda a, b: torch.zeros(len(a), b.shape[1]))
    largest_weight.cache_clear()
    try:
        assert largest_weight() == 0
    finally:
        monkeypatch.undo()
        largest_weight.cache_clear()
