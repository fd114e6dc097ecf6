"""What answers: a lookup, a prompt, retrieval, a fine-tuned model, combinations; one file each."""

from inhouse.contenders.asking import ask_each, ask_requests, passage_words, spec_id
from inhouse.contenders.assistant import Assistant
from inhouse.contenders.contender import (
    Answered,
    Answering,
    Contender,
    ContenderKind,
    Ingredients,
    Request,
    finish,
    say,
    with_writers,
)
from inhouse.contenders.knowledge import Index, TextEmbedder, chunks_of, known_questions
from inhouse.contenders.prompts import (
    PromptBased,
    choose_shots,
    choose_system_prompt,
    reference,
    trained_conversation,
)
from inhouse.contenders.table import build, facts_of, names
from inhouse.contenders.writer import Limits, Writer, fit

__all__ = [
    "Answered",
    "Answering",
    "Assistant",
    "Contender",
    "ContenderKind",
    "Index",
    "Ingredients",
    "Limits",
    "PromptBased",
    "Request",
    "TextEmbedder",
    "Writer",
    "ask_each",
    "ask_requests",
    "build",
    "choose_shots",
    "choose_system_prompt",
    "chunks_of",
    "facts_of",
    "finish",
    "fit",
    "known_questions",
    "names",
    "passage_words",
    "reference",
    "say",
    "spec_id",
    "trained_conversation",
    "with_writers",
]
