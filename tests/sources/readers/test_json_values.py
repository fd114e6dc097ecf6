"""JSON values one after the other, however they are set."""

import json

import pytest

PAIRS = [(f"Question {n}?", f'Answer {n}, {{with}} [signs] and "quotes".') for n in range(6)]
OBJECTS = [{"prompt": question, "completion": answer} for question, answer in PAIRS]
TALKS = [
    {"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]}
    for q, a in PAIRS
]


def lines(objects, **how):
    return [json.dumps(one, **how) for one in objects]


def pairs(got):
    return [(e.messages[0].content, e.messages[-1].content) for e in got.examples]


def messages_on_lines(one):
    turns = ",\n".join(json.dumps(turn) for turn in one["messages"])
    return f'{{"messages": [\n{turns}\n]}}'


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(lines(OBJECTS)),
        "\r\n".join(lines(OBJECTS)),
        "\n".join(lines(OBJECTS, indent=2)),
        "\n".join(lines(OBJECTS, indent=0)),
        "\n\n".join(lines(OBJECTS, indent="\t")),
        "\r\n".join(lines(OBJECTS, indent=4)).replace("\n", "\r\n").replace("\r\r", "\r"),
        "\n".join(lines(TALKS, indent=2)),
        "\n".join(map(messages_on_lines, TALKS)),
        " ".join(lines(OBJECTS)),
        "".join(lines(OBJECTS)),
        "".join(lines(OBJECTS, indent=2)),
        ",\n".join(lines(OBJECTS)),
        ",".join(lines(OBJECTS)) + ",",
        "".join(f"\x1e{line}\n" for line in lines(OBJECTS)),
        "\n".join(f"[{line}]" for line in lines(OBJECTS)),
        "\n".join([*lines(OBJECTS[:2]), *lines(OBJECTS[2:4], indent=2), *lines(OBJECTS[4:])]),
        json.dumps(OBJECTS),
        json.dumps(OBJECTS, indent=2),
        "[\n" + ",\n".join(lines(OBJECTS)) + ",\n]",
        "\ufeff" + "\n".join(lines(OBJECTS, indent=2)),
    ],
)
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.ndjson"])
def test_every_object_is_read(read_one, text, name):
    got = read_one(name, text)
    assert pairs(got) == PAIRS
    assert not got.findings


def test_an_object_over_several_lines_stands_where_it_begins(read_one):
    got = read_one("a.jsonl", "\n".join(lines(OBJECTS, indent=2)))
    assert [e.source.row for e in got.examples] == [1, 5, 9, 13, 17, 21]


@pytest.mark.parametrize(
    "broken",
    [
        '{"prompt": "x", "completion": ',
        '{"prompt": "x", "completion": "y"',
        '{"prompt": "x" "completion": "y"}',
        '{"prompt": "x", "completion": "y}',
        "{'prompt': 'x'}",
        "prompt: x",
        '{"messages": [{"role": "user", "content": "x"}',
        "}",
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_broken_value_costs_itself_only(read_one, broken, indent):
    whole = lines(OBJECTS, indent=indent)
    got = read_one("a.jsonl", "\n".join([*whole[:3], broken, *whole[3:]]))
    assert pairs(got) == PAIRS
    (finding,) = got.findings
    assert finding.check == "broken_line"
    assert finding.source.row == sum(one.count("\n") + 1 for one in whole[:3]) + 1


@pytest.mark.parametrize("indent", [None, 2])
def test_of_an_array_that_is_cut_off_the_whole_objects_are_read(read_one, indent):
    got = read_one("a.json", json.dumps(OBJECTS, indent=indent)[:-20])
    assert pairs(got) == PAIRS[:-1]
    assert len(got.findings) == 1


@pytest.mark.parametrize("value", ["1", '"text"', "null", "[1, 2]"])
def test_a_value_that_is_no_object_is_told(read_one, value):
    got = read_one("a.jsonl", "\n".join([*lines(OBJECTS), value]))
    assert pairs(got) == PAIRS
    assert got.findings[0].check == "broken_line"
