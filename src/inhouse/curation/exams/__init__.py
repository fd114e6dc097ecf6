"""Exams as files, and what has to be kept apart from training because an exam asks it."""

from inhouse.curation.exams.apart import KeptApart, keep_apart
from inhouse.curation.exams.form import KINDS, read_questions, write_questions
from inhouse.curation.exams.real import REAL, Chosen, choose_real

__all__ = [
    "KINDS",
    "REAL",
    "Chosen",
    "KeptApart",
    "choose_real",
    "keep_apart",
    "read_questions",
    "write_questions",
]
