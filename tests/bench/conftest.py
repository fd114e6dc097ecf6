"""The scripts in bench/ are no package: their folder goes on the path."""

import sys
from pathlib import Path

BENCH = str(Path(__file__).resolve().parents[2] / "bench")
if BENCH not in sys.path:
    sys.path.append(BENCH)  # last: its names may not hide others
