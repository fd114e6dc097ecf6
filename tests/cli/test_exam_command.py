"""`inhouse exam`, as typed, on a tiny shop without any language model."""

import json

import pytest

from inhouse.config import load
from inhouse.registry import Registry
from inhouse.steps.exam_entrants import entrants
from inhouse.steps.project import Project
from letters import Letters
from method_shop import FAST, THINGS, inhouse, shop
from serving_models import one_processor, write_model

KEYS = ("id", "kind", "messages", "now", "expected", "answer", "places")
FLOORS = {"closest_answer", "passage", "question_copied", "constant_answer"}


@pytest.fixture(scope="session")
def base(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture(autouse=True)
def letters(monkeypatch):
    """Meanings told by the letters of a text: no embedding model is opened."""

    def given(*_):
        return Letters()
        yield

    monkeypatch.setattr("inhouse.steps.workbench.Workbench.embedder", given)
    monkeypatch.setattr("inhouse.steps.exam_entrants.embedder_for", given)


@pytest.fixture
def folder(tmp_path, base):
    made = shop(tmp_path / "shop")
    (made / "inhouse.toml").write_text(f'base_model = "{base}"\n')
    return made


def question(number, asked, answer, **more):
    row = {
        "id": f"shop-{number:03d}",
        "kind": "stated",
        "messages": [{"role": "user", "content": asked}],
        "now": None,
        "expected": "answer",
        "answer": answer,
        "places": [{"file": "prices.jsonl", "place": "row 1"}],
    }
    return {**row, **more}


QUESTIONS = (
    question(1, "How much do I pay for a pair of gloves?", "Gloves cost $15.50."),
    question(2, "I need a rope, what is the price?", "Rope costs $37.50."),
    question(3, "Do you repair bicycles?", "", kind="near_miss", expected="hand_over", places=[]),
    question(
        4,
        "And for a hat?",
        "A hat costs $17.50.",
        kind="follow_up",
        messages=[
            {"role": "user", "content": "What is a mug?"},
            {"role": "assistant", "content": "A mug is $25.50."},
            {"role": "user", "content": "And for a hat?"},
        ],
    ),
)


def write(path, rows=QUESTIONS):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def stored(folder, tmp_path):
    inhouse("exam", folder, "--add", write(tmp_path / "shop-exam.jsonl"))
    return folder


def ask(folder, *more):
    done = inhouse("exam", folder, "--ask", "--contender", "closest_answer", "--json", *more)
    return json.loads(done.stdout)


def refused(*arguments, capsys=None):
    from inhouse.cli.app import perform

    code, sentence = perform([str(a) for a in arguments])
    assert code == 2
    return sentence


# Storing


def test_an_exam_is_stored_by_the_hash_of_its_bytes(folder, tmp_path):
    import hashlib

    path = write(tmp_path / "mine.jsonl")
    told = json.loads(inhouse("exam", folder, "--add", path, "--json").stdout)
    assert told["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert (told["name"], told["version"], told["n_questions"]) == ("mine", 1, 4)
    with Registry.open(folder) as registry:
        assert registry.get_bytes(told["sha256"]) == path.read_bytes()


def test_the_same_exam_again_is_the_same_version(stored, tmp_path):
    told = inhouse("exam", stored, "--add", write(tmp_path / "shop-exam.jsonl"), "--json")
    assert json.loads(told.stdout)["version"] == 1


def test_a_changed_exam_is_refused_and_nothing_changes(stored, tmp_path):
    path = write(tmp_path / "shop-exam.jsonl", QUESTIONS[:3])
    sentence = refused("exam", stored, "--add", path)
    assert "version 1" in sentence and "--corrected" in sentence
    assert "asked 0 times" in inhouse("exam", stored).stdout
    with Registry.open(stored) as registry:
        assert [exam.n_questions for exam in registry.exams.all()] == [4]


def test_a_corrected_exam_is_a_new_version_and_both_are_kept(stored, tmp_path):
    path = write(tmp_path / "shop-exam.jsonl", QUESTIONS[:3])
    inhouse("exam", stored, "--add", path, "--corrected")
    with Registry.open(stored) as registry:
        kept = registry.exams.all()
        assert [(exam.version, exam.n_questions) for exam in kept] == [(1, 4), (2, 3)]
        assert registry.get_bytes(kept[0].sha256).count(b"\n") == 4
    assert ask(stored)["version"] == 2


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("{", "this is no JSON"),
        ("", "this is no JSON"),
        ("[]", "expected a JSON object, found list"),
        ({**QUESTIONS[0], "hint": "x"}, "'hint' unknown"),
        ({k: v for k, v in QUESTIONS[0].items() if k != "now"}, "'now' missing"),
        ({**QUESTIONS[0], "kind": "riddle"}, "the kind 'riddle' is none of stated"),
        ({**QUESTIONS[0], "expected": "hand_over"}, "cannot expect 'hand_over'"),
        ({**QUESTIONS[0], "answer": " "}, "'answer' goes with an answer"),
        ({**QUESTIONS[2], "answer": "No."}, "'hand_over' goes with an empty answer"),
        ({**QUESTIONS[0], "places": []}, "'answer' goes with places"),
        ({**QUESTIONS[0], "kind": "joins"}, "'joins' needs two places"),
        ({**QUESTIONS[0], "kind": "time"}, "'time' needs now"),
        ({**QUESTIONS[0], "now": "2026-02-30T10:00:00"}, "not '2026-02-30T10:00:00'"),
        ({**QUESTIONS[0], "now": "2026-07-03T16:40:00Z"}, "now is a wall clock"),
        ({**QUESTIONS[0], "messages": []}, "not none at all"),
        ({**QUESTIONS[3], "messages": QUESTIONS[3]["messages"][:2]}, "alternate from user to user"),
        ({**QUESTIONS[0], "messages": [{"role": "user", "content": " "}]}, "a message is empty"),
        ({**QUESTIONS[0], "kind": "follow_up"}, "needs turns before the last"),
        ({**QUESTIONS[0], "messages": "Hello?"}, "ExamQuestion.messages should be"),
    ],
)  # fmt: skip
def test_a_faulty_line_is_named_with_its_number(folder, tmp_path, row, fault):
    text = row if isinstance(row, str) else json.dumps(row)
    path = tmp_path / "faulty.jsonl"
    first, last = ({**QUESTIONS[1], "id": name} for name in ("first", "last"))
    path.write_text(f"{json.dumps(first)}\n{text}\n{json.dumps(last)}\n")
    sentence = refused("exam", folder, "--add", path)
    assert "line 2" in sentence and fault in sentence and "1 fault:" in sentence
    assert "No exam yet" in inhouse("exam", folder).stdout


def test_of_many_faults_the_first_five_and_the_count_are_told(folder, tmp_path):
    rows = [{**QUESTIONS[0], "id": f"q{i}", "kind": "riddle"} for i in range(8)]
    sentence = refused("exam", folder, "--add", write(tmp_path / "faulty.jsonl", rows))
    assert "8 faults" in sentence and "and 3 more" in sentence
    assert "line 5" in sentence and "line 6" not in sentence


def test_an_id_that_is_there_twice_names_both_lines(folder, tmp_path):
    rows = [QUESTIONS[0], QUESTIONS[1], {**QUESTIONS[2], "id": "shop-001"}]
    sentence = refused("exam", folder, "--add", write(tmp_path / "twice.jsonl", rows))
    assert "line 3: the id 'shop-001' is that of line 1 as well" in sentence


@pytest.mark.parametrize(
    ("content", "fault"), [(b"", "is empty"), (b"\n", "is empty"), (b"\xff\xfe{", "not UTF-8")]
)
def test_a_file_that_holds_no_questions_is_a_sentence(folder, tmp_path, content, fault):
    path = tmp_path / "odd.jsonl"
    path.write_bytes(content)
    assert fault in refused("exam", folder, "--add", path)


def test_a_file_that_is_not_there_is_a_sentence(folder, tmp_path):
    assert "there is no file" in refused("exam", folder, "--add", tmp_path / "gone.jsonl")


def test_a_place_in_a_file_that_is_not_there_is_told_and_the_exam_is_stored(folder, tmp_path):
    rows = [{**QUESTIONS[0], "places": [{"file": "gone.csv", "place": "row 2"}]}]
    done = inhouse("exam", folder, "--add", write(tmp_path / "e.jsonl", rows), "--json")
    assert json.loads(done.stdout)["missing_files"] == ["gone.csv"]
    assert "gone.csv" in done.stderr


# Asking


def test_an_answer_and_its_floors_are_counted_by_kind(stored):
    told = ask(stored)
    assert set(told) == {"exam", "version", "sha256", "asked_before", "contenders"}
    assert set(told["contenders"]) == FLOORS
    for name, one in told["contenders"].items():
        counts = [one[o] for o in ("right", "partly", "wrong", "handed_over")]
        assert sum(counts) == one["n"] == 4, name
        assert [own["n"] for own in one["by_kind"].values()] == [2, 1, 1]
        assert one["floor"] is (name != "closest_answer")
    assert told["contenders"]["question_copied"]["right"] == 0
    assert told["contenders"]["constant_answer"]["by_kind"]["near_miss"]["wrong"] == 1
    low, high = told["contenders"]["passage"]["ci"]["right"]
    assert 0 <= low < high <= 1


def test_every_asking_is_logged_and_the_count_is_shown(stored):
    assert [ask(stored)["asked_before"] for _ in range(2)] == [0, 1]
    shown = inhouse("exam", stored, "--ask", "--contender", "passage").stdout
    assert "asked for the 3rd time" in " ".join(shown.split())
    listed = json.loads(inhouse("exam", stored, "--json").stdout)["askings"]["shop-exam"]
    assert [row["asked_before"] for row in listed] == [0, 1, 2]
    assert all(row["is_finished"] and row["time"] and row["actor"] for row in listed)
    assert listed[0]["contenders"] == listed[1]["contenders"]
    assert set(listed[0]["contenders"]) == {"closest_answer", "passage"}
    assert listed[0]["sha256"] == json.loads(
        inhouse("exam", stored, "--json").stdout
    )["exams"][0]["sha256"]  # fmt: skip


def test_every_answer_is_written_for_reading(stored, tmp_path):
    path = tmp_path / "answers.jsonl"
    told = ask(stored, "--answers", path)
    rows = [json.loads(line) for line in path.read_text().splitlines()]
    assert rows == told["answers"] and len(rows) == 16
    first = next(r for r in rows if r["contender"] == "closest_answer")
    assert first["id"] == "shop-001" and first["reference"] == "Gloves cost $15.50."
    assert first["outcome"] in ("right", "partly", "wrong") and first["seconds"] >= 0
    assert first["sources"][0].startswith("prices.jsonl, row ")
    later = next(r for r in rows if r["id"] == "shop-004")
    assert [m["role"] for m in later["messages"]] == ["user", "assistant", "user"]


def test_a_file_of_answers_is_not_overwritten_and_the_asking_does_not_count(stored, tmp_path):
    path = tmp_path / "answers.jsonl"
    path.write_text("mine")
    assert "--force" in refused(
        "exam", stored, "--ask", "--contender", "passage", "--answers", path
    )
    assert path.read_text() == "mine"
    assert ask(stored, "--answers", path, "--force")["asked_before"] == 0
    assert path.read_text() != "mine"


def test_killed_half_way_the_answers_are_kept_and_the_asking_counts_once(stored, monkeypatch):
    kept, asked = [], []
    keep = Registry.add_reply

    def stopping(self, context, reply):
        keep(self, context, reply)
        kept.append(reply)
        if len(kept) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Registry, "add_reply", stopping)
        inhouse("exam", stored, "--ask", "--contender", "closest_answer", code=130)

    def counting(self, context, reply):
        asked.append((reply.contender, reply.example_id))
        keep(self, context, reply)

    monkeypatch.setattr(Registry, "add_reply", counting)
    assert ask(stored)["asked_before"] == 0
    done = {(reply.contender, reply.example_id) for reply in kept}
    assert len(done) == 2 and not done & set(asked) and len(asked) == 6


@pytest.mark.usefixtures("one_thread")
def test_contenders_of_the_last_run_are_asked_with_everything_known(stored, tmp_path, monkeypatch):
    one_processor(monkeypatch)
    options = [*FAST, "--set", "serve.engine=llama.cpp", "--set", "serve.precision=f32"]
    inhouse("train", "--project", stored, *options)
    done = inhouse(
        "exam", stored, "--ask", "--contender", "fine_tuned_with_retrieval",
        "--contender", "few_shot", *options, "--json", "--answers", tmp_path / "a.jsonl",
    )  # fmt: skip
    told = json.loads(done.stdout)
    asked = {name for name, one in told["contenders"].items() if not one["floor"]}
    assert asked == {"fine_tuned_with_retrieval", "few_shot"}
    assert set(told["contenders"]) == asked | FLOORS
    assert all(one["n"] == 4 and not one["unscored"] for one in told["contenders"].values())
    with Registry.open(stored) as registry:
        (asking,) = registry.exams.askings("shop-exam")
    assert set(asking.contenders) == {*asked, "closest_answer", "passage"}


def test_the_quoting_assistant_is_asked_without_any_language_model(stored):
    told = json.loads(
        inhouse("exam", stored, "--ask", "--contender", "quoting_assistant", "--json").stdout
    )  # fmt: skip
    asked = told["contenders"]["quoting_assistant"]
    assert (asked["n"], asked["floor"]) == (4, False)
    assert set(told["contenders"]) == {"quoting_assistant", *FLOORS}


def test_every_example_and_every_page_is_known_whatever_the_split(stored):
    inhouse("curate", stored)
    with Registry.open(stored) as registry:
        work = entrants(Project(stored, stored, load(stored), registry), (), release=False)
        while True:
            try:
                next(work)
            except StopIteration as end:
                found, known = end.value
                break
    assert [one.name for one in found] == ["closest_answer", "passage"]
    chunks = known.ingredients.knowledge.chunks
    held_out = {e.question for e in dataset_of(stored).part("test")}
    assert held_out and held_out < {chunk.question for chunk in chunks}
    assert sum(bool(chunk.question) for chunk in chunks) == len(THINGS)
    assert any("The shop has sold" in chunk.text for chunk in chunks)


def test_an_unknown_contender_is_a_sentence_with_the_near_one(stored):
    assert "closest_answr" in refused("exam", stored, "--ask", "--contender", "closest_answr")


def test_without_a_release_the_sentence_says_what_to_ask_instead(stored):
    sentence = refused("exam", stored, "--ask")
    assert "inhouse promote" in sentence and "--contender closest_answer" in sentence


def test_without_an_exam_the_sentence_says_how_to_store_one(folder):
    assert "--add" in refused("exam", folder, "--ask", "--contender", "passage")


def test_an_exam_of_another_name_is_a_sentence(stored):
    sentence = refused("exam", stored, "--ask", "--name", "other", "--contender", "passage")
    assert "shop-exam" in sentence and "'other'" in sentence


def test_two_actions_at_once_are_refused(stored, tmp_path):
    assert "one command after the other" in refused("exam", stored, "--ask", "--build", "3")


# Never trained on


def dataset_of(folder):
    from inhouse.curation import dataset_from_jsonl

    with Registry.open(folder) as registry:
        return dataset_from_jsonl(registry.load_dataset_bytes(registry.latest("dataset")))


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
