"""The configuration: what wins, what is refused, and that schema, defaults and docs agree."""

import dataclasses
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inhouse.config import explain, load, reference, starter_toml, to_toml
from inhouse.config.explaining import comments
from inhouse.config.loading import defaults_text, flatten, parse
from inhouse.config.places import is_place
from inhouse.config.schema import flat, knobs, sections
from inhouse.errors import ConfigFault

DOCS = Path(__file__).parents[2] / "docs" / "config.md"
WRITE_DOCS = (
    'python -c "from pathlib import Path; from inhouse.config import reference; '
    "Path('docs/config.md').write_text(reference(), encoding='utf-8')\""
)


def project(folder: Path, text: str) -> Path:
    (folder / "inhouse.toml").write_text(text, encoding="utf-8")
    return folder


def refused(folder: Path, text: str = "", overrides: tuple[str, ...] = ()) -> str:
    if text:
        project(folder, text)
    with pytest.raises(ConfigFault) as fault:
        load(folder, overrides=overrides)
    return str(fault.value)


def test_schema_and_defaults_have_the_same_keys_in_the_same_order():
    assert list(flatten(parse(defaults_text(), "defaults.toml"))) == list(knobs())


def test_every_default_says_which_way_it_pushes_quality_time_and_memory():
    for key in knobs():
        words = comments()[key].lower()
        assert all(word in words for word in ("quality", "time", "memory")), key


def test_every_section_says_what_it_is_for():
    assert all(comments()[section] for section in sections())


def test_docs_are_made_from_the_defaults():
    assert DOCS.read_text(encoding="utf-8") == reference(), f"write them again: {WRITE_DOCS}"


def test_docs_name_every_knob():
    text = DOCS.read_text(encoding="utf-8")
    assert all(f"`{key.rpartition('.')[2]}`" in text for key in knobs())


def test_an_empty_folder_gives_the_defaults(tmp_path):
    config = load(tmp_path)
    assert (config.task, config.seed, config.training.lora_r) == ("answer", 0, "auto")
    assert config.compare.contenders == "auto"
    assert (config.curation.test_share, config.report.n_side_by_side) == (0.2, 10)


def test_file_beats_defaults_and_set_beats_the_file(tmp_path):
    project(tmp_path, "seed = 1\n[training]\nlora_r = 8\nlora_alpha = 16\n")
    config = load(tmp_path, overrides=["training.lora_r=32", "training.lora_r = 64"])
    assert (config.seed, config.training.lora_r, config.training.lora_alpha) == (1, 64, 16)


def test_explain_says_where_each_value_came_from(tmp_path):
    project(tmp_path, "seed = 1\n")
    told = {k.key: k for k in explain(load(tmp_path, overrides=["task=write"]))}
    assert told["seed"].origin == "inhouse.toml"
    assert told["task"][:3] == ("task", "write", "--set")
    assert told["report.n_side_by_side"].origin == "defaults"
    assert "low-rank" in told["training.lora_r"].comment
    assert list(told) == list(knobs())


@pytest.mark.parametrize(
    ("override", "key", "value"),
    [
        ("training.dtype=bfloat16", "training.dtype", "bfloat16"),
        ('training.dtype="float32"', "training.dtype", "float32"),
        ("base_model=org/Model-1.5B", "base_model", "org/Model-1.5B"),
        ("training.learning_rate=1e-4", "training.learning_rate", 1e-4),
        ("training.learning_rate=auto", "training.learning_rate", "auto"),
        ("training.weight_decay=1", "training.weight_decay", 1.0),
        ('compare.contenders=["prompted"]', "compare.contenders", ("prompted",)),
    ],
)
def test_set_takes_toml_and_plain_text(tmp_path, override, key, value):
    got = flat(load(tmp_path, overrides=[override]))[key]
    assert (got, type(got)) == (value, type(value))


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ("[training]\nlora_rank = 8\n", "training.lora_r"),
        ("[trainig]\nlora_r = 8\n", "training.lora_r"),
        ("lora_r = 8\n", "training.lora_r"),
        ("base_modle = 'x'\n", "base_model"),
        ("[training]\nnum_epochs = 3\n", "training.num_train_epochs"),
    ],
)
def test_an_unknown_key_gets_a_suggestion_and_the_file(tmp_path, text, suggestion):
    message = refused(tmp_path, text)
    assert f"did you mean '{suggestion}'?" in message
    assert "inhouse.toml should hold only" in message


@pytest.mark.parametrize("text", ["qqqq = 1\n", "[zz]\n", "[zz]\nqqqq.x = 1\n", "training = 3\n"])
def test_other_unknown_keys_are_refused_too(tmp_path, text):
    refused(tmp_path, text)


def test_an_unknown_set_key_names_the_option(tmp_path):
    assert "--set should hold only" in refused(tmp_path, overrides=("sede=3",))


@pytest.mark.parametrize(
    "text",
    [
        "seed = '1'",
        "seed = 1.0",
        "seed = true",
        "seed = -1",
        "task = 3",
        "task = ''",
        "task = [1]",
        "task = {a = 1}",
        "[curation]\ntest_share = 1.2",
        "[curation]\ntest_share = 0",
        "[curation]\ntest_share = nan",
        "[curation]\ntest_share = true",
        "[curation]\ntest_share = 0.6\nvalidation_share = 0.4",
        "[curation]\nmin_examples = 'auto'",
        "[training]\nlora_r = 'outo'",
        "[training]\nlora_r = 0",
        "[training]\nlearning_rate = 0",
        "[training]\nmax_grad_norm = inf",
        "[training]\ndtype = 'float16'",
        "[compare]\ncontenders = 'prompted'",
        "[compare]\ncontenders = []",
        "[compare]\ncontenders = ['a', 'a']",
        "[compare]\ncontenders = ['a', 3]",
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_key_and_origin(tmp_path, text):
    message = refused(tmp_path, text)
    assert "should" in message
    assert text.splitlines()[-1].split()[0] in message or "validation_share" in message
    assert "inhouse.toml" in message


def test_all_faults_are_shown_together_five_and_the_count(tmp_path):
    keys = ["patience", "lora_r", "lora_alpha", "max_length", "batch_tokens", "lora_dropout"]
    message = refused(tmp_path, "[training]\n" + "".join(f"{key} = -1\n" for key in keys))
    assert "And 1 more, 6 in all." in message


@pytest.mark.parametrize(
    ("text", "line"),
    [("seed = 1\ntask = answer\n", 2), ("seed = 1\n\nseed = 2\n", 3), ("task = 'x", 1)],
)
def test_broken_toml_names_the_line(tmp_path, text, line):
    assert f"Line {line} is not" in refused(tmp_path, text)


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path):
    (tmp_path / "inhouse.toml").write_bytes("seed = 1\ntask = 'é'\n".encode("latin-1"))
    assert "Line 2" in refused(tmp_path)


def test_a_file_saved_by_notepad_is_read(tmp_path):
    (tmp_path / "inhouse.toml").write_bytes(b"\xef\xbb\xbfseed = 7\r\ntask = 'answer'\r\n")
    assert load(tmp_path).seed == 7


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path):
    (tmp_path / "inhouse.toml").mkdir()
    assert "can be read" in refused(tmp_path)


@pytest.mark.parametrize("override", ["seed", "=3", ""])
def test_set_without_a_key_and_a_value_is_refused(tmp_path, override):
    assert "key=value" in refused(tmp_path, overrides=(override,))


def test_set_cannot_smuggle_in_a_second_key(tmp_path):
    refused(tmp_path, overrides=("seed=1\ntask='x'",))


def test_empty_sections_are_fine(tmp_path):
    assert load(project(tmp_path, "[training]\n[report]\n")) == load(tmp_path / "none")


def test_the_saved_configuration_loads_to_the_same_one(tmp_path):
    config = load(tmp_path, overrides=["training.learning_rate=1e-5", 'base_model=häuser/"x"'])
    project(tmp_path, to_toml(config))
    assert load(tmp_path) == config


@given(
    rate=st.floats(min_value=1e-300, max_value=1e300),
    name=st.text(min_size=1).filter(lambda s: s.strip() and s.isprintable() and not is_place(s)),
    seed=st.integers(0, 2**32 - 1),
)
def test_any_resolved_configuration_survives_being_saved(tmp_path_factory, rate, name, seed):
    folder = tmp_path_factory.mktemp("saved")
    config = load(folder)
    config = dataclasses.replace(
        config,
        base_model=name,
        seed=seed,
        training=dataclasses.replace(config.training, learning_rate=rate),
    )
    assert load(project(folder, to_toml(config))) == config


def test_a_starter_file_changes_nothing(tmp_path):
    assert load(project(tmp_path, starter_toml("Bright\nSmiles [dental]"))) == load(tmp_path / "no")


def test_any_one_line_of_a_starter_file_may_be_uncommented(tmp_path):
    lines = starter_toml("Firm").splitlines()
    keys = {key.rpartition(".")[2] for key in knobs()}
    places = [i for i, line in enumerate(lines) if line[2:].split(" = ")[0] in keys]
    assert len(places) == len(knobs())
    for place in places:
        changed = [*lines[:place], lines[place].removeprefix("# "), *lines[place + 1 :]]
        config = load(project(tmp_path, "\n".join(changed)))
        assert list(config.origins.values()).count("inhouse.toml") == 1


def test_a_configuration_cannot_be_changed(tmp_path):
    config = load(tmp_path)
    with pytest.raises(TypeError):
        config.origins["seed"] = "me"
    with pytest.raises(dataclasses.FrozenInstanceError):
        config.seed = 3
