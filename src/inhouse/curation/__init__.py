"""From examples to a dataset: what is kept, what belongs together, what judges."""

from inhouse.curation.checking import run_checks
from inhouse.curation.curating import Curated, CurationSettings, curate, too_long
from inhouse.curation.description import describe
from inhouse.curation.serialising import dataset_from_jsonl, dataset_to_jsonl
from inhouse.curation.splitting import SplitShares, group, split

__all__ = [
    "Curated",
    "CurationSettings",
    "SplitShares",
    "curate",
    "dataset_from_jsonl",
    "dataset_to_jsonl",
    "describe",
    "group",
    "run_checks",
    "split",
    "too_long",
]
