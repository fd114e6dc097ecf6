"""`inhouse exam`, as typed, on a tiny shop without any language model."""

import json

import pytest

from exam_shop import FLOORS, QUESTIONS, ask, dataset_of, refused, write
from inhouse.config import load
from inhouse.registry import Registry
from inhouse.steps.exams.entrants import entrants
from inhouse.steps.project import Project
from method_shop import FAST, THINGS, inhouse
from serving_models import one_processor

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
