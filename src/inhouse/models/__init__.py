"""The models: what is known of each, fetching, opening, adapters, answering, embedding.

Only the catalogue is light; import the others by module where torch may be loaded.
"""

from inhouse.models.catalogue import (
    cache_folder,
    catalogue,
    find,
    local_folder,
    original_gguf,
)
from inhouse.models.facts import ModelFacts

__all__ = [
    "ModelFacts",
    "cache_folder",
    "catalogue",
    "find",
    "local_folder",
    "original_gguf",
]
