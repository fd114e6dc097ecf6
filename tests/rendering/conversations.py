"""Hypothesis strategies for what people write, the nasty parts included."""

from hypothesis import strategies as st

from inhouse.records import Message, Rendered

CHARACTERS = st.characters(codec="utf-8", exclude_characters="▁")
# Some vocabularies lack the bytes of control and unassigned characters.
ASSIGNED = st.characters(codec="utf-8", exclude_categories=["Cc", "Cn", "Co", "Cs"])
WRITTEN_BY_TEMPLATES = ("assistant", "user", "system", "model", "a", "named", "Today: 26 Jul 2024")
SPACES = ("\n\n", " ", "1\n\n2", "a \n b", "\t", "\r\n", "  two  ", "...\n\n\n...", "\u00a0")
MARKUP = ("<|im", "_end|>", "{{ x }}", "<h1>Hi</h1>", "$85.50")
UNICODE = ("naïve", "nai\u0308ve", "🦷🏽", "\u200d", "\ufeff")
NASTY = st.sampled_from((*WRITTEN_BY_TEMPLATES, *SPACES, *MARKUP, *UNICODE))


def texts(characters):
    words = st.one_of(st.text(characters, max_size=20), NASTY)
    return st.lists(words, max_size=4).map("".join)


TEXTS = texts(CHARACTERS)


@st.composite
def conversations(draw, said=TEXTS):
    """Alternating turns that end with the assistant's, with or without a system message."""
    talk = [Message("system", draw(said))] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        talk += [Message("user", draw(said)), Message("assistant", draw(said))]
    return tuple(talk)


@st.composite
def mutated(draw, right):
    """`right` with one thing wrong."""
    ids, mask = list(right.ids), list(right.loss_mask)
    at = draw(st.integers(0, len(ids) - 1))
    fault = draw(st.sampled_from(["flip", "drop end", "shift", "swap", "insert", "cut", "extra"]))
    if fault == "flip":
        mask[at] = not mask[at]
    elif fault == "drop end":
        ids, mask = ids[:-1], mask[:-1]
    elif fault == "shift":
        step = draw(st.sampled_from([-1, 1]))
        mask = mask[-step:] + mask[:-step]
    elif fault == "swap":
        other = draw(st.integers(0, max(ids)).filter(lambda i: i != ids[at]))
        ids[at] = other
    elif fault == "insert":
        ids.insert(at, ids[at])
        mask.insert(at, mask[at])
    elif fault == "cut":
        del ids[at], mask[at]
    else:
        ids, mask = [*ids, ids[at]], [*mask, draw(st.booleans())]
    return Rendered(tuple(ids), tuple(mask))
