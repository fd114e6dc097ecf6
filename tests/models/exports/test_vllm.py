"""The folder for vLLM: what it holds is read back; vLLM itself is not installed here."""

import json
import shlex
import shutil

import pytest

from chat_families import family
from finishing import finish
from inhouse.errors import BrokenInvariant
from inhouse.models.exports.prompting import Prompting
from inhouse.models.exports.vllm import (
    Named,
    export_vllm,
    prompting_template,
    refuse_other_prompts,
)
from inhouse.rendering import Renderer

pytestmark = pytest.mark.usefixtures("one_thread")
HERE = Named("shop", None, "f32")


def written(house, target, method="lora", named=HERE):
    parts = (house.prompting(), house.check(method))
    return finish(export_vllm(house.answering(method), target, named, parts))


def words(target):
    return shlex.split((target / "serve.sh").read_text().splitlines()[-1])


def test_the_adapter_lies_beside_its_base_model_and_both_agree(house, tmp_path):
    assert written(house, tmp_path / "out").equal_share == 1.0
    said = words(tmp_path / "out")
    assert said[:4] == ["exec", "vllm", "serve", "./model"]
    assert "shop=./adapter" in said and said[said.index("--max-lora-rank") + 1] == "8"
    assert (tmp_path / "out" / "model" / "tokenizer.json").is_file()


def test_a_base_model_of_the_hub_is_named_not_copied(house, tmp_path):
    written(house, tmp_path / "out", named=Named("shop", ("Owner/Model", "abc123"), "f32"))
    said = words(tmp_path / "out")
    assert said[3:6] == ["Owner/Model", "--revision", "abc123"]
    assert not (tmp_path / "out" / "model").exists()


@pytest.mark.parametrize("method", ["dora", None])
def test_what_vllm_takes_no_adapter_for_is_merged(house, tmp_path, method):
    assert written(house, tmp_path / "out", method).equal_share == 1.0
    said = words(tmp_path / "out")
    assert "--enable-lora" not in said and said[said.index("--served-model-name") + 1] == "shop"
    assert not (tmp_path / "out" / "adapter").exists()


@pytest.mark.filterwarnings("ignore:.is_gradient_checkpointing:FutureWarning")
def test_the_adapter_loads_in_peft_on_the_exported_base(house, tmp_path):
    from peft import PeftModel
    from transformers import AutoModelForCausalLM

    written(house, tmp_path / "out", "rslora")
    base = AutoModelForCausalLM.from_pretrained(tmp_path / "out" / "model")
    model = PeftModel.from_pretrained(base, tmp_path / "out" / "adapter")
    assert model.peft_config["default"].use_rslora


@pytest.mark.parametrize("name", ["smollm2", "llama-3", "gemma-3", "qwen3", "smollm3"])
def test_the_chat_template_prompts_as_the_contender(house, name):
    prompting = house.prompting(Renderer(family(name)))
    template = prompting_template(prompting)
    refuse_other_prompts(template, prompting.renderer, prompting.expected)


def test_another_chat_template_is_noticed(house):
    own = house.prompting()
    other = Prompting(own.renderer, own.before[:1], 64, 512, "", own.expected)
    with pytest.raises(BrokenInvariant, match="should prompt as"):
        refuse_other_prompts(prompting_template(other), own.renderer, own.expected)


def test_the_shell_reads_the_script(house, tmp_path):
    import subprocess

    written(house, tmp_path / "out")
    script = tmp_path / "out" / "serve.sh"
    subprocess.run([shutil.which("sh"), "-n", str(script)], check=True)
    at = words(tmp_path / "out").index("--override-generation-config")
    assert json.loads(words(tmp_path / "out")[at + 1]) == {"temperature": 0}
