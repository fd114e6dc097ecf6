"""Agreement of readers and scorers: kappa, the area under the curve, the order of contenders."""

import json

import pytest
from judge_agreement import area_under_curve, kappa, main, ordering, read, with_interval

ROW = {
    "set": "rooms", "question_id": "q1", "contender": "quoting", "question": "How much is it?",
    "reference": "It is $5.", "answer": "It is $5.", "mark_a": "right", "mark_b": "right",
}  # fmt: skip


def test_kappa_of_a_worked_example_is_the_one_in_the_book():
    left = ["yes"] * 25 + ["no"] * 25
    right = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert kappa(left, right) == pytest.approx(0.4)


def test_readers_who_agree_always_have_kappa_one():
    assert kappa(["right", "wrong", "partly"], ["right", "wrong", "partly"]) == pytest.approx(1.0)


def test_a_reader_who_always_says_the_same_agrees_by_chance_only():
    assert kappa(["right", "wrong", "right"], ["right", "right", "right"]) == pytest.approx(0.0)


def test_readers_who_always_disagree_have_a_negative_kappa():
    assert kappa(["right", "wrong"], ["wrong", "right"]) == pytest.approx(-1.0)


def test_kappa_is_not_defined_where_both_name_one_class_only():
    assert kappa(["right", "right"], ["right", "right"]) is None


def test_kappa_of_nothing_is_not_defined():
    assert kappa([], []) is None


def test_columns_of_unlike_length_are_refused():
    with pytest.raises(ValueError, match="found 1 and 2"):
        kappa(["right"], ["right", "wrong"])


def test_the_area_counts_a_tie_half():
    assert area_under_curve([0.9, 0.5, 0.5], [True, True, False]) == pytest.approx(0.75)


def test_scores_the_wrong_way_round_have_no_area():
    assert area_under_curve([0.1, 0.9], [True, False]) == 0.0


def test_without_a_wrong_answer_there_is_no_area():
    assert area_under_curve([0.1, 0.9], [True, True]) is None


def test_copies_of_a_question_do_not_narrow_the_interval():
    left = ["right", "wrong", "right", "wrong", "right", "wrong"]
    right = ["right", "wrong", "right", "right", "wrong", "wrong"]
    questions = list("abcdef")
    once = with_interval(kappa, left, right, questions)
    copied = with_interval(kappa, left * 5, right * 5, questions * 5)
    assert copied.n_clusters == 6
    assert copied.high - copied.low == pytest.approx(once.high - once.low, abs=0.1)


def test_answers_to_one_question_have_no_interval():
    one = with_interval(kappa, ["right", "wrong"], ["right", "wrong"], ["a", "a"])
    assert (one.value, one.low, one.high) == (1.0, None, None)


def test_contenders_in_the_readers_order_are_in_order():
    rows = [("good", 1.0, 0.4), ("good", 0.5, 0.4), ("bad", 0.0, 0.3), ("bad", 0.5, 0.1)]
    assert ordering("rooms", rows).same


def test_a_scorer_that_prefers_the_worse_contender_is_named_with_the_pair():
    found = ordering("rooms", [("good", 1.0, 0.3), ("bad", 0.0, 0.4), ("middle", 0.5, 0.2)])
    assert found.turned == [("bad", "good"), ("bad", "middle")]
    assert not found.same


def test_equal_scores_of_a_better_and_a_worse_contender_are_not_the_same_order():
    assert not ordering("rooms", [("good", 1.0, 0.5), ("bad", 0.0, 0.5)]).same


def test_contenders_with_equal_marks_may_stand_either_way():
    assert ordering("rooms", [("one", 0.5, 0.9), ("other", 0.5, 0.1)]).same


def test_a_mark_that_is_none_of_the_four_is_refused_with_its_line(tmp_path):
    path = tmp_path / "marks.jsonl"
    path.write_text(json.dumps(ROW) + "\n" + json.dumps(ROW | {"mark_b": "maybe"}) + "\n")
    with pytest.raises(ValueError, match=r"line 2 is marked .*maybe"):
        read(path)


def test_a_missing_field_is_named(tmp_path):
    path = tmp_path / "marks.jsonl"
    path.write_text(json.dumps({k: v for k, v in ROW.items() if k != "contender"}) + "\n")
    with pytest.raises(ValueError, match="line 1 has no contender"):
        read(path)


def test_the_script_measures_a_file_of_marks(tmp_path, capsys, monkeypatch):
    wrong = {"answer": "Bananas.", "mark_a": "wrong", "mark_b": "wrong", "contender": "guessing"}
    rows = [ROW | {"question_id": f"q{i}"} for i in range(3)]
    rows += [row | wrong for row in rows] + [ROW | {"mark_b": "partly"}]
    path = tmp_path / "marks.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    monkeypatch.setattr("sys.argv", ["", str(path), "--json", "--scorer", "token_f1"])
    main()
    found = json.loads(capsys.readouterr().out)
    assert found["readers"]["four"]["n"] == 7
    assert found["scorers"]["token_f1"]["two"]["value"] == pytest.approx(1.0)
    assert found["scorers"]["token_f1"]["area"]["n"] == 6
    assert found["scorers"]["token_f1"]["orders"][0]["same"] is True
