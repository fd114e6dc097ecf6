"""The four properties of rendering, over every family of chat template in the catalogue."""

from unicodedata import normalize

import pytest
from conversations import ASSIGNED, TEXTS, conversations, mutated, texts
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from chat_families import MAKERS, family, no_end_of_turn
from inhouse.errors import DataFault, MaskProofFailed, SpecialTokenInText
from inhouse.records import Message, Rendered
from inhouse.rendering import Renderer, prove

RENDERERS = {name: Renderer(family(name)) for name in MAKERS}
every_family = pytest.mark.parametrize("name", RENDERERS)
MANY = settings(max_examples=60)


def plain(renderer, talk):
    return tuple(Message(m.role, renderer.neutralize(m.content)) for m in talk)


def own_prompt(tokenizer, talk):
    rows = [{"role": m.role, "content": m.content.strip()} for m in talk]
    return tuple(tokenizer.apply_chat_template(rows, add_generation_prompt=True)["input_ids"])


def learned_runs(rendered):
    runs, previous = [], False
    for token, learned in zip(rendered.ids, rendered.loss_mask, strict=True):
        if learned:
            runs = [*runs, []] if not previous else runs
            runs[-1].append(token)
        previous = learned
    return runs


def same_words(a, b):
    return normalize("NFC", a.strip()) == normalize("NFC", b.strip())


@every_family
@MANY
@given(data=st.data())
def test_our_prompt_is_the_tokenizers_own(name, data):
    renderer = RENDERERS[name]
    talk = plain(renderer, data.draw(conversations()))[:-1]
    assert renderer.prompt(talk) == own_prompt(family(name), talk)


@every_family
@MANY
@given(data=st.data())
def test_what_is_observed_before_the_answer_is_the_prompt_that_would_be_served(name, data):
    renderer = RENDERERS[name]
    talk = plain(renderer, data.draw(conversations()))
    rendered = renderer.example(talk)
    ends = [i for i, t in enumerate(rendered.loss_mask) if t and not rendered.loss_mask[i - 1]]
    turns = [i for i, m in enumerate(talk) if m.role == "assistant"][-len(ends) :]
    assert [rendered.ids[:end] for end in ends] == [renderer.prompt(talk[:t]) for t in turns]


@every_family
@MANY
@given(data=st.data())
def test_learned_tokens_read_back_as_the_messages_and_one_end_of_turn_each(name, data):
    renderer = RENDERERS[name]
    talk = plain(renderer, data.draw(conversations()))
    runs = learned_runs(renderer.example(talk))
    answers = [m.content for m in talk if m.role == "assistant"]
    assert len(runs) == (len(answers) if renderer.appends_only else 1)
    for run, answer in zip(runs, answers[-len(runs) :], strict=True):
        assert same_words(renderer.parse(run), answer)
        whole = family(name).decode(run, skip_special_tokens=False)
        assert same_words(whole.removesuffix(renderer.end_of_turn_text), answer)
        assert run.count(renderer.end_of_turn) == 1


@every_family
@MANY
@given(data=st.data())
def test_growing_a_conversation_only_appends(name, data):
    renderer = RENDERERS[name]
    if not renderer.appends_only:
        pytest.skip("this template rewrites history, and the renderer knows it")
    talk = plain(renderer, data.draw(conversations()))
    seen = ()
    for turn in (i for i, m in enumerate(talk) if m.role == "assistant"):
        prompt = renderer.prompt(talk[:turn])
        assert prompt[: len(seen)] == seen
        seen = renderer.example(talk[: turn + 1]).ids
        assert seen[: len(prompt)] == prompt


def test_templates_that_rewrite_history_are_known():
    rewriting = {name for name, renderer in RENDERERS.items() if not renderer.appends_only}
    assert rewriting == {"smollm3"}


@every_family
@MANY
@given(data=st.data())
def test_the_proof_accepts_what_we_render(name, data):
    renderer = RENDERERS[name]
    talk = plain(renderer, data.draw(conversations()))
    prove(renderer, talk, renderer.example(talk))


@every_family
@pytest.mark.parametrize("answer", ["assistant", "a", "named", "model", "Today", "", "Yes\n\nNo"])
def test_the_proof_is_not_fooled_by_answers_the_template_also_writes(name, answer):
    renderer = RENDERERS[name]
    talk = (Message("user", answer), Message("assistant", answer)) * 2
    prove(renderer, talk, renderer.example(talk))


@every_family
@settings(max_examples=150)
@given(data=st.data())
def test_the_proof_refuses_anything_else(name, data):
    renderer = RENDERERS[name]
    talk = plain(renderer, data.draw(conversations()))
    right = renderer.example(talk)
    wrong = data.draw(mutated(right))
    assume(wrong != right)
    with pytest.raises(MaskProofFailed):
        prove(renderer, talk, wrong)


@every_family
def test_the_proof_refuses_every_single_flipped_mask_bit(name):
    renderer = RENDERERS[name]
    turn = (Message("user", "Open on\n\nSunday?"), Message("assistant", "Yes.\n\nFrom 9:30 "))
    talk = (Message("system", "Be kind."), *turn, *turn)
    right = renderer.example(talk)
    for at, bit in enumerate(right.loss_mask):
        mask = (*right.loss_mask[:at], not bit, *right.loss_mask[at + 1 :])
        with pytest.raises(MaskProofFailed):
            prove(renderer, talk, Rendered(right.ids, mask))


@every_family
def test_the_proof_refuses_another_conversations_tokens(name):
    renderer = RENDERERS[name]
    talk = (Message("user", "Hi"), Message("assistant", "Hello"))
    other = (Message("user", "Ho"), Message("assistant", "Hello"))
    with pytest.raises(MaskProofFailed, match="differ from the prompt"):
        prove(renderer, talk, renderer.example(other))


@every_family
@MANY
@given(data=st.data())
def test_a_control_token_in_the_data_is_refused_and_neutralizing_makes_it_renderable(name, data):
    renderer = RENDERERS[name]
    control = data.draw(st.sampled_from(renderer.control_texts))
    talk = list(plain(renderer, data.draw(conversations())))
    at = data.draw(st.integers(0, len(talk) - 1))
    dirty = data.draw(TEXTS) + control + data.draw(TEXTS)
    talk[at] = Message(talk[at].role, dirty)
    with pytest.raises(SpecialTokenInText, match="control token"):
        renderer.example(tuple(talk))
    clean = plain(renderer, talk)
    rendered = renderer.example(clean)
    prove(renderer, clean, rendered)


@every_family
@MANY
@given(data=st.data())
def test_neutralizing_twice_is_neutralizing_once_and_only_adds_spaces(name, data):
    renderer = RENDERERS[name]
    pieces = st.one_of(TEXTS, st.sampled_from(renderer.control_texts))
    text = "".join(data.draw(st.lists(pieces, max_size=5)))
    once = renderer.neutralize(text)
    assert renderer.neutralize(once) == once
    assert once.replace(" ", "") == text.replace(" ", "")
    assert not any(control in once for control in renderer.control_texts)


@every_family
@given(text=TEXTS)
@example(text="a < b | c > d <h1>")
def test_neutralizing_leaves_text_without_control_tokens_alone(name, text):
    renderer = RENDERERS[name]
    assume(not any(control in text for control in renderer.control_texts))
    assert renderer.neutralize(text) == text


def test_tokens_the_template_writes_are_control_tokens_even_if_not_marked_special():
    assert "<think>" in RENDERERS["qwen3"].control_texts
    assert "<h1>" not in RENDERERS["gemma-3"].control_texts


def test_a_template_without_an_end_of_turn_token_is_refused():
    with pytest.raises(MaskProofFailed, match="must close an assistant turn"):
        Renderer(no_end_of_turn())


def test_an_example_must_end_with_the_assistant():
    with pytest.raises(MaskProofFailed, match="end with an assistant message"):
        RENDERERS["smollm2"].example((Message("user", "Hi"),))


def test_a_conversation_the_template_refuses_is_a_sentence_not_a_traceback():
    talk = (Message("user", "Hi"), Message("user", "Anyone?"), Message("assistant", "Yes"))
    with pytest.raises(DataFault, match="roles must alternate"):
        RENDERERS["gemma-3"].example(talk)


def test_parsing_stops_at_the_first_stop_token():
    renderer = RENDERERS["smollm2"]
    words = renderer.completion("Yes")
    assert renderer.parse((*words, *renderer.completion("No"))) == "Yes"


def test_learned_tokens_show_the_conversation_as_it_is():
    renderer = RENDERERS["smollm2"]
    talk = (Message("user", "Open?"), Message("assistant", "Yes, from 9:30."))
    shown = renderer.learned_tokens(renderer.example(talk))
    assert "".join(t.text for t in shown if t.learned) == "Yes, from 9:30.<|im_end|>"
    assert "".join(t.text for t in shown) == renderer.text(talk, for_generation=False).rstrip()


@pytest.fixture(scope="module")
def starter(starter_folder):
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(starter_folder)
    return tokenizer, Renderer(tokenizer)


@pytest.mark.slow
@given(data=st.data())
def test_all_of_it_holds_for_the_real_starter_tokenizer(starter, data):
    tokenizer, renderer = starter
    talk = plain(renderer, data.draw(conversations(texts(ASSIGNED))))
    rendered = renderer.example(talk)
    assert renderer.prompt(talk[:-1]) == own_prompt(tokenizer, talk[:-1])
    assert len(learned_runs(rendered)) == sum(m.role == "assistant" for m in talk)
    assert renderer.appends_only
    prove(renderer, talk, rendered)
    wrong = data.draw(mutated(rendered))
    assume(wrong != rendered)
    with pytest.raises(MaskProofFailed):
        prove(renderer, talk, wrong)


@pytest.mark.slow
def test_a_character_the_vocabulary_lacks_is_refused_by_the_proof(starter):
    renderer = starter[1]
    talk = (Message("user", "Hi"), Message("assistant", "Bell: \x04"))
    with pytest.raises(MaskProofFailed, match="the learned tokens read"):
        prove(renderer, talk, renderer.example(talk))


@every_family
@pytest.mark.parametrize("text", ["It is $5.", "Grüße, Ġ und Ģ", "歯 🦷 🇩🇪", "a\n\tb", " x  y "])
def test_the_bytes_of_a_texts_tokens_are_the_texts(name, text):
    renderer = Renderer(family(name))
    told = b"".join(renderer.token_bytes(token) for token in renderer.raw(text))
    assert told.decode() == text


def test_a_control_token_has_the_bytes_of_its_text():
    renderer = Renderer(family("smollm2"))
    assert renderer.token_bytes(renderer.end_of_turn) == b"<|im_end|>"
