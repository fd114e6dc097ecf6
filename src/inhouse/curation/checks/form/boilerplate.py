"""Sentences that open or close many answers: footers, disclaimers, signatures, banners."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from inhouse.curation.checks.check import FAST, NOTHING, Background, Checked, counted, listed
from inhouse.curation.comparing.disagreement import sentences
from inhouse.curation.likeness import normal_words
from inhouse.records import Case, Edit, Example, Finding, Spec

__all__ = ["Boilerplate"]

_MIN_WORDS = 5
_MIN_ANSWERS = 3
_MIN_SHARE = 0.002
_EDGE = 3


class Boilerplate:
    """Proposes to take out sentences that stand at the edge of several different answers."""

    needs = FAST

    def __init__(self) -> None:
        self.spec = Spec("boilerplate", "1", {"min_answers": _MIN_ANSWERS})

    def look(self, examples: Sequence[Example], background: Background = NOTHING) -> Checked:
        """All the examples, and one finding for the answers that carry them."""
        parts = {e.id: sentences(e.answer) for e in examples}
        held: dict[str, dict[str, str]] = {}
        for e in examples:
            own = parts[e.id]
            for sentence in {*own[:_EDGE], *own[-_EDGE:]}:
                words = normal_words(sentence)
                if len(words.split()) >= _MIN_WORDS:
                    held.setdefault(words, {})[e.id] = normal_words(e.answer).replace(words, "")
        least = max(_MIN_ANSWERS, _MIN_SHARE * len(examples))
        common = {
            words for words, rests in held.items() if len({r for r in rests.values() if r}) >= least
        }
        cases = [case for e in examples if (case := _case(e, parts[e.id], common)) is not None]
        return Checked(tuple(examples), (_finding(cases, len(common)),) if cases else ())


def _case(example: Example, parts: Sequence[str], common: set[str]) -> Case | None:
    edge = {*parts[:_EDGE], *parts[-_EDGE:]}
    found = [p for p in parts if p in edge and normal_words(p) in common]
    if not found:
        return None
    text = example.answer
    for part in found:
        text = text.replace(part, "", 1)
    left = replace(example.messages[-1], content=text.strip())
    edits = (Edit(example.id, (*example.prompt, left)),) if any(map(str.isalnum, text)) else ()
    return Case(
        (example.id,), f"{found[0][:60]!r} in {example.source}", edits, {example.id: tuple(found)}
    )


def _finding(cases: Sequence[Case], n_sentences: int) -> Finding:
    return Finding(
        check="boilerplate",
        severity="info",
        examples=tuple(case.examples[0] for case in cases),
        evidence=f"{counted(len(cases), 'answer opens', 'answers open')} or close with"
        f" {counted(n_sentences, 'sentence', 'sentences')} that other answers carry too; a line"
        " you always use may be meant, a footer or a disclaimer is not"
        f" ({listed(case.evidence for case in cases)})",
        fix="Keep what belongs to your voice: what is learned with every answer is said with every"
        " answer. Take out what came along from a page or a mail.",
        fix_kind="proposed",
        cases=tuple(cases),
    )
