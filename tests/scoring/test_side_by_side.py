from hypothesis import given
from hypothesis import strategies as st
from simulated import ENTRANTS

from inhouse.scoring import choose_side_by_side

ROWS = {
    "win": {"prompted": 0.2, "retrieval": 0.3, "fine_tuned": 0.9},
    "loss": {"prompted": 0.8, "retrieval": 0.75, "fine_tuned": 0.1},
    "right": {"prompted": 0.9, "retrieval": 0.9, "fine_tuned": 0.9},
    "wrong": {"prompted": 0.1, "retrieval": 0.2, "fine_tuned": 0.1},
    "looked up": {"prompted": 0.3, "retrieval": 0.95, "fine_tuned": 0.5},
    "plain": {"prompted": 0.5, "retrieval": 0.5, "fine_tuned": 0.5},
}


def by_contender(rows):
    names = {name for row in rows.values() for name in row}
    return {name: {i: row.get(name) for i, row in rows.items()} for name in sorted(names)}


QUESTIONS = {name: f"question about {name * 3} {i}" for i, name in enumerate(ROWS)}


def test_each_kind_is_shown_and_said_in_plain_words():
    why = dict(choose_side_by_side(by_contender(ROWS), QUESTIONS, ENTRANTS))
    assert set(why) == set(ROWS)
    assert why["win"].startswith("Fine-tuning is better here: 0.90 against 0.30")
    assert why["loss"].startswith("Fine-tuning is worse here")
    assert why["right"].startswith("Everyone is right")
    assert why["wrong"].startswith("Everyone is wrong")
    assert why["plain"] == "Nobody stands out: all score about 0.50."


def test_a_question_like_one_already_shown_waits_for_its_turn():
    rows = {"a": ROWS["win"], "b": ROWS["win"], "c": ROWS["plain"]}
    questions = {"a": "what does it cost", "b": "What does it cost?", "c": "are you open"}
    chosen = choose_side_by_side(by_contender(rows), questions, ENTRANTS, n=2)
    assert [c.example_id for c in chosen] == ["a", "c"]


@given(
    st.dictionaries(
        st.text(min_size=1, max_size=5),
        st.fixed_dictionaries(
            {n: st.none() | st.floats(0, 1) for n in ("prompted", "retrieval", "fine_tuned")}
        ),
        max_size=30,
    ),
    st.integers(0, 12),
)
def test_up_to_n_different_scored_questions_are_chosen(rows, n):
    scores = by_contender(rows)
    questions = {i: f"q {i}" for i in rows}
    chosen = choose_side_by_side(scores, questions, ENTRANTS, n)
    scored = [i for i, row in rows.items() if any(v is not None for v in row.values())]
    assert len({c.example_id for c in chosen}) == len(chosen) == min(n, len(scored))
    assert chosen == choose_side_by_side(scores, dict(reversed(questions.items())), ENTRANTS, n)
