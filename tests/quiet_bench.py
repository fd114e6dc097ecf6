"""A workbench for tests: a tokenizer and a fake embedder; whoever asks for a model fails."""

from chat_families import family
from inhouse.rendering import Renderer
from letters import Letters


class Bench:
    """What steps ask of a workbench that opens no model."""

    context_length = 2000

    def renderer(self):
        return Renderer(family("smollm2"))
        yield

    def embedder(self):
        return Letters()
        yield
