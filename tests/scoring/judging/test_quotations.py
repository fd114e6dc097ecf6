import pytest

from inhouse.scoring import Graded
from inhouse.scoring.judging import judge


def judged(reference, answer, question="", **more):
    return judge(Graded("e", question, reference, answer, **more))


QUOTE = (
    "Our yard has stood by the river since the mill closed. Boats up to nine metres fit the crane. "
    "A winter berth costs $340. Bring a copy of your insurance when you sign."
)


def test_other_facts_of_a_quotation_are_no_contradictions():
    reference, question = "A winter berth costs $340.", "how much is a berth over winter"
    assert judged(reference, QUOTE, question, passages=(QUOTE,)).outcome == "right"


def test_a_quotation_about_something_else_is_wrong():
    reference = "Diesel is sold at the second pump from May on."
    verdict = judged(reference, QUOTE, "where do i get fuel", passages=(QUOTE,))
    assert verdict.outcome == "wrong"
    assert [reason.fault for reason in verdict.reasons] == ["off_topic"]


def test_a_quotation_of_another_price_is_wrong():
    reference, question = "A winter berth costs $430.", "how much is a berth over winter"
    assert judged(reference, QUOTE, question, passages=(QUOTE,)).outcome == "wrong"


def test_what_stands_far_down_a_long_quotation_is_not_right():
    other = "The mill by the river was built of red brick and burned down twice. " * 14
    reference, question = "A winter berth costs $340.", "how much is a berth over winter"
    long = other + QUOTE
    assert judged(reference, long, question, passages=(long,)).outcome != "right"


def test_i_do_not_know_inside_a_quotation_hands_nothing_over():
    quote = "I don't know why the owl moved in. The barn opens at 9."
    reference, question = "The barn opens at 9.", "when does the barn open"
    assert judged(reference, quote, question, passages=(quote,)).outcome == "right"


@pytest.mark.parametrize(
    "answer",
    [
        "The question asks when the barn opens.",
        "Based on the notes, when does the barn open?",
        "The customer wants to know about the barn.",
    ],
)
def test_the_question_said_again_is_wrong(answer):
    assert judged("The barn opens at 9.", answer, "When does the barn open?").outcome == "wrong"


def test_an_answer_behind_an_echo_counts():
    answer = "The question asks when the barn opens. The answer is 9 am."
    assert judged("The barn opens at 9.", answer, "When does the barn open?").outcome == "right"


def test_half_of_a_question_answered_is_partly_right():
    question = "How long is the course and who teaches it?"
    reference = "The course takes six weeks; Ms. Lund and two carpenters teach it in the barn."
    assert judged(reference, "It takes six weeks.", question).outcome == "partly"


def test_a_yes_to_the_quotations_own_question_contradicts_nothing():
    reference = "No. Cellos are repaired by a workshop in Leeds; we mend violins up to full size."
    quote = "Yes, violins up to full size. Cellos go to a workshop in Leeds to be repaired."
    question = "can you mend my cello?"
    assert judged(reference, quote, question, passages=(quote,)).outcome == "right"


def test_what_was_said_in_earlier_turns_is_no_part_of_the_question():
    question = "user: how long is glue left\nassistant: 36 hours.\nuser: and varnish"
    quote = "Varnish is left for 36 hours."
    assert judged("Also 36 hours.", quote, question, passages=(quote,)).outcome == "right"
