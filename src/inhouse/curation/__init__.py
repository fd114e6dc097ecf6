"""From examples to a dataset: what is kept, what belongs together, what judges."""

from inhouse.curation.checking import Measure, run_checks
from inhouse.curation.checks import Background, Checked, Measured, Need, Outdated
from inhouse.curation.choosing import (
    METHOD,
    Budget,
    open_examples,
    random_control,
    select,
    without_open_cases,
)
from inhouse.curation.curating import Curated, CurationSettings, Known, curate, too_long
from inhouse.curation.description import describe, set_facts
from inhouse.curation.given_splits import given_parts
from inhouse.curation.review import (
    FEEDBACK,
    Candidates,
    Item,
    candidates,
    case_key,
    decided_example,
    queue,
    still_open,
)
from inhouse.curation.serialising import dataset_from_jsonl, dataset_to_jsonl
from inhouse.curation.splitting import Closeness, SplitShares, group, split

__all__ = [
    "FEEDBACK",
    "METHOD",
    "Background",
    "Budget",
    "Candidates",
    "Checked",
    "Closeness",
    "Curated",
    "CurationSettings",
    "Item",
    "Known",
    "Measure",
    "Measured",
    "Need",
    "Outdated",
    "SplitShares",
    "candidates",
    "case_key",
    "curate",
    "dataset_from_jsonl",
    "dataset_to_jsonl",
    "decided_example",
    "describe",
    "given_parts",
    "group",
    "open_examples",
    "queue",
    "random_control",
    "run_checks",
    "select",
    "set_facts",
    "split",
    "still_open",
    "too_long",
    "without_open_cases",
]
