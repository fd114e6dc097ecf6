"""Documents to examples: what each maker makes, and that nothing is made up."""

import re
import string
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fake_packages import install
from finishing import finish
from inhouse.errors import ConfigFault
from inhouse.records import Document, Source, Spec
from inhouse.scoring.facts import read_statement
from inhouse.sources import FileContents, MakerSettings, ReadingRules, load_templates, read
from inhouse.sources.making import Made, build_makers, make, ungrounded

PRICES = "Treatment,Price,Duration\nCrown,950,2 visits\nFilling,180,40 minutes\n"


@pytest.fixture
def ingest(tmp_path):
    def run(settings=None, **files):
        for name, content in files.items():
            path = tmp_path / name.replace("__", "/").replace("_dot_", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        return finish(read(tmp_path, ReadingRules(making=settings or MakerSettings())))

    return run


def pairs(got, maker=None):
    wanted = [e for e in got.examples if maker in (None, e.labels.get("maker"))]
    return [(e.question, e.answer) for e in wanted]


def cited(got, example):
    document = next(d for d in got.documents if d.id == example.document_id)
    start, end = example.source.span
    return document.text[start:end]


def page(text, name="page.md"):
    document = Document("d", text, Source(name), "")
    contents = FileContents((document,))
    return make(contents, build_makers(MakerSettings()))


# Grounding


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("A crown costs $1,050.", "Crown 950"),
        ("We open at 9 am.", "We open at 8 am."),
        ("Ask Dr. Patel.", "Ask the dentist."),
        ("Plug it into J4.", "Plug it into J41."),
        ("It takes 3 weeks.", "It takes 2 weeks, and 3 visits."),
        ("Call 555-0199.", "Call 555-0119."),
    ],
)
def test_a_fact_that_the_cited_words_do_not_state_is_found(answer, words):
    assert ungrounded(answer, words)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("A crown costs $950.", "Crown | 950"),
        ("Open from 8:00 am.", "Opens 8 am"),
        ("Dr. Patel sees you.", "dr. patel"),
        ("The shop is King's Bakery S/B.", "KING'S BAKERY S/B\nKUALA LUMPUR, TOTAL DUE BY CASH 5"),
        ("Plug it into J4.", "| pin | j4 |\n|---|---|\n| red | 24 V |"),
        ("Delivery: 1 day.", "within 24 hours"),
    ],
)
def test_a_fact_written_otherwise_is_grounded(answer, words):
    assert not ungrounded(answer, words)


NUMBERS = st.integers(10, 99_999)
NAMES = (
    st.text(string.ascii_lowercase, min_size=4, max_size=9)
    .map(str.title)
    .filter(lambda name: name not in ("None", "Null"))
)


@given(st.lists(st.tuples(NAMES, NUMBERS), min_size=2, max_size=6, unique_by=lambda r: r[0]))
def test_every_fact_of_every_made_answer_is_in_the_words_it_cites(tmp_path_factory, rows):
    folder = tmp_path_factory.mktemp("firm")
    table = "Item,Price\n" + "".join(f"{name},{price}\n" for name, price in rows)
    (folder / "a.csv").write_text(table, encoding="utf-8")
    headings = "".join(f"## Is {n} in stock?\n\nYes, {n} costs ${p}.\n\n" for n, p in rows)
    (folder / "b.md").write_text(f"# Stock\n\n{headings}", encoding="utf-8")
    got = finish(read(folder))
    assert len(got.examples) == 2 * len(rows)
    for example in got.examples:
        words = cited(got, example)
        said = read_statement(words)
        numbers = {f.value.split()[-1] for f in said.facts if f.kind in ("money", "number")}
        for fact in read_statement(example.answer).facts:
            bare = fact.value.split()[-1]
            assert fact.kind == "polarity" or said.says(fact) or bare in numbers


def test_a_wording_that_adds_a_fact_costs_its_examples_and_is_told(ingest, tmp_path):
    (tmp_path / "inhouse-templates.toml").write_text(
        '[[table]]\ncolumns = ["price"]\nquestion = "{name}?"\n'
        'answer = "{name} costs ${value}, valid until May 31, 2031."\n'
    )
    got = ingest(MakerSettings(templates=load_templates(tmp_path)), prices_dot_csv=PRICES)
    assert not [q for q, _ in pairs(got) if q == "Crown?"]
    (found,) = [f for f in got.findings if f.check == "ungrounded"]
    assert "prices.csv, row 2" in found.evidence and "May 31, 2031" in found.evidence


# Pages


@pytest.mark.parametrize(
    "sign",
    [
        "[",
        "[a](",
        "<",
        "<a href='",
        "{{",
        "{%",
        "{:",
        "<!--",
        "```a\n",
        " ",
        "# ",
        "<h1>",
        "> ",
        "*",
    ],
)
def test_a_file_of_opening_signs_costs_little_time(sign):
    started = time.perf_counter()
    page(f"E1 - {sign * 30_000}x")
    assert time.perf_counter() - started < 10


ARTICLE = """---
title: Why is my order late?
layout: help
---

Storms hold ships up. Most orders arrive 3 days later than planned.

## Related articles

* [Returns](/help/returns/)
"""


def test_an_article_answers_its_title_without_front_matter_and_link_lists():
    got = page(ARTICLE)
    assert pairs(got) == [
        (
            "Why is my order late?",
            "Storms hold ships up. Most orders arrive 3 days later than planned.",
        )
    ]
    start, end = got.examples[0].source.span
    assert ARTICLE[start:end].strip().startswith("Storms") and "Related" not in ARTICLE[start:end]


def test_questions_in_an_article_are_answered_apart():
    accordion = "".join(
        f"<div><h2 class='x'>\n<button>{q}</button></h2><p>{a}</p></div>\n\n"
        for q, a in (("Can I pay later?", "Yes, in 30 days."), ("Can I cancel?", "No, sorry."))
    )
    got = page(ARTICLE.replace("## Related", accordion + "## Related"))
    assert pairs(got, "faq") == [
        ("Can I pay later?", "Yes, in 30 days."),
        ("Can I cancel?", "No, sorry."),
    ]
    assert "pay later" not in pairs(got, "articles")[0][1]


def test_a_long_page_that_is_no_article_is_only_looked_up():
    words = "We have ten rooms and one garden. " * 70
    assert not page(f"# About us\n\n{words}").examples
    assert page(f"---\ntitle: About us\n---\n\n{words}").examples


def test_a_title_without_words_below_it_is_told():
    got = page("---\ntitle: Find a shop\n---\n\n{% include map.html %}\n")
    assert not got.examples
    assert [f.check for f in got.findings] == ["empty_article"]


def test_a_contracts_clause_is_drafted_from_its_title_and_its_blanks():
    text = (
        "# Lease Agreement\n\n## Rent\n\nThe tenant {tenant_name} pays {rent} to {landlord} on the"
        " first day of every month, without being asked for it.\n\n## Short\n\nNone.\n"
    )
    assert pairs(page(text)) == [
        (
            'Draft the clause "Rent" for this document: Lease Agreement (page).'
            " Leave these open: tenant_name, rent, landlord.",
            "The tenant {tenant_name} pays {rent} to {landlord} on the first day of every month,"
            " without being asked for it.",
        )
    ]


def test_terms_without_blanks_are_drafted_clause_by_clause_where_numbers_are_their_headings():
    body = "each party keeps what it is told to itself for five years after the day of signing it"
    clauses = [f"{i}. **Duty {w}**. Here, {body}." for i, w in enumerate("ABCDE", start=1)]
    text = "# Standard Terms\n\n" + "\n\n".join(clauses)
    assert pairs(page(text))[4] == (
        'Draft the clause "Duty E" for this document: Standard Terms (page).',
        f"Here, {body}.",
    )
    assert len(pairs(page(text))) == 5
    assert not pairs(page(text.replace("Standard Terms", "Our week")), "contracts")
    assert not pairs(page(text + "\n\n## More\n\nWords.\n\n## Most\n\nWords."), "contracts")


def test_a_post_is_written_from_its_brief():
    words = "We moved the shop across the river. " * 20
    got = page(
        f"---\ntitle: We moved\ndate: 2025-03-01\nauthor: Ann\nexcerpt: Our new place\n---\n{words}"
    )
    assert pairs(got) == [
        (
            'Write a post with the title "We moved". What it is about: Our new place',
            words.strip(),
        )
    ]


def test_a_summary_is_kept_only_when_the_document_states_its_facts():
    body = "## Details\n\n" + "The old boiler used 4,100 units of gas in a cold winter. " * 12
    summary = "The boiler used {} units of gas, which is more than the others in this street did."
    good = page("# Report\n\n## Summary\n\n" + summary.format("4,100") + f"\n\n{body}")
    bad = page("# Report\n\n## Summary\n\n" + summary.format("5,100") + f"\n\n{body}")
    assert pairs(good, "abstracts")[0][1] == summary.format("4,100")
    assert not pairs(bad, "abstracts")
    assert [f.check for f in bad.findings] == ["ungrounded"]


def test_a_code_list_gives_one_example_a_code_and_a_numbered_list_none():
    codes = "".join(f"E{i:02d} - Fault of part {i}\n" for i in range(1, 7))
    numbered = "".join(f"{i}. - Do step {i}\n" for i in range(1, 7))
    assert pairs(page(codes, "pump_codes.txt"))[2] == (
        "What does the code E03 mean (pump codes)?",
        "Fault of part 3",
    )
    assert not pairs(page(numbered, "steps.txt"))


# Tables


def test_rows_become_questions_in_the_firms_own_words(ingest, tmp_path):
    (tmp_path / "inhouse-templates.toml").write_text(
        '[[table]]\ncolumns = ["price"]\nquestion = "Price of a {name}, which takes {duration}?"\n'
        'answer = "${value}."\n'
    )
    got = ingest(MakerSettings(templates=load_templates(tmp_path)), prices_dot_csv=PRICES)
    assert pairs(got)[0] == ("Price of a Crown, which takes 2 visits?", "$950.")
    assert ("How long does Crown take?", "Crown: 2 visits.") in pairs(got)
    assert cited(got, got.examples[0]) == "Crown | 950 | 2 visits"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('artcle = "x"', "artcle"),
        ('article = "{titel}"', "titel"),
        ('article = "{title.__class__}"', "__class__"),
        ("article = 3", "article"),
        ('[[table]]\ncolumns = ["a"]', "columns, question and answer"),
        ("article = ", "TOML"),
    ],
)
def test_a_wording_that_does_not_fit_is_a_sentence(tmp_path, text, told):
    (tmp_path / "inhouse-templates.toml").write_text(text)
    with pytest.raises(ConfigFault, match=re.escape(told)):
        load_templates(tmp_path)


def test_braces_in_a_cell_stay_as_they_are(ingest):
    got = ingest(a_dot_csv="Item,Price\nHat {0} {name},5\nCap,6\n")
    assert pairs(got)[0][0] == "What does Hat {0} {name} cost?"


def test_a_name_with_two_prices_is_left_out_and_told(ingest):
    got = ingest(a_dot_csv="Item,Price\nHat,5\nHat,7\nCap,6\n")
    assert [q for q, _ in pairs(got)] == ["What does Cap cost?"]
    assert any(f.check == "different_answers" for f in got.findings)


def test_rows_without_a_name_give_nothing_and_a_warning(ingest):
    got = ingest(a_dot_csv="order_id,date\n1,2025-01-01\n2,2025-01-02\n")
    assert not got.examples
    assert [f.check for f in got.findings] == ["columns"]


def test_a_misspelled_column_of_answers_is_no_price_list(ingest):
    got = ingest(a_dot_csv="Item,Anwser\nHat,We sell hats.\n")
    assert not got.examples
    assert "Did you mean 'answer'" in got.findings[0].evidence


def test_a_long_table_is_cut_and_told(ingest):
    rows = "".join(f"Hat {i} of felt,{i}\n" for i in range(10, 40))
    got = ingest(MakerSettings(max_table_examples=7), a_dot_csv=f"Item,Price\n{rows}")
    assert len(got.examples) == 7
    assert any(f.check == "too_many_rows" and "30" in f.evidence for f in got.findings)


def test_a_work_order_becomes_symptom_to_cause_and_fix(ingest):
    got = ingest(
        a_dot_csv="Unit,Complaint,Cause,Action taken\n"
        "X1,No heat,Fuse 3A blown,New fuse\nX2,Loud,,\n"
    )
    assert pairs(got) == [("X1: No heat", "Likely cause: Fuse 3A blown\nFix: New fuse")]
    assert any(f.check == "empty_answer" and f.source.row == 3 for f in got.findings)


def test_a_ticket_is_the_customers_message_and_the_staffs_words(ingest):
    got = ingest(
        a_dot_csv="Subject,Body,Reply\n"
        'Refund,"Hello,\nI want my $20 back.\nThanks,\nBo","Hi Bo,\nIt is on its way: $20.\n\n'
        'Kind regards\nAnn"\n'
    )
    assert pairs(got) == [("Refund\n\nI want my $20 back.", "It is on its way: $20.")]


def test_a_maker_that_does_not_exist_is_a_sentence():
    with pytest.raises(ConfigFault, match="Did you mean 'faq'"):
        build_makers(MakerSettings(makers=("faqs",)))


def test_a_maker_of_another_package_is_found_by_its_name(monkeypatch):
    class Shouting:
        spec = Spec("shouting", "1", {})

        def __init__(self, settings):
            pass

        def make(self, material, faults):
            text = material.document.text
            yield Made("Say it.", text, 0, len(text))
            yield Made("Say more.", text + " Only $9.", 0, len(text))

    install(monkeypatch, {"inhouse.makers": {"shouting": Shouting}})
    document = Document("d", "We sell hats.", Source("a.txt"))
    got = make(FileContents((document,)), build_makers(MakerSettings(makers=("shouting",))))
    assert pairs(got, "shouting") == [("Say it.", "We sell hats.")]
    assert [f.check for f in got.findings] == ["ungrounded"]


def test_rows_that_are_examples_already_are_left_to_themselves(ingest):
    rows = 'question,answer\nHow?,"Q: Who? A: Ann.\nQ: When? A: Now."\n'
    assert len(ingest(a_dot_csv=rows).examples) == 1
