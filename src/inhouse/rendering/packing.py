"""Documents as blocks of one length, every token learned: for training on text as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from inhouse.records import Rendered
from inhouse.rendering.renderer import Renderer

__all__ = ["packed"]


def packed(renderer: Renderer, texts: Sequence[str], length: int) -> list[Rendered]:
    """The texts one after another, each closed by the end token, cut every `length` tokens.

    A block may hold the end of one text and the beginning of the next; the end token between them
    is all that parts them. The first token of a block is read only, for nothing stands before it.

    Source: Brown et al. 2020, "Language Models are Few-Shot Learners", appendix B.

    Args:
        renderer: of the base model; control tokens in the texts are read as plain words.
        texts: of the documents.
        length: tokens a block, 2 or more.
    """
    stream: list[int] = []
    for text in texts:
        stream += [*renderer.raw(renderer.neutralize(text.strip())), renderer.end_of_turn]
    blocks = [tuple(stream[at : at + length]) for at in range(0, len(stream), length)]
    return [Rendered(ids, (False, *(True for _ in ids[1:]))) for ids in blocks if len(ids) > 1]
