"""From examples to a dataset: what is kept, what belongs together, what judges."""

from inhouse.curation.curating import Curated, CurationSettings, curate, too_long
from inhouse.curation.description import describe
from inhouse.curation.duplicates import drop_duplicates, near_duplicates
from inhouse.curation.schema import clean_text, keep_sound
from inhouse.curation.serialising import dataset_from_jsonl, dataset_to_jsonl
from inhouse.curation.splitting import SplitShares, group, split

__all__ = [
    "Curated",
    "CurationSettings",
    "SplitShares",
    "clean_text",
    "curate",
    "dataset_from_jsonl",
    "dataset_to_jsonl",
    "describe",
    "drop_duplicates",
    "group",
    "keep_sound",
    "near_duplicates",
    "split",
    "too_long",
]
