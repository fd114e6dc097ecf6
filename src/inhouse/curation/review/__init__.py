"""What waits for a person, and what becomes of the data once they decided."""

from inhouse.curation.review.deciding import applied, still_open, without_done
from inhouse.curation.review.feedback import FEEDBACK, Candidates, candidates, decided_example
from inhouse.curation.review.queue import Item, case_key, queue

__all__ = [
    "FEEDBACK",
    "Candidates",
    "Item",
    "applied",
    "candidates",
    "case_key",
    "decided_example",
    "queue",
    "still_open",
    "without_done",
]
