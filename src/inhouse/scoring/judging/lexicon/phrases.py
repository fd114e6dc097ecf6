"""Phrases of several words, rewritten into the one word that the vocabulary knows."""

from __future__ import annotations

import re

__all__ = ["rewrite"]

_FEE = r"(?:charge|charges|cost|costs|fee|fees|kosten|gebühr|frais)"
_PHRASES = tuple(
    (re.compile(pattern, re.IGNORECASE), plain)
    for pattern, plain in (
        (r"[‘’ʼ]", "'"),
        # Politeness is no statement.
        (
            r"\bno (?:problem|worries|trouble|doubt|wonder|matter)\b|\bnot a problem\b"
            r"|\bnot at all\b"
            r"|\bkein problem\b|\bsin problema\b|\bpas de (?:problème|souci)\b",
            "yes",
        ),
        (r"\b(?:of course|by all means|you bet|claro que sí|bien sûr|natürlich"
         r"|selbstverständlich)\b", "yes"),
        (r"\bnot only\b|\bnicht nur\b|\bno solo\b|\bnon seulement\b|\bwhether or not\b"
         r"|\bif not\b", " "),
        (r"\bwhy not\b|\bno later than\b|\bnot later than\b", "by"),
        (r"\b(?:don't|do not) (?:hesitate|forget|worry)\b(?: to\b)?", " "),
        # Limits.
        (r"\b(?:no|not) (?:more|longer|greater|higher) than\b|\bat (?:the )?most\b|\bup to\b"
         r"|\bas (?:much|many|long) as\b|\bmaximum of\b|\ba maximum\b", "atmost"),
        (r"\b(?:no|not) (?:less|fewer) than\b|\bat (?:the )?least\b|\bminimum of\b"
         r"|\bor more\b", "atleast"),
        (r"\b(?:more|greater|higher|larger) than\b|\bin excess of\b", "morethan"),
        (r"\b(?:less|fewer|lower) than\b", "lessthan"),
        (r"\b(?:start|starts|starting|begin|begins) (?:at|from)\b(?= [$€£]| \d)", "startat"),
        (r"\bor (?:older|above|over|up|higher|longer)\b", "atleast"),
        (r"\bor (?:younger|less|fewer|under|below|lower|shorter)\b", "atmost"),
        (r"\bwalk-?ins?\b", "come without appointment"),
        # Free and not free.
        (rf"\b(?:free of|without|at no|for no|with no) (?:(?:any|extra"
         rf"|additional) )?{_FEE}\b", "free"),
        (r"\bfree of charge\b|\bon the house\b|\bfor nothing\b|\bde forma gratuita\b", "free"),
        (r"\b(?:costs?|is|pay|pays) nothing\b|\bkostet nichts\b|\bno cuesta nada\b"
         r"|\bne coûte rien\b", "is free"),
        (rf"\b(?:no|not any|never any|kein[e]?|keine) (?:(?:extra|additional) )?{_FEE}\b", "free"),
        (r"\b(?:for|at|carries|has|is) an? (?:(?:extra|small|additional) )?(?:charge"
         r"|fee)\b", "is atacharge"),
        (r"\b(?:is|are|costs?|charged|billed|comes?|be) (?:extra|separately|separate"
         r"|additional|on top)\b", "is excluded"),
        (r"\b(by the time|until|till|before|when|after) (?:we|they|it|you) (?:close|shut)s?\b",
         r"\1 closing"),
        (r"\b(?:they|it|he|she|nobody|insurances?|insurers?|plans?|companies|company)"
         r" (?:do|does|did|will)(?: not|n't) (?:pay|cover)\b", "not pay"),
        (r"\bapart from\b|\bother than\b|\bexcept for\b", "except"),
        (r"\b(?:do|does|did|will|need)(?: not|n't) (?:to )?(?:charge|pay|cost)\b(?! (?:by|with"
         r"|in)\b)", "free"),
        (r"\bis waived\b|\b(?:zahlen|zahlt) (?:nichts|nicht)\b"
         r"|\bno (?:se )?paga[ns]?\b", "is free"),
        (r"\bne (?:paient|paie|payez) (?:pas|rien)\b|\bgratuitement\b", "est gratuit"),
        (r"\bon top of\b", "ontop"),
        (r"\bpart of\b|\bcomes with\b", "include"),
        (r"\b(sugar|gluten|lactose|dairy|nut|meat|alcohol|smoke|fragrance|latex|wheat"
         r"|egg)[- ]free\b", r"without \1"),
        (r"\bfeel free to\b|\bfree to (?=[a-z])", "can "),
        (r"\bfree (?=time|day|slot|hand|will)", ""),
        # Only, unless, even if.
        (r"\b(?:nobody|no one|nothing|noone) else\b|\bnothing but\b|\bexclusively\b|\bsolely\b"
         r"|\bsólo\b|\bsolamente\b|\bseulement\b|\buniquement\b|\bnur\b"
         r"|\bsolo (?=\w+mos|para|los|las|en|con)", "only"),
        (r"\beven (?:if|when|though)\b|\bregardless of\b|\bwhether you\b", "evenif"),
        (r"\b(?:don't|do not|doesn't|does not|not) open until\b", "open at"),
        # Verbs of two words.
        (r"\b(?:look|looks|looking) after\b|\btakes? care of\b", "service"),
        (r"\btakes? back\b|\bgets? back\b|\bgives? back\b", "refund"),
        (r"\bgets? ((?:the |your |my )?(?:\w+ ){1,3})back\b", r"refund \1"),
        (r"\b(?:get|gets|getting) married\b", "wedding"),
        (r"\b(?:turn|turns|turned|send|sends) (?:\w+ )?(?:away|down)\b", "refuse"),
        (r"\bfall(?:s)? ill\b", "sick"),
        (r"\b(?:switch|turn) (?:\w+ ){0,2}on\b", "switchon"),
        (r"\b(?:switch|turn) (?:\w+ ){0,2}off\b", "switchoff"),
        (r"\bsold out\b", "soldout"),
        (r"\bout of stock\b", "outofstock"),
        (r"\b(?:have|has|had|need|needs) to\b|\bha[sy]? que\b", "need"),
        (r"\bmüssen sie nicht\b", "nicht nötig"),
        (r"\b(?:don't|do not) have to\b", "not need"),
        (r"\bno longer\b|\bnot any ?more\b|\bnicht mehr\b|\bya no\b|\bne ((?:\w"
         r"|')+) plus\b", r"not \1"),
        (r"\bused to (?=[a-z])(?<!is used to )(?<!get used to )", "not "),
        (r"\b(?:back|rear) of\b|\bat the back\b|\bat the rear\b|\bout back\b", "behind"),
        (r"\bin front(?: of)?\b|\bat the front of\b", "infront"),
        (r"\b(?:anti|counter)[- ]clockwise\b", "anticlockwise"),
        (r"\bcheck(?:ing)?[- ]?in\b", "checkin"),
        (r"\bcheck(?:ing)?[- ]?out\b", "checkout"),
        (r"\b(\w+)[- ]year[- ]olds?\b", r"child \1"),
        (r"\bsell by\b|\buse by\b", "expire"),
        (r"\bout of (?:order|service|use)\b|\bbroken down\b", "not work"),
        (r"\bnot far\b", "near"),
        (r"\bon time\b", "not late"),
        (r"\bopen every other day\b", "open all other days"),
        (r"\b(?:nobody|no one|not|never)\b((?: \w+){0,4}) without\b", r"need\1"),
        (r"\b(?:has|have|contains?|with) no (?=\w)", "without "),
        (r"\b(?:no|nr|part no|nº|n°)\. ?(?=#|\d|[A-Z]+\d)", "number "),
        # Negation that is written as one word.
        (r"\bcan(?:not|'t)\b", "can not"),
        (r"\bwon't\b", "will not"),
        (r"\b(\w+)n't\b", r"\1 not"),
        (r"\bn'(?=\w)", "ne "),
        (r"\b[dlsjcm]'(?=[^\W\d_])", " "),
        (r"\bnon-(?=(?:member|resident|smoker|guest|student|citizen|customer|subscriber"
         r"|user)s?\b)", "without "),
        (r"\bnon-(?=\w)", "not "),
        (r"\bne ((?:\w|')+(?: \w+)?) (?:pas|jamais|point|plus)\b", r"not \1"),
        (r"\bisnt\b|\barent\b", "is not"),
        (r"\b(?:dont|doesnt|didnt)\b", "do not"),
        (r"\bwont\b", "will not"),
        (r"\bcant\b", "can not"),
        (r"\bun(?=(?:able|available|necessary|limited|happy|usual|safe|likely|covered|insured|paid|"
         r"reserved|supervised|restricted)\b)", "not "),
        (r"\bim(?=possible\b)|\bin(?=(?:correct|complete|valid|active|accurate"
         r"|convenient)\b)", "not "),
    )
)  # fmt: skip


def rewrite(text: str) -> str:
    """`text` with its phrases of several words rewritten; facts stay as they are."""
    for phrase, plain in _PHRASES:
        text = phrase.sub(plain, text)
    return text
