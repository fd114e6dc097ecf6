"""From examples to a dataset: what is kept, what belongs together, what judges."""

from inhouse.curation.checking import run_checks
from inhouse.curation.choosing import (
    METHOD,
    open_examples,
    random_control,
    select,
    without_open_cases,
)
from inhouse.curation.curating import Curated, CurationSettings, curate, too_long
from inhouse.curation.description import describe
from inhouse.curation.serialising import dataset_from_jsonl, dataset_to_jsonl
from inhouse.curation.splitting import SplitShares, group, split

__all__ = [
    "METHOD",
    "Curated",
    "CurationSettings",
    "SplitShares",
    "curate",
    "dataset_from_jsonl",
    "dataset_to_jsonl",
    "describe",
    "group",
    "open_examples",
    "random_control",
    "run_checks",
    "select",
    "split",
    "too_long",
    "without_open_cases",
]
