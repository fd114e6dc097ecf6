"""Answers that hand the question over to a person, in four languages."""

from __future__ import annotations

import re

from inhouse.scoring.judging.segments import sentences

__all__ = ["hands_over", "without_hand_over"]

_DECLINES = re.compile(
    r"\b(?:i|we)(?: am|'m| are|'re)? (?:really |just |simply |currently )?(?:(?:do|did|can|could|would|have) ?(?:not|n't)"
    r"|don't|can't|cannot|couldn't|haven't|am not|are not|not)"
    r" (?:actually |currently |really |be able to |able to |have (?:any |the |that |this |enough )*"
    r"(?:info\w*|details?|answer|data|access)|(?:have access)|sure\b|certain\b|know\b|say\b|tell\b|see\b"
    r"|answer\b|help (?:you )?(?:with|there)|find (?:that|this|any)|comment\b|confirm\b|give (?:you )?(?:that|legal|medical|advice))"
    r"|\b(?:i|we)(?: am|'m| are|'re) (?:not (?:sure|certain|able|allowed)|unable|afraid (?:i|we) (?:can|do|have)|unsure)"
    r"|\bi(?:'m| am) afraid i\b.{0,40}\b(?:know|help|say|tell|answer)\b"
    r"|\bi (?:can't|cannot|can not|could not|couldn't|am unable to|am not able to)\b"
    r"|\bwe (?:can't|cannot|can not|are unable to) (?:access|look|view|discuss|disclose|advise|comment)\b"
    r"|\b(?:i|we) have no (?:idea|info\w*|access|details?|answer|record)"
    r"|\bnot something (?:i|we)\b|\bbeyond (?:what i|my)\b|\bno information (?:about|on|is)\b"
    r"|\b(?:i|we) lack\b|\bi would(?: not|n't) know\b"
    r"|\b(?:weiß|weiss) ich (?:leider )?nicht|\b(?:kann|können) (?:ich|wir|ihnen)\b.{0,40}\bnicht (?:sagen|beantworten|helfen)"
    r"|\bich weiß (?:es |das )?(?:leider )?nicht|\bdazu (?:habe|liegen)\b.{0,30}\bkeine\b"
    r"|\bno (?:lo )?sé\b|\bno (?:tengo|dispongo de) (?:esa |esta )?información|\bno puedo (?:decir|ayudar|responder)"
    r"|\bje ne (?:sais|peux|dispose)\b|\bje n'ai pas (?:cette |d')?(?:l')?information",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:let me|i(?:'ll| will| can| shall)|we(?:'ll| will| shall))\b (?:\w+ )?(?:check|ask|find out|look into|look it up|"
    r"get back|pass|forward|put you through|transfer|connect|have (?:a|someone|one of))"
    r"|\b(?:i(?:'d| would)|we(?:'d| would)) (?:have|need) to (?:check|ask|look)"
    r"|\b(?:a|my|one of (?:our|my)|our) (?:colleagues?|team members?|staff|team)\b.{0,30}\b(?:will|can|would)\b"
    r"|\bsomeone (?:from|on|at|will|can)\b.{0,40}\b(?:get back|help|call|answer|reach)"
    r"|\bich (?:frage|kläre|leite)\b|\bwir (?:fragen|klären|melden uns)\b"
    r"|\b(?:voy a|déjeme|permítame) (?:preguntar|consultar|averiguar)|\bje vais (?:demander|vérifier)",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:please|kindly|you can|best to|just)?,? ?(?:call|contact|ring|phone|telephone|e-?mail|ask|reach out to|speak (?:to|with)|"
    r"check with|get in touch with|write to)\b (?:us|the|our|your|a|one|directly|\w+ at|to)\b"
    r"|\bbitte (?:rufen|wenden|fragen|kontaktieren)\b|\b(?:llame|llámenos|contacte|póngase en contacto)\b"
    r"|\b(?:appelez|contactez)\b|\bget in touch\b|\bgive us a (?:call|ring)\b",
    re.IGNORECASE,
)


def hands_over(text: str) -> bool:
    """Whether some sentence of `text` says that it does not know, or offers to ask."""
    return any(_DECLINES.search(s) or _OFFERS.search(s) for s in sentences(_straight(text)))


def without_hand_over(text: str) -> str:
    """What `text` says besides handing over and naming whom to call."""
    kept = [
        s
        for s in sentences(_straight(text))
        if not (_DECLINES.search(s) or _OFFERS.search(s) or _SENDS.search(s))
    ]
    return " ".join(kept)


def _straight(text: str) -> str:
    return text.replace("’", "'")
