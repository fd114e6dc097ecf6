"""What a letter's writer wrote: near-misses of greetings, signatures, notices and quotes."""

import pytest

from inhouse.sources.letters import (
    exchanges,
    is_automatic,
    is_interleaved,
    own_words,
    split_quotes,
)

ANN = "Ann Sole <ann@hats.example>"
KEPT = [
    "We open at 9.\n\nSmall\nMedium\nLarge",
    "We have three left.\n\nRed\nBlue\nGreen",
    "You can write to us here:\n\nHat Shop\nMill Lane 5\n503-555-0142",
    "Please book online.\n\nwww.hats.example/book",
    "The customer\nwishes to return it within 30 days.",
    "Thanks for asking. It costs $12.",
    "Thanks!\nOne more thing: we are closed on Friday.",
    "You can pick it up at\nthe hats counter",
    "Best of all, it is free.",
    "Best before 2027, as it says on the tin.",
    "From: 9\nTo: 17",
    "Opening hours\nFrom: Monday\nTo: Friday",
    "As we wrote on 5 May 2026:\nthe shop is closed in August.",
    "We wrote to you on 5 May 2026 about this:\nyour parcel was returned.",
    "Here is what our policy of 2026 says:\nno refunds on hats.",
    "Is this e-mail confidential? Yes, we never pass it on.",
    "Please delete the old app and notify us of any error.",
    "Unsubscribe at any time in your account.",
    "The virus scanner is included, and our liability ends after 2 years.",
    "Hello Fresh boxes arrive on Tuesday.",
    "Regards are best sent to the owner herself.",
    "5 > 3 and 3 < 5.",
    "Dear customers get 10% off from June on.",
    "Grüße aus der Küche gibt es zu jedem Menü gratis dazu.",
    "It is sold in these sizes:\n\nMedium",
    "The meeting is on\n\nFriday",
    "Sí.\n\nSalud y gracias son dos palabras distintas.",
    "Bonne journée est notre slogan depuis 1990.",
    "Date: Friday\nFrom: 9\nTo: 17",
    "Subject: mathematics\nDate: Friday\nTo: all classes",
    "--- Prices ---\nHats from $12.",
    "De: 9h à 12h\nÀ: la boutique",
]


@pytest.mark.parametrize("text", KEPT)
def test_words_that_only_look_like_a_frame_are_kept(text):
    assert own_words(text, ANN) == text


FRAMED = [
    "Hi Bo,\n\nIt costs $12.\n\nAnn",
    "Hi Bo -\n\nIt costs $12.\n\nann",
    "Hello Bo\n\nIt costs $12.\n\n-- \nAnn Sole\nHat Shop",
    "Dear Mr. Ek,\n\nIt costs $12.\n\nYours sincerely,\nAnn Sole",
    "Good afternoon Bo!\nIt costs $12.\nBest,\nAnn",
    "Hello all,\nIt costs $12.\nThanks again\nAnn Sole\nSales",
    "It costs $12.\n\nYour hats team",
    "It costs $12.\n\nMaria Voss\nSales Manager\n+1 503 555 0142",
    "It costs $12.\n\nMaria Voss | Sales | Hats",
    "It costs $12.\n\nMaria\nwww.hats.example | 503-555-0142",
    "It costs $12.\n\n- Maria",
    "It costs $12.\n\nM. Voss",
    "It costs $12.\n\nKlara von Berg",
    "It costs $12.\n\nSent from my Galaxy",
    "It costs $12.\n\nGet Outlook for Android<https://aka.ms/x>",
    "[EXTERNAL EMAIL]\nHi,\nIt costs $12.",
    "It costs $12.\n\nPlease consider the environment before printing this e-mail.",
    "It costs $12.\n\nVirus-free. www.avast.com",
    "It costs $12.\n\nHat GmbH, Sitz der Gesellschaft: Köln, HRB 4711, Geschäftsführerin: A. Sole",
    "It costs $12.\n\nConfidentiality notice: for the reader named above only.",
    "Sehr geehrte Damen und Herren,\nsehr geehrte Frau Ek,\n\nIt costs $12.\n\nMfG\nA. Sole",
    "Hallo Bo,\nIt costs $12.\nViele Grüße aus Köln\nAnn",
    "Chère Madame,\n\nIt costs $12.\n\nVeuillez agréer mes salutations distinguées.\nA. S.",
    "Estimado Sr. Ek:\n\nIt costs $12.\n\nAtentamente,\nAnn",
    "Prezada Bo,\n\nIt costs $12.\n\nAtenciosamente,\nAnn Sole\nVendas",
    "Olá Bo,\nIt costs $12.\nAbraços,\nAnn",
    "It costs $12.\n\nGracias de antemano,\nAnn",
    "It costs $12.\n\nLe team support",
]


@pytest.mark.parametrize("text", FRAMED)
def test_the_frame_of_a_letter_is_taken_off(text):
    assert own_words(text, ANN) == "It costs $12."


def test_a_postscript_below_the_name_is_kept():
    text = "It costs $12.\n\nKind regards\nAnn\n\nP.S. We are closed on Monday."
    assert own_words(text, ANN) == "It costs $12.\n\nP.S. We are closed on Monday."


def test_a_letter_of_nothing_but_a_name_keeps_it():
    assert own_words("Ann", ANN) == "Ann"


QUOTES = [
    ("Yes.\n\nOn Mon, 2 Mar 2026, Bo wrote:\n> May I?", "Yes.", "May I?"),
    ("> May I?\n\nYes.", "Yes.", "May I?"),
    ("Yes.\n\nBegin forwarded message:\n\nFrom: B <b@x.y>\nDate: 3 May\n\nMay I?", "Yes.",
     "May I?"),
    ("Yes.\n---------- Forwarded message ---------\nFrom: B <b@x.y>\nDate: 3 May\n\nMay I?", "Yes.",
     "May I?"),
    ("Ja.\n\n-------- Ursprüngliche Nachricht --------\nBetreff: X\nDatum: 3.5.\nVon: B\nAn: A\n\n"
     "May I?", "Ja.", "May I?"),
    ("Yes.\n\nFrom: B <b@x.y>\n\nSent: 3 May 2026\n\nTo: A\n\nSubject: X\n\nMay I?", "Yes.",
     "May I?"),
    ("Yes.\n\nFrom: B <b@x.y>\nSent: 3 May\nTo: A <a@x.y>;\n C <c@x.y>\nSubject: X\nMay I?", "Yes.",
     "May I?"),
    ("Ja.\n\nGesendet: Dienstag, 3. März 2026 um 16:12 Uhr\nVon: \"Bo\" <b@x.y>\nAn: a@x.y\n"
     "Betreff: X\n\nMay I?", "Ja.", "May I?"),
    ("Ja.\n\n-----Original-Nachricht-----\nBetreff: X\nDatum: 3.3.\nVon: Bo\nAn: A\n\nMay I?",
     "Ja.", "May I?"),
    ("Yes.\n\n---- On Tue, 03 Mar 2026 16:12:09 +0100 Bo <b@x.y> wrote ----\n\nMay I?", "Yes.",
     "May I?"),
    ("Yes.\n\n------- Original Message -------\nOn Tuesday, March 3rd, 2026, Bo <b@x.y> wrote:\n\n"
     "> May I?", "Yes.", "May I?"),
    ("Yes.\n\n-------- Original message --------\nFrom: Bo <b@x.y>\nDate: 3/3/26 16:12\nTo: A\n"
     "Subject: X\n\nMay I?", "Yes.", "May I?"),
    ("In a message dated 3/3/2026 4:12:09 PM, b@x.y writes:\n> May I?\n\nYes.", "Yes.", "May I?"),
    ("At 04:12 PM 3/3/2026, Bo Ek wrote:\n>May I?\n\nYes.", "Yes.", "May I?"),
    ("Oui.\n\nDe : Bo <b@x.y>\nEnvoyé : mardi\nÀ : A\nObjet : X\n\nMay I?", "Oui.", "May I?"),
    ("好。\n\n发件人: Bo <b@x.y>\n发送时间: 2026年3月3日\n收件人: A\n主题: X\n\nMay I?", "好。",
     "May I?"),
    ("2026年3月3日(火) 16:12 Bo <b@x.y>:\n> May I?\n", "", "May I?"),
    ("Yes.\n\nBo Ek wrote on 3/3/2026 4:12 PM:\n> May I?", "Yes.", "May I?"),
    ("Yes.\n\n3.3.2026 16:12, Bo Ek написал(а):\n> May I?", "Yes.", "May I?"),
    ("Ja.\n\nOp di 3 mrt 2026 om 16:12 schreef Bo <b@x.y>:\n> May I?", "Ja.", "May I?"),
    ("Sì.\n\nIl giorno mar 3 mar 2026 alle ore 16:12 Bo <b@x.y>\nha scritto:\n\n> May I?", "Sì.",
     "May I?"),
    ("Yes.\nOn 3 May 2026, at 9:12, Bo <b@x.y> wrote:\n>May I?", "Yes.", "May I?"),
    ("Yes.\n\n-----Original Message-----\nMay I?", "Yes.", "May I?"),
    ("Yes.\n\nOn 3 May you wrote:\n> May I?", "Yes.", "May I?"),
    ("Yes.\n\n> On 3 May 2026 Bo <b@x.y> wrote:\n>\n> May I?", "Yes.", "May I?"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "own", "quoted"), QUOTES)
def test_heads_of_quotes_are_in_neither_part(text, own, quoted):
    assert split_quotes(text) == (own, quoted)


def test_answers_below_each_quoted_question_are_pairs():
    text = "> Do you open at 8?\nAt 9.\n\n> Do you close at 5?\nYes."
    assert is_interleaved(text)
    assert exchanges(text) == [("Do you open at 8?", "At 9."), ("Do you close at 5?", "Yes.")]


def test_answers_between_statements_stay_together():
    text = "> I want a hat.\nGood.\n\n> Do you close at 5?\nYes."
    assert exchanges(text) == [("I want a hat.\n\nDo you close at 5?", "Good.\n\nYes.")]


def test_words_around_one_quote_are_not_interleaved():
    assert not is_interleaved("Hi,\n\n> May I?\n\nYes.")


@pytest.mark.parametrize("sign", ["-", "_", "*", "#", " ", ">", "\n", "--\n", "Hi ", "On 2026 "])
@pytest.mark.timeout(20)
def test_an_endless_line_costs_no_time(sign):
    text = f"{sign * 60_000}x"
    assert own_words(text, ANN) is not None and exchanges(text) and not is_automatic(text)
