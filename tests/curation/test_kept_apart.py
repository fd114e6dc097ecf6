"""What an exam asks is kept apart from what is learned, and real questions are found."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.curation import Closeness, group
from inhouse.curation.exams import (
    choose_real,
    keep_apart,
    read_questions,
    write_questions,
)
from inhouse.curation.likeness import normal_words
from inhouse.errors import DataFault
from inhouse.records import Document, Example, ExamQuestion, Message, Place, Source

CLOSENESS = Closeness(0.7, 0.8)
VOCABULARY = "what does a crown cost open monday friday parking children pay fee"
WORDS = st.lists(st.sampled_from(VOCABULARY.split(" ")), min_size=1, max_size=7)


def example(i, asked, answer="It depends.", document=None, **labels):
    talk = (Message("user", asked), Message("assistant", answer))
    return Example(f"e{i:02}", talk, Source("faq.csv", row=i), document or f"d{i}", labels)


def question(asked, answer="It depends.", number=1, **more):
    given_fields = {
        "id": f"q-{number:03d}",
        "kind": "stated",
        "messages": (Message("user", asked),),
        "now": None,
        "expected": "answer",
        "answer": answer,
        "places": (Place("faq.csv", "row 1"),),
    }
    return ExamQuestion(**{**given_fields, **more})


@given(st.lists(WORDS, min_size=1, max_size=12), st.lists(WORDS, min_size=1, max_size=4))
def test_no_example_that_is_left_asks_what_a_written_exam_asks(known, asked):
    examples = [example(i, " ".join(words)) for i, words in enumerate(known)]
    questions = [question(" ".join(words).upper() + "?", number=i) for i, words in enumerate(asked)]
    apart = keep_apart(examples, questions, (), CLOSENESS)
    left = {normal_words(e.question) for e in examples if e.id not in apart.copies}
    assert not left & {normal_words(q.question) for q in questions}
    assert not apart.kept_back


@given(st.lists(st.tuples(WORDS, WORDS), min_size=2, max_size=12), st.integers(0, 11))
def test_nothing_that_is_left_belongs_to_a_question_that_was_kept_back(rows, which):
    examples = [
        example(i, " ".join(asked), " ".join(answer), f"d{i % 4}")
        for i, (asked, answer) in enumerate(rows)
    ]
    moved = examples[which % len(examples)]
    apart = keep_apart(examples, (), [question(moved.question, moved.answer)], CLOSENESS)
    groups = group(examples, CLOSENESS)
    assert moved.id in apart.kept_back
    assert all(e.id in apart.kept_back for e in examples if groups[e.id] == groups[moved.id])


def test_a_question_of_something_else_in_nearly_the_same_words_is_still_learned():
    examples = [
        example(1, "At what time do you open for appointments on a normal Monday morning?"),
        example(2, "At what time do you open for appointments on a normal Friday morning?"),
    ]
    asked = question("At what time do you open for appointments on a normal Friday morning")
    assert keep_apart(examples, [asked], (), CLOSENESS).copies == ("e02",)


def test_a_copy_with_a_typing_error_is_kept_apart_too():
    examples = [example(1, "Is there parking behind the house for patients of yours?")]
    asked = question("is there parkng behind the house for patients of yours")
    assert keep_apart(examples, [asked], (), CLOSENESS).copies == ("e01",)


def test_the_first_turn_of_a_conversation_alone_is_no_copy():
    examples = [example(1, "What is a mug?")]
    turns = (
        Message("user", "What is a mug?"),
        Message("assistant", "$5."),
        Message("user", "And a hat?"),
    )
    asked = question("", messages=turns, kind="follow_up")
    assert keep_apart(examples, [asked], (), CLOSENESS).copies == ()


@given(st.text(min_size=1).filter(str.strip), st.text(min_size=1).filter(str.strip))
def test_questions_come_back_from_their_file_as_they_were(asked, answer):
    rows = (question(asked, answer), question("Who?", "I.", number=2, now="2026-07-03T16:40:00"))
    content = write_questions(rows)
    assert read_questions(content, "x") == rows
    assert write_questions(read_questions(content, "x")) == content


def test_a_line_separator_inside_a_text_ends_no_line():
    rows = (question("One\u2028two\u0085three", "Four\u2029five."),)
    assert read_questions(write_questions(rows), "x") == rows


def test_windows_line_ends_and_a_byte_order_mark_are_read():
    content = b"\xef\xbb\xbf" + write_questions([question("Who?"), question("When?", number=2)])
    assert len(read_questions(content.replace(b"\n", b"\r\n"), "x")) == 2


def test_an_empty_line_between_two_is_a_fault():
    content = write_questions([question("Who?")]) + b"\n" + write_questions([question("When?")])
    with pytest.raises(DataFault, match="line 2"):
        read_questions(content, "x")


# Real questions


def ticket(i, day, who, asked=None):
    return example(i, asked or f"Has number {i}{i} left for town {i * 7}?", f"Number {i} left.",
                   received=f"2026-03-{day:02d} 08:00", customer=who)  # fmt: skip


def chosen(examples, wanted=9, documents=(), most=30):
    return choose_real(
        examples,
        {d.id: d for d in documents},
        wanted=wanted,
        most_apart=most,
        closeness=CLOSENESS,
    )


def test_the_newest_come_first_and_a_customer_is_asked_once():
    rows = [ticket(1, 3, "Ann"), ticket(2, 9, "Bob"), ticket(3, 12, "ann ")]
    found = chosen(rows)
    assert [q.places[0].place for q in found.questions] == ["row 3", "row 2"]
    assert (found.n_real, found.n_apart) == (3, 2)


def test_no_more_leave_the_training_than_may():
    found = chosen([ticket(i, i, f"who {i}") for i in range(1, 9)], most=3)
    assert len(found.questions) == found.n_apart == 3


def test_a_question_that_many_ask_is_not_kept_back():
    same = [ticket(i, i, f"who {i}", "When do you open on Sunday?") for i in range(1, 7)]
    assert chosen([*same, ticket(9, 1, "Zoe")]).questions[0].places[0].place == "row 9"


@pytest.mark.parametrize(
    "labels",
    [
        {"last updated": "2026-03-01", "category": "Prices"},
        {"customer": "Ann"},
        {"received": "2026-03-01"},
        {"maker": "faq", "received": "2026-03-01", "customer": "Ann"},
        {"maker": "paraphrase", "writer": "x", "received": "2026-03-01", "customer": "Ann"},
    ],
)
def test_rows_that_no_customer_asked_or_that_have_no_date_are_not_real(labels):
    assert chosen([example(1, "When do you open?", **labels)]).n_real == 0


def test_a_mail_is_dated_and_named_by_its_head():
    heads = {
        1: "From: ann@example.com\nDate: Tue, 03 Mar 2026 23:30:00 -0500\n\nWhere are you?\n",
        2: "From: bob@example.com\nDate: Wed, 04 Mar 2026 01:00:00 +0000\n\nCan I pay by card?\n",
        3: "From: Ann <ann@example.com>\nDate: Mon, 02 Mar 2026 08:00:00 +0000\n\nIs it dear?\n",
    }
    documents = [Document(f"d{i}", head, Source("box.mbox"), "") for i, head in heads.items()]
    rows = [
        Example(
            f"e{i}",
            (Message("user", head.split("\n\n")[1].strip()), Message("assistant", f"Yes {i}.")),
            Source("box.mbox", span=(0, len(head))),
            f"d{i}",
            {"maker": "mail"},
        )
        for i, head in heads.items()
    ]
    found = chosen(rows, documents=documents)
    assert [q.question for q in found.questions] == ["Where are you?", "Can I pay by card?"]
    assert found.n_real == 3
