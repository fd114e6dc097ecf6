"""Rules that say a real answer again and keep every fact: `bench/judge_pairs.py` draws from them.

Like the rules of `pair_faults`, each gives every text it can make, none where it does not apply.
"""

import re
from itertools import pairwise

from pair_faults import Rule
from pair_figures import WORDS, Figure, figures

from inhouse.curation.comparing.disagreement import sentences

_CLOCK = re.compile(
    r"(?<![\d:.$])(1[0-2]|[1-9])(?::([0-5]\d))?\s?([ap])(?:m\b|\.m\.(?=[ ,]))(?! to|-| ?–)", re.I
)
_HALF = re.compile(r"\b50(?: ?%| percent)(?= (?:of|with)\b)")
_SHORT = {
    "is not": "isn't", "are not": "aren't", "do not": "don't", "does not": "doesn't",
    "did not": "didn't", "cannot": "can't", "will not": "won't", "should not": "shouldn't",
    "was not": "wasn't", "were not": "weren't", "has not": "hasn't", "have not": "haven't",
    "you are": "you're", "they are": "they're", "we are": "we're", "it is": "it's",
    "you will": "you'll", "we will": "we'll", "you have to": "you've got to",
    "that is": "that's", "there is": "there's", "we have not": "we haven't",
}  # fmt: skip
_LONG = {short: long for long, short in _SHORT.items() if short != "you've got to"}
# a/b holds both ways, a>b one way; nothing here moves a fact.
_SYNONYMS = """
doctor/physician; doctors/physicians; children/kids; usually/normally; often/frequently;
sometimes/at times; begins/starts; in order to>to; for example/for instance; approximately/roughly;
prior to>before; purchase>buy; medication>medicine; medications>medicines; additional>further;
currently/at the moment; right now>at the moment; mobile phone/cell phone;
receive>get; receives>gets; make sure/ensure; illness>sickness;
illnesses>sicknesses; verify>confirm;
therefore>for that reason; sign in to>log in to;
try to>attempt to; require>need; requires>needs; such as>like; caused by>brought about by;
a lot of>plenty of; perhaps/maybe; all over>throughout;
type of>kind of; types of>kinds of; website>web site; folder/directory; select>choose;
choose>pick; as a rule>normally; next step:>what to do next:; every year/each year;
every day/each day; takes place>happens; assist>help; assistance>help;
both of them>the two of them; it is free>it costs nothing; ask for>request;
health care provider>health care professional;
happens>occurs; occurs>happens; annually>every year; the whole>the entire
"""
_NOT_BEFORE = r"(?<![\w@/.$-])"
_NOT_AFTER = r"(?![\w@/'’-]|\.\w)"
# A sentence that leans on the one before, or is leaned on, keeps its place.
_LEANS = re.compile(
    r"\b(?:This|That|These|Those|It|Its|They|Their|Them|He|She|His|Her|However|Still|But|And|So|"
    r"Then|Also|Therefore|Thus|Finally|First|Second|Next|For example|For instance|In addition|"
    r"Besides|Such|Yes|No|Here|Below|Another|Other|Otherwise|Instead|One|Both|Each|If so|If not|"
    r"Examples?|Similarly|Once|After|What to do)\b"
    r"|\b(?:follow(?:ing|s)?|above|below|this|these|those|such|same|then|they|them|it|also|too"
    r"|steps?|again|other|another|as well|instead|your own share|the (?:two|three|four))\b"
    r"|[:*#•]|^-|- "
)
# Sentences are not told apart reliably after these.
_INITIAL = re.compile(r"\b(?:[A-Z]|Dr|Mr|Ms|Mrs|St|No|vs|e\.g|i\.e)\. ")
_IF = re.compile(
    r"^If ([^,.;:?()]{8,80}), ((?:you|we|call|contact|ask|local|your|talk|see|please|tell|check|"
    r"the)\b[^.;:?()]{8,140})([.!])$"
)
_IF_LAST = re.compile(
    r"^(?!So|And|But|Or|Then|Otherwise|However|Only|Even)([A-Z][^,.;:?()]{8,120})(?<!even)(?<!only)(?<!or)(?<!as)"
    r" if ([^,.;:?()]{8,80})([.!])$"
)
# Of two clauses it is unclear which the condition holds for; "tell you if" asks whether.
_JOINED = re.compile(
    r"\b(?:and|but|or|because|which|who|when|tell|know|see|ask|check|determine|find|sure|decide)\b"
)
# A pronoun before the noun it stands for reads as another sentence.
_POINTS = re.compile(r"\b(?:it|its|them|they|their|this|that|these|those|so|too|he|she)\b", re.I)
_HELLO = (
    "Thank you for your question. ", "Hello! Thanks for getting in touch. ", "Hi there, ",
    "Happy to help. ", "Good question! ",
)  # fmt: skip
_GOODBYE = (
    " I hope that helps.", " Let us know if you have any other questions.", " Have a nice day!",
    " Please ask if anything is unclear.",
)  # fmt: skip


def _each(text: str, word: str, other: str) -> str:
    def swapped(match: re.Match[str]) -> str:
        return other[0].upper() + other[1:] if match[0][0].isupper() else other

    spot = re.compile(_NOT_BEFORE + re.escape(word) + _NOT_AFTER, re.I)
    return spot.sub(lambda m: m[0] if m[0].isupper() else swapped(m), text)


def _started(text: str) -> str:
    return text[:1].upper() + text[1:]


def _alone(text: str) -> list[Figure]:
    return [figure for figure in figures(text) if not figure.in_range]


def figures_in_words(text: str) -> list[str]:
    """14 days, 14 % and $14 become fourteen days, 14 percent and 14 dollars."""
    found = []
    for figure in _alone(text):
        before, after = text[: figure.start], text[figure.end :]
        number = text[figure.start : figure.end]
        if figure.unit == "$":
            dollars = "dollar" if figure.value == 1 else "dollars"
            found.append(f"{before[:-1]}{number} {dollars}{after}")
        elif figure.unit == "%":
            found.append(f"{before}{number} percent{text[figure.unit_end :]}")
        elif figure.value in WORDS and not figure.in_words:
            found.append(_started(before + WORDS[int(figure.value)] + after))
    return found


def words_in_figures(text: str) -> list[str]:
    """Fourteen days become 14 days."""
    return [
        f"{text[: figure.start]}{figure.value:.0f}{text[figure.end :]}"
        for figure in _alone(text)
        if figure.in_words
    ]


def clock_of_24_hours(text: str) -> list[str]:
    """5 pm becomes 17:00."""

    def day(match: re.Match[str]) -> str:
        hour = int(match[1]) % 12 + (12 if match[3].lower() == "p" else 0)
        return f"{hour:02d}:{match[2] or '00'}"

    other = _CLOCK.sub(day, text)
    return [other] if other != text else []


def _equal(figure: Figure) -> str:
    value, unit = figure.value, figure.unit
    by = {
        ("hour", 24): "one day", ("hour", 48): "two days", ("hour", 72): "three days",
        ("month", 12): "one year", ("month", 6): "half a year", ("month", 24): "two years",
        ("month", 18): "a year and a half", ("minute", 30): "half an hour",
        ("minute", 60): "one hour", ("minute", 90): "an hour and a half",
        ("minute", 45): "three quarters of an hour", ("minute", 15): "a quarter of an hour",
        ("minute", 75): "an hour and a quarter", ("day", 14): "two weeks", ("day", 7): "one week",
        ("second", 60): "one minute", ("second", 30): "half a minute", ("day", 21): "three weeks",
        ("minute", 120): "two hours",
    }  # fmt: skip
    if (unit, value) in by:
        return by[unit, int(value)]
    smaller = {"week": ("days", 7, 8), "hour": ("minutes", 60, 3), "year": ("months", 12, 2)}
    if unit in smaller and value <= smaller[unit][2]:
        name, times, _ = smaller[unit]
        return f"{value * times:.0f} {name}"
    return ""


def equal_unit(text: str) -> list[str]:
    """Two weeks become 14 days, 45 minutes three quarters of an hour."""
    return [
        _started(text[: figure.start] + _equal(figure) + text[figure.unit_end :])
        for figure in _alone(text)
        if _equal(figure)
        and not re.match(r"\s?(?:old|of age|-|and|ago|pass)", text[figure.unit_end :])
    ]


def half(text: str) -> list[str]:
    """50 % of becomes half of."""
    return [_started(_HALF.sub("half", text, count=1))] if _HALF.search(text) else []


def another_order(text: str) -> list[str]:
    """Two sentences that neither lean nor are leaned on change places."""
    parts = sentences(text)
    if "\n" in text or _INITIAL.search(text) or len(parts) < 3 or " ".join(parts) != text:
        return []
    free = [i for i in range(1, len(parts)) if not any(map(_LEANS.search, parts[i : i + 2]))]
    found = []
    for a, b in pairwise(free):
        other = list(parts)
        other[a], other[b] = parts[b], parts[a]
        found.append(" ".join(other))
    return found


def contracted(text: str) -> list[str]:
    """Do not becomes don't, or the other way round, everywhere."""
    found = []
    plain = text.replace("’", "'")
    for table in (_SHORT, _LONG):
        other = plain
        for word, new in table.items():
            # "what it is" and "tell us what you are" cannot be shortened at the end.
            other = re.sub(
                rf"{_NOT_BEFORE}(?-i:(?!DO NOT))({word})(?= [a-z])(?! (?:and|or|to|at|in|you)\b)",
                lambda m, new=new: new[0].upper() + new[1:] if m[0][0].isupper() else new,
                other,
                flags=re.I,
            )
        if other != plain:
            found.append(other)
    return found


def synonyms(text: str) -> list[str]:
    """Every word of a small table is said in another way."""
    other = text
    done: set[str] = set()
    for part in _SYNONYMS.split(";"):
        left, way, right = re.split("([/>])", part.strip())
        both = [(left, right), (right, left)] if way == "/" else [(left, right)]
        for word, new in both:
            if not {word, new} & done and (changed := _each(other, word, new)) != other:
                other, done = changed, {*done, word, new}
    return [other] if other != text else []


def politeness(text: str) -> list[str]:
    """A greeting comes before the answer, and a good-bye after it."""
    return [
        first + text + last
        for first in _HELLO
        for last in _GOODBYE
        if first != "Hi there, " or text.startswith(("Yes", "No,"))
    ]


def turned_condition(text: str) -> list[str]:
    """If A, B becomes B if A, and the other way round."""
    found = []
    for sentence in sentences(text):
        other = sentence
        if _POINTS.search(sentence):
            continue
        if match := _IF.match(sentence):
            other = f"{match[2][0].upper()}{match[2][1:]} if {match[1]}{match[3]}"
        elif (match := _IF_LAST.match(sentence)) and not _JOINED.search(match[1]):
            head = (
                match[1]
                if re.match(r"I\b|[A-Z]{2}|Dr|CDC", match[1])
                else match[1].lower()[0] + match[1][1:]
            )
            other = f"If {match[2]}, {head}{match[3]}"
        if other != sentence and text.count(sentence) == 1:
            found.append(text.replace(sentence, other))
    return found


def several_at_once(text: str) -> list[str]:
    """Three of the other rules or more, one after the other."""
    found, n = text, 0
    for rule in (equal_unit, figures_in_words, clock_of_24_hours, turned_condition, contracted,
                 synonyms, another_order):  # fmt: skip
        made = rule(found)
        if made:
            found, n = made[0], n + 1
    return [found] if n >= 3 else []


RIGHT: dict[str, Rule] = {
    "figures_in_words": figures_in_words,
    "words_in_figures": words_in_figures,
    "clock_of_24_hours": clock_of_24_hours,
    "equal_unit": equal_unit,
    "half": half,
    "another_order": another_order,
    "contracted": contracted,
    "synonyms": synonyms,
    "politeness": politeness,
    "turned_condition": turned_condition,
    "several_at_once": several_at_once,
}
