"""Words meant for the model and not for the reader: control tokens, orders, comments, formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator

from inhouse.sources.guarding.cuts import Cut

__all__ = ["find_comments", "find_control_tokens", "find_formulas", "find_orders"]

# The tokens that the common chat templates give a meaning; the base model's own are looked for
# again when the dataset is made.
_TOKENS = re.compile(
    r"<\|[A-Za-z0-9_▁/-]{1,40}\|>|<｜[^｜>\n]{1,40}｜>|\[/?INST\]|\[/?(?:AVAILABLE_TOOLS"
    r"|TOOL_CALLS|TOOL_RESULTS|SYSTEM_PROMPT)\]|<</?SYS>>|<(?:start|end)_of_turn>|</?(?:bos|eos|unk|pad)>"
    r"|<(?:fim_(?:prefix|middle|suffix|pad)|repo_name|file_sep)>|\[(?:gMASK|sMASK)\]"
)
_FORMER = r"(?:previous|prior|above|earlier|preceding|foregoing|former|original|existing|initial)"
_ORDERS = (
    r"(?:instructions?|prompts?|directions|directives|guidelines|commands|guardrails|programming)"
)
_ORDER = re.compile(
    rf"\b(?:ignore|disregard|forget|override|bypass)\s[^.!?\n]{{0,30}}?\b{_FORMER}\s"
    rf"(?:[\w-]+\s){{0,2}}?{_ORDERS}\b"
    rf"|\b(?:ignore|disregard|forget|override|bypass)\s(?:all|any|your)\s(?:of\s)?(?:your\s|the\s)?"
    rf"(?:system\s|safety\s)?{_ORDERS}\b"
    r"|\b(?:reveal|print|output|repeat|show|leak)\s[^.!?\n]{0,20}?\b(?:system|hidden|initial)\s"
    r"(?:prompt|instructions|message)\b"
    r"|\byou are now (?:DAN\b|in developer mode|an? (?:unrestricted|unfiltered|jailbroken)\b)"
    r"|\b(?:do not|don't|never) (?:tell|inform|alert|mention (?:this|it) to) the user\b"
    r"|\bif you are an? (?:AI|LLM|language model|assistant|chatbot)\b"
    r"|\b(?:instructions?|note|message) (?:to|for) (?:the |any |all )?(?:AI|LLM|language model)s?\b"
    r"|\bignoriere? (?:bitte )?(?:alle )?(?:bisherigen|vorherigen|obigen|früheren) "
    r"(?:Anweisungen|Instruktionen|Befehle)\b"
    r"|\bignor[ae] (?:todas )?las instrucciones (?:anteriores|previas)\b"
    r"|\bignore[zr]? (?:toutes )?les (?:instructions|consignes) (?:précédentes|antérieures)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[.!?][\"')\]]*\s+|\n\s*|\s\|\s")
_CLOSING = re.compile(r"[.!?](?=[\"')\]]*(?:\s|$))[\"')\]]*|\n|\s\|\s")
_FURTHEST = 400
_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_COMMENT_WORDS = 3
# A cell that a spreadsheet would run: a call, a program (DDE), a sum of cells.
_FORMULA = re.compile(
    r"[=@] ?[A-Za-z][A-Za-z.]{1,40}\(|[-+][A-Z][A-Z.]{1,40}\(|[=+@-][^\n|]{0,60}\|[^\n!]{0,200}!"
    r"|= ?\$?[A-Z]{1,3}\$?\d{1,7}\b ?[-+*/:]"
)
_ORDER_HINTS = (
    "ignor", "disregard", "forget", "override", "bypass", "prompt", "instruction", "hidden",
    "you are now", "the user", "if you are",
)  # fmt: skip


def find_control_tokens(text: str) -> Iterator[Cut]:
    """Tokens of chat templates; a space inside each makes plain words of it."""
    if "<" not in text and "[" not in text:
        return
    for match in _TOKENS.finditer(text):
        at = match.start() + 1
        yield Cut("control_tokens", at, at, f"{match.group()!r}, a chat template's token", " ")


def find_orders(text: str) -> Iterator[Cut]:
    """Sentences that order a model about ("ignore all previous instructions"), whole."""
    lowered = text.lower()
    if not any(hint in lowered for hint in _ORDER_HINTS):
        return
    for match in _ORDER.finditer(text):
        start, end = _sentence(text, match.start(), match.end())
        said = " ".join(text[start:end].split())
        yield Cut("injected_instructions", start, end, f"an order to a model: {said[:100]!r}")


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    low, high = max(0, start - _FURTHEST), min(len(text), end + _FURTHEST)
    opened = [m.end() for m in _OPENING.finditer(text, low, start)]
    first = opened[-1] if opened else (low if low == 0 else start)
    closing = _CLOSING.search(text, end, high)
    if closing is None:
        return first, high if high == len(text) else end
    return first, closing.end() if closing.group()[0] in ".!?" else closing.start()


def find_comments(text: str) -> Iterator[Cut]:
    """Comments in Markdown and HTML, which no page shows; those in blocks of code stay."""
    if "<!--" not in text:
        return
    code = [(m.start(), m.end()) for m in _FENCE.finditer(text)]
    at = 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start + 4)
        if end < 0:
            return
        at = end + 3
        words = text[start + 4 : end].split()
        shown = any(s <= start < e for s, e in code) or text[max(0, start - 1) : start] == "`"
        if len(words) >= _COMMENT_WORDS and not shown:
            yield Cut("hidden_text", start, at, f"a comment: {' '.join(words)[:60]!r}")


def find_formulas(text: str) -> Iterator[Cut]:
    """Cells that a spreadsheet would run if they were pasted into one; quoted, they are words."""
    for match in _FORMULA.finditer(text):
        at = match.start()
        if at and not text[max(0, at - 3) : at].endswith(("\n", " | ", "\t")):
            continue
        yield Cut("formula", at, at, f"the formula {match.group().strip()[:40]!r}", "'")
