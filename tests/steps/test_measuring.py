"""Asking the models: kept by piece, and gone on with after a stop."""

from types import SimpleNamespace

import numpy as np
import pytest

from finishing import finish
from inhouse.curation import Measured
from inhouse.records import Example, Message, Source, content_id
from inhouse.registry import Registry
from inhouse.steps.measuring import measuring, models_were_asked


class Embedder:
    def __init__(self):
        self.n_texts = 0

    def embed(self, texts):
        self.n_texts += len(texts)
        return np.array([[len(t), t.count("e")] for t in texts], dtype=np.float32)


def rows(n):
    return [
        Example(
            content_id(f"{i}"),
            (Message("user", f"q {'e' * i}"), Message("assistant", f"answer {i}")),
            Source("a.csv", row=i),
            f"d{i}",
        )
        for i in range(n)
    ]


@pytest.fixture
def made(tmp_path):
    embedder = Embedder()

    def opened():
        return embedder
        yield

    config = SimpleNamespace(embedding_model="m", base_model="b")
    with Registry.open(tmp_path) as registry:
        project = SimpleNamespace(config=config, registry=registry)
        yield measuring(project, SimpleNamespace(embedder=opened)), embedder


def test_what_was_asked_once_is_kept_and_one_change_costs_one_piece(made):
    measure, embedder = made
    first = finish(measure(rows(40), Measured(), "meaning"))
    assert embedder.n_texts == 80
    again = finish(measure(rows(40), Measured(), "meaning"))
    assert embedder.n_texts == 80
    assert all(np.array_equal(first.questions[e.id], again.questions[e.id]) for e in rows(40))
    changed = rows(40)
    changed[0] = Example("f" * 16, changed[1].messages, Source("b.csv"), "x")
    finish(measure(changed, Measured(), "meaning"))
    assert 80 < embedder.n_texts < 120


def test_a_stopped_command_goes_on_where_it_was(made):
    measure, embedder = made
    work = measure(rows(40), Measured(), "meaning")
    for _ in range(5):
        next(work)
    work.close()
    before = embedder.n_texts
    finish(measure(rows(40), Measured(), "meaning"))
    assert 0 < before < 80 and embedder.n_texts < 80 + before


def test_the_order_of_the_vectors_is_that_of_the_examples(made):
    measure, _ = made
    found = finish(measure(rows(20), Measured(), "meaning"))
    assert all(found.questions[e.id][0] == len(e.question) for e in rows(20))
    assert all(found.answers[e.id][0] == len(e.answer) for e in rows(20))


def test_likelihoods_are_kept_too_and_whose_stranger_one_is_costs_no_other_piece(
    tmp_path, monkeypatch
):
    asked = []

    def nats(bench, rows, prompts, first):
        asked.extend(kind for own in prompts for kind in own)
        return {
            f"{kind} {first + i}": np.array([len(q)], dtype=np.float32)
            for i, own in enumerate(prompts)
            for kind, q in own.items()
        }
        yield

    monkeypatch.setattr("inhouse.steps.measuring._nats", nats)
    with Registry.open(tmp_path) as registry:
        project = SimpleNamespace(base_key="b", registry=registry)
        assert not models_were_asked(project)
        measure = measuring(project, None)
        found = finish(measure(rows(40), Measured(), "likelihood"))
        assert len(asked) == 120 and models_were_asked(project)
        for e in rows(40):
            assert found.answer_nats[e.id][0] == len(e.question)
            assert found.answer_nats_alone[e.id][0] == 0
        asked.clear()
        finish(measure(rows(40), Measured(), "likelihood"))
        assert asked == []
        finish(measure(rows(39), Measured(), "likelihood"))
        assert 0 < asked.count("given") < 20
