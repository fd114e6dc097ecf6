"""Tables of text: what divides their cells, which columns they have, and when an answer holds."""

from pathlib import Path

import pytest

CASES = Path(__file__).parents[4] / "shared" / "cases"
PAIRS = [
    ("Do you open on Sunday?", "No, we are closed on Sunday."),
    ("How much is a blade?", "A blade costs $12, with its screws."),
    ("Can I pay by card?", "Cards and cash are fine at the till."),
    ("Do you repair pumps?", "We repair pumps; it takes two weeks."),
    ("Where do I park?", "Park behind the hall, it is free."),
    ("Can I bring my dog?", "Dogs are welcome on a lead."),
]


def table(head, sign, *, above="", rows=PAIRS, more=""):
    lines = [f'"{question}"{sign}"{answer}"{more}\n' for question, answer in rows]
    return above + head + "".join(lines)


def pairs(got):
    return [(e.messages[0].content, e.messages[-1].content) for e in got.examples]


def told(got, check):
    return [f for f in got.findings if f.check == check]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "above",
    [
        "",
        "\n\n",
        "Questions, answers, all branches, exported on Monday\n\n",
        "Report; of Monday; for Ann\nPage 1\n",
        "a | b | c | d | e\n\n\n",
    ],
)
def test_titles_and_empty_lines_do_not_decide_what_divides_cells(read_one, sign, above):
    got = read_one("a.csv", table(f"question{sign}answer\n", sign, above=above))
    assert pairs(got) == PAIRS
    assert got.examples[0].source.row == above.count("\n") + 2


@pytest.mark.parametrize(
    ("first", "sign"),
    [("sep=;\n", ";"), ("sep=,\r\n", ","), ('"sep=|"\n', "|"), ("sep=\\t\n", "\t"),
     ("SEP=\t\n", "\t"), ("sep=#\n", "#")],
)  # fmt: skip
def test_the_sign_that_a_file_declares_is_taken(read_one, first, sign):
    got = read_one("a.csv", table(f"question{sign}answer\n", sign, above=first))
    assert pairs(got) == PAIRS
    assert got.examples[0].source.row == 3


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("Artikel;Preis\n" + "".join(f"Pumpe {n};{n},50\n" for n in range(8)),
         ("Artikel", "Preis")),
        ("Prices, spring, all branches\n\nItem;Price;Size\n"
         + "".join(f"Pump {n};{n},50;{n} l\n" for n in range(8)), ("Item", "Price", "Size")),
        ("Prices, spring\nItem,Price,Size,Colour,Weight\n"
         + "".join(f"Pump {n},{n},{n} l,red,{n} kg\n" for n in range(8)),
         ("Item", "Price", "Size", "Colour", "Weight")),
    ],
)  # fmt: skip
def test_a_price_list_with_decimal_commas_and_titles(read_one, text, header):
    got = read_one("a.csv", text)
    assert [t.header for t in got.tables] == [header]
    assert len(got.tables[0].rows) == 8


def test_one_sentence_a_line_is_no_table_of_commas(read_one):
    got = read_one("a.csv", "question\nWhen, and where?\nWho?\n")
    assert [t.header for t in got.tables] == [("question",)]


@pytest.mark.parametrize(
    "head",
    ["Frage;Antwort", "Kundenfrage;Unsere Antwort", "Betreff;Lösung", "Pregunta;Respuesta",
     "CONSULTA;RESPUESTA", "Question;Réponse", "Demande du client;reponse", "Pergunta;Resposta",
     "Dúvida;Nossa resposta"],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_of_columns_in_five_languages(read_one, head, encoding):
    got = read_one("a.csv", table(f"{head}\n", ";").encode(encoding))
    assert pairs(got) == PAIRS
    assert not told(got, "columns_guessed")


def test_the_clear_name_goes_before_the_vague_one(read_one):
    rows = "".join(f'note;"{q}";"{a}"\n' for q, a in PAIRS)
    assert pairs(read_one("a.csv", f"Text;Frage;Antwort\n{rows}")) == PAIRS


@pytest.mark.parametrize(
    "head", ["Customer writes,We write", "Kunde,Wir", "X,Y", "FAQ question (EN),Suggested answer"]
)
def test_columns_are_told_by_what_they_hold_and_shown(read_one, head):
    got = read_one("a.csv", table(f"{head}\n", ","))
    assert pairs(got) == PAIRS
    (finding,) = told(got, "columns_guessed")
    assert finding.severity == "info"
    assert all(name in finding.evidence for name in head.split(","))


def test_a_table_without_a_header_begins_with_its_first_pair(read_one):
    got = read_one("a.csv", table("", ","))
    assert pairs(got) == PAIRS
    assert "column 1" in told(got, "columns_guessed")[0].evidence


def test_question_marks_are_not_needed_where_the_name_says_question(read_one):
    rows = [(question.rstrip("?"), answer) for question, answer in PAIRS]
    got = read_one("a.csv", table("Question (EN),Answer (EN)\n", ",", rows=rows))
    assert pairs(got) == rows


def test_two_columns_that_may_hold_the_answers_are_asked_about(read_one):
    rows = "".join(f'"{q}","{a}","Or else: {a}"\n' for q, a in PAIRS)
    got = read_one("a.csv", f"Asked,Ann writes,Bob writes\n{rows}")
    assert not got.examples and not got.tables
    (finding,) = told(got, "columns_guessed")
    assert finding.severity == "warning"
    assert "'Ann writes'" in finding.evidence and "'Bob writes'" in finding.evidence


@pytest.mark.parametrize(
    "row",
    [
        "{q},billing\n",  # a topic
        "{q},{n}\n",  # a number
        "{q},2026-01-0{n}\n",  # a date
        "{q},{q}\n",  # the question again
    ],
)
def test_questions_beside_anything_else_are_no_pairs(read_one, row):
    rows = "".join(row.format(q=q, n=n) for n, (q, _) in enumerate(PAIRS, 1))
    assert not read_one("a.csv", f"utterance,intent\n{rows}").examples


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("query,choices", '"{q}","{a}, {a} again, neither of them"\n'),
        ("prompt,solution code", '"Write a function number {n}","return {n} + the sum of them"\n'),
        ("section,dialogue", '"{a}","Doctor: {q} Patient: {a} Doctor: {q}"\n'),
        ("question id,answer date", '"number {n} of all","on the {n} of March"\n'),
        ("question type,answer length", '"kind {n} of all","short or {n} long"\n'),
    ],
)
def test_names_that_only_sound_like_it_are_not_enough(read_one, head, row):
    rows = "".join(row.format(q=q, a=a, n=n) for n, (q, a) in enumerate(PAIRS, 1))
    assert not read_one("a.csv", f"{head}\n{rows}").examples


def test_a_price_list_is_not_taken_for_questions(read_one):
    rows = "".join(f"Pump {n},A pump with {n} valves and a long hose\n" for n in range(8))
    got = read_one("a.csv", f"Item,About\n{rows}")
    assert not got.examples and got.tables


def asked(got):
    return [question for question, _ in pairs(got)]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("season", "summer", "winter"),
        ("Branch", "North", "South"),
        ("product", "Alpha 3", "Beta 7"),
        ("policy class", "A", "B"),
        ("Saison", "Sommer", "Winter"),
        ("sucursal", "Norte", "Sur"),
        ("année", "2025", "2026"),
        ("plan", "basic", "gold"),
    ],
)
def test_a_condition_in_another_column_goes_into_the_question(read_one, name, one, other):
    text = f"{name},question,answer\n{one},When is it?,At 7.\n{other},When is it?,At 9.\n"
    got = read_one("a.csv", text)
    assert asked(got) == [f"When is it? ({name}: {one})", f"When is it? ({name}: {other})"]
    assert told(got, "conditions")
    assert f"{name}: {one}" in got.documents[0].text


def test_a_condition_goes_into_the_questions_that_were_asked_once_too(read_one):
    rows = "North,Open?,At 7.\nSouth,Open?,At 9.\nNorth,Parking?,Yes.\nall,Cards?,Yes.\n"
    got = read_one("a.csv", f"branch,question,answer\n{rows}South,Is South old?,No.\n")
    assert asked(got)[2:] == ["Parking? (branch: North)", "Cards?", "Is South old?"]


def test_two_columns_may_be_needed(read_one):
    rows = [(p, c) for p in ("car", "home") for c in "AB"]
    lines = "".join(f"Excess?,{p},{c},It is ${n}.\n" for n, (p, c) in enumerate(rows))
    got = read_one("a.csv", f"question,product,class,answer\n{lines}")
    assert asked(got) == [f"Excess? (product: {p}, class: {c})" for p, c in rows]


@pytest.mark.parametrize(
    "name", ["date", "updated", "agent", "id", "customer", "source", "category", "channel", "notes"]
)
def test_who_asked_when_and_where_it_was_filed_is_no_condition(read_one, name):
    got = read_one("a.csv", f"{name},question,answer\nx,Open?,At 7.\ny,Open?,At 9.\n")
    assert asked(got) == ["Open?", "Open?"]


def test_a_column_that_settles_nothing_is_no_condition(read_one):
    got = read_one("a.csv", "season,question,answer\nx,Open?,At 7.\nx,Open?,At 9.\n")
    assert asked(got) == ["Open?", "Open?"]


def test_the_same_answer_everywhere_needs_no_condition(read_one):
    got = read_one("a.csv", "season,question,answer\nx,Open?,At 7.\ny,Open?,At 7.\n")
    assert asked(got) == ["Open?", "Open?"]


def test_a_condition_of_json_rows_goes_into_the_question(read_one):
    rows = "\n".join(
        f'{{"season": "{season}", "question": "Open?", "answer": "At {n}."}}'
        for season, n in (("summer", 7), ("winter", 9))
    )
    assert asked(read_one("a.jsonl", rows)) == [
        "Open? (season: summer)",
        "Open? (season: winter)",
    ]


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here")
@pytest.mark.parametrize(
    ("case", "n"),
    [("03/faq.csv", 26), ("04/export.csv", 22), ("05/unicode-text.csv", 22), ("06/pairs.jsonl", 22),
     ("07/sharegpt.json", 25), ("23/variants.csv", 31)],
)  # fmt: skip
def test_the_shared_cases(read_path, case, n):
    got = read_path(CASES / case)
    assert len(got.examples) == n
    assert not [f for f in got.findings if f.severity != "info"]
