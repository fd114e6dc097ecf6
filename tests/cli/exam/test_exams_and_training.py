"""What an exam asks is never trained on; what is kept back is known to nobody."""

import json

from exam_shop import KEYS, ask, dataset_of, question, refused, write
from inhouse.registry import Registry
from method_shop import THINGS, inhouse


def test_what_a_written_exam_asks_is_learned_by_nobody_and_a_finding_says_so(folder, tmp_path):
    inhouse("curate", folder)
    assert "What do hats cost?" in {e.question for e in dataset_of(folder).examples}
    rows = [question(1, "what do HATS cost", "Hats cost $17.50 each.")]
    inhouse("exam", folder, "--add", write(tmp_path / "copies.jsonl", rows))
    told = json.loads(inhouse("curate", folder, "--json").stdout)
    asked = {e.question for e in dataset_of(folder).examples}
    assert "What do hats cost?" not in asked and len(asked) == len(THINGS) - 1
    assert "exam asks" in json.dumps(told)


def test_what_the_files_say_stays_known_when_a_written_exam_asks_it(folder, tmp_path):
    rows = [question(1, "What do hats cost?", "Hats cost $17.50 each.")]
    inhouse("exam", folder, "--add", write(tmp_path / "copies.jsonl", rows))
    told = ask(folder, "--answers", tmp_path / "a.jsonl")
    known = [r["answer"] for r in told["answers"] if r["contender"] == "passage"]
    quoted = [r["answer"] for r in told["answers"] if r["contender"] == "closest_answer"]
    assert "hats" in known[0] and "hats" not in quoted[0]


TICKETS = "ticket_id,received,customer,question,answer\n" + "".join(
    f"T{i},2026-03-{i + 1:02d} 09:{i:02d},{'Ann Lee' if i in (26, 27) else f'Customer {i}'},"
    f'"Has my parcel with {thing} left yet?","Your {thing} left on {i + 1} March."\n'
    for i, thing in enumerate(THINGS[:28])
)


def test_the_newest_questions_of_customers_are_kept_back_one_a_customer(folder):
    (folder / "tickets.csv").write_text(TICKETS)
    told = json.loads(inhouse("exam", folder, "--build", "5", "--json").stdout)
    assert (told["n_questions"], told["n_real"], told["origin"]) == (5, 28, "kept_back")
    with Registry.open(folder) as registry:
        rows = [json.loads(x) for x in registry.get_bytes(told["sha256"]).splitlines()]
    assert list(rows[0]) == list(KEYS)
    asked = [row["messages"][0]["content"] for row in rows]
    newest = [THINGS[i] for i in (27, 25, 24, 23, 22)]
    assert asked == [f"Has my parcel with {thing} left yet?" for thing in newest]


def test_what_is_kept_back_is_neither_learned_nor_known(folder, tmp_path):
    (folder / "tickets.csv").write_text(TICKETS)
    inhouse("exam", folder, "--build", "5")
    inhouse("curate", folder)
    answers = {e.answer for e in dataset_of(folder).examples}
    assert f"Your {THINGS[27]} left on 28 March." not in answers
    assert f"Your {THINGS[26]} left on 27 March." not in answers  # of the same customer
    assert f"Your {THINGS[21]} left on 22 March." in answers
    told = ask(folder, "--answers", tmp_path / "a.jsonl")
    kept = {r["reference"] for r in told["answers"]}
    assert len(kept) == 5
    assert not any(reference in r["answer"] for r in told["answers"] for reference in kept)


def test_a_customers_own_words_are_asked_without_what_is_private_in_them(folder, tmp_path):
    asked = "This is Zenobia Quill. Where is my unusual parcel?"
    row = f'T99,2026-05-01 10:00,Zenobia Quill,"{asked}","On its way, Zenobia Quill."\n'
    (folder / "tickets.csv").write_text(TICKETS + row)
    inhouse("exam", folder, "--build", "1")
    told = ask(folder, "--answers", tmp_path / "a.jsonl")
    assert len(told["answers"]) == 4
    text = (tmp_path / "a.jsonl").read_text()
    assert "unusual parcel" in text
    assert "Zenobia" not in text and "Quill" not in text


def test_a_customer_whose_ticket_was_kept_back_is_named_nowhere_else(folder):
    row = 'T99,2026-05-01 10:00,Zenobia Quill,"Where is my unusual parcel?","On its way."\n'
    (folder / "tickets.csv").write_text(TICKETS + row)
    said = {"question": "Who praised us?", "answer": "Our best review is by Zenobia Quill."}
    (folder / "reviews.jsonl").write_text(json.dumps(said) + "\n")
    inhouse("exam", folder, "--build", "1")
    inhouse("curate", folder)
    (answer,) = (e.answer for e in dataset_of(folder).examples if e.question == "Who praised us?")
    assert answer.startswith("Our best review is by") and "Quill" not in answer


def test_the_next_command_names_the_project_that_lies_elsewhere(folder, tmp_path):
    path = write(tmp_path / "e.jsonl")
    shown = inhouse("exam", folder, "--add", path, "--project", tmp_path / "beside").stdout
    assert f"inhouse exam {folder} --project {tmp_path / 'beside'} --ask --name e" in shown


def test_files_without_dated_questions_of_customers_keep_nothing_back(folder):
    assert "tickets, mails or chats" in refused("exam", folder, "--build", "5")
    assert "No exam yet" in inhouse("exam", folder).stdout


def test_building_again_under_the_same_name_is_refused(folder):
    (folder / "tickets.csv").write_text(TICKETS)
    inhouse("exam", folder, "--build", "2")
    assert "stored already" in refused("exam", folder, "--build", "3")
