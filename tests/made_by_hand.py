"""A comparison and a release that nobody trained for, for tests of the pages."""

from inhouse.records import (
    Adapter,
    Answer,
    Comparison,
    ContenderResult,
    Example,
    Interval,
    Message,
    Metric,
    Recipe,
    Release,
    Reply,
    Run,
    SideBySide,
    Source,
    ValidationPoint,
    Verdict,
)
from inhouse.server.desk import Compared
from inhouse.tasks import build as build_task
from released_project import PLAN


def comparison(registry):
    """A run and a comparison of it, without weights worth the name."""
    registry.save_dataset("d1", b"")
    sha = registry.put_folder({"adapter_config.json": b"{}"})
    adapter = Adapter(sha, str(registry.path(sha)), "tiny", 1)
    points = (ValidationPoint(0, 0.0, 2.0), ValidationPoint(2, 1.0, 1.5))
    run = Run("r1", "d1", PLAN, adapter, 9, 1.0, (2.0, 1.8), points, 2, False, ())
    registry.save_run(run)
    registry.save_comparison(COMPARISON)


def release(studio):
    """A release of the registry."""
    registry = studio.registry
    comparison(registry)
    recipe = Recipe("prompted", "answer", "Be kind.", (), (), {}, 1, None, 9, 99, "tiny", "e", None)
    releases = registry.serving.releases
    made = Release("rel1", "prompted", "c1", "r1", "d1", "tiny", releases.put_recipe(recipe),
                   "answer_quality", 0.4)  # fmt: skip
    releases.save(made)
    releases.promote("rel1", channel="champion", reason="test")


def metric(value):
    return Metric(value, Interval(value - 0.1, value + 0.1), 2)


COMPARISON = Comparison(
    "c1", "d1", "r1", "answer_quality", 2, 2,
    tuple(ContenderResult(n, metric(v), {"answer_quality": metric(v)}, 0.5, 9.0)
          for n, v in (("prompted", 0.2), ("fine_tuned", 0.4))),
    (), (), Verdict("yes", "fine_tuned", "It is <better>.", "high", 0.1, ("Go on.",)),
    wording=build_task("answer").facts.wording,
)  # fmt: skip
REPLIES = tuple(
    Reply(example, who, f"{who} says <i>{example}</i>", 5, 5, 0.1, True)
    for example in ("e1", "e2")
    for who in ("prompted", "fine_tuned")
)


def compared_by_hand():
    """What the desk gives after a comparison."""
    examples = {
        key: Example(key, (Message("user", f"Question {key}?"), Message("assistant", "Our own.")),
                     Source("a.csv", row=2), "doc")
        for key in ("e1", "e2")
    }  # fmt: skip
    answers = tuple(
        Answer(who, f"{who} says", 0.4, ("$85",), ("9:00",), ("$99",), True)
        for who in ("prompted", "fine_tuned")
    )
    rows = (SideBySide("e1", "Question e1?", "Our own.", "a.csv, row 2", "they differ", answers),)
    return Compared(COMPARISON, "today", rows, REPLIES, examples)
