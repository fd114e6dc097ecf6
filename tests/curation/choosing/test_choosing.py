"""A budget is filled with what is near the held-out questions and unlike the rest."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finishing import finish
from inhouse.curation import (
    Budget,
    CurationSettings,
    Known,
    curate,
    open_examples,
    random_control,
    select,
)
from inhouse.records import Case, Example, Finding, Message, Source


def unit(rows):
    found = np.asarray(rows, dtype=np.float32)
    return found / np.linalg.norm(found, axis=1, keepdims=True)


def drawn(n, seed, width=8):
    return unit(np.random.default_rng(seed).normal(size=(n, width)))


def example(i, question=None, document=None):
    words = question or f"What is thing number {i} of the {i * 7}th kind?"
    talk = (
        Message("user", words),
        Message("assistant", f"Thing {i} costs {i} dollars."),
    )
    return Example(f"{i:04d}", talk, Source("a.csv", row=i), document or f"d{i}")


@given(st.integers(1, 40), st.integers(0, 6), st.integers(1, 45), st.integers(0, 99))
@settings(max_examples=40)
def test_it_chooses_as_many_as_asked_each_once_and_the_same_for_the_same_seed(n, m, keep, seed):
    candidates, held = drawn(n, seed), drawn(m, seed + 1)
    chosen = select(candidates, held, keep, seed=0)
    assert len(chosen) == len(set(chosen)) == min(keep, n)
    assert chosen == select(candidates, held, keep, seed=0)


def test_lazy_choice_is_the_plain_greedy_one():
    candidates, held = drawn(30, 1), drawn(4, 2)
    near = np.clip(candidates @ held.T, 0, 1) ** 4
    alike = np.clip(candidates @ candidates.T, 0, 1)

    def worth(rows):
        close = np.sqrt(near[rows].sum(0)).sum() / len(held)
        return close + alike[rows].max(0).sum() / len(candidates)

    chosen = []
    for _ in range(10):
        rest = [i for i in range(30) if i not in chosen]
        chosen.append(max(rest, key=lambda i: worth([*chosen, i])))
    assert select(candidates, held, 10, seed=0) == chosen


def test_one_of_each_kind_comes_before_a_second_of_one():
    crowd = [[1, 0.01 * i, 0] for i in range(20)]
    candidates = unit([*crowd, [0, 1, 0], [0, 0, 1]])
    assert {20, 21} <= set(select(candidates, unit([[0, 0, 1]]), 3, seed=0))


def test_what_is_near_the_held_out_questions_comes_first():
    candidates = unit([[1, 0], [0.9, 0.1], [0, 1], [-1, 0.1]])
    assert select(candidates, unit([[0, 1]]), 1, seed=0) == [2]


def test_an_open_case_is_about_all_but_the_one_that_stays():
    pair = Finding("different_answers", "warning", ("1", "2"), "e", "f",
                   cases=(Case(("1", "2"), "e"),))  # fmt: skip
    alone = Finding("refusals", "warning", ("3",), "e", "f", cases=(Case(("3",), "e"),))
    done = Finding("schema", "warning", ("4",), "e", "f", fix_kind="automatic")
    told = Finding("note", "info", ("5",), "e", "f")
    assert open_examples([pair, alone, done, told]) == {"2", "3"}


def embed(texts):
    return unit([[len(t), t.count("e") + 1, sum(map(ord, t)) % 97 + 1] for t in texts])


@pytest.fixture
def cut():
    rows = [example(i) for i in range(60)]
    rows.append(example(90, "What is thing number 3 of the 21th kind?"))
    budget = Budget(10, embed, seed=1)
    return rows, finish(
        curate(rows, task="answer", seed=0, settings=CurationSettings(), known=Known(budget=budget))
    )


def test_the_held_out_parts_are_those_of_the_whole_and_the_control_is_as_large(cut):
    rows, curated = cut
    whole = finish(curate(rows, task="answer", seed=0, settings=CurationSettings())).dataset
    for version in (curated.dataset, curated.control):
        assert version.split.test == whole.split.test
        assert version.split.validation == whole.split.validation
        assert len(version.split.train) == 10
        assert {e.id for e in version.examples} == {
            *version.split.train, *version.split.test, *version.split.validation
        }  # fmt: skip
    assert curated.dataset.id != curated.control.id != whole.id


def test_nothing_held_out_is_learned_from_in_the_control(cut):
    _, curated = cut
    held = {e.question for e in curated.control.part("test") + curated.control.part("validation")}
    assert held.isdisjoint(e.question for e in curated.control.part("train"))


def test_the_control_is_drawn_anew_for_another_seed_and_never_from_what_is_held_out():
    rows = [example(i) for i in range(40)]
    once, other = (random_control(rows, 10, seed=s, without={"0001"}) for s in (0, 1))
    assert once != other and len(once) == 10
    assert "0001" not in {e.id for e in (*once, *other)}
    assert once == random_control(rows, 10, seed=0, without={"0001"})
