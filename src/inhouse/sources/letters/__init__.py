"""What somebody wrote in a letter, and what of earlier letters it quotes."""

from inhouse.sources.letters.closing import own_words
from inhouse.sources.letters.machines import is_automatic
from inhouse.sources.letters.quotes import (
    exchanges,
    first_quoted_head,
    is_interleaved,
    split_quotes,
)

__all__ = [
    "exchanges",
    "first_quoted_head",
    "is_automatic",
    "is_interleaved",
    "own_words",
    "split_quotes",
]
