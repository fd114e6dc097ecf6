import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.scoring import Graded, Tools, build
from inhouse.scoring.judging import judge, shared_lines

DATA = Path(__file__).parents[1] / "data"
SHARED = Path(__file__).parents[4] / "shared" / "cases" / "judged-pairs.jsonl"


def judged(reference, answer, question="", **more):
    return judge(Graded("e", question, reference, answer, **more))


def area_under_curve(rows):
    items = [Graded("e", r["question"], r["reference"], r["answer"]) for r in rows]
    scores = build("claims", Tools()).score(items)
    same = [s for s, r in zip(scores, rows, strict=True) if r["same"]]
    other = [s for s, r in zip(scores, rows, strict=True) if not r["same"]]
    won = sum((a > b) + (a == b) / 2 for a in same for b in other)
    return won / (len(same) * len(other))


def read_rows(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        # swapped values
        ("Members pay $5, guests $8.", "Members pay $8, guests $5."),
        ("A wash costs €12 and a cut €30.", "A wash costs €30 and a cut €12."),
        ("Open weekdays at 7, weekends at 9.", "Open weekdays at 9, weekends at 7."),
        ("We open at 8 and close at 5 pm.", "We open at 5 and close at 8 pm."),
        ("Ms. Lund teaches yoga and Mr. Roy boxing.", "Mr. Roy teaches yoga and Ms. Lund boxing."),
        ("The office is in Bonn, the branch in Ulm.", "The office is in Ulm, the branch in Bonn."),
        # another order
        ("The bus goes from Leeds to York.", "The bus goes from York to Leeds."),
        ("The tenant pays the landlord.", "The landlord pays the tenant."),
        ("Rinse before you brush.", "Brush before you rinse."),
        # polarity
        ("There is hot water in every hut.", "There is never hot water in any hut."),
        ("Yes, we take it.", "We no longer take it."),
        ("The deposit is refundable.", "The deposit is not refundable."),
        ("The deposit is refundable.", "The deposit is non-refundable."),
        ("Nobody may enter without a helmet.", "Everybody may enter without a helmet."),
        ("The soup contains nuts.", "The soup is free from nuts."),
        ("You can cancel without a fee.", "You cannot cancel without a fee."),
        ("Some rooms have a bath.", "All rooms have a bath."),
        ("The flat has a garden.", "The flat has no garden."),
        ("Only members may vote.", "Everyone may vote."),
        # opposites
        ("Turn left behind the mill.", "Turn right behind the mill."),
        ("Take it before meals.", "Take it after meals."),
        ("Delivery is free for orders over $40.", "Delivery is free for orders under $40."),
        ("The first lesson costs nothing.", "The second lesson costs nothing."),
        ("Towing is included.", "Towing is extra."),
        ("The shop is open on Mondays.", "The shop is closed on Mondays."),
        ("Breakfast is included.", "Breakfast is charged on top."),
        ("The offer is valid until Friday.", "The offer is valid from Friday."),
        ("You must be 18 or older.", "You must be under 18."),
        ("Turn the knob clockwise.", "Turn the knob counterclockwise."),
        # another value
        ("The fee is $68.", "The fee is $680."),
        ("The fee is $68.", "The fee is €68."),
        ("The fee is $40 a night.", "The fee is $40 a week."),
        ("It takes 45 minutes.", "It takes 45 hours."),
        ("Come twice a year.", "Come once a year."),
        ("We close at half past five.", "We close at half past six."),
        ("Open Tue-Sat.", "Open Tue-Sun."),
        ("The sale ends on 3 March.", "The sale ends on 3 May."),
        ("Call 020 7946 0018.", "Call 020 7946 0081."),
        ("Call 555-010-2000, ext. 12.", "Call 555-010-2000, ext. 21."),
        ("Mail info@foo.com.", "Mail info@foo.org."),
        ("The office is in suite 12B.", "The office is in suite 12D."),
        ("The office is on Elm Street.", "The office is on Oak Street."),
        ("Ask Dr. Okoye.", "Ask Dr. Marsh."),
        ("The frame is made of steel.", "The frame is made of brass."),
        ("One in five fails.", "One in four fails."),
        ("Chapter IV explains it.", "Chapter VI explains it."),
        # other languages
        ("Kartenzahlung ist möglich.", "Kartenzahlung ist nicht möglich."),
        ("Die Praxis öffnet um 8 Uhr.", "Die Praxis schließt um 8 Uhr."),
        ("Das kostet fünfundvierzig Euro.", "Das kostet vierundfünfzig Euro."),
        ("Abrimos de lunes a viernes.", "Abrimos de lunes a sábado."),
        ("La consulta cuesta 40 euros.", "La consulta cuesta 14 euros."),
        ("Se admiten perros.", "No se admiten perros."),
        ("Le musée est fermé le mardi.", "Le musée est ouvert le mardi."),
        ("Le petit-déjeuner est compris.", "Le petit-déjeuner n'est pas compris."),
        ("Il faut réserver.", "Il ne faut pas réserver."),
    ],
)
def test_a_contradiction_is_wrong(reference, answer):
    assert judged(reference, answer).outcome == "wrong"


@pytest.mark.parametrize(
    ("reference", "answer"),
    [
        ("It takes 45 minutes.", "It takes three quarters of an hour."),
        ("It takes 1 h 30.", "It takes 90 minutes."),
        ("It takes 1:30 hours.", "It takes an hour and a half."),
        ("It takes an hour and a quarter.", "It takes 75 minutes."),
        ("The filter costs 1.234,50 €.", "The filter costs 1,234.50 euros."),
        ("It costs USD 1,200.00.", "It costs twelve hundred dollars."),
        ("The limit is $1.5 million.", "The limit is $1,500,000."),
        ("It costs $3.50.", "It costs three dollars and fifty cents."),
        ("We keep half.", "We keep 50 %."),
        ("Two-thirds are paid back.", "2/3 are paid back."),
        ("Three out of four agree.", "75 % agree."),
        ("Open nine to five.", "Open 9-17."),
        ("We close at 5:45 pm.", "We close at a quarter to six."),
        ("Open Monday to Friday.", "Open on weekdays."),
        ("Closed on Sundays.", "Open every day but Sunday."),
        ("Never open on weekends.", "Open Monday to Friday only."),
        ("Due on 24.12.2025.", "Due on December 24, 2025."),
        ("Take two tablets.", "Take a couple of tablets."),
        ("A dozen rolls.", "12 rolls."),
        ("Come every six months.", "Come twice a year."),
        ("Change it every other year.", "Change it every 2 years."),
        ("$50/hour.", "$50 an hour."),
        ("The trail is 2 km long.", "The trail is 2,000 metres long."),
        ("2 x 4 in", "2 by 4 inches"),
        ("5'10\" tall.", "5 ft 10 in tall."),
        ("Ring 01632 960 018.", "Ring +44 1632 960018."),
        ("Mail info@foo.com.", "Mail info at foo dot com."),
        ("Use part AB-1234.", "Use part AB1234."),
        ("Um halb neun.", "Um 8:30 Uhr."),
        ("Montags bis freitags geöffnet.", "Mo-Fr geöffnet."),
        ("A las nueve y media.", "A las 9:30."),
        ("Dos veces al año.", "Cada seis meses."),
        ("Une heure et demie.", "1 h 30."),
        ("Quatre-vingts euros.", "80 €."),
    ],
)
def test_the_same_in_another_notation_is_right(reference, answer):
    assert judged(reference, answer).outcome == "right"
    assert judged(answer, reference).outcome == "right"


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("How much is a cut?", "A cut costs $35.", "Thirty-five dollars."),
        ("How much is a cut?", "A cut costs $35 and takes half an hour.", "It's $35."),
        ("When do you shut?", "We close at 6 pm.", "Closing time is 18:00."),
        ("Do you fix heaters?", "Yes, we repair heaters.", "We do repair heaters, however old."),
        ("Is there a lift?", "There is no lift.", "No, there isn't one."),
        ("Do you do house calls?", "We do not make house calls.", "Unfortunately not."),
        ("Can I smoke inside?", "Smoking is forbidden inside.", "You may not smoke inside."),
        ("Can I pay by card?", "Yes, by card or in cash.", "No problem, cards are welcome."),
        ("Where do I park?", "Park behind the shop.", "At the back of the shop you can park."),
        ("Who is the vet for horses?", "Dr. Anne Lund sees horses.", "Horses go to Dr. Lund."),
        ("Which insurers?", "We take Cigna, Aetna and Delta.", "Aetna, Delta and Cigna."),
        ("", "Parking is free.", "Parking costs nothing."),
        ("", "Gift cards do not expire.", "Gift cards are valid forever."),
        ("", "You do not need a referral.", "No referral is necessary."),
        ("", "The car park is behind the building.", "You park at the back of the building."),
        ("", "The lift is out of order.", "The elevator does not work."),
        ("", "Die Anreise ist kostenlos.", "Die Anreise kostet nichts."),
        ("", "Los domingos no abrimos.", "Cerrado los domingos."),
        ("", "Members pay $5, non-members $8.", "Non-members pay $8 and members $5."),
        ("", "The bus leaves at 9 on Monday.", "On Monday the bus leaves at 9."),
        ("Where is it?", "At 5 Hill Road.", "Great question! It is at 5 Hill Road. See you soon!"),
    ],
)
def test_a_reworded_right_answer_is_right(question, reference, answer):
    assert judged(reference, answer, question).outcome == "right"


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("Do you have parking?", "Yes, we have parking.", "Yes, we have parking for 40 cars."),
        ("Do you have parking?", "Yes, we have parking.", "Yes, parking is run by Mr. Ellis."),
        ("Do you have parking?", "Yes, we have parking.", "Yes, we have free parking."),
        ("Where are you?", "We are at 5 Hill Road.", "We are at 5 Hill Road, call 555-0133."),
        ("Who?", "Dr. Lund does.", "Dr. Lund and Dr. Peter Holm do."),
        ("When?", "On Friday.", "On Friday at 7 pm."),
        ("How long?", "It takes 50 minutes.", "It takes 50 minutes and costs $20."),
    ],
)
def test_a_fact_that_nobody_states_is_invented(question, reference, answer):
    verdict = judged(reference, answer, question)
    assert verdict.outcome == "wrong"
    assert {r.fault for r in verdict.reasons} <= {"invented", "contradicted"}


@pytest.mark.parametrize(
    ("question", "reference", "answer"),
    [
        ("What do I bring?", "Bring a photo ID and your vaccination card.", "Bring a photo ID."),
        ("How do I reset it?", "Hold Menu for five seconds, then press Reset.", "Press Reset."),
        ("When is it?", "On Friday 12 June at 7 pm.", "It is on Friday."),
        ("Is smoking allowed?", "Smoking is only allowed on the terrace.", "Yes, it is allowed."),
        ("", "Delivery is free for orders over $40.", "Delivery is free."),
    ],
)
def test_a_part_of_what_was_asked_is_partly_right(question, reference, answer):
    verdict = judged(reference, answer, question)
    assert verdict.outcome == "partly"
    assert {r.fault for r in verdict.reasons} == {"missed"}


@pytest.mark.parametrize(
    "answer",
    [
        "I don't know, please call the front desk.",
        "I am afraid I cannot help with that question.",
        "I will ask a colleague and get back to you.",
        "Let me find out for you.",
        "Das weiß ich leider nicht.",
        "No tengo esa información.",
        "Je ne sais pas.",
    ],
)
def test_a_refusal_is_handed_over(answer):
    assert judged("A crown costs $950.", answer, "What is a crown?").outcome == "handed_over"


def test_a_refusal_is_right_where_the_firm_refuses():
    reference = "I can't see test results. Please call the clinic."
    assert judged(reference, "I have no access to results, please ring us.").outcome == "right"
    assert judged(reference, "Your test result is fine.").outcome == "wrong"


def test_an_answer_that_also_names_whom_to_call_is_no_refusal():
    verdict = judged("A cut costs $35.", "A cut costs $35. I'm not sure about colour.", "A cut?")
    assert verdict.outcome == "right"


@pytest.mark.parametrize("answer", ["Is the pool open?", "Thanks for your question!"])
def test_an_answer_that_says_nothing_is_wrong(answer):
    assert judged("The pool opens at 9.", answer, "Is the pool open?").outcome == "wrong"


def test_a_price_of_another_thing_is_a_contradiction():
    reference = "A gold crown costs $1,100, a ceramic crown $950."
    question = "What does a gold crown cost?"
    assert judged(reference, "It costs $950.", question).outcome == "wrong"
    assert judged(reference, "It costs $1,100.", question).outcome == "right"


def test_a_passage_grounds_what_the_reference_does_not_say():
    question, reference = "Do you have parking?", "Yes, we have parking."
    answer = "Yes, we have parking for 40 cars."
    passage = "The yard holds 40 cars."
    assert judged(reference, answer, question, passages=(passage,)).outcome == "right"


def test_a_whole_price_list_for_one_price_is_only_partly_right():
    prices = "Oil: $68. Brakes: $40. Tyres: $55. Battery: $160. Alignment: $110."
    question, reference = "How much is a brake check?", "A brake check costs $40."
    answer = f"Here is our list. {prices}"
    assert judged(reference, answer, question, passages=(prices,)).outcome == "partly"


def test_a_line_that_many_answers_share_counts_for_nothing():
    closing = "Call 555-0142 with any questions."
    references = [f"Room {n} is free. {closing}" for n in ("A", "B", "C", "D")]
    lines = shared_lines(references)
    echo = f"Is room A free? {closing}"
    assert judged(references[0], echo, "Is room A free?", background=lines).outcome == "wrong"
    answer = "Yes, room A is free."
    assert judged(references[0], answer, "Is room A free?", background=lines).outcome == "right"


def test_a_line_of_two_answers_is_not_shared():
    assert shared_lines(["A. Call us.", "B. Call us."]) == frozenset()


def test_the_reasons_name_what_is_wrong():
    verdict = judged("The fee is $68.", "The fee is $86.")
    assert [str(reason) for reason in verdict.reasons] == ["says '$86' where the firm says '$68'"]


@given(st.text(max_size=120), st.text(max_size=60))
def test_an_answer_equal_to_its_reference_is_right(reference, question):
    if reference.strip():
        assert judged(reference, reference, question).outcome == "right"


@given(st.text(max_size=120), st.text(max_size=120), st.text(max_size=60))
def test_any_texts_are_judged_between_0_and_1(reference, answer, question):
    assert 0 <= judged(reference, answer, question).score <= 1


@given(st.integers(1, 600))
def test_units_are_symmetric(n):
    one, other = f"It takes {n} minutes.", f"It takes {n * 60} seconds."
    assert judged(one, other).outcome == judged(other, one).outcome == "right"


@given(st.permutations(["A wash is $9.", "We open at 8 am.", "Ask Dr. Lund.", "Allow two weeks."]))
def test_the_order_of_sentences_does_not_matter(sentences):
    reference = "A wash is $9. We open at 8 am. Ask Dr. Lund. Allow two weeks."
    assert judged(reference, " ".join(sentences)).outcome == "right"


@given(
    st.sampled_from(
        [
            "A wash costs $9.",
            "It is nine dollars.",
            "A wash costs $90.",
            "Please ask at the desk.",
            "I don't know.",
            "What does a wash cost?",
            "We open at 8.",
        ]
    ),
    st.integers(1_000, 9_999),
)
def test_an_invented_price_never_raises_the_score(answer, price):
    reference, question = "A wash costs $9.", "What does a wash cost?"
    more = f"{answer} It costs ${price}."
    assert judged(reference, more, question).score <= judged(reference, answer, question).score


def test_hand_written_pairs_are_told_apart():
    assert area_under_curve(read_rows(DATA / "pairs-dev.jsonl")) >= 0.97


def test_hand_written_pairs_that_nobody_tuned_on_are_told_apart():
    assert area_under_curve(read_rows(DATA / "pairs-check.jsonl")) >= 0.87


@pytest.mark.skipif(not SHARED.exists(), reason="../shared/cases is not here")
def test_judged_pairs_are_told_apart():
    assert area_under_curve(read_rows(SHARED)) >= 0.95


def test_closings_that_only_begin_alike_are_lines_too():
    answers = [f"It is ${n}. Next step: call {n}{n}{n}." for n in range(10, 20)]
    lines = shared_lines([*answers, "We open at 8. Bring your card."])
    assert "next step call 101010" in lines and "bring your card" not in lines


def test_sentences_in_the_middle_that_begin_alike_are_no_closings():
    answers = [f"Yes. It is ${n} a visit. Thanks {n}." for n in range(10, 20)]
    assert not any(line.startswith("it is") for line in shared_lines(answers))
