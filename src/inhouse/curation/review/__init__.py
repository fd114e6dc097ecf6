"""What waits for a person, and what becomes of the data once they decided."""

from inhouse.curation.review.deciding import applied, still_open, without_done
from inhouse.curation.review.queue import Item, case_key, queue

__all__ = ["Item", "applied", "case_key", "queue", "still_open", "without_done"]
