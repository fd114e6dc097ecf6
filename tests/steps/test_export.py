"""`export`: each format of a tiny release, and what is refused before anything is written."""

import pytest

from finishing import finish
from inhouse.errors import GateRefused, NothingThere, UserFault
from inhouse.records import Notice
from inhouse.steps import export as exporting
from inhouse.steps.export import export
from inhouse.steps.releases.quantizing import Loss

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.mark.parametrize(
    ("form", "made"),
    [
        ("adapter", {"adapter_config.json", "adapter_model.safetensors"}),
        ("merged", {"config.json", "model.safetensors", "tokenizer.json"}),
        ("ollama", {"Modelfile", "model.gguf"}),
        ("vllm", {"serve.sh", "chat_template.jinja", "adapter", "model"}),
    ],
)
def test_each_format_is_written_and_compared(released, tmp_path, form, made):
    project = released("fine_tuned")
    done = finish(export(project, tmp_path / "out", form=form, precision="f32"))
    assert made <= {path.name for path in (tmp_path / "out").iterdir()}
    assert (done.agreement is None) == (form == "adapter")


def test_examples_of_the_prompt_and_the_system_prompt_are_in_the_modelfile(released, tmp_path):
    project = released("few_shot")
    finish(export(project, tmp_path / "out", form="ollama", precision="f32"))
    text = (tmp_path / "out" / "Modelfile").read_text()
    assert 'SYSTEM """You answer questions for Bright Dental."""' in text
    assert 'MESSAGE user """What does a check-up cost?"""' in text
    assert "Apache-2.0" in text


def test_a_release_that_looks_things_up_says_what_the_files_lack(released, tmp_path):
    project = released("retrieval")
    events = list(export(project, tmp_path / "m.gguf", form="gguf", precision="f32"))
    assert any(isinstance(e, Notice) and "only inhouse serve" in e.text for e in events)


def test_nothing_is_overwritten_and_formats_have_their_precisions(released, tmp_path):
    project = released("prompted")
    (tmp_path / "there").mkdir()
    with pytest.raises(UserFault, match="Add --force"):
        finish(export(project, tmp_path / "there", form="merged"))
    with pytest.raises(UserFault, match="belongs to GGUF"):
        finish(export(project, tmp_path / "out", form="vllm", precision="q8_0"))
    with pytest.raises(UserFault, match="merged and vllm"):
        finish(export(project, tmp_path / "out", form="gguf", precision="bf16"))
    assert not (tmp_path / "out").exists()
    with pytest.raises(NothingThere, match="fine-tuned release"):
        finish(export(project, tmp_path / "out", form="adapter"))


def test_a_quantized_file_that_may_lose_a_point_is_not_written(released, tmp_path, monkeypatch):
    def lossy(*_):
        return Loss("q8_0", "answer_quality", 1, None, None)
        yield

    monkeypatch.setattr(exporting, "measured_loss", lossy)
    project = released("prompted")
    target = tmp_path / "m.gguf"
    with pytest.raises(GateRefused, match=r"not measurable.*--force"):
        finish(export(project, target, form="gguf", precision="q8_0"))
    assert not target.exists()
    done = finish(export(project, target, form="gguf", precision="q8_0", force=True))
    assert target.is_file() and done.loss.precision == "q8_0"
