"""Small tokenizers with chat templates in the styles of the catalogue's families.

Each is a byte-level (or byte-fallback) BPE trained here on a few sentences; the templates are
written for these tests and keep what makes each family hard to render.
"""

import json
from functools import cache

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    processors,
    trainers,
)
from tokenizers import pre_tokenizers as pre
from transformers import PreTrainedTokenizerFast

SENTENCES = [
    "Do you take walk-ins on Saturday? Yes, from 9:30 to 12:00, if a chair is free.",
    "A check-up costs $85.50; children under 6 pay nothing. Zażółć gęślą jaźń, naïve café.",
    "assistant user system model\n\nPlease bring your insurance card.\n- one\n- two\n",
    "You are a helpful assistant named Tess. The front desk answers within 2 days.",
] * 4

GPT4_SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*"
    r"|\s*[\r\n]+|\s+(?!\S)|\s+"
)

CHATML = (
    "{% for message in messages %}"
    "{% if loop.first and message['role'] != 'system' %}"
    "{{ '<|im_start|>system\nYou are a helpful assistant named Tess<|im_end|>\n' }}{% endif %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

HEADERS = (
    "{{ bos_token }}"
    "{% if messages[0]['role'] == 'system' %}{% set about = messages[0]['content'] | trim %}"
    "{% set rest = messages[1:] %}"
    "{% else %}{% set about = '' %}{% set rest = messages %}{% endif %}"
    "{{ '<|start_header_id|>system<|end_header_id|>\n\nToday: 26 Jul 2024\n\n' + about"
    " + '<|eot_id|>' }}"
    "{% for message in rest %}"
    "{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n'"
    " + message['content'] | trim + '<|eot_id|>' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}"
    "{% endif %}"
)

FOLDED = (
    "{{ bos_token }}"
    "{% if messages[0]['role'] == 'system' %}{% set first = messages[0]['content'] + '\n\n' %}"
    "{% set rest = messages[1:] %}"
    "{% else %}{% set first = '' %}{% set rest = messages %}{% endif %}"
    "{% for message in rest %}"
    "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate user, assistant') }}{% endif %}"
    "{% set role = 'model' if message['role'] == 'assistant' else message['role'] %}"
    "{{ '<start_of_turn>' + role + '\n' + (first if loop.first else '') }}"
    "{{ message['content'] | trim }}{{ '<end_of_turn>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\n' }}{% endif %}"
)

# The last turn carries an empty thought, earlier ones lose it; so does the generation prompt
# when `always_thought` is set, and then a grown conversation rewrites what came before.
THINKING = (
    "{% set ns = namespace(last=0) %}"
    "{% for message in messages %}{% if message['role'] == 'user' %}"
    "{% set ns.last = loop.index0 %}{% endif %}{% endfor %}"
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' }}"
    "{% if message['role'] == 'assistant' and loop.index0 > ns.last %}"
    "{{ '<think>\n\n</think>\n\n' }}{% endif %}"
    "{{ message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}THOUGHT{% endif %}"
)
NO_THINK = THINKING.replace("THOUGHT", "{{ '<think>\n\n</think>\n\n' }}")
THINK_LATER = THINKING.replace("THOUGHT", "")

NO_END = (
    "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ 'assistant: ' }}{% endif %}"
)


def byte_level(splitting, *, normalizer=None, trim_offsets=False):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = splitting
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=trim_offsets)
    if normalizer is not None:
        tokenizer.normalizer = normalizer
    alphabet = pre.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=480, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(SENTENCES, trainer)
    return tokenizer


def byte_fallback():
    """As Gemma's vocabulary is: spaces a block, newlines alone, unknown bytes one by one."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre.Sequence(
        [pre.Split("▁", "merged_with_next"), pre.Split("\n", "isolated")]
    )
    trainer = trainers.BpeTrainer(vocab_size=300, show_progress=False)
    tokenizer.train_from_iterator([s.replace(" ", "▁") for s in SENTENCES], trainer)
    model = json.loads(tokenizer.to_str())["model"]
    pieces = ["<unk>", *(f"<0x{byte:02X}>" for byte in range(256)), *model["vocab"]]
    vocab = {piece: i for i, piece in enumerate(pieces)}
    merges = [tuple(pair) for pair in model["merges"]]
    made = Tokenizer(models.BPE(vocab, merges, unk_token="<unk>", byte_fallback=True))
    made.normalizer = normalizers.Replace(" ", "▁")
    made.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    )
    return made


def chat_tokenizer(tokenizer, template, special, *, plain=(), **options):
    tokenizer.add_special_tokens(list(special))
    tokenizer.add_tokens([AddedToken(text, normalized=False) for text in plain])
    return PreTrainedTokenizerFast(tokenizer_object=tokenizer, chat_template=template, **options)


def smollm2():
    splitting = pre.Sequence([pre.Digits(True), pre.ByteLevel(add_prefix_space=False)])
    special = ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<repo_name>")
    return chat_tokenizer(
        byte_level(splitting, trim_offsets=True), CHATML, special, eos_token="<|im_end|>"
    )


def gpt4_like(**options):
    split = pre.Split(Regex(GPT4_SPLIT), "isolated")
    whole = pre.ByteLevel(add_prefix_space=False, use_regex=False)
    return byte_level(pre.Sequence([split, whole]), **options)


def llama3():
    special = ("<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>")
    special += ("<|start_header_id|>", "<|end_header_id|>")
    return chat_tokenizer(
        gpt4_like(trim_offsets=True),
        HEADERS,
        special,
        bos_token="<|begin_of_text|>",
        eos_token="<|eot_id|>",
    )


def gemma():
    special = ("<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>")
    return chat_tokenizer(
        byte_fallback(), FOLDED, special, plain=("<h1>",), bos_token="<bos>", eos_token="<eos>"
    )


def qwen3(template=THINK_LATER):
    return chat_tokenizer(
        gpt4_like(normalizer=normalizers.NFC()),
        template,
        ("<|endoftext|>", "<|im_start|>", "<|im_end|>"),
        plain=("<think>", "</think>"),
        eos_token="<|im_end|>",
    )


def smollm3():
    return qwen3(NO_THINK)


def no_end_of_turn():
    splitting = pre.ByteLevel(add_prefix_space=False)
    return chat_tokenizer(byte_level(splitting), NO_END, ("<eos>",), eos_token="<eos>")


MAKERS = {
    "smollm2": smollm2,
    "llama-3": llama3,
    "gemma-3": gemma,
    "qwen3": qwen3,
    "smollm3": smollm3,
}


@cache
def family(name):
    """The family's tokenizer, built once."""
    return MAKERS[name]()
