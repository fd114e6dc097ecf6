"""Source code: documented functions to their bodies, and gaps to fill in."""

import ast
import textwrap

import pytest

from inhouse.records import Document, Source
from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.making.functions import functions_in
from inhouse.sources.reader import FileContents

PYTHON = '''"""Prices."""

import math


@cached
def total(prices: list[float], *, tax: float = 0.2) -> float:
    """The sum of the prices, with tax.

    Rounded up to whole cents.
    """
    net = sum(prices)
    gross = net * (1 + tax)
    cents = math.ceil(gross * 100)
    return cents / 100


class Shop:
    def later(self):
        """Not yet."""
        raise NotImplementedError

    def hours(self, day):
        if day == "sunday":
            return None
        opens = 8
        closes = 17
        return opens, closes


def one(): return 1
'''
SCRIPT = """// Adds the tax.
export function gross(net, tax) {
  const note = "not a } brace"; // nor this }
  if (net > 0) {
    return net * (1 + tax);
  }
  return 0;
}

if (ready()) {
  start();
}
"""


def made(text, file):
    document = Document("d", text, Source(file))
    return make(FileContents((document,)), build_makers(MakerSettings()))


def test_a_documented_functions_signature_asks_and_its_body_answers():
    got = made(PYTHON, "shop/prices.py")
    asked = {e.question.split("\n")[0]: e for e in got.examples}
    body = asked["Write the body of this function in prices.py:"]
    assert body.question.endswith('"""')
    assert "@cached\ndef total" in body.question
    assert body.answer.startswith("net = sum(prices)\n") and body.answer.endswith("cents / 100")
    assert {e.labels["maker"] for e in got.examples} == {"code"}
    assert not any("NotImplementedError" in e.answer for e in got.examples)


def test_a_gap_and_its_filling_are_the_function():
    got = made(PYTHON, "prices.py")
    gaps = [e for e in got.examples if "<FILL_ME>" in e.question.split("\n", 1)[1]]
    assert len(gaps) == 2
    for example in gaps:
        code = example.question.partition("\n\n")[2]
        (line,) = [row for row in code.splitlines() if "<FILL_ME>" in row]
        indent = line[: line.index("<")]
        whole = code.replace(line, textwrap.indent(example.answer, indent))
        start, end = example.source.span
        cited = textwrap.dedent(PYTHON[start:end])
        assert ast.dump(ast.parse(whole)) == ast.dump(ast.parse(cited))


@pytest.mark.parametrize("suffix", [".js", ".ts", ".java", ".cs", ".go"])
def test_languages_of_braces_are_read_past_strings_and_comments(suffix):
    (function,) = functions_in(SCRIPT, f"a{suffix}")
    assert function.name == "gross" and function.is_documented
    assert SCRIPT[function.start : function.end].endswith("return 0;\n}")
    assert SCRIPT[function.body :].startswith('  const note = "not a }')


@pytest.mark.parametrize("text", ["def broken(:\n", "x = '\0'\n", "((((" * 5000, ""])
def test_broken_code_gives_nothing(text):
    assert functions_in(text, "a.py") == []


@pytest.mark.parametrize(
    "text", ["f(" * 20_000, "f() {\n" * 5_000, "/** a\n" * 20_000, "@a\n" * 20_000]
)
def test_odd_code_costs_little_time(text):
    import time

    started = time.perf_counter()
    functions_in(text, "a.js")
    assert time.perf_counter() - started < 10


def test_code_is_no_page_of_questions():
    text = "# Q: What is it?\n# A: A tool.\n# Q: Why?\n# A: Because.\nx = 1\n"
    assert not made(text, "a.py").examples
