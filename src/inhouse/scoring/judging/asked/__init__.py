"""What a question asks for, and what of the firm's answer must therefore be said."""

from inhouse.scoring.judging.asked.needed import (
    answering_part,
    asks_one_thing,
    facts_asked_for,
    left_out,
    needed_facts,
)
from inhouse.scoring.judging.asked.questions import (
    Asked,
    as_answered,
    last_turn,
    read_question,
    yes_or_no,
)
from inhouse.scoring.judging.asked.topics import beyond, keeps_to, names_it, shares_any

__all__ = [
    "Asked",
    "answering_part",
    "as_answered",
    "asks_one_thing",
    "beyond",
    "facts_asked_for",
    "keeps_to",
    "last_turn",
    "left_out",
    "names_it",
    "needed_facts",
    "read_question",
    "shares_any",
    "yes_or_no",
]
