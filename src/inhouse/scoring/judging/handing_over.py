"""Answers that hand the question over to a person, in four languages."""

from __future__ import annotations

import re

from inhouse.scoring.judging.segments import sentences

__all__ = ["hands_over", "without_courtesies", "without_hand_over"]

_DECLINES = re.compile(
    r"\b(?:i|we)(?: am|'m| are|'re)? (?:really |just |simply |currently )?(?:(?:do|did|can"
    r"|could|would|have) ?(?:not|n't)"
    r"|don't|can't|cannot|couldn't|haven't|am not|are not|not)"
    r" (?:actually |currently |really |be able to |able to |have (?:any |the |that |this |enough )*"
    r"(?:info\w*|details?|answer|data|access)|(?:have access)|sure\b|certain\b|know\b|say\b"
    r"|tell\b|see\b"
    r"|answer\b|help (?:you )?(?:with|there)|find (?:that|this|any)|comment\b|confirm\b"
    r"|give (?:you )?(?:that|legal|medical|advice))"
    r"|\b(?:i|we)(?: am|'m| are|'re) (?:not (?:sure|certain|able|allowed)|unable|afraid (?:i"
    r"|we) (?:can|do|have)|unsure)"
    r"|\bi(?:'m| am) afraid i\b.{0,40}\b(?:know|help|say|tell|answer)\b"
    r"|\bi (?:can't|cannot|can not|could not|couldn't|am unable to|am not able to)\b"
    r"|\bwe (?:can't|cannot|can not|are unable to) (?:access|look|view|discuss|disclose|advise"
    r"|comment)\b"
    r"|\b(?:i|we) have no (?:idea|info\w*|access|details?|answer|record)"
    r"|\bnot something (?:i|we)\b|\bbeyond (?:what i|my)\b|\bno information (?:about|on|is)\b"
    r"|\b(?:notes?|information|passages?|context|text)\b.{0,20}\b(?:do(?:es)?(?: not|n't)"
    r" (?:contain|mention|say|specify|provide|state|include)|(?:is|are) not (?:mentioned|specified"
    r"|stated|provided|given))\b"
    r"|\b(?:i|we) lack\b|\bi would(?: not|n't) know\b"
    r"|\b(?:weiß|weiss) ich (?:leider )?nicht|\b(?:kann|können) (?:ich|wir"
    r"|ihnen)\b.{0,40}\bnicht (?:sagen|beantworten|helfen)"
    r"|\bich weiß (?:es |das )?(?:leider )?nicht|\bdazu (?:habe|liegen)\b.{0,30}\bkeine\b"
    r"|\bno (?:lo )?sé\b|\bno (?:tengo|dispongo de) (?:esa |esta )?información"
    r"|\bno puedo (?:decir|ayudar|responder)"
    r"|\bje ne (?:sais|peux|dispose)\b|\bje n'ai pas (?:cette |d')?(?:l')?information",
    re.IGNORECASE,
)
_OFFERS = re.compile(
    r"\b(?:let me|i(?:'ll| will| can| shall)|we(?:'ll| will| shall))\b (?:\w+ )?(?:check|ask"
    r"|find out|look into|look it up|"
    r"get back|pass|forward|put you through|transfer|connect|have (?:a|someone|one of))"
    r"|\b(?:i(?:'d| would)|we(?:'d| would)) (?:have|need) to (?:check|ask|look)"
    r"|\b(?:a|my|one of (?:our|my)|our) (?:colleagues?|team members?|staff"
    r"|team)\b.{0,30}\b(?:will|can|would)\b"
    r"|\bsomeone (?:from|on|at|will|can)\b.{0,40}\b(?:get back|help|call|answer|reach)"
    r"|\bich (?:frage|kläre|leite)\b|\bwir (?:fragen|klären|melden uns)\b"
    r"|\b(?:voy a|déjeme|permítame) (?:preguntar|consultar|averiguar)|\bje vais (?:demander"
    r"|vérifier)",
    re.IGNORECASE,
)
_SENDS = re.compile(
    r"\b(?:please|kindly|you can|best to|just)?,? ?(?:call|contact|ring|phone|telephone"
    r"|e-?mail|ask|reach out to|speak (?:to|with)|"
    r"check with|get in touch with|write to)\b (?:us|the|our|your|a|one|directly|\w+ at|to)\b"
    r"|\bbitte (?:rufen|wenden|fragen|kontaktieren)\b|\b(?:llame|llámenos|contacte"
    r"|póngase en contacto)\b"
    r"|\b(?:appelez|contactez)\b|\bget in touch\b|\bgive us a (?:call|ring)\b",
    re.IGNORECASE,
)


_COURTESIES = re.compile(
    r"\b(?:good|great|excellent) question\b|\bglad (?:that )?you ask|\b(?:happy|glad"
    r"|pleased) to help\b|\bsee you\b"
    r"|\blet (?:us|me) know if\b|\bhope (?:this|that|it) helps\b|\bthank(?:s| you)\b"
    r"|\blooking forward\b"
    r"|\bhave a (?:nice|great|good|lovely)\b|\b(?:anything else|(?:any )?(?:other|more"
    r"|further) questions?)\b"
    r"|\bdo(?:n't| not) hesitate\b|\bfeel free to (?:ask|call|contact|reach|write)"
    r"|^\W*(?:hello|hi|dear|certainly|sure"
    r"|absolutely)\b[^.]{0,25}[!.,]?$|\bgerne\b[!.]$|\bun placer\b|\bavec plaisir\b"
    r"|\bbest (?:regards|wishes)\b",
    re.IGNORECASE,
)


def without_courtesies(text: str) -> str:
    """`text` without greetings, thanks and offers of more help that say nothing else."""
    kept = [
        s
        for s in sentences(text)
        if not (_COURTESIES.search(_straight(s)) and len(s.split()) <= 15 and not _FIGURE.search(s))
        or _YES_OR_NO.match(s)
    ]
    return "\n".join(kept)


_FIGURE = re.compile(r"\d|[$€£]")
_YES_OR_NO = re.compile(
    r"\W*(?:yes|no|sure|certainly|absolutely)\b(?!.{0,40}\bhelp\b)", re.IGNORECASE
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
    return "\n".join(kept)


def _straight(text: str) -> str:
    return text.replace("’", "'")
