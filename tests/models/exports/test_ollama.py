"""A Modelfile prompts as the contender was compared, in the templates of several families."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chat_families import family
from finishing import finish
from inhouse.errors import BrokenInvariant, ModelUnavailable, UserFault
from inhouse.models.exports.go_template import go_rendered, go_template
from inhouse.models.exports.ollama import export_ollama, modelfile, refuse_other_prompts
from inhouse.models.exports.prompting import Prompting
from inhouse.records import Message
from inhouse.rendering import Renderer

SAID = st.one_of(
    st.text(max_size=20), st.sampled_from(["{{ x }}", "{{ end }}", 'if eq .Role "user"', "system"])
)
FAMILIES = ["smollm2", "llama-3", "qwen3", "smollm3"]
TALK = (Message("system", "S"), Message("user", "{{ u }}"), Message("assistant", "a\n\na"),
        Message("user", "b"))  # fmt: skip


def test_the_folder_holds_a_model_that_agrees_and_a_modelfile(house, tmp_path, one_thread):
    parts = (house.prompting(), house.check())
    last = finish(export_ollama(house.answering(), tmp_path / "out", "f32", parts))
    assert last.equal_share == 1.0
    text = (tmp_path / "out" / "Modelfile").read_text()
    assert (tmp_path / "out" / "model.gguf").is_file() and text.startswith("FROM ./model.gguf\n")
    for line in ('PARAMETER stop "<|im_end|>"', "PARAMETER temperature 0", "PARAMETER num_ctx 512",
                 "PARAMETER repeat_penalty 1.0", "PARAMETER num_predict 64"):  # fmt: skip
        assert f"\n{line}\n" in text


@pytest.mark.parametrize("name", FAMILIES)
@given(said=st.lists(SAID, min_size=1, max_size=5).filter(lambda said: len(said) % 2))
@settings(max_examples=30)
def test_the_template_says_what_the_models_own_does(name, said):
    renderer = Renderer(family(name))
    roles = ("user", "assistant") * 3
    turns = (Message(r, renderer.neutralize(w).strip()) for r, w in zip(roles, said, strict=False))
    talk = (Message("system", "You answer for the shop."), *turns)
    assert go_rendered(go_template(renderer), talk) == renderer.text(talk, for_generation=True)


def test_a_template_that_folds_the_system_message_into_the_question_is_refused():
    with pytest.raises(ModelUnavailable, match="every turn of a role alike"):
        go_template(Renderer(family("gemma-3")))


def test_another_template_in_the_file_is_noticed(house):
    prompting = house.prompting()
    text = modelfile(prompting)
    refuse_other_prompts(text, prompting.expected)
    for wrong in (text.replace("<|im_start|>assistant\n\"\"\"", '"""'), text.replace("brief", "b"),
                  text.replace("MESSAGE user", "MESSAGE assistant")):  # fmt: skip
        assert wrong != text
        with pytest.raises(BrokenInvariant, match="should prompt as"):
            refuse_other_prompts(wrong, prompting.expected)


@pytest.mark.parametrize("words", ['Say """so"""', "a\u00a0b", "a\x07b"])
def test_words_that_ollama_would_change_are_refused(house, words):
    own = house.prompting()
    bad = Prompting(own.renderer, (Message("system", words),), 64, 512, "x", own.expected)
    with pytest.raises(UserFault, match="a Modelfile can hold"):
        modelfile(bad)


@pytest.mark.skipif("INHOUSE_GO" not in os.environ, reason="INHOUSE_GO names no Go")
@pytest.mark.parametrize("name", FAMILIES)
def test_go_itself_reads_the_template_the_same_way(name, tmp_path):
    template = go_template(Renderer(family(name)))
    (tmp_path / "main.go").write_text(GO)
    rows = [{"Role": m.role, "Content": m.content} for m in TALK]
    asked = json.dumps({"Template": template, "Messages": rows})
    done = subprocess.run(
        [os.environ["INHOUSE_GO"], "run", "main.go"], cwd=tmp_path, input=asked, text=True,
        capture_output=True, check=True, env={**os.environ, "HOME": str(Path.home())},
    )  # fmt: skip
    assert done.stdout == go_rendered(template, TALK)


GO = """package main

import (
	"encoding/json"
	"os"
	"text/template"
)

type message struct{ Role, Content string }

func main() {
	var asked struct {
		Template string
		Messages []*message
	}
	if err := json.NewDecoder(os.Stdin).Decode(&asked); err != nil {
		panic(err)
	}
	made := template.Must(template.New("").Parse(asked.Template))
	if err := made.Execute(os.Stdout, map[string]any{"Messages": asked.Messages}); err != nil {
		panic(err)
	}
}
"""
