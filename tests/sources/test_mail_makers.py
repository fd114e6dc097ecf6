"""Mail to examples: what staff wrote answers what they were asked."""

from inhouse.records import Document, Source
from inhouse.sources import FileContents, MakerSettings
from inhouse.sources.letters import is_automatic, own_words, split_quotes
from inhouse.sources.making import build_makers, make

THREAD = (
    "From: Bo Ek <bo@mail.example>\nTo: desk@shop.example\nSubject: Hats\n\n"
    "Hello,\ndo you sell hats?\nBo\n\n"
    "From: Desk <ann@shop.example>\nSubject: Re: Hats\n\n"
    "Hi Bo,\nyes, from $12.\n\nBest regards\nAnn\n\nOn Monday Bo wrote:\n> do you sell hats?\n\n"
    "From: Bo Ek <bo@mail.example>\nSubject: Re: Hats\n\nThank you!\n"
)


def answers(text, settings=None):
    contents = FileContents((Document("d", text, Source("mail.txt"), ""),))
    made = make(contents, build_makers(settings or MakerSettings()))
    return [(e.question, e.answer) for e in made.examples]


def test_a_thread_gives_the_staffs_replies_only():
    assert answers(THREAD) == [("do you sell hats?", "yes, from $12.")]


def test_a_reply_alone_answers_what_it_quotes():
    reply = THREAD[THREAD.index("From: Desk") : THREAD.rindex("From: Bo")]
    assert answers(reply) == [("do you sell hats?", "yes, from $12.")]


def test_a_customers_reply_is_no_answer_when_the_staff_is_named():
    assert not answers(THREAD, MakerSettings(staff="other.example"))


def test_words_of_machines_are_not_the_writers():
    assert own_words("##- Please reply above this line -##\nHi,\nNo.\n--\nAnn") == "No."
    assert is_automatic("Automatic reply: I am away until Monday.")
    assert not is_automatic("We are in the office on Monday.")
    assert split_quotes("Yes.\n> May I?\n>> old") == ("Yes.", "May I?\n> old")


def test_thanks_of_whoever_asked_first_are_no_answer():
    thanks = (
        "From: Bo Ek <bo@mail.example>\nSubject: Re: Hats\n\nGreat, thank you!\n\n"
        "On Mon, Jan 5, 2026 at 9:30 AM Desk <ann@shop.example> wrote:\n> Yes, from $12.\n>\n"
        "> On Mon, Jan 5, 2026 at 9:00 AM Bo Ek <bo@mail.example> wrote:\n>> Do you sell hats?\n"
    )
    assert not answers(thanks)


def test_a_second_answer_in_a_long_chain_counts():
    again = (
        "From: Desk <ann@shop.example>\nSubject: Re: Hats\n\nYes, until 6.\n\n"
        "On Mon, Jan 5, 2026 at 10:00 AM Bo Ek <bo@mail.example> wrote:\n> And on Sunday?\n>\n"
        "> On Mon, Jan 5, 2026 at 9:30 AM Desk <ann@shop.example> wrote:\n>> Yes, from $12.\n>>\n"
        ">> On Mon, Jan 5, 2026 at 9:00 AM Bo Ek <bo@mail.example> wrote:\n>>> Do you sell hats?\n"
    )
    assert answers(again) == [("And on Sunday?", "Yes, until 6.")]


def test_a_chain_that_begins_with_the_newest_letter_is_read_from_its_end():
    chain = (
        "From: Desk <ann@shop.example>\nSent: Monday\nTo: Bo\nSubject: RE: Hats\n\nYes, $12.\n\n"
        "From: Bo Ek <bo@mail.example>\nSent: Monday\nTo: Desk\nSubject: Hats\n\nAny hats?\n"
    )
    assert answers(chain) == [("Any hats?", "Yes, $12.")]
