"""Whether an answer belongs to its question."""
