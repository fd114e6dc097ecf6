"""From examples to a dataset: what is kept, what belongs together, what judges."""

from inhouse.curation.checking import Measure, run_checks
from inhouse.curation.checks import Background, Checked, Measured, Need
from inhouse.curation.curating import Curated, CurationSettings, curate, too_long
from inhouse.curation.description import describe
from inhouse.curation.given_splits import given_parts
from inhouse.curation.serialising import dataset_from_jsonl, dataset_to_jsonl
from inhouse.curation.splitting import SplitShares, group, split

__all__ = [
    "Background",
    "Checked",
    "Curated",
    "CurationSettings",
    "Measure",
    "Measured",
    "Need",
    "SplitShares",
    "curate",
    "dataset_from_jsonl",
    "dataset_to_jsonl",
    "describe",
    "given_parts",
    "group",
    "run_checks",
    "split",
    "too_long",
]
