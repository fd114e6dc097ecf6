"""The last question of a conversation, as it must be understood without the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from inhouse.contenders.urgent.rules import plain
from inhouse.records import Message

__all__ = ["standalone"]

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*")
_CONTEXT_WORDS = 14
_FRAGMENT_WORDS = 4


def _set(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Said before the question proper; nothing of it is asked.
_COURTESY = _set(
    "thanks thank thx ty ok okay k great cool nice perfect good alright right sure yes yeah yep no"
    " oh ah hmm got it i see fine hello hi hey please well so awesome lovely super wow sorry"
    " gracias vale bien bueno perfecto hola si claro danke gut super hallo ach aha"
)
_OPENERS = _set("and or but plus also y o e pero tambien und oder aber auch then what how even not")
_FAREWELL = _set("bye goodbye thanks thank thx gracias danke adios tschuss cheers ty")
# Questions that hang on what was said before when nothing of their own is asked about.
_ASKING = _set(
    "what whats how hows why when where which who whose whom much many long often far soon late"
    " early old big cost costs price prices pay owe charge charged total fee cheaper more less"
    " expensive include included includes covered cover guaranteed guarantee refundable possible"
    " enough ok okay normal safe free hurt hurts painful take takes last lasts work works working"
    " need needed have has get got done do does did done make made be been come comes go goes use"
    " used want wants help say said tell told know mean means happen happens happened start starts"
    " end ends start stop since until till roughly about approximately exactly usually really"
    " still already too either instead again later before after afterwards during same different"
    " other another extra else any some all both one ones first second third last latter former"
    " per each every only just possible available online phone person copy day days week weeks"
    " month months year years hour hours minute minutes time times today tonight tomorrow now"
    " morning afternoon evening night weekend weekends weekday weekdays monday mondays tuesday"
    " tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday"
    " sundays holiday holidays kid kids child children toddler baby adult adults teen teens senior"
    " seniors student students man woman men women husband wife son daughter mother father mom dad"
    " lot bit thing things way case catch number interest bottle person people anyone somebody"
    " someone anybody everyone us them see bring ring call send give put let try leave keep look"
    " cuanto cuanta cuantos cuesta cuestan precio vale duele cuando donde quien cual porque por que"
    " como tarda dura dias dia semana horas hora hoy manana noche lunes martes miercoles jueves"
    " viernes sabado sabados domingo domingos festivos ninos nino nina adultos tambien todo cada"
    " wie was wann wo wer welche warum wieso viel viele lange kostet kosten dauert halt weh tut"
    " tage tag woche stunden heute morgen abends samstags sonntags samstag sonntag montags kinder"
    " kind erwachsene auch noch geht gibt macht"
)
_FUNCTION = _set(
    "a an the of in on at to for from by with without about into as than that this these those"
    " it its he she they him her his hers their theirs i me my mine we us our ours you your yours"
    " is are am was were be been being do does did doing have has had having can could will would"
    " shall should may might must im ive id ill youre theyre hes shes theres there here not no nor"
    " if because while though tho but and or so then dont doesnt didnt isnt arent wasnt cant wont"
    " please el la los las un una unos unas de del al en con sin para por y o e es son esta estan"
    " hay ser mi mis tu su sus se me te lo le les eso esto esa ese esos der die das den dem des ein"
    " eine einen einem einer und oder ist sind war ich du er sie es wir ihr mein meine dein sein fur"
    " mit ohne von zu zum zur im am auf bei haben hat habe kann konnen muss man sich dafur damit"
    " up out off over under down like also even yet k oh ah via"
)
_ANAPHORS = _set(
    "it he she they them him one ones eso esa ese esto ello ella ellos dafur damit davon dazu"
    " its theirs their his her"
)
_DEMONSTRATIVES = _set("that this those these das die der")
_DEMONSTRATIVE_FOLLOWERS = _set(
    "is was are were be cost costs take takes work works mean include hurt hurts happen too then"
    " for in on at with and or to if just only really also still run runs kostet ist geht cover covered enough ok fine"
)
_PREPOSITIONS = _set("of for about with to from like after before without by on in")
_QUESTION = _set(
    "what whats how hows why when where which who whose whom much many long often far soon cost"
    " costs price prices cuanto cuanta cuesta cuestan cuando donde cual porque que como tarda wie"
    " was wann wo wer welche warum viel viele lange kostet kosten dauert need have has get got do"
    " did make come go use want say tell mean happen happens possible available"
)
_HANGING = _set("too either instead else still then same other others another tho though otherwise")
_EXPLETIVE_AFTER = _set(
    "possible normal ok okay safe allowed true necessary better cold hot raining legal free"
    " today tomorrow open"
)
_DETERMINERS = _set(
    "a an the my your our his her their some any no every each two three four five un una el la los"
    " las mi tu su ein eine der die das mein meine"
)
_FIRM = _set(
    "open close closed hours located address parking hiring spanish english owner emergency"
    " emergencies appointment appointments insurance location website email fax directions abren"
    " cierran direccion horario estacionamiento geoffnet offen adresse"
)
_SUBJECT_AND_VERB = re.compile(
    r"\b(?:i|we|you|they|he|she|my \w+|your \w+|the \w+|someone|somebody)\b.*\b\w+|"
    r"^(?:what|whats|how|hows|when|where|wheres|who|whos|which|was|wie|wann|wo|wer|haben|machen|"
    r"hacen|tienen|cuanto|donde|cuando|como|venden|aceptan|puedo|do|does|did|is|are|can|could|will|would|should|has|have|may)\b"
)
_SLOTS = tuple(
    _set(words)
    for words in (
        "monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays"
        " saturday saturdays sunday sundays today tomorrow tonight weekend weekends weekdays"
        " lunes martes miercoles jueves viernes sabado sabados domingo domingos festivos hoy manana"
        " montag montags dienstag dienstags mittwoch mittwochs donnerstag donnerstags freitag"
        " freitags samstag samstags sonntag sonntags heute morgen",
        "adult adults kid kids child children toddler teen teens senior seniors student students"
        " adulto adultos nino ninos nina ninas erwachsene kind kinder",
    )
)
_PICKS = {
    0: _set("first former 1st primero primera erste ersten"),
    1: _set("second 2nd segundo segunda zweite zweiten"),
    2: _set("third 3rd tercero tercera dritte dritten"),
    -1: _set("latter ultimo ultima letzte letzten"),
}
_OPTION_BREAK = re.compile(r"\s*,\s*(?:and|or|y|o|und|oder)?\s*|\s+(?:and|or|y|o|und|oder)\s+", re.I)
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
        start = next((i for i, w in enumerate(self.plain) if w not in _COURTESY), 0)
        return _Text(self.words[start:], self.plain[start:])

    def topics(self) -> list[int]:
        """Places of the words that say what it is about."""
        return [
            i
            for i, word in enumerate(self.plain)
            if len(word) > 1 and word not in _ASKING | _FUNCTION and word not in _COURTESY
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
    if not text.plain or set(text.plain) & _FAREWELL and len(text.plain) <= _FRAGMENT_WORDS:
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
    own = [i for i in topics if text.plain[i] not in _FIRM]
    opened = text.plain[0] in _OPENERS and not _is_question_word(text)
    hanging = bool(set(text.plain) & _HANGING)
    if opened and (len(topics) <= 1 or not sentence):
        return True
    if hanging and len(topics) <= 2 and not _says_also(text):
        return True
    if any(text.plain[i] in _FIRM for i in topics):
        return False
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
    return any(
        _is_anaphor(text, i) and not _has_antecedent(text, topics, i)
        for i in range(len(text.plain))
    )


def _is_anaphor(text: _Text, i: int) -> bool:
    word = text.plain[i]
    following = text.plain[i + 1] if i + 1 < len(text.plain) else ""
    if word == "it":
        return not _is_expletive(text, i)
    if word in _DEMONSTRATIVES:
        if i and text.plain[i - 1] in _PREPOSITIONS and word not in {"das", "die", "der"}:
            return True
        if word in {"die", "der"}:
            return not following
        return not following or following in _DEMONSTRATIVE_FOLLOWERS
    if word == "there":
        before = text.plain[i - 1] if i else ""
        return before not in {"is", "are", "was", "were"} and following not in {"is", "are"}
    return word in _ANAPHORS


def _is_expletive(text: _Text, i: int) -> bool:
    """Whether "it" stands for what follows: "does it cost to unclog a drain", "is it normal"."""
    rest = text.plain[i + 1 :]
    if "to" in rest[:-1] and any(place > i for place in text.topics()):
        return True
    return bool(set(rest) & _EXPLETIVE_AFTER) and len(text.topics()) >= 2


def _has_antecedent(text: _Text, topics: Iterable[int], place: int) -> bool:
    """Whether a noun before the pronoun can be what it means: "my son ... he"."""
    pronoun = text.plain[place]
    if pronoun in _DEMONSTRATIVES or pronoun == "there":
        return False
    # "a new one": the word right before it says which, not what.
    stop = place - 1 if pronoun in {"one", "ones"} else place
    for i in range(stop):
        noun = i in set(topics) or text.plain[i] in _ASKING
        plural = i in set(topics) and text.plain[i].endswith("s")
        determined = _follows_determiner(text, i) and not (plural and pronoun == "it")
        plural = plural and pronoun != "it"
        if noun and (determined or plural):
            return True
    return False


def _follows_determiner(text: _Text, i: int) -> bool:
    return bool(set(text.plain[max(i - 2, 0) : i]) & _DETERMINERS)


def _context(previous: _Text, text: _Text, option: _Option) -> list[str]:
    """The words of the question before that the last one leaves out."""
    said = set(text.plain)
    replaced = {word for slot in _SLOTS if slot & said for word in slot - said}
    dropped = replaced | option.rejected
    whole = text.plain[0] in _OPENERS or not set(text.plain) & _ASKING
    left_out = dropped if whole else dropped | _QUESTION | _FUNCTION
    kept = [
        word
        for word, form in zip(previous.words, previous.plain, strict=True)
        if form not in left_out
    ]
    return kept[:_CONTEXT_WORDS]


def _picked(text: _Text, reply: str) -> _Option:
    """The thing of an assistant's answer that "the second one" means."""
    said = set(text.plain)
    pick = next((n for n, words in _PICKS.items() if words & said), None)
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
