"""The report: every text survives, nothing of a customer becomes markup, dashes for unknowns."""

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inhouse.records import (
    Adapter,
    Answer,
    Comparison,
    ContenderFacts,
    ContenderResult,
    DataDescription,
    Dataset,
    FileDescription,
    Finding,
    Gate,
    Interval,
    LearnedToken,
    Metric,
    Pair,
    Plan,
    Report,
    Run,
    SideBySide,
    Split,
    StepCost,
    ValidationPoint,
    Verdict,
)
from inhouse.reports import comparison_json, report_json, train_json, verdict_html

PLAN = Plan("smollm2", 16, 32, 0.0, 1e-3, 0.1, 4, 2048, 8, 400, 1.0, 0.0, 3, 2, "bfloat16", 0)


def contender(name, value=0.4):
    ci = None if value is None else Interval(value - 0.1, value + 0.1)
    metric = Metric(value, ci, 40)
    return ContenderResult(name, metric, {"answer_quality": metric, "chrf": metric}, 1.2, 40.0)


def report(worth_it="yes", question="When do you open?", names=("prompted", "fine_tuned")):
    rows = tuple(contender(name, 0.3 + 0.1 * i) for i, name in enumerate(names))
    verdict = Verdict(worth_it, names[-1], "Because it was measured.", "high", 0.05, ("Next.",))
    pairs = (Pair("prompted", "fine_tuned", -0.1, Interval(-0.2, -0.05), 0.01, "answer_quality"),)
    gates = (Gate("enough", True, 40.0, 10.0, "Enough documents."),)
    entrants = tuple(
        ContenderFacts(n, n.capitalize(), n, f"About {n}.", i, fine_tuned=n.startswith("fine"))
        for i, n in enumerate(names)
    )
    comparison = Comparison(
        "c", "d", "r", "answer_quality", 40, 38, rows, pairs, gates, verdict, {}, entrants
    )
    run = Run(
        "r", "d", PLAN, Adapter("s", "p", "b", 10), 5000, 100.0, (3.0, 2.0, 1.5),
        (ValidationPoint(0, 0, 3.1), ValidationPoint(3, 1, 1.6)), 3, False,
        (LearnedToken("<|im_start|>user", False), LearnedToken("Yes", True)),
    )  # fmt: skip
    answers = tuple(Answer(n, "We open at 8.", 0.5, ("8:00",), (), ("9:00",), True) for n in names)
    return Report(
        title="Dental practice",
        created="2026-11-24",
        inhouse_version="0",
        base_model="m",
        machine="Linux",
        dataset=Dataset("d", "answer", (), Split((), (), ()), {}),
        data=DataDescription(
            (FileDescription("faq.csv", "delimited", 40, 40, 1),), 41, 40, 28, 4, 8, 38, 8, 20, 44,
            (Finding("empty_answer", "warning", (), "faq.csv, row 3: empty", "Fill it in."),),
            (("When?", "At 8."),),
        ),
        run=run,
        comparison=comparison,
        side_by_side=(SideBySide("e", question, "At 8:00 am.", "faq.csv, row 9", "why", answers),),
        costs=(StepCost("train", 100.0, 10**9), StepCost("compare", 50.0, None)),
    )  # fmt: skip


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.words = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.words += [value for name, value in attrs if name in ("src", "href") and value]

    def handle_data(self, data):
        self.words.append(data)


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=80))
def test_any_text_survives_and_never_becomes_a_tag(text):
    plain = Page(verdict_html(report()))
    odd = Page(verdict_html(report(question=text)))
    assert odd.tags == plain.tags
    joined = "".join(odd.words).replace("\r\n", "\n").replace("\r", "\n")
    assert text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\0") in joined


def test_a_script_in_a_question_is_only_text():
    page = verdict_html(report(question="<script>alert(1)</script>"))
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("worth_it", "headline"),
    [
        ("yes", "Yes, fine-tuning was worth it."),
        ("no", "No, fine-tuning was not worth it here."),
        ("cannot tell", "There is not enough evidence to tell."),
    ],
)
def test_the_verdict_is_the_headline(worth_it, headline):
    assert f"<h1>{headline}</h1>" in verdict_html(report(worth_it))


def test_the_page_fetches_nothing():
    page = Page(verdict_html(report()))
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert not [w for w in page.words if w.startswith("http")]


def test_what_was_not_measured_is_a_dash_in_the_page_and_null_in_json():
    made = report()
    unknown = replace(contender("prompted", None), latency_seconds_p50=None)
    rows = (unknown, *made.comparison.contenders[1:])
    comparison = replace(made.comparison, contenders=rows)
    assert "<td>–</td>" in verdict_html(replace(made, comparison=comparison))
    found = comparison_json(comparison)["contenders"]["prompted"]
    assert found["score"] is None
    assert found["ci"] is None


def test_json_has_the_promised_keys_and_no_nan():
    made = report()
    compare = comparison_json(made.comparison)
    assert {"primary_metric", "n_test", "contenders", "pairs", "gates", "verdict"} <= set(compare)
    assert {"ship", "reason", "confidence"} <= set(compare["verdict"])
    train = train_json(replace(made.run, train_loss=(float("nan"), 1.0)))
    assert train["train_loss"] == [None, 1.0]
    assert {
        "run",
        "base_model",
        "dataset",
        "n_train_tokens",
        "seconds",
        "tokens_per_second",
    } <= set(train)
    json.dumps(report_json(made), allow_nan=False)


@pytest.mark.parametrize("n", [0, 1, 200])
def test_any_number_of_findings_is_shown(n):
    made = report()
    findings = tuple(replace(made.data.findings[0], evidence=f"fault {i}!") for i in range(n))
    page = verdict_html(replace(made, data=replace(made.data, findings=findings)))
    assert page.count("fault ") == n


def test_one_contender_and_no_curve_still_make_a_page():
    made = report(names=("prompted",))
    run = replace(made.run, train_loss=(), validation_loss=(), learned_example=())
    assert "<h1>" in verdict_html(replace(made, run=run))
