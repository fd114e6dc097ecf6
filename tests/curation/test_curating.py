"""From examples to a dataset: the properties first, then each refusal."""

from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from finishing import finish
from inhouse.curation import (
    CurationSettings,
    curate,
    dataset_from_jsonl,
    dataset_to_jsonl,
    describe,
    too_long,
)
from inhouse.curation.checks.form.schema import Schema, clean_text
from inhouse.curation.checks.repeats.exact_duplicates import ExactDuplicates
from inhouse.curation.likeness import near_duplicates, normal_words
from inhouse.errors import NotEnoughData
from inhouse.records import Example, FileDescription, Message, Source, content_id

WORDS = (
    "apple", "river", "stone", "cloud", "lamp", "forest", "copper", "violin", "harbor", "meadow",
    "pepper", "saddle", "walnut", "tunnel", "glacier", "candle",
)  # fmt: skip
PARTS = ("train", "validation", "test")


def example(row, question, answer, *, document=None, file="a.csv"):
    messages = (Message("user", question), Message("assistant", answer))
    source = Source(file, row=row)
    key = content_id(str(source), question, answer)
    return Example(key, messages, source, document or f"row {row}")


def make(examples, seed=0, **changed):
    chosen = CurationSettings(**changed)
    return finish(curate(examples, task="answer", seed=seed, settings=chosen))


def unlike(n, **named):
    """`n` examples that have nothing in common."""
    return [
        example(i, f"{word(i)} {word(i + 7)} {i}?", f"{word(i + 3)} {i}", **named) for i in range(n)
    ]


def word(i):
    return WORDS[i % len(WORDS)] + str(i // len(WORDS))


def sides(dataset):
    return {i: part for part in PARTS for i in getattr(dataset.split, part)}


texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)


@st.composite
def firms(draw):
    """Thirty to sixty rows of few words, so that repeats, near-misses and pages are common."""
    rows = draw(st.lists(st.tuples(texts, texts, st.integers(0, 40)), min_size=30, max_size=60))
    loose = [example(i, f"{q}?", a, document=f"d{d}") for i, (q, a, d) in enumerate(rows)]
    return [*loose, *unlike(30, file="b.csv")]


@given(firms(), st.integers(0, 3))
@settings(max_examples=40, deadline=None)
def test_nothing_of_one_group_crosses_the_split(firm, seed):
    dataset = make(firm, seed).dataset
    where = sides(dataset)
    for group in set(dataset.groups.values()):
        assert len({where[i] for i, g in dataset.groups.items() if g == group}) == 1


@given(firms())
@settings(max_examples=40, deadline=None)
def test_documents_and_near_duplicates_stay_on_one_side(firm):
    made = make(firm)
    where = sides(made.dataset)
    weaker = any(f.check == "one_big_document" for f in made.findings)
    asked = {e.id: e.question for e in made.dataset.examples}
    for a, b in near_duplicates(asked, 0.7):
        assert where[a] == where[b]
    for a, b in combinations(made.dataset.examples, 2):
        same_document = a.document_id == b.document_id and not weaker
        if same_document or normal_words(a.question) == normal_words(b.question):
            assert where[a.id] == where[b.id]


@given(firms(), st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_the_input_does_not_matter(firm, chance):
    shuffled = list(firm)
    chance.shuffle(shuffled)
    assert dataset_to_jsonl(make(firm).dataset) == dataset_to_jsonl(make(shuffled).dataset)


@given(firms(), st.integers(0, 5))
@settings(max_examples=20, deadline=None)
def test_the_same_seed_gives_the_same_bytes(firm, seed):
    first, second = make(firm, seed).dataset, make(firm, seed).dataset
    assert first.id == second.id
    assert dataset_to_jsonl(first) == dataset_to_jsonl(second)


@given(firms())
@settings(max_examples=20, deadline=None)
def test_every_example_is_on_exactly_one_side_and_no_side_is_empty(firm):
    dataset = make(firm).dataset
    split = dataset.split
    assert sorted((*split.train, *split.validation, *split.test)) == sorted(
        e.id for e in dataset.examples
    )
    assert split.train and split.validation and split.test


@given(firms())
@settings(max_examples=30, deadline=None)
def test_dropping_duplicates_twice_drops_no_more(firm):
    once = ExactDuplicates().look(firm)
    assert ExactDuplicates().look(once.examples).examples == once.examples
    assert not ExactDuplicates().look(once.examples).findings


@given(firms())
@settings(max_examples=20, deadline=None)
def test_a_dataset_reads_back_as_it_was_written(firm):
    dataset = make(firm).dataset
    assert dataset_from_jsonl(dataset_to_jsonl(dataset)) == dataset


@given(st.text())
def test_cleaning_twice_changes_no_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


@given(st.dictionaries(st.sampled_from("abcdefgh"), texts, min_size=2), st.sampled_from([0.5, 0.7]))
@settings(max_examples=60, deadline=None)
def test_no_near_duplicate_is_missed(asked, threshold):
    assert set(near_duplicates(asked, threshold)) == {
        (a, b)
        for a, b in combinations(sorted(asked), 2)
        if jaccard(asked[a], asked[b]) >= threshold
    }


def jaccard(a, b):
    return len(shingles(a) & shingles(b)) / len(shingles(a) | shingles(b))


def shingles(text):
    padded = ["", *text.split(), ""]
    pairs = {" ".join(padded[i : i + 2]) for i in range(len(padded) - 1)}
    return pairs | set(text.split())


def test_another_seed_gives_another_split():
    assert make(unlike(60), 0).dataset.split != make(unlike(60), 1).dataset.split


def test_the_shares_are_kept_in_every_file():
    firm = [*unlike(100), *unlike(50, file="b.csv")]
    firm[100:] = [example(i, f"b {word(i)} b{i}?", f"b {i}", file="b.csv") for i in range(50)]
    tested = Counter(e.source.file for e in make(firm).dataset.part("test"))
    assert 15 <= tested["a.csv"] <= 25
    assert 7 <= tested["b.csv"] <= 13


def test_the_first_of_equal_examples_is_kept_and_the_others_are_named():
    made = make(
        [*unlike(30), example(99, "APPLE0  apple0 0", "x"), example(98, "apple0 apple0 0?", "X.")]
    )
    kept = [e.source.row for e in made.dataset.examples if e.source.row > 90]
    assert kept == [98]
    (found,) = [f for f in made.findings if f.check == "exact_duplicates"]
    assert "row 99" in found.evidence and "row 98" in found.evidence


@pytest.mark.parametrize(
    ("a", "b"), [("$45", "$50"), ("9.50", "950"), ("8:30", "830"), ("5%", "5")]
)
def test_answers_that_differ_in_a_number_are_no_duplicates(a, b):
    rows = [example(1, "How much?", f"It is {a}."), example(2, "How much?", f"It is {b}.")]
    assert len(ExactDuplicates().look(rows).examples) == 2


def test_one_question_with_two_answers_is_told_and_names_both():
    made = make([*unlike(30), example(50, "How much?", "$45"), example(51, "how much", "$50")])
    (found,) = [f for f in made.findings if f.check == "different_answers"]
    assert found.severity == "info"
    assert "row 50" in found.evidence and "row 51" in found.evidence
    assert len(found.examples) == 2


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Do you take Delta Dental insurance?", "Do you take Cigna insurance?"),
        ("How much does a crown cost?", "How much does a bridge cost?"),
        ("What are the symptoms of gingivitis?", "What are the treatments for gingivitis?"),
        ("Hours?", "Prices?"),
        ("?", "!"),
    ],
)
def test_questions_about_different_things_are_not_near_duplicates(a, b):
    assert near_duplicates({"a": a, "b": b}, 0.7) == []


def test_a_short_last_turn_does_not_tie_conversations_together():
    def talk(i):
        said = (f"{word(i)} {word(i + 5)} {i}?", "Shall I book it?", "Yes please", f"Done {i}")
        roles = ("user", "assistant", "user", "assistant")
        messages = tuple(map(Message, roles, said))
        return Example(content_id(*said), messages, Source("c.jsonl", row=i), f"d{i}")

    assert len(set(make([talk(i) for i in range(30)]).dataset.groups.values())) == 30


def test_a_page_that_holds_everything_is_parted_with_a_warning():
    made = make(unlike(60, document="faq", file="faq.md"))
    (found,) = [f for f in made.findings if f.check == "one_big_document"]
    assert found.severity == "warning"
    assert "faq.md" in found.evidence
    assert len(made.dataset.split.test) == 12


def test_three_examples_are_too_few():
    with pytest.raises(NotEnoughData) as refused:
        make(unlike(3))
    assert "there are 3" in refused.value.found
    assert "50 to 100" in refused.value.action


def test_what_was_dropped_is_counted_in_the_refusal():
    with pytest.raises(NotEnoughData) as refused:
        make([*unlike(10), *unlike(10)])
    assert "10 more" in refused.value.found


def test_nothing_at_all_is_too_few():
    with pytest.raises(NotEnoughData):
        make([])


def test_examples_that_hang_together_completely_are_refused():
    answer = "Please call the front desk and we will gladly help you"
    with pytest.raises(NotEnoughData, match="groups"):
        make([example(i, f"{word(i)} {i}?", answer) for i in range(40)])


@pytest.mark.parametrize(
    "roles",
    [
        (),
        ("user",),
        ("assistant",),
        ("user", "user", "assistant"),
        ("user", "assistant", "user"),
        ("assistant", "user", "assistant"),
        ("user", "system", "assistant"),
        ("system", "assistant"),
    ],
    ids="-".join,
)
def test_turns_that_do_not_alternate_cost_their_example_only(roles):
    bad = Example("bad", tuple(Message(r, "text") for r in roles), Source("a.jsonl", row=7), "d")
    sound = Schema().look([example(1, "When?", "At 8."), bad])
    assert [e.source.row for e in sound.examples] == [1]
    assert "row 7" in sound.findings[0].evidence


@pytest.mark.parametrize("nothing", ["", " \n\t", "\u200b", "\x00\x07"])
def test_an_answer_without_a_visible_character_is_empty(nothing):
    assert not Schema().look([example(1, "When?", nothing)]).examples


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("cafe\u0301", "café"),
        ("  a\x00b\x1bc \n", "abc"),
        ("a\ud800b", "ab"),
        ("a\tb", "a\tb"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_text_is_cleaned(raw, clean):
    assert clean_text(raw) == clean


def test_answers_longer_than_the_context_are_left_out_and_named():
    short, long = example(1, "When?", "At 8."), example(2, "Why?", "word " * 9000)
    kept, findings = too_long([short, long], {short.id: 9, long.id: 9004}, 4096)
    assert kept == (short,)
    assert findings[0].examples == (long.id,)
    assert "row 2" in findings[0].evidence and "9004" in findings[0].evidence
    assert too_long([short], {short.id: 4096}, 4096) == ((short,), ())


def test_the_description_counts_what_the_dataset_holds():
    made = make(unlike(60))
    files = (FileDescription("a.csv", "table", 60, 60, 0),)
    told = describe(files, 60, made.dataset, made.findings)
    assert (told.n_train, told.n_validation, told.n_test) == (42, 6, 12)
    assert told.n_groups == 60
    assert told.question_words_median == 3
    trained = {(e.question, e.answer) for e in made.dataset.part("train")}
    assert set(told.sample) <= trained


@pytest.mark.parametrize("seed", range(5))
def test_what_a_model_wrote_never_judges_and_never_teaches_of_what_judges(seed):
    by_people = [
        example(i, f"{word(i)} {word(i + 7)} {i}?", f"{word(i + 3)} {i}", document=f"d{i // 2}")
        for i in range(60)
    ]
    labels = {"maker": "question_writing", "writer": "m"}
    written = [
        replace(example(100 + i, f"{word(i + 90)} {i}?", f"{word(i + 95)}", document=f"d{i}"),
                labels=labels)
        for i in range(30)
    ]  # fmt: skip
    made = make([*by_people, *written], seed)
    where = sides(made.dataset)
    ids = {e.id for e in written}
    assert {where[i] for i in ids & where.keys()} == {"train"}
    held = {e.document_id for e in by_people if where[e.id] != "train"}
    assert not held & {e.document_id for e in written if e.id in where}
    (told,) = [f for f in made.findings if f.check == "written_by_a_model"]
    assert set(told.examples) == ids - where.keys() and told.examples


def test_what_a_model_wrote_alone_cannot_judge():
    labels = {"maker": "paraphrase", "writer": "m"}
    with pytest.raises(NotEnoughData, match="written by a model and cannot judge"):
        make([replace(e, labels=labels) for e in unlike(30)])
