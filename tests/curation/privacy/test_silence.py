"""Personal data never reaches a log above DEBUG, an error, or a finding's words."""

import json
import logging

import pytest

from inhouse.curation.checks import Background
from inhouse.curation.checks.private.personal_data import PersonalData
from inhouse.curation.privacy import (
    PLANTED_KINDS,
    Privacy,
    PrivacySettings,
    SurrogateMap,
    names_installed,
    plant,
)
from inhouse.records import Example, Message, Source

NAMES = ("Maria Lopez", "Wei Chen")


def rows():
    planted = plant(("We are open from 8 to 5.",), seed=2, per_kind=4, names=NAMES)
    return planted, [
        Example(str(i), (Message("user", p.text), Message("assistant", "Thank you.")),
                Source("a.csv", row=i), str(i))
        for i, p in enumerate(planted)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "names", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["lists", "presidio"]
)
def test_nothing_private_is_logged_or_told(names, caplog, capfd):
    if names and not names_installed():
        pytest.skip("the extra `names` is not installed")
    planted, examples = rows()
    settings = PrivacySettings(customers=NAMES, names=names)
    background = Background(privacy=Privacy(settings, "certain", kept=SurrogateMap()))
    loggers = [logging.getLogger(name) for name in logging.root.manager.loggerDict]
    before = [logger.level for logger in loggers]
    try:
        for logger in loggers:
            logger.setLevel(logging.INFO)
        with caplog.at_level(logging.INFO):
            checked = PersonalData().look(examples, background)
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
    told = "\n".join([r.getMessage() for r in caplog.records] + [*capfd.readouterr()])
    told += json.dumps(
        [[f.evidence, f.fix, [c.evidence for c in f.cases]] for f in checked.findings]
    )
    told += repr(background)
    assert checked.findings
    for one in planted:
        value = one.text[one.start : one.end]
        if len(value) > 4:
            assert value not in told


def test_what_is_certain_is_gone_from_the_examples_and_every_kind_is_a_finding():
    planted, examples = rows()
    background = Background(
        privacy=Privacy(PrivacySettings(customers=NAMES), "all", kept=SurrogateMap())
    )
    checked = PersonalData().look(examples, background)
    left = [
        one.kind
        for one, example in zip(planted, checked.examples, strict=True)
        if len(one.text[one.start : one.end]) > 4
        and one.text[one.start : one.end] in example.question
    ]
    assert len(left) <= 0.03 * len(planted), left
    assert {f.fix_kind for f in checked.findings} == {"automatic"}
    assert len(checked.findings) >= len(PLANTED_KINDS) - 3
