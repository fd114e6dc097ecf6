"""Words, the same everywhere they are counted."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["words"]

_WORD = re.compile(
    "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]"  # one a character: no spaces there
    "|[^\\W_\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uac00-\ud7af]+"
)


def words(text: str) -> list[str]:
    """The words of `text`, folded: no case, no punctuation, one form a character.

    Source: Rajpurkar et al. 2016 (SQuAD), evaluation script. Deviation: English articles are
    kept, so that every language is treated alike; Chinese, Japanese and Korean go by character.
    """
    folded = unicodedata.normalize("NFKC", text).casefold().replace("'", "").replace("’", "")
    return _WORD.findall(folded)
