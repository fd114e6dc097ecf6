"""The last question of a conversation, as it must be understood without the rest."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from inhouse.contenders.urgent import plain
from inhouse.records import Message

__all__ = ["standalone"]

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CONTEXT_WORDS = 14
_FRAGMENT_WORDS = 4
_OWN_TOPICS = 3
_CHOOSING_WORDS = 3
_SUBJECT_AND_VERB = re.compile(
    r"\b(?:i|we|you|they|he|she|my \w+|your \w+|the \w+|someone|somebody)\b.*\b\w+|"
    r"^(?:what|whats|how|hows|when|where|wheres|who|whos|which|was|wie|wann|wo|wer|haben|machen|"
    r"hacen|tienen|cuanto|donde|cuando|como|venden|aceptan|puedo|do|"
    r"does|did|is|are|can|could|will|would|should|has|have|may)\b"
)
_OPTION_BREAK = re.compile(
    r"\s*,\s*(?:and|or|y|o|und|oder)?\s*|\s+(?:and|or|y|o|und|oder)\s+", re.I
)
_BEFORE_OPTIONS = re.compile(
    r"^.*\b(?:have|has|offer|are|is|either|both|between|tenemos|son|haben|bieten|sind|do|sell)\b"
    r"|^.*:",
    re.I,
)


@dataclass(frozen=True, slots=True)
class _Text:
    """A message's words, with their plain forms."""

    words: tuple[str, ...]
    plain: tuple[str, ...]

    def without_courtesy(self) -> _Text:
        """From the first word on that is no greeting or thanks, all of it if there is none."""
        said = (i for i, word in enumerate(self.plain) if not self._is_courtesy(i, word))
        start = next(said, 0)
        return _Text(self.words[start:], self.plain[start:])

    def _is_courtesy(self, i: int, word: str) -> bool:
        return word in _words("courtesy") or (word == "you" and self.plain[i - 1] == "thank")

    def topics(self) -> list[int]:
        """Places of the words that say what it is about."""
        return [
            i
            for i, word in enumerate(self.plain)
            if len(word) > 1
            and word not in _words("asking") | _words("function")
            and word not in _words("courtesy")
        ]


def standalone(messages: Sequence[Message]) -> str:
    """The last user message with the topic that it leaves out, for looking up.

    "And for kids?" after "How much is a cleaning?" becomes "How much is a cleaning and for
    kids?": words to search with rather than a perfect sentence. A message that says itself what
    it is about is returned unchanged. Rules without a model: elliptical openings, pronouns that
    nothing before them in the message explains, and too few words of its own. The topic comes
    from the user question before it, itself completed in the same way, and, where the user picks
    one of the things that the assistant named, from there.

    Args:
        messages: the conversation; "" without a user message.
    """
    last = next((i for i in reversed(range(len(messages))) if messages[i].role == "user"), None)
    if last is None:
        return ""
    asked = messages[last].content
    earlier = next((i for i in reversed(range(last)) if messages[i].role == "user"), None)
    text = _text(asked).without_courtesy()
    if earlier is None or not _depends(text):
        return asked
    previous = _text(standalone(messages[: earlier + 1])).without_courtesy()
    reply = next((m.content for m in messages[earlier + 1 : last] if m.role == "assistant"), "")
    option = _picked(text, reply)
    kept = _context(previous, text, option)
    return " ".join((*kept, *option.words, *text.words)) + ("?" if asked.endswith("?") else "")


@dataclass(frozen=True, slots=True)
class _Option:
    """What a user picked of the things that were named, and what was not picked."""

    words: tuple[str, ...] = ()
    rejected: frozenset[str] = frozenset()


def _text(content: str) -> _Text:
    words = tuple(_WORD.findall(content))
    return _Text(words, tuple(plain(word) for word in words))


def _depends(text: _Text) -> bool:
    is_short = len(text.plain) <= _FRAGMENT_WORDS
    if not text.plain or (is_short and set(text.plain) & _words("farewell")):
        return False
    topics = text.topics()
    if not topics:
        return True
    if _has_open_pronoun(text, topics):
        return True
    return _is_elliptical(text, topics)


def _is_elliptical(text: _Text, topics: Sequence[int]) -> bool:
    """Whether it opens or hangs on the message before, with little of its own."""
    sentence = _SUBJECT_AND_VERB.search(" ".join(text.plain)) is not None
    own = [i for i in topics if text.plain[i] not in _words("firm")]
    opened = text.plain[0] in _words("openers") and not _is_question_word(text)
    hanging = bool(set(text.plain) & _words("hanging"))
    if opened and (len(topics) <= 1 or not sentence):
        return True
    if hanging and len(topics) <= 2 and not _says_also(text):
        return True
    if any(text.plain[i] in _words("firm") for i in topics):
        return False
    if text.plain[0] in _words("choosing") and len(text.plain) <= _CHOOSING_WORDS:
        return len(topics) <= 1
    return not sentence and len(own) <= 2 and len(text.plain) <= _FRAGMENT_WORDS


def _says_also(text: _Text) -> bool:
    """Whether "too" only joins a whole question of its own."""
    return bool(set(text.plain) & {"too", "then"}) and len(text.topics()) >= 2


def _is_question_word(text: _Text) -> bool:
    """Whether "what" or "how" begins an ordinary question rather than "what about"."""
    if text.plain[0] not in {"what", "how"}:
        return False
    return len(text.plain) > 1 and text.plain[1] not in {"about", "if"}


def _has_open_pronoun(text: _Text, topics: Sequence[int]) -> bool:
    """Whether a pronoun has nothing before it to mean; three words of topic are something."""
    limit = topics[_OWN_TOPICS - 1] if len(topics) >= _OWN_TOPICS else len(text.plain)
    return any(_is_anaphor(text, i) and not _has_antecedent(text, topics, i) for i in range(limit))


def _is_anaphor(text: _Text, i: int) -> bool:
    word = text.plain[i]
    following = text.plain[i + 1] if i + 1 < len(text.plain) else ""
    if word == "it":
        return not _is_expletive(text, i)
    if word in _words("demonstratives"):
        is_noun = i + 1 in text.topics() and following not in _words("demonstrative_followers")
        named = is_noun or following in _words("parts_of_time")
        if i and text.plain[i - 1] in _words("prepositions") and word not in {"das", "die", "der"}:
            return not named
        if word in {"die", "der"}:
            return not following
        return not following or following in _words("demonstrative_followers")
    if word == "there":
        before = text.plain[i - 1] if i else ""
        if "you" in text.plain or "anyone" in text.plain or "anybody" in text.plain:
            return False
        return before not in {"is", "are", "was", "were"} and following not in {"is", "are"}
    return word in _words("anaphors") and following != "of"


def _is_expletive(text: _Text, i: int) -> bool:
    """Whether "it" stands for what follows: "does it cost to unclog a drain", "is it normal"."""
    rest = text.plain[i + 1 :]
    if "to" in rest[:-1] and any(place > i for place in text.topics()):
        return True
    return bool(set(rest) & _words("expletive_after")) and len(text.topics()) >= 2


def _has_antecedent(text: _Text, topics: Iterable[int], place: int) -> bool:
    """Whether a noun before the pronoun can be what it means: "my son ... he"."""
    pronoun = text.plain[place]
    if pronoun in _words("demonstratives") or pronoun == "there":
        return False
    # "a new one": the word right before it says which, not what.
    stop = place - 1 if pronoun in {"one", "ones"} else place
    for i in range(stop):
        noun = i in set(topics) or text.plain[i] in _words("asking")
        plural = i in set(topics) and text.plain[i].endswith("s")
        determined = _follows_determiner(text, i) and not (plural and pronoun == "it")
        plural = plural and pronoun != "it"
        if noun and (determined or plural):
            return True
    return False


def _follows_determiner(text: _Text, i: int) -> bool:
    return bool(set(text.plain[max(i - 2, 0) : i]) & _words("determiners"))


def _context(previous: _Text, text: _Text, option: _Option) -> list[str]:
    """The words of the question before that the last one leaves out."""
    said = set(text.plain)
    replaced = {word for slot in _slots() if slot & said for word in slot - said}
    dropped = replaced | option.rejected
    whole = text.plain[0] in _words("openers") or not set(text.plain) & _words("asking")
    left_out = dropped if whole else dropped | _words("question") | _words("function")
    kept = [
        word
        for word, form in zip(previous.words, previous.plain, strict=True)
        if form not in left_out
    ]
    return kept[:_CONTEXT_WORDS]


def _picked(text: _Text, reply: str) -> _Option:
    """The thing of an assistant's answer that "the second one" means."""
    said = set(text.plain)
    pick = next((place for word, place in _picks().items() if word in said), None)
    options = [] if pick is None else _options(reply)
    if pick is None or len(options) <= max(pick, 1):
        return _Option()
    chosen = options[pick]
    kept = frozenset(chosen.plain)
    others = {word for option in options for word in option.plain} - kept
    words = tuple(chosen.words[i] for i in chosen.topics())
    return _Option(words, frozenset(others))


def _options(reply: str) -> list[_Text]:
    for sentence in re.split(r"(?<=[.!?])\s+", reply):
        named = _BEFORE_OPTIONS.sub("", sentence)
        options = [_text(part) for part in _OPTION_BREAK.split(named)]
        filled = [option for option in options if option.topics()]
        if len(filled) > 1:
            return filled
    return []


@cache
def _read() -> Mapping[str, Any]:
    text = (files("inhouse.contenders") / "conversation.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(_read()[name].split())


@cache
def _slots() -> tuple[frozenset[str], ...]:
    """Kinds of words of which a new one replaces an old one: days, ages."""
    return tuple(frozenset(words.split()) for words in _read()["slots"].values())


@cache
def _picks() -> Mapping[str, int]:
    """Word to the place of the thing that it picks: 0 for "first", -1 for "last"."""
    places = {"first": 0, "second": 1, "third": 2, "last": -1}
    picks = _read()["picks"]
    return {word: place for name, place in places.items() for word in picks[name].split()}
