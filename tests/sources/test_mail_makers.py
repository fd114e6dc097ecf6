"""Mail to examples: what staff wrote answers what they were asked."""

from inhouse.records import Document, Source
from inhouse.sources import FileContents, MakerSettings
from inhouse.sources.making import build_makers, make
from inhouse.sources.making.letters import is_automatic, own_words, quoted_words

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
    assert quoted_words("Yes.\n> May I?\n>> old") == "May I?"
