"""Examples that a larger model writes: questions about passages, other ways to ask; all checked."""

from inhouse.sources.generating.endpoint import EndpointWriter
from inhouse.sources.generating.local import LocalWriter
from inhouse.sources.generating.passages import Passage, passages_of
from inhouse.sources.generating.prompts import Amounts, Prompt, new_questions, prompts_of
from inhouse.sources.generating.writer import VERSION, Judged, Writer

__all__ = [
    "VERSION",
    "Amounts",
    "EndpointWriter",
    "Judged",
    "LocalWriter",
    "Passage",
    "Prompt",
    "Writer",
    "new_questions",
    "passages_of",
    "prompts_of",
]
