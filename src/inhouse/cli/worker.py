"""One command in a process of its own, begun by a page: what it says goes into the job's folder.

Not a command for people: `python -m inhouse.cli.worker JOB_FOLDER COMMAND...`.
"""

from __future__ import annotations

import signal
import sys
import traceback
from pathlib import Path

from inhouse.cli.app import perform
from inhouse.cli.drawing import listen
from inhouse.records import Outcome

__all__ = ["work"]


def work(folder: Path, arguments: list[str]) -> Outcome:
    """Runs the command; its events and how it ended are in the folder when this returns."""
    from inhouse.registry.studio.event_log import EventLog
    from inhouse.registry.studio.jobs import end

    # A server that was begun with `&` ignores Ctrl-C, and so would its children.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    log = EventLog(folder)
    listen(log.write)
    try:
        outcome = Outcome(*perform(arguments))
    except Exception:
        traceback.print_exc()
        outcome = Outcome(1, f"This is a fault of Inhouse. What it says is in {folder / 'stderr'}.")
    log.close()
    end(folder, outcome)
    return outcome


if __name__ == "__main__":
    sys.exit(work(Path(sys.argv[1]), sys.argv[2:]).code)
