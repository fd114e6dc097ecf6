"""What answers: a prompt, examples in the prompt, retrieval, a fine-tuned model, combinations."""

from inhouse.contenders.contender import Contender, Materials, build
from inhouse.contenders.replies import Engine, answer_all, choose_system_prompt

__all__ = ["Contender", "Engine", "Materials", "answer_all", "build", "choose_system_prompt"]
