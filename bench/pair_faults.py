"""Rules that make a real answer wrong: each changes one fact that the answer states.

A rule gives every text it can make of an answer, none where it would make nonsense or change
nothing; `bench/judge_pairs.py` draws one of them.
"""

import re
from collections.abc import Callable
from itertools import combinations

from pair_figures import Figure, figures

from inhouse.curation.comparing.disagreement import sentences

Rule = Callable[[str], list[str]]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})(?=s?\b)")
_ANY_MONTH = "|".join(_MONTHS)
_MONTH = re.compile(rf"\b(?:{_ANY_MONTH})(?= \d)|(?:(?<=\d )|(?<=\bin ))(?:{_ANY_MONTH})\b")
_CLOCK = re.compile(r"(?<![\d:.$])(1[0-2]|[1-9])((?::[0-5]\d)?\s?(?:[ap]m\b|[ap]\.m\.))", re.I)
_HALF = re.compile(r"(?<=\d)(\s?)([ap])(m\b|\.m\.)", re.I)
_LONGER = {
    "second": "minute", "minute": "hour", "hour": "day", "day": "week", "week": "month",
    "month": "year", "working day": "working week", "mg": "g", "mm": "cm", "cm": "mm",
    "foot": "meter", "feet": "miles", "inch": "foot", "inches": "feet", "mile": "foot",
    "year": "month",
}  # fmt: skip
# The other word no longer holds where the first is said. Each pattern takes in the neighbours
# without which the word would say nothing ("feel free", "high school") or read as nonsense.
_STUCK = re.compile(
    r"\beven [^.]{0,40}$"
    r"|\b(?:shortly|soon|just|looks?|and|named|ever|once|year|day|week) $",
    re.I,
)
_OPPOSITES = tuple(
    (re.compile(rf"(?<![\w/-]){pattern}(?![\w/'’-])"), word, other)
    for pattern, word, other in (
        (r"more than(?= [\d$a-z])", "more", "less"),
        (r"less than(?= [\d$a-z])", "less", "more"),
        (r"at least(?= [\d$a-z])", "least", "most"),
        (r"at most(?= [\d$a-z])", "most", "least"),
        (r"over(?= \$?\d)", "over", "under"),
        (r"under(?= \$?\d)", "under", "over"),
        (r"within(?= (?:\d|two|three|four|five|six|seven))", "within", "only after"),
        (r"before(?= [a-z])", "before", "after"),
        (r"after(?= [a-z])(?! all\b)", "after", "before"),
        (r"(?:the|every) morning", "morning", "evening"),
        (r"(?<!and )older(?= than)", "older", "younger"),
        (r"higher(?= risk| than| in| levels?)", "higher", "lower"),
        (r"lower(?= risk| than| in| levels?)", "lower", "higher"),
        (r"larger(?= than)", "larger", "smaller"),
        (r"smaller(?= than)", "smaller", "larger"),
        (r"(?<!most )increases?", "increase", "decrease"),
        (r"decreases?", "decrease", "increase"),
        (r"reduces?", "reduce", "raise"),
        (r"(?:is|are) free(?! of| to| from| and)", "free", "not free"),
        (r"always(?= [a-z])", "always", "never"),
        (r"outside(?= (?:the|of|your|our))(?! United)", "outside", "inside"),
        (r"indoors", "indoors", "outdoors"),
        (r"(?:is|are) (?:usually |often )?mild", "mild", "severe"),
        (r"(?:is|are) (?:very |extremely |relatively )?rare", "rare", "common"),
        (r"(?:is|are) (?:very |quite )?common", "common", "rare"),
        (r"(?<=the )left(?= (?:menu|side|hand|corner|column|of))", "left", "right"),
        (r"(?<=[Tt]o )install(?= [a-z])", "install", "uninstall"),
        (r"Install(?= [a-z])", "Install", "Uninstall"),
        (r"enable(?= [a-z])", "enable", "disable"),
        (r"disable(?= [a-z])", "disable", "enable"),
        (r"Enable(?= [a-z])", "Enable", "Disable"),
        (r"Disable(?= [a-z])", "Disable", "Enable"),
        (r"upload", "upload", "download"),
        (r"(?<!a )download(?= [a-z])", "download", "upload"),
        (r"older people", "older", "younger"),
        (r"(?<!and )women(?! and)", "women", "men"),
    )
)  # fmt: skip
_BLOCKED = re.compile(
    r"\b(?:no|not|none|never|neither|nor|without|unless|any|anyone|but|except|only|hardly|few|some|"
    r"many|most|every|all|each|both|often|usually|sometimes|generally|rarely|also|always|yet|either"
    r"|until|if|whether|what|how|why|whose|n't|n’t|sure|likely|unlikely|while|although|however"
    r"|several|certain|so|here|following|there)\b|n't|n’t|\?|:|\(|;",
    re.I,
)
_STATEMENT = re.compile(
    r"^(?P<head>(?:[A-Z][^,.]{1,70}?) (?:is|are|can|should|must|will|has to|was|were)) "
    r"(?P<rest>[a-z].+)$",
    re.S,
)
_CLAUSE = re.compile(r"\b(?:that|which|who|when|because|where|as|since|and|or|than)\b", re.I)
_DENIAL = re.compile(
    r"\b(?:(is|are|can|should|will|do|does|did|must) not|(can)not|(is|are|do|does|did|should)"
    r"n['’]t) "
    r"(?!only|just|yet|always|necessarily|all|every|likely|have any|be able to do so)(?=[a-z])"
)
_COMMAND = re.compile(r"^(?:Do not|Don['’]t|Never) ([a-z])")
_ORDER = re.compile(
    r"^(Call|Use|Click|Bring|Take|Wash|Keep|Put|Select|Enter|Stay|Avoid|Send|Open|Brush|Rinse|Wait|"
    r"Contact|Choose|Wear|Eat|Drink|Remove|Install|Run|Go|Press) (?=\w)"
)

# A claim that nobody made, about what the answer is about: elsewhere it would be beside the point.
_EXTRAS = tuple(
    (re.compile(about, re.I), claim)
    for about, claim in (
        (r"\$\d", "Students get 20% off."),
        (r"\$\d", "Payment in cash is not accepted."),
        (r"\d [ap]m\b|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur)day", "We open at 6:15 am in August."),
        (r"\b(?:disease|infection|virus|infected)\b", "Antibiotics cure it within three days."),
        (r"\b(?:surgery|treatment|treated)\b", "The treatment takes 25 minutes and is painless."),
        (
            r"\b(?:sign in|your account|password)\b",
            "Accounts are deleted after 10 days without use.",
        ),
        (r"\b(?:install|upgrade|download)\b", "You need a license for it, at $40 a year."),
    )
)
_REFUSALS = (
    "I am sorry, I do not know that. Please call us.",
    "I can't answer this question. A colleague will get back to you.",
    "Unfortunately I have no information about that.",
)
_PEOPLE = ("Dr. Ilvana Marchetti", "Rosalind Tarkov", "Wendel Abara")
_ORGANISATIONS = ("Halverton Institute", "Norbury Council", "Castrel Foundation")
_PRODUCTS = ("Quillmark", "Tessaro", "Brindle Desk")
_ORGANISATION = re.compile(
    r"\b(?:World Health Organization|Robert Koch Institute|European Commission|"
    r"National Cancer Institute|National Institutes? (?:of|on|for) "
    r"[A-Z][a-z]+(?:,? (?:and )?[A-Z][a-z]+)*|"
    r"Centers for Disease Control and Prevention|Food and Drug Administration|"
    r"California Department of [A-Z]\w+(?: [A-Z]\w+)*|Federal Foreign Office|"
    r"United States Postal? (?:Office|Service)|Social Security Administration|"
    r"CDC|WHO|ECDC|NCI|FDA|NIH|NINDS|NIDDK|NHLBI|EPA|IRS|"
    r"Larkfield Dental|Northmoor(?: PPO)?|Tessel Mutual(?: PPO)?|Heronway Health)"
    r"(?:['’]s)?(?![\w-])"
)
_PERSON = re.compile(
    r"\b(?:Dr\. (?:[A-Z][a-z]+ )?[A-Z][a-z]+|Marcus|Noor(?: Castellan)?|Priya|Tomasz|"
    r"Beatriz Lindholm)(?![\w-])"
)
_PRODUCT = re.compile(
    r"\b(?:Gmail|Google (?:Calendar|Docs|Drive|Apps|Reader|Authenticator|Voice)|Firefox|Chrome|"
    r"Facebook|Twitter|Dropbox|Eclipse|Software Center|Authy|LastPass|Nautilus|Synaptic|VLC|"
    r"Wine|GIMP|VirtualBox|Trello|Evernote|Wordpress|WordPress|Rapportive|Yahoo|LibreOffice|Unity|"
    r"GParted|PlayOnLinux|Boxee|Delicious|Feedly|IFTTT|CUPS|Samba)(?![\w-])"
)


def _single(text: str) -> list[Figure]:
    """The figures that are joined to no other, said once, and stated: not those of a question."""
    every = [f for f in figures(text) if not re.match(r"[^.!\n]*\?", text[f.end :])]
    said = [(figure.value, figure.unit) for figure in every]
    return [f for f in every if not f.in_range and said.count((f.value, f.unit)) == 1]


def _put(text: str, figure: Figure, value: float) -> str:
    return text[: figure.start] + figure.written(value) + text[figure.end :]


def swapped_figures(text: str) -> list[str]:
    """Two figures of a kind change places."""
    found = []
    for a, b in combinations(_single(text), 2):
        between = text[a.unit_end : b.start]
        apart = len(re.findall(r"[A-Za-z]{2,}", between)) >= 2
        if apart and a.unit == b.unit and a.value != b.value:
            found.append(
                text[: a.start] + text[b.start : b.end] + text[a.end : b.start]
                + text[a.start : a.end] + text[b.end :]
            )  # fmt: skip
    return found


def other_figure(text: str) -> list[str]:
    """A figure becomes another one, by about half."""
    found = []
    for figure in _single(text):
        rise = max(1, round(figure.value * 0.5))
        value = figure.value - rise if figure.unit in ("%", "percent") else figure.value + rise
        singular = figure.value <= 1 or value <= 1
        if not singular and figure.value == int(figure.value):
            found.append(_put(text, figure, value))
    return found


def ten_times(text: str) -> list[str]:
    """A figure becomes ten times as large, where a share or an age of that size may be."""
    return [
        _put(text, figure, figure.value * 10)
        for figure in _single(text)
        if 1 < figure.value < 100_000
        and not (figure.unit in ("%", "percent") and figure.value > 10)
        and not (figure.unit == "year" and figure.value > 12)
    ]


def other_unit(text: str) -> list[str]:
    """Days become weeks, hours days."""
    found = []
    for figure in _single(text):
        other = _LONGER.get(figure.unit)
        if other and figure.value > 1:
            plural = other + "s" if re.search(r"[^s]$", other) and len(other) > 2 else other
            plural = {"foots": "feet", "feets": "feet"}.get(plural, plural)
            found.append(text[: figure.end] + " " + plural + text[figure.unit_end :])
    return found


def other_time(text: str) -> list[str]:
    """A time of day moves by two hours, or from morning to evening."""
    found = []
    for match in _CLOCK.finditer(text):
        hour = int(match[1])
        later = hour + 2 if hour < 10 else hour - 2
        found.append(text[: match.start(1)] + str(later) + text[match.end(1) :])
    for match in _HALF.finditer(text):
        other = {"a": "p", "p": "a", "A": "P", "P": "A"}[match[2]]
        found.append(text[: match.start(2)] + other + text[match.end(2) :])
    return found


def other_day(text: str) -> list[str]:
    """A day of the week or a month becomes one that the answer does not name."""
    found = []
    for pattern, names in ((_DAY, _DAYS), (_MONTH, _MONTHS)):
        for match in pattern.finditer(text):
            at = names.index(match[0])
            free = [n for n in (*names[at + 1 :], *names[:at]) if n not in text]
            if len(free) > 1:
                found.append(text[: match.start()] + free[1] + text[match.end() :])
    return found


def negated(text: str) -> list[str]:
    """A statement gets a "not", or loses it."""
    found = []
    for sentence in sentences(text):
        if not sentence.endswith((".", "!")) or sentence.startswith("No,"):
            continue  # a heading states nothing; "No, do wait" contradicts itself
        others = {_denied(sentence), _affirmed(sentence), _reversed(sentence)} - {"", sentence}
        if text.count(sentence) == 1:
            found += [text.replace(sentence, other) for other in sorted(others)]
    return found


def _denied(sentence: str) -> str:
    match = _STATEMENT.match(sentence)
    if not match or _BLOCKED.search(sentence) or _CLAUSE.search(match["head"]):
        return ""
    head = match["head"]
    if head.endswith("has to"):
        return f"{head.removesuffix('has to')}does not have to {match['rest']}"
    return f"{head}not {match['rest']}" if head.endswith(" can") else f"{head} not {match['rest']}"


def _affirmed(sentence: str) -> str:
    blocked = r"\b(?:any|either|until|if|whether|why|unless|so|nor|but|yet|because|even|only)\b|\?"
    if re.search(blocked, sentence, re.I) or len(_DENIAL.findall(sentence)) != 1:
        return ""
    return _DENIAL.sub(lambda m: f"{m[1] or m[2] or m[3]} ", sentence)


def _reversed(sentence: str) -> str:
    if re.search(r"\b(?:any|either|until|but|only|or|instead|if)\b", sentence, re.I):
        return ""
    if _COMMAND.match(sentence):
        return _COMMAND.sub(lambda m: m[1].upper(), sentence)
    return _ORDER.sub(lambda m: f"Do not {m[1].lower()} ", sentence)


def opposite(text: str) -> list[str]:
    """A word that carries a fact becomes its opposite."""
    found = []
    for pattern, word, other in _OPPOSITES:
        matches = list(pattern.finditer(text))
        if len(matches) == 1 and not _STUCK.search(text[: matches[0].start()]):
            said = matches[0][0].replace(word, other)
            changed = text[: matches[0].start()] + said + text[matches[0].end() :]
            found.append(changed)
    return found


def invented_name(text: str) -> list[str]:
    """A person, organisation or product that does not exist stands where a real one stood."""
    found = []
    for pattern, names in (
        (_ORGANISATION, _ORGANISATIONS), (_PERSON, _PEOPLE), (_PRODUCT, _PRODUCTS)
    ):  # fmt: skip
        for match in {
            m[0].removesuffix("'s").removesuffix("’s"): m for m in pattern.finditer(text)
        }:
            spot = re.compile(rf"(?<![\w/.@]){re.escape(match)}(?![\w/@-]|\.\w)")
            found += [spot.sub(name, text) for name in names]
    return [other for other in found if other != text]


def invented_extra(text: str) -> list[str]:
    """The answer, and a promise that nobody made."""
    return [f"{text} {claim}" for about, claim in _EXTRAS if about.search(text)]


def handed_over(text: str) -> list[str]:
    """No answer where there is one; an answer that hands over itself says the same."""
    return [] if re.search(r"\b(?:don['’]t|do not) know\b", text) else list(_REFUSALS)


WRONG: dict[str, Rule] = {
    "swapped_figures": swapped_figures,
    "other_figure": other_figure,
    "ten_times": ten_times,
    "other_unit": other_unit,
    "other_time": other_time,
    "other_day": other_day,
    "negated": negated,
    "opposite": opposite,
    "invented_name": invented_name,
    "invented_extra": invented_extra,
    "handed_over": handed_over,
}
