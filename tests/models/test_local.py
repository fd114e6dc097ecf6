"""Base models on this machine: a folder as it is, a GGUF file read once, sentences for the rest."""

import json
import time

import pytest
import torch

from finishing import finish
from inhouse.config import is_place, load
from inhouse.errors import ModelUnavailable
from inhouse.models import find, original_gguf
from inhouse.models.fetch import fetch
from inhouse.models.gguf_files import write_model as write_gguf
from inhouse.models.likelihood import reference_nats
from inhouse.models.load import load as load_model
from inhouse.records import Rendered
from inhouse.rendering import open_renderer
from serving_models import write_model

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("models") / "my model")


@pytest.mark.parametrize("name", ["/a/b", "./b", "../b", "~/b", "C:\\b", "b.gguf", "a/b.gguf"])
def test_a_path_is_a_place(name):
    assert is_place(name)


@pytest.mark.parametrize("name", ["smollm2-135m-instruct", "Qwen/Qwen3-0.6B", "a/b"])
def test_a_name_and_a_hub_id_are_none(name):
    assert not is_place(name)


def test_a_relative_place_is_meant_from_where_it_was_written(tmp_path, monkeypatch):
    (tmp_path / "firm").mkdir()
    (tmp_path / "firm" / "inhouse.toml").write_text('base_model = "./mine"\n')
    monkeypatch.chdir(tmp_path)
    assert load(tmp_path / "firm").base_model == str(tmp_path / "firm" / "mine")
    overridden = load(tmp_path / "firm", overrides=["base_model=./other"])
    assert overridden.base_model == str(tmp_path / "other")


def test_a_folder_is_used_where_it_lies_and_marked_by_its_files(folder):
    assert finish(fetch(str(folder))) == folder
    facts = find(str(folder))
    assert (facts.context_length, facts.hub_id) == (512, str(folder))
    assert facts.name.startswith("my-model-")
    (folder / "notes.txt").write_text(str(time.time()))
    assert find(str(folder)).name != facts.name


@pytest.mark.parametrize("gone", ["config.json", "tokenizer.json", "model.safetensors"])
def test_half_a_model_is_refused_with_what_is_missing(gone, tmp_path):
    half = write_model(tmp_path / "half")
    (half / gone).rename(half / "pytorch_model.bin")
    with pytest.raises(ModelUnavailable, match=r"lacks .*" + gone.split(".")[-1]):
        finish(fetch(str(half)))


def test_nothing_there_is_a_sentence(tmp_path):
    with pytest.raises(ModelUnavailable, match="neither at"):
        finish(fetch(str(tmp_path / "nowhere")))


def test_a_tokenizer_without_a_chat_template_is_refused_with_a_sentence(tmp_path):
    plain = write_model(tmp_path / "plain")
    (plain / "chat_template.jinja").unlink(missing_ok=True)
    config = plain / "tokenizer_config.json"
    facts = json.loads(config.read_text())
    facts.pop("chat_template", None)
    config.write_text(json.dumps(facts))
    with pytest.raises(ModelUnavailable, match=r"has none\. Take a model that was taught to chat"):
        open_renderer(plain)


@pytest.mark.parametrize("precision", ["f32", "q8_0"])
def test_a_gguf_file_is_read_once_and_answers_as_the_model_it_was_made_of(
    precision, folder, tmp_path
):
    gguf = tmp_path / f"tiny {precision}.gguf"
    write_gguf(folder, gguf, precision=precision, adapter=None)
    cache = tmp_path / "cache"
    made = finish(fetch(str(gguf), cache=cache))
    assert original_gguf(made).read_bytes() == gguf.read_bytes()
    first = (made / "model.safetensors").stat().st_mtime_ns
    assert finish(fetch(str(gguf), cache=cache)) == made
    assert (made / "model.safetensors").stat().st_mtime_ns == first
    talk = open_renderer(folder).raw("Do you take walk-ins on Saturday?")
    assert open_renderer(made).raw("Do you take walk-ins on Saturday?") == talk
    row = [Rendered(talk, (False, *(True for _ in talk[1:])))]
    ours, theirs = (
        reference_nats(load_model(f, dtype="float32").model.to(torch.float32), row)
        for f in (made, folder)
    )
    assert ours == pytest.approx(theirs, rel=0.02)


def test_a_file_that_is_no_gguf_is_a_sentence(tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF no more than that")
    with pytest.raises(ModelUnavailable, match="should hold a model and its tokenizer as GGUF"):
        finish(fetch(str(broken), cache=tmp_path / "cache"))
