"""What the files say is always known; the held-out questions and their answers never are."""

from dataclasses import replace

import pytest

from inhouse.records import Dataset, Document, Example, Message, Source, Split
from inhouse.steps.material import known_documents

ANSWERS = (
    "Nine to five.",
    "Yes.",
    "You can pay in cash or by card, but never by cheque.",
)


def example(number, document, span):
    talk = (Message("user", f"Question {number}?"), Message("assistant", ANSWERS[number]))
    return Example(str(number), talk, Source("faq.md", span=span), document.id)


def dataset(examples):
    """The first teaches, the second stops the training, the third judges."""
    groups = {e.id: e.id for e in examples}
    return Dataset("d", "answer", tuple(examples), Split(("0",), ("1",), ("2",)), groups)


@pytest.fixture
def page():
    return Document("p", "# Questions\n\n" + "\n\n".join(ANSWERS), Source("faq.md"))


def spans(page):
    starts = [page.text.index(answer) for answer in ANSWERS]
    return [(start, start + len(answer)) for start, answer in zip(starts, ANSWERS, strict=True)]


def test_of_a_page_on_both_sides_the_rest_is_known(page):
    found = [example(i, page, span) for i, span in enumerate(spans(page))]
    (known,) = known_documents(dataset(found), [page])
    assert known.text == f"# Questions\n\n{ANSWERS[0]}"
    assert known.id == page.id


def test_places_that_overlap_are_left_out_once(page):
    (_, first, second) = spans(page)
    whole = (first[0], second[1])
    found = [example(0, page, (0, 11)), example(1, page, whole), example(2, page, second)]
    (known,) = known_documents(dataset(found), [page])
    assert known.text == f"# Questions\n\n{ANSWERS[0]}"


def test_marks_and_fictions_hide_no_answer(page):
    words = ANSWERS[2].replace("cheque", "the cheque of Ann Lee")
    marked = (
        "You can **pay** in <b>cash</b> or by [card](/card), but never by the cheque of Bob Lee."
    )
    page = replace(page, text=page.text.replace(ANSWERS[2], marked))
    found = [example(i, page, span) for i, span in enumerate([(13, 26), (28, 32), (34, 200)])]
    found[2] = replace(found[2], messages=(found[2].messages[0], Message("assistant", words)))
    (known,) = known_documents(dataset(found), [page])
    assert known.text == f"# Questions\n\n{ANSWERS[0]}"


def test_a_place_that_states_it_otherwise_stays(page):
    found = [example(i, page, span) for i, span in enumerate(spans(page))]
    talk = (Message("user", "When?"), Message("assistant", "We open at nine and close at five."))
    found[2] = replace(found[2], messages=talk)
    (known,) = known_documents(dataset(found), [page])
    assert ANSWERS[2] in known.text
    assert ANSWERS[1] not in known.text


def row(number, text):
    return Document(f"row {number}", text, Source("faq.csv", row=number))


def test_a_row_that_is_held_out_is_left_out_whole():
    rows = [row(i, f"question,answer\nQuestion {i}?,{answer}") for i, answer in enumerate(ANSWERS)]
    found = [example(i, document, None) for i, document in enumerate(rows)]
    assert known_documents(dataset(found), rows) == [rows[0]]


def test_another_document_that_says_the_same_stays_known(page):
    rows = [row(i, answer) for i, answer in enumerate(ANSWERS)]
    found = [example(i, document, None) for i, document in enumerate(rows)]
    copy = replace(page, id="copy", text=f"As told: {ANSWERS[2]} Thanks.")
    assert known_documents(dataset(found), [*rows, copy]) == [rows[0], copy]


def test_a_page_that_only_answers_held_out_questions_keeps_its_other_words(page):
    text = f"# Prices\n\nA chair is $40.\n\n{ANSWERS[2]}"
    other = replace(page, id="other", text=text)
    start = text.index(ANSWERS[2])
    found = [
        example(0, page, spans(page)[0]),
        example(1, page, spans(page)[1]),
        example(2, other, (start, len(text))),
    ]
    known = {d.id: d.text for d in known_documents(dataset(found), [page, other])}
    assert known["other"] == "# Prices\n\nA chair is $40."
