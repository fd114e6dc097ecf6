"""What answers: a prompt, examples in the prompt, retrieval, a fine-tuned model, combinations."""

from inhouse.contenders.assistant import Assistant, Question, contender_of
from inhouse.contenders.contender import NAMES, Contender, Materials, build, choose_shots
from inhouse.contenders.replies import (
    Engine,
    Limits,
    answer_all,
    choose_system_prompt,
    fit,
    trained_conversation,
)
from inhouse.contenders.retrieval import Index, chunks_of

__all__ = [
    "NAMES",
    "Assistant",
    "Contender",
    "Engine",
    "Index",
    "Limits",
    "Materials",
    "Question",
    "answer_all",
    "build",
    "choose_shots",
    "choose_system_prompt",
    "chunks_of",
    "contender_of",
    "fit",
    "trained_conversation",
]
