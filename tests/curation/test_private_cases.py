"""Private words are asked about once a value or a form, and every answer counts for itself."""

from inhouse.curation.checks import Background
from inhouse.curation.checks.private.personal_data import PersonalData
from inhouse.curation.privacy import Privacy, PrivacySettings, SurrogateMap
from inhouse.curation.review.deciding import applied, without_done
from inhouse.curation.review.queue import case_key
from inhouse.records import Decision, Example, Message, Source


def example(number, question, answer="Thank you."):
    talk = (Message("user", question), Message("assistant", answer))
    return Example(f"e{number}", talk, Source("a.csv", row=number), f"d{number}")


def asked(*examples, redact="certain"):
    settings = PrivacySettings()
    background = Background(privacy=Privacy(settings, redact, kept=SurrogateMap()))
    return PersonalData().look(examples, background)


def cases(checked):
    return [case for finding in checked.findings for case in finding.cases]


def yes(checked, *which):
    finding_of = [(f, c) for f in checked.findings for c in f.cases]
    return [Decision(case_key(*finding_of[i]), "personal_data", "accept") for i in which]


def test_twelve_numbers_of_one_form_are_one_case():
    rows = [example(i, f"policy number 44{i:02d}-2009") for i in range(12)]
    (case,) = cases(asked(*rows))
    assert len(case.examples) == len(case.edits) == 12


def test_a_number_in_several_examples_is_a_case_of_its_own():
    rows = [example(i, "Call 415-234-9981, please.") for i in range(3)]
    rows += [example(9, "I am at 212-736-5000."), example(10, "I am at 617-253-1000.")]
    assert [len(case.examples) for case in cases(asked(*rows))] == [3, 2]


def test_numbers_in_questions_and_in_answers_are_asked_about_apart():
    rows = [
        example(1, "I am at 212-736-5000."),
        example(2, "Whom do I call?", "Call 617-253-1000."),
    ]
    assert len(cases(asked(*rows))) == 2


def test_mail_is_asked_about_once_a_domain():
    rows = [example(i, f"{name}@gmail.com") for i, name in enumerate(("a.kim", "b.roy"))]
    rows.append(example(3, "c.diaz@riverside-dental.biz"))
    assert [len(case.examples) for case in cases(asked(*rows))] == [2, 1]


def test_each_case_has_a_key_of_its_own():
    row = example(1, "I am at 212-736-5000 or c.diaz@gmail.com, at 12 Oak St or 40 Elm Ave.")
    checked = asked(row)
    keys = [case_key(f, c) for f in checked.findings for c in f.cases]
    assert len(keys) == len(set(keys)) == 4


def test_a_yes_to_one_value_leaves_the_other_values_of_the_example():
    row = example(1, "I am at 212-736-5000, mail c.diaz@gmail.com")
    checked = asked(row)
    kinds = [f.evidence.split(":")[0] for f in checked.findings]
    (after,) = applied(
        checked.examples, checked.findings, yes(checked, kinds.index("mail addresses"))
    )
    assert "212-736-5000" in after.question and "c.diaz" not in after.question


def test_two_yeses_to_one_example_go_together():
    row = example(1, "I am at 212-736-5000, mail c.diaz@gmail.com")
    checked = asked(row)
    decisions = yes(checked, 0, 1)
    after = applied(checked.examples, checked.findings, decisions)
    assert "212-736-5000" not in after[0].question and "c.diaz" not in after[0].question


def test_a_yes_to_one_value_leaves_the_case_of_the_other_open():
    checked = asked(example(1, "I am at 212-736-5000, mail c.diaz@gmail.com"))
    decisions = yes(checked, 0)
    after = applied(checked.examples, checked.findings, decisions)
    left = without_done(checked.findings, (checked.examples, after), {d.case for d in decisions})
    assert len([case for finding in left for case in finding.cases]) == 2


def test_a_value_is_replaced_only_where_it_stands_for_itself():
    row = example(1, "member ID 440021, and part 4400215 or 11440021")
    checked = asked(row)
    (after,) = applied(checked.examples, checked.findings, yes(checked, 0))
    assert "part 4400215 or 11440021" in after.question and "ID 440021," not in after.question


def test_the_words_are_marked_and_never_told():
    checked = asked(example(1, "Call 415-234-9981, please."))
    (case,) = cases(checked)
    assert case.marks == {"e1": ("415-234-9981",)} and "9981" not in case.evidence


def test_what_is_beyond_doubt_is_an_error_only_where_the_settings_keep_it():
    row = example(1, "My SSN is 460-89-9847, policy number 4471-2009")
    kept = {
        f.evidence.split(" that")[0].split(":")[0]: f.severity
        for f in asked(row, redact="none").findings
    }
    assert kept == {"social security numbers": "error", "policy numbers": "warning"}
    assert [f.fix_kind for f in asked(row).findings] == ["automatic", "proposed"]
