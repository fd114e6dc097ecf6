"""Contenders that are a prompt and a model: one file each; the prompt's shape tells them apart."""

from inhouse.contenders.prompts.likelihood import choose_system_prompt, reference
from inhouse.contenders.prompts.prompting import (
    Prepared,
    PromptBased,
    PromptContender,
    choose_shots,
    trained_conversation,
)

__all__ = [
    "Prepared",
    "PromptBased",
    "PromptContender",
    "choose_shots",
    "choose_system_prompt",
    "reference",
    "trained_conversation",
]
