"""Messages to token ids and a loss mask, and back: the one place that does it.

Training, comparing and serving all render here, so the tokens learned are the tokens served.
"""

from inhouse.rendering.packing import packed
from inhouse.rendering.proof import prove
from inhouse.rendering.renderer import ChatTokenizer, Renderer, open_renderer

__all__ = ["ChatTokenizer", "Renderer", "open_renderer", "packed", "prove"]
