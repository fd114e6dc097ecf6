import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.errors import BrokenInvariant, ConfigFault
from inhouse.scoring import Graded, Tools, build


class Letters:
    """An embedder that counts letters: no model, and every text has a unit vector."""

    def __init__(self):
        self.asked = []

    def embed(self, texts):
        self.asked.extend(texts)
        rows = np.array([[1 + t.count(c) for c in "abcdefghij"] for t in texts], np.float32)
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def tools():
    return Tools(Letters(), "letters")


def graded(reference, answer):
    return Graded("e", "Why?", reference, answer)


@pytest.mark.parametrize("name", ["token_f1", "rouge_l"])
@given(st.text(max_size=60), st.text(max_size=60))
def test_word_scores_do_not_mind_which_side_is_which(name, a, b):
    scorer = build(name, tools())
    if a.strip() and b.strip():
        assert scorer.score([graded(a, b)]) == pytest.approx(scorer.score([graded(b, a)]))


def test_rouge_l_minds_the_order_of_words_and_token_f1_does_not():
    item = graded("one two three", "three two one")
    assert build("token_f1", tools()).score([item])[0] == 1
    assert build("rouge_l", tools()).score([item])[0] == pytest.approx(1 / 3)


def test_word_scores_work_without_spaces():
    assert build("token_f1", tools()).score([graded("月曜日", "月曜")])[0] == pytest.approx(0.8)


def test_every_distinct_text_is_embedded_once():
    kit = tools()
    build("similarity", kit).score([graded("a", "b"), graded("a", "c"), graded("b", "a")])
    assert sorted(kit.embedder.asked) == ["a", "b", "c"]


def test_answer_quality_is_half_facts_and_half_similarity():
    item = graded("It is $50.", "It is $60.")
    similarity = build("similarity", tools()).score([item])[0]
    assert build("answer_quality", tools()).score([item])[0] == pytest.approx(similarity / 2)


def test_answer_quality_is_similarity_where_there_are_no_facts():
    item = graded("Brush gently.", "Brush with care.")
    assert build("answer_quality", tools()).score([item]) == build("similarity", tools()).score(
        [item]
    )


def test_an_unknown_scorer_gets_a_suggestion():
    with pytest.raises(ConfigFault, match="Did you mean 'rouge_l'"):
        build("rouge-l", tools())


def test_similarity_needs_an_embedder():
    with pytest.raises(BrokenInvariant):
        build("similarity", Tools())
