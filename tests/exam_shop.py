"""A tiny shop and an exam of it, for tests of `inhouse exam` without any language model."""

import json

from method_shop import inhouse

KEYS = ("id", "kind", "messages", "now", "expected", "answer", "places")
FLOORS = {"closest_answer", "passage", "question_copied", "constant_answer"}


def question(number, asked, answer, **more):
    row = {
        "id": f"shop-{number:03d}",
        "kind": "stated",
        "messages": [{"role": "user", "content": asked}],
        "now": None,
        "expected": "answer",
        "answer": answer,
        "places": [{"file": "prices.jsonl", "place": "row 1"}],
    }
    return {**row, **more}


QUESTIONS = (
    question(1, "How much do I pay for a pair of gloves?", "Gloves cost $15.50."),
    question(2, "I need a rope, what is the price?", "Rope costs $37.50."),
    question(3, "Do you repair bicycles?", "", kind="near_miss", expected="hand_over", places=[]),
    question(
        4,
        "And for a hat?",
        "A hat costs $17.50.",
        kind="follow_up",
        messages=[
            {"role": "user", "content": "What is a mug?"},
            {"role": "assistant", "content": "A mug is $25.50."},
            {"role": "user", "content": "And for a hat?"},
        ],
    ),
)


def write(path, rows=QUESTIONS):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def ask(folder, *more):
    done = inhouse("exam", folder, "--ask", "--contender", "closest_answer", "--json", *more)
    return json.loads(done.stdout)


def refused(*arguments, capsys=None):
    from inhouse.cli.app import perform

    code, sentence = perform([str(a) for a in arguments])
    assert code == 2
    return sentence


def dataset_of(folder):
    from inhouse.curation import dataset_from_jsonl
    from inhouse.registry import Registry

    with Registry.open(folder) as registry:
        return dataset_from_jsonl(registry.load_dataset_bytes(registry.latest("dataset")))
