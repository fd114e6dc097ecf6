"""What is known of models: names, hub ids, near-misses, the cache folder."""

from pathlib import Path

import pytest

from inhouse.errors import ModelUnavailable
from inhouse.models import cache_folder, catalogue, find, local_folder


def test_a_near_miss_gets_a_suggestion():
    with pytest.raises(ModelUnavailable, match=r"Did you mean 'smollm2-135m-instruct'\?"):
        find("smolm2-135m-instruct")


def test_a_far_miss_is_sent_to_the_list():
    with pytest.raises(ModelUnavailable, match="inhouse models list"):
        find("zzz")


def test_the_hub_id_of_a_known_model_finds_it_whatever_its_case():
    assert find("huggingfacetb/smollm2-135m-INSTRUCT").name == "smollm2-135m-instruct"


def test_any_other_hub_id_is_a_model_too():
    found = find("owner/model-1.5")
    assert (found.hub_id, found.name) == ("owner/model-1.5", "owner--model-1.5")


@pytest.mark.parametrize("name", ["../etc", "a/b/c", "/x", "x/", "a/..", "a b/c"])
def test_a_name_that_could_point_elsewhere_is_refused(name):
    with pytest.raises(ModelUnavailable):
        find(name)


def test_every_wheel_has_a_hash_and_a_size():
    wheels = [wheel for facts in catalogue().values() for wheel in facts.wheels]
    assert wheels
    assert all(len(wheel.sha256) == 64 and wheel.size_bytes > 0 for wheel in wheels)


def test_a_licence_with_conditions_of_its_own_is_to_be_accepted_first():
    conditional = {f.name for f in catalogue().values() if f.licence != "Apache-2.0"}
    assert {"lfm2-350m", "llama-3.2-1b-instruct", "gemma-3-1b-it"} <= conditional
    assert conditional == {f.name for f in catalogue().values() if f.terms}


def test_every_model_says_where_its_licence_context_and_size_stand():
    for facts in catalogue().values():
        assert facts.source and facts.source.startswith("https://")
        assert facts.context_length and facts.parameters


def test_the_cache_folder_is_the_users_or_the_chosen_one(monkeypatch, tmp_path):
    monkeypatch.setenv("INHOUSE_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.delenv("INHOUSE_CACHE")
    assert cache_folder().is_relative_to(Path.home())


def test_a_folder_that_was_not_finished_is_not_a_model(monkeypatch, tmp_path):
    monkeypatch.setenv("INHOUSE_CACHE", str(tmp_path))
    folder = tmp_path / "models" / "smollm2-135m-instruct"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"half")
    assert local_folder("smollm2-135m-instruct") is None
    (folder / "inhouse-model.json").write_text("{}")
    assert local_folder("smollm2-135m-instruct") == folder
