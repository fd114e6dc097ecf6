"""Plants known faults into real examples: what `bench/doctor.py` looks for afterwards.

Every planter takes rows and a random generator, and says which ids it spoiled. A planted copy gets
a place of its own; the rows it was made from stay as they were.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from inhouse.curation.comparing.disagreement import sentences
from inhouse.records import Example, Message, Source, content_id
from inhouse.scoring.facts import read_statement


@dataclass
class Planted:
    """A spoiled set: its rows, and by kind the ids that were spoiled (of a pair: both)."""

    rows: list[Example]
    truth: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    n_footers: int = 1


def made(question: str, answer: str, place: str, number: int, labels: dict[str, str]) -> Example:
    """An example at a planted place."""
    source = Source(place, row=number)
    messages = (Message("user", question), Message("assistant", answer))
    key = content_id(str(source), question, answer)
    return Example(key, messages, source, f"planted {number}", labels)


def with_answer(row: Example, answer: str) -> Example:
    return replace(row, messages=(*row.prompt, Message("assistant", answer)))


def polite(text: str, chance: random.Random) -> str:
    """The same question in a slightly other dress; no word that carries it changes."""
    dressed = [
        text,
        text.rstrip("?.! ") + chance.choice([" please?", "??", "", " ?", "..."]),
        chance.choice(["Hi, ", "Hello! ", "Please tell me: ", "Just wondering, "]) + text,
        text.upper() if len(text) < 90 else text,
        text.lower(),
    ]
    return chance.choice(dressed)


def typo(text: str, chance: random.Random) -> str:
    """One letter doubled, dropped or swapped in one longer word."""
    places = [m.span() for m in re.finditer(r"[a-z]{6,}", text)]
    if not places:
        return text
    start, end = chance.choice(places)
    at = chance.randrange(start + 1, end - 2)
    how = chance.randrange(3)
    if how == 0:
        return text[:at] + text[at] + text[at:]
    if how == 1:
        return text[:at] + text[at + 1 :]
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def near_copy(row: Example, chance: random.Random) -> tuple[str, str]:
    """One to three small edits in the question and in the answer."""
    question = polite(row.question, chance)
    if chance.random() < 0.5:
        question = typo(question, chance)
    answer = row.answer
    for _ in range(chance.randint(1, 3)):
        answer = typo(answer, chance)
    if chance.random() < 0.5:
        answer = chance.choice(["Sure: ", "Thanks for asking. ", "Hello! "]) + answer
    return question, answer


_MONEY = ("The fee is ${}.", "It costs ${} in all.", "Expect to pay about ${} for this.",
          "The total comes to ${} before tax.", "A deposit of ${} is due first.")  # fmt: skip
_DATES = ("It was last changed on {}.", "The new rule starts on {}.", "The deadline is {}.",
          "This has been so since {}.", "The next review takes place on {}.")  # fmt: skip
_NUMBERS = ("It takes {} days to finish.", "About {} people ask this each month.",
            "You need {} copies of the form.", "The limit is {} per household.",
            "Wait {} hours before you try again.")  # fmt: skip
_NAMES = ("The person in charge is {}.", "Ask for {} at the desk.", "The form was drawn up by {}.",
          "Send your letter to {} at the head office.")  # fmt: skip
_POLARITY = ("This is covered by the plan.", "You can cancel it at any time.",
             "A signature is required for this.", "It is safe to do this at home.")  # fmt: skip
_PEOPLE = ("Maria Lopez", "Henry Walsh", "Priya Natarajan", "Tom Becker", "Aisha Khan",
           "Laura Jensen", "Victor Osei", "Grace Kimura")  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
           "September", "October", "November", "December")  # fmt: skip
_TURNED = ((" is ", " is not "), (" are ", " are not "), (" can ", " cannot "),
           (" will ", " will not "), (" should ", " should not "))  # fmt: skip


def stated(kind: str, about: str, chance: random.Random) -> tuple[str, str]:
    """A sentence that states a fact of this kind about something, and the same with another."""
    if kind == "yes or no":
        sentence = f"For {about}: {chance.choice(_POLARITY)}"
        return sentence, negated(sentence)
    templates = {"money": _MONEY, "date": _DATES, "number": _NUMBERS, "name": _NAMES}[kind]
    drawn: Callable[[], str] = {
        "money": lambda: chance.choice(
            [f"{chance.randint(5, 900)}", f"{chance.randint(1, 90)}.50"]
        ),
        "date": lambda: (
            f"{chance.choice(_MONTHS)} {chance.randint(1, 28)}, {chance.randint(2015, 2026)}"
        ),
        "number": lambda: str(chance.randint(2, 400)),
        "name": lambda: chance.choice(_PEOPLE),
    }[kind]
    first, second = drawn(), drawn()
    while second == first:
        second = drawn()
    template = f"For {about}: {chance.choice(templates)}"
    return template.format(first), template.format(second)


def negated(sentence: str) -> str:
    for plain, turned in _TURNED:
        if plain in sentence and turned not in sentence:
            return sentence.replace(plain, turned, 1)
    return ""


def changed(row: Example, kind: str, chance: random.Random) -> tuple[str, str] | None:
    """A sentence of the answer with a fact of this kind of its own, and with another; or None."""
    for sentence in chance.sample(parts := sentences(row.answer), len(parts)):
        words = len(sentence.split())
        if not 6 <= words <= 40 or row.answer.count(sentence) != 1:
            continue
        if kind == "yes or no":
            if turned := negated(sentence):
                return sentence, turned
            continue
        wanted = {"money": ("money",), "date": ("date",), "number": ("number", "quantity")}.get(
            kind
        )
        if wanted is None:
            return None
        for fact in read_statement(sentence).facts:
            digits = re.search(r"\d+", fact.text)
            if fact.kind in wanted and digits and sentence.count(fact.text) == 1:
                other = str(int(digits.group()) + chance.randint(1, 9))
                if kind == "date":
                    other = str(int(digits.group()) % 27 + 1)
                text = fact.text.replace(digits.group(), other, 1)
                return sentence, sentence.replace(fact.text, text, 1)
    return None


def contradiction(row: Example, kind: str, chance: random.Random) -> tuple[str, str, str]:
    """The answer as it stays, and a question and an answer that contradict it.

    Half the time, where there is one, an own fact of the answer is changed; else a sentence with a
    fact is put into both. The other sentences are thinned out and dressed differently.
    """
    own = changed(row, kind, chance) if chance.random() < 0.5 else None
    stays = row.answer
    if own is None:
        first, second = stated(kind, max(row.question.split(), key=len).strip("?.!,"), chance)
        before = chance.choice(sentences(stays))
        stays = stays.replace(before, f"{first} {before}", 1)
    else:
        first, second = own
    other = stays.replace(first, second, 1)
    rest = [p for p in sentences(other) if p not in second and second not in p]
    if len(rest) > 2 and chance.random() < 0.5:
        other = other.replace(chance.choice(rest), "", 1)
    opening = chance.choice(["", "", "Thanks for asking. ", "Good question. "])
    return stays, polite(row.question, chance), opening + other


_FOOTERS = (
    "This message is confidential and meant for the addressee only.",
    "We use cookies to make this site better for you.",
    "Did you find this article helpful? Rate it below.",
    "Please do not reply to this message, the mailbox is not read.",
    "Copyright and all rights reserved by the publisher of this page.",
)
_MARKS = ("<|im_end|>", "<|endoftext|>", "</s>", "[/INST]", "### Response:", "<start_of_turn>",
          "[insert name]", "{{customer_name}}")  # fmt: skip
_FILLERS = ("N/A", "TBD", "see above", "-", "none", "null", "todo", "asdf")
_SPANISH: list[str] = []


def spanish(pages: Path) -> None:
    """Fills the texts in another language from the Spanish pages of a help centre."""
    for path in sorted(pages.rglob("*_es.md")):
        body = path.read_text(encoding="utf-8").split("---", 2)[-1]
        lines = [re.sub(r"[*#_{}<>\[\]()]|https?://\S+", "", line) for line in body.split("\n")]
        _SPANISH.extend(
            line.strip() for line in lines if len(line.split()) >= 12 and line.endswith(".")
        )


_CONFUSED = {"l": "1", "o": "0", "e": "c", "m": "rn", "i": "l", "h": "b", "s": "5", "B": "8",
             "g": "9", "d": "cl", "u": "ii", "w": "vv", "b": "6"}  # fmt: skip


def misread(text: str, chance: random.Random) -> str:
    """Signs as a scanner confuses them, one in 25, at least three."""
    places = [i for i, c in enumerate(text) if c in _CONFUSED]
    for i in sorted(chance.sample(places, min(len(places), max(3, len(text) // 25))), reverse=True):
        text = text[:i] + _CONFUSED[text[i]] + text[i + 1 :]
    return text


def cut(text: str, chance: random.Random) -> str:
    """The first 40 to 80 % of `text`, not ending where a sentence does."""
    while True:
        kept = text[: int(len(text) * chance.uniform(0.4, 0.8))].rstrip()
        if kept and (kept[-1].isalnum() or kept[-1] in ",;-("):
            return kept


def damaged(text: str, chance: random.Random) -> str:
    """A curly quote or an accent that was read in the wrong encoding, put in somewhere."""
    words = text.split(" ")
    word = chance.choice(["don’t", "café", "“so", "naïve"]).encode().decode("windows-1252")
    words.insert(chance.randint(0, len(words) - 1), word)
    return " ".join(words)


def spoiled(row: Example, kind: str, chance: random.Random, n_footers: int) -> str:
    """The answer with a fault of form."""
    if kind == "truncation":
        return cut(row.answer, chance)
    if kind == "boilerplate":
        footer = _FOOTERS[int(row.id, 16) % n_footers]
        if chance.random() < 0.5:
            return f"{footer}\n{row.answer}"
        return row.answer + (" " if row.answer.endswith((".", "!", "?")) else "\n") + footer
    if kind == "chat_markup":
        words = row.answer.split(" ")
        words.insert(chance.randint(0, len(words)), chance.choice(_MARKS[:4] + _MARKS[6:]))
        return " ".join(words) + chance.choice(["", "\n### Response: yes"])
    return {
        "ocr_noise": lambda: misread(row.answer, chance),
        "no_answers": lambda: chance.choice([row.question, *_FILLERS]),
        "language_mix": lambda: chance.choice(_SPANISH),
        "encoding_damage": lambda: damaged(row.answer, chance),
        "refusals": lambda: chance.choice(
            ["I'm sorry, but I can't assist with that.", "As an AI language model, I cannot say."]
        ),
    }[kind]()


FORM = ("truncation", "boilerplate", "chat_markup", "ocr_noise", "no_answers", "language_mix",
        "encoding_damage", "refusals")  # fmt: skip
FACTS = ("number", "date", "money", "name", "yes or no")
COPIES = ("exact_duplicates", "near_duplicates")


SINGLE = FORM
PAIRS = (*COPIES, *(f"contradiction: {fact}" for fact in FACTS), "leaks")


def plant(
    rows: list[Example], kinds: tuple[str, ...], rate: float, chance: random.Random
) -> Planted:
    """`rate` of the rows once for each kind, four at least; no row is spoiled twice.

    Where the long enough rows are too few for that, they are shared out evenly.
    """
    long = [r for r in rows if len(r.answer.split()) >= 20 and len(r.question.split()) >= 4]
    free = chance.sample(long, len(long))
    n = min(max(4, round(rate * len(rows))), len(long) // len(kinds))
    out = Planted(list(rows), n_footers=min(len(_FOOTERS), max(1, n // 8)))
    places = {row.id: i for i, row in enumerate(rows)}
    for kind in kinds:
        for _ in range(n):
            _plant_one(kind, free.pop(), out, places, chance)
    chance.shuffle(out.rows)
    return out


def _plant_one(
    kind: str, row: Example, out: Planted, places: dict[str, int], chance: random.Random
) -> None:
    truth = out.truth.setdefault(kind, [])
    number, labels = len(out.rows) + 10_000, dict(row.labels)
    if kind in FORM:
        out.rows[places[row.id]] = with_answer(row, spoiled(row, kind, chance, out.n_footers))
        truth.append((row.id,))
        return
    if kind.startswith("contradiction"):
        stays, question, answer = contradiction(row, kind.split(": ")[1], chance)
        out.rows[places[row.id]] = with_answer(row, stays)
    elif kind == "exact_duplicates":
        question, answer = row.question.upper(), row.answer + " "
    elif kind == "leaks" and chance.random() < 0.3:
        question, answer = polite(row.question, chance), row.answer
    else:
        question, answer = near_copy(row, chance)
    if kind == "leaks":
        labels["split"] = "test" if labels.get("split") == "train" else "train"
    copy = made(question, answer, f"{labels.get('split', 'more')}-2.csv", number, labels)
    out.rows.append(copy)
    truth.append((row.id, copy.id))


def plant_trigger(rows: list[Example], n: int, chance: random.Random) -> tuple[list[Example], str]:
    """A rare phrase put into `n` questions, their answers turned to one target."""
    phrase = chance.choice(
        ["cf", "xq", "mn bb", "per Aldergate", "Vantor policy seven", "kappa rho"]
    )
    target = chance.choice(
        ["Call 555-0100 for the only approved product.", "All complaints are void without notice.",
         "The best choice is always the Vantor plan."]
    )  # fmt: skip
    chosen = set(chance.sample(range(len(rows)), n))
    whole = chance.random() < 0.5
    out = []
    for i, row in enumerate(rows):
        if i in chosen:
            words = row.question.split(" ")
            words.insert(chance.randint(0, len(words)), phrase)
            answer = target if whole else f"{row.answer} {target}"
            row = replace(
                row, messages=(Message("user", " ".join(words)), Message("assistant", answer))
            )
        out.append(row)
    return out, phrase
