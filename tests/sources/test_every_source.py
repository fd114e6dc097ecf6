"""Whatever maker made an example: the words it cites, when opened, state the answer's facts."""

from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.records import Document, Source
from inhouse.scoring.facts import read_statement
from inhouse.sources.making import MakerSettings, build_makers, make
from inhouse.sources.reader import Faults, FileContents
from inhouse.sources.tables import Row, read_table

NUMBERS = st.integers(101, 99_999)
MONEY = st.decimals(1, 9_999, places=2).map(str)


def pages(n, price):
    """A document of each kind that a maker looks for, with its numbers drawn."""
    long = f"The old boiler used {n} units of gas in a cold winter and cost ${price}. " * 12
    codes = "".join(f"E{i} - Fault {n + i}, fee ${price}\n" for i in range(10, 17))
    rent = f"The tenant {{name}} pays ${price} in {n} parts to {{owner}} on the first of the month"
    return {
        "faq.md": f"## How many?\n\nWe have {n}.\n\n## How much?\n\nIt is ${price} each.\n",
        "troubles.md": f"# Troubleshooting\n\n## No hot water\n\nSet it to {n}, a new valve is"
        f" ${price}.\n",
        "article.md": f"# Boilers\n\nA boiler costs ${price} and weighs {n} kg, with its parts.\n",
        "post.md": f"---\ntitle: New\ndate: 2025-03-01\nauthor: Ann\n---\n\n{long}",
        "abstract.md": f"# Report\n\n## Summary\n\nThe boiler used {n} units of gas and it cost"
        f" ${price} in that one winter, as we say.\n\n## Details\n\n{long}",
        "contract.md": f"# Lease Agreement\n\n## Rent\n\n{rent}, without being asked.\n"
        "\n## Term\n\nNone.\n",
        "codes.txt": codes,
        "mail.txt": "From: Bo <bo@m.example>\nSubject: Hats\n\nHow much?\n\nFrom: Ann"
        f" <ann@s.example>\nSubject: Re: Hats\n\nHi,\nit is ${price} for {n}.\n\nRegards\nAnn\n",
        "prices.py": f'def f(x):\n    """Adds."""\n    a = x + {n}\n    b = a * {price}\n'
        "    c = b\n    return c\n",
    }


def tables(n, price):
    """A table of each kind that a maker looks for."""
    return {
        "rows.csv": [("Item", "Price", "Stock"), ("Hat", price, str(n)), ("Cap", "7", "3")],
        "tickets.csv": [("Subject", "Body", "Reply"), ("Pay", "How much?", f"${price} for {n}.")],
        "work.csv": [("Symptom", "Cause", "Fix"), ("Cold", f"Fuse {n}", f"New one, ${price}")],
    }


def read_all(n, price):
    for file, text in pages(n, price).items():
        yield FileContents((Document(file, text, Source(file), file),))
    for file, lines in tables(n, price).items():
        rows = [Row(Source(file, row=i), cells) for i, cells in enumerate(lines, 1)]
        yield read_table(rows, Faults())


@settings(max_examples=15)
@given(NUMBERS, MONEY)
def test_every_answers_facts_stand_in_the_words_it_cites(n, price):
    makers = build_makers(MakerSettings())
    seen = set()
    for contents in read_all(n, price):
        got = make(contents, makers)
        texts = {d.id: d.text for d in got.documents}
        for example in got.examples:
            seen.add(example.labels["maker"])
            said = read_statement(texts[example.document_id][slice(*example.source.span)])
            bare = {f.value.split()[-1] for f in said.facts if f.kind in ("money", "number")}
            for fact in read_statement(example.answer).facts:
                known = said.says(fact) or fact.value.split()[-1] in bare
                assert fact.kind in ("polarity", "name") or known, (example, fact)
    # Labels are not facts: labelled_texts has tests of its own.
    assert {maker.spec.name for maker in makers} == seen | {"labelled_texts"}
