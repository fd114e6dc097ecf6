"""General examples of the base model's own: how many, the same each time, written once."""

import pytest

from inhouse.config import load
from inhouse.errors import ConfigFault
from inhouse.models.engines import BASE, EngineFacts, Piece
from inhouse.records import Message, Notice, Rendered
from inhouse.registry import Registry
from inhouse.rendering import open_renderer
from inhouse.steps.material import Material
from inhouse.steps.project import Project
from inhouse.steps.replay import general_questions, with_replay
from serving_models import write_model

OWN = [Rendered((5, 6, 7), (False, True, True))] * 40


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "tiny")


class Engine:
    """Answers every other question to its end."""

    facts = EngineFacts("half", "none", (BASE,), 4)

    def __init__(self, renderer):
        self.asked = 0
        questions = general_questions()
        self.prompts = [renderer.prompt((Message("user", question),)) for question in questions]

    def generate(self, prompt, sampling, *, variant):
        assert variant == BASE
        self.asked += 1
        index = self.prompts.index(prompt)
        yield Piece(f"Answer {index}.", 3)
        yield Piece("", 1, finish_reason="length" if index % 2 else "stop")


class Bench:
    """The two parts of a workbench that are needed."""

    def __init__(self, base):
        self.own = open_renderer(base)
        self.answering = Engine(self.own)

    def renderer(self):
        yield from ()
        return self.own

    def base_engine(self):
        yield from ()
        return self.answering


@pytest.fixture
def house(base, tmp_path):
    bench = Bench(base)
    with Registry.open(tmp_path) as registry:

        def mixed(*settings):
            chosen = load(tmp_path, overrides=[f"base_model={base}", *settings])
            project = Project(tmp_path, tmp_path, chosen, registry)
            own = Material(OWN, OWN[:2], OWN[0])
            events, work = [], with_replay(project, own, bench)
            while True:
                try:
                    events.append(next(work))
                except StopIteration as end:
                    return end.value, events

        yield mixed, bench


def test_questions_are_short_and_differ():
    questions = general_questions()
    assert len(set(questions)) == len(questions) == 60
    assert all(len(question) < 120 for question in questions)


def test_without_a_share_nothing_is_asked(house):
    mixed, bench = house
    assert mixed()[0].train == OWN
    assert bench.answering.asked == 0


@pytest.mark.parametrize(("share", "n"), [(0.1, 4), (0.2, 10), (0.4, 27)])
def test_a_share_of_the_training_examples_is_general_and_none_of_the_validation(share, n, house):
    mixed, _ = house
    made, _ = mixed(f"training.replay_share={share}")
    assert len(made.train) - len(OWN) == n
    assert made.train[:40] == OWN
    assert made.validation == OWN[:2]
    assert n / len(made.train) == pytest.approx(share, abs=0.02)


def test_only_answers_that_ended_are_learned_in_the_form_they_are_served(house):
    mixed, bench = house
    made, _ = mixed("training.replay_share=0.4")
    for row in made.train[40:]:
        words = bench.own.parse([i for i, m in zip(row.ids, row.loss_mask, strict=True) if m])
        assert int(words.removeprefix("Answer ").removesuffix(".")) % 2 == 0
        assert row.ids[-1] == bench.own.end_of_turn


def test_they_are_written_once_and_drawn_by_the_seed(house):
    mixed, bench = house
    first = mixed("training.replay_share=0.2")[0].train
    assert mixed("training.replay_share=0.2")[0].train == first
    assert mixed("training.replay_share=0.2", "seed=1")[0].train != first
    assert bench.answering.asked == len(general_questions())


def test_more_than_there_are_is_said(house):
    mixed, _ = house
    made, events = mixed("training.replay_share=0.9")
    assert len(made.train) == 40 + 30
    assert [e for e in events if isinstance(e, Notice) and "answered 30" in e.text]


def test_pairs_have_no_general_examples(house):
    mixed, _ = house
    with pytest.raises(ConfigFault, match="learns from pairs"):
        mixed("training.replay_share=0.2", "training.method=dpo")
