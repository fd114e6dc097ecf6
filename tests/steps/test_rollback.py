"""Promoting and rolling back, on the registry alone."""

import dataclasses

import pytest

from inhouse.errors import NothingThere
from inhouse.records import Adapter, Comparison, Plan, Release, Run, ValidationPoint, Verdict
from inhouse.registry import Registry
from inhouse.steps.rollback import rollback

PLAN = Plan("m", 8, 16, 0.0, 1e-3, 0.1, 2, 2048, 8, 400, 1.0, 0.0, 3, 2, "float32", 0)


@pytest.fixture
def registry(tmp_path):
    with Registry.open(tmp_path) as opened:
        opened.save_dataset("d1", b"{}\n")
        opened.save_run(
            Run("r1", "d1", PLAN, Adapter("s", "p", "m", 1), 1, 1.0, (1.0,),
                (ValidationPoint(1, 1.0, 1.0),), 1, False, ())
        )  # fmt: skip
        verdict = Verdict("yes", "fine_tuned", "because", "high", None)
        opened.save_comparison(Comparison("c1", "d1", "r1", "m", 3, 3, (), (), (), verdict))
        yield opened


def release(registry, name):
    sha = registry.put_bytes(name.encode())
    made = Release(name, "fine_tuned", "c1", "r1", "d1", "m", sha, "answer_quality", 0.5)
    registry.serving.releases.save(made)
    return made


def promote(registry, *names):
    for name in names:
        release(registry, name)
        registry.serving.releases.promote(name, channel="champion", reason="test")


def served(registry):
    return registry.serving.releases.current().id


def test_what_was_promoted_last_is_served(registry):
    promote(registry, "one", "two")
    assert served(registry) == "two"


def test_rolling_back_goes_back_one_release_each_time(registry):
    promote(registry, "one", "two", "three")
    rollback(registry)
    assert served(registry) == "two"
    rollback(registry)
    assert served(registry) == "one"
    with pytest.raises(NothingThere, match="only one"):
        rollback(registry)


def test_after_a_rollback_a_new_release_rolls_back_to_the_one_served_before(registry):
    promote(registry, "one", "two")
    rollback(registry)
    promote(registry, "three")
    rollback(registry)
    assert served(registry) == "one"


def test_promoting_the_same_twice_is_one_step(registry):
    promote(registry, "one", "two", "two")
    rollback(registry)
    assert served(registry) == "one"


def test_a_challenger_changes_no_champion(registry):
    promote(registry, "one")
    release(registry, "two")
    registry.serving.releases.promote("two", channel="challenger", reason="test")
    assert served(registry) == "one"
    assert registry.serving.releases.current("challenger").id == "two"
    with pytest.raises(NothingThere):
        rollback(registry, channel="challenger")


def test_an_unknown_release_is_told_with_the_next_command(registry):
    promote(registry, "one")
    with pytest.raises(NothingThere, match="inhouse promote"):
        rollback(registry, release="nine")


def test_every_change_is_in_the_audit_log(registry):
    promote(registry, "one", "two")
    rollback(registry)
    said = [entry.what for entry in registry.audit_log()]
    assert "champion is now release one: rolled back" in said


def test_a_key_is_found_by_its_secret_until_it_is_revoked(registry):
    keys = registry.serving.keys
    made, secret = keys.create("till", ("inference",))
    assert keys.find(secret) == made
    assert keys.find(secret + "x") is None
    assert secret not in repr(keys.all())
    keys.revoke(made.id)
    assert keys.find(secret) is None
    assert keys.all()[0] == dataclasses.replace(made, revoked=keys.all()[0].revoked)
