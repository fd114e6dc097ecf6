"""Says a text again in other words, by rules: what `bench/doctor.py` plants as semantic duplicates.

Synonyms that hold in nearly any sentence, other frames for the same question, clauses and sentences
in another order, a long answer short of a sentence. Numbers, names and every "not" stay.
"""

import random
import re

from inhouse.curation.comparing.disagreement import sentences

# a/b holds both ways, a>b one way.
_WORDINGS = """
symptoms/signs; treatment/therapy; treatments/therapies; doctor/physician; doctors/physicians;
health care provider/clinician; health care providers/clinicians; disease/illness;
diseases/illnesses; medicine/drug; medicines/drugs; medications>medicines; medication>medicine;
children/kids; usually/normally; often/frequently; sometimes/at times; begin/start; begins/starts;
began/started; in order to/so as to; such as>like; because>since; for example/for instance;
can cause/can lead to; may cause/may lead to; many/numerous; large/big; important>essential;
increases>raises; reduces>lowers; reduce>lower; shows>demonstrates; needs to/has to;
need to/have to; find>locate; create/make; creating/making; explain/describe; provides>gives;
provide>give; quickly>fast; buy/purchase; try to/attempt to; ensure/make sure; several>a number of;
approximately/roughly; therefore/for this reason; as well as>and also; prior to>before;
before>prior to; occurs/happens; occur/happen; mother/mom; father/dad; significant for/notable for;
presents with/comes in with; states that/says that; shortness of breath/breathlessness;
okay>all right; a lot of>plenty of; hi>hello; hello>hi; thank you/thanks;
get rid of/remove; look for/search for; choose/pick; select>pick; talk to/speak with;
right now/at the moment; currently/at present; in addition/besides; additionally>besides;
difficult>hard; easy>simple; problems>difficulties; result in>bring about;
results in>brings about; the entire/the whole; every/each; talented/gifted; happy/glad;
beautiful>lovely; huge/enormous; requires>needs; methods/ways; various/different;
discover>find out; improve>better; regularly/on a regular basis; annually/every year;
daily/every day; surgery>an operation; tests>examinations; likely>probably; maybe/perhaps;
received>got; receive>get; informed>told; contact>get in touch with; folder/directory;
although/even though; while>whereas; patient's>person's; someone/somebody;
everyone/everybody; anyone/anybody; until/till; similar to/much like; type of>kind of;
types of>kinds of; a variety of>all kinds of; is used to/serves to; are used to/serve to;
most of>the greater part of; caused by>brought on by; known as>called; goal>aim; goals>aims;
benefits>advantages; large number of>great many; this means>that means; will be able to>can;
is able to>can; are able to>can; due to>owing to; depending on>according to; in fact>actually;
at the same time>meanwhile; instead of>rather than; cannot>can not; don't/do not;
doesn't/does not; isn't/is not; can't>can not; i'm/i am; it's>it is; i've/i have; you're/you are;
they're/they are; there's>there is; that's>that is; let's>let us; didn't/did not; won't>will not
"""
_FRAMES = (
    (r"^what (is|are) (?!.*\b\w+ing\b)(.+?)\??$", ("Could you tell me what {1} {0}?",
     "Please explain what {1} {0}.")),
    (r"^what (causes) (.+?)\??$", ("What leads to {1}?", "Where does {1} come from?")),
    (r"^how (?:do|can|should) i (.+?)\??$", ("What is the way to {0}?",
     "I would like to {0}. How is it done?")),
    (r"^how to (.+?)\??$", ("What is the way to {0}?", "I want to {0}, how is that done?")),
    (r"^how can (?:we|you|one) (.+?)\??$", ("What is the way to {0}?",)),
    (r"^(?:can|may) i (.+?)\??$", ("Is it possible for me to {0}?", "Am I able to {0}?")),
    (r"^(?:should) i (.+?)\??$", ("Would it be advisable for me to {0}?",)),
    (r"^is there (.+?)\??$", ("Does there exist {0}?", "I am looking for {0}. Does it exist?")),
    (r"^(?:write|create|generate|compose) (.+)$", ("I need you to come up with {0}",
     "Please produce {0}")),
    (r"^(?:give|provide)(?: me)? (.+)$", ("I would like {0}", "Please supply {0}")),
    (r"^(?:explain|describe) (.+)$", ("Say in your own words: {0}", "I want to understand {0}")),
    (r"^(?:find|identify) (.+)$", ("Please determine {0}", "Tell me {0}")),
)  # fmt: skip
_OPENINGS = ("Could you help me with this: ", "I have a question. ", "Here is what I need: ")
_IF = re.compile(r"^If ([^,.;]{8,80}), ([^.;]{8,120})([.!])$")
_THEN = re.compile(r"^([A-Z][^,.;]{8,100}) if ([^,.;]{8,80})([.!])$")
# A sentence that leans on the one before keeps its place.
_LEANS = re.compile(
    r"(?:This|That|These|Those|It|They|He|She|His|Her|Their|Its|However|Still|But|And|So|Then|Also|"
    r"Therefore|Finally|First|Second|Next|For example|For instance|In addition|Besides|Such)\b"
)


def _others() -> dict[str, str]:
    known: dict[str, str] = {}
    for part in _WORDINGS.split(";"):
        word, way, other = re.split("([/>])", part.strip())
        known.setdefault(word, other)
        if way == "/":
            known.setdefault(other, word)
    return dict(sorted(known.items(), key=lambda pair: -len(pair[0])))


_OTHER = _others()
_WORDS = re.compile(
    r"(?<![\w@/.-])(" + "|".join(map(re.escape, _OTHER)) + r")(?![\w@/-]|\.\w)", re.IGNORECASE
)


def _replaced(text: str, chance: random.Random) -> str:
    def other(found: re.Match[str]) -> str:
        word = found[0]
        if chance.random() < 0.15 or (word.isupper() and len(word) > 1):
            return word
        new = _OTHER[word.casefold()]
        return new[0].upper() + new[1:] if word[0].isupper() else new

    return _WORDS.sub(other, text)


def reworded_question(text: str, chance: random.Random) -> str:
    """The same question in another frame, with other words where they are safe."""
    for pattern, frames in _FRAMES:
        found = re.match(pattern, text.strip(), re.IGNORECASE | re.DOTALL)
        if found and "\n" not in found[0]:
            return _replaced(chance.choice(frames).format(*found.groups()), chance)
    words = _replaced(text, chance)
    return words if len(text) > 200 else chance.choice(_OPENINGS) + words


def reworded_answer(text: str, chance: random.Random) -> str:
    """The same answer: other words, clauses turned, sentences that lean on none changed about."""
    parts = [_turned(part) for part in sentences(text)]
    free = [i for i in range(1, len(parts)) if not any(map(_LEANS.match, parts[i : i + 2]))]
    if len(free) > 1 and "\n" not in text:
        first, second = sorted(chance.sample(free, 2))
        parts[first], parts[second] = parts[second], parts[first]
        if (
            len(parts) > 4
            and chance.random() < 0.5
            and not re.search(r"\d|not\b|n't", parts[first])
        ):
            del parts[first]
    joined = " ".join(parts) if "\n" not in text else text
    return _replaced(joined, chance)


def _turned(sentence: str) -> str:
    if found := _IF.match(sentence):
        return f"{found[2][0].upper()}{found[2][1:]} if {found[1]}{found[3]}"
    if found := _THEN.match(sentence):
        return f"If {found[2]}, {found[1][0].lower()}{found[1][1:]}{found[3]}"
    return sentence
