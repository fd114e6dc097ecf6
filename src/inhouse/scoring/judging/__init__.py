"""The judge of answers: claims held against the firm's own answer, not words counted."""

from inhouse.scoring.judging.judge import judge
from inhouse.scoring.judging.judgement import Fault, Judgement, Outcome, Reason
from inhouse.scoring.judging.lexicon import Concept, concept, is_function_word
from inhouse.scoring.judging.many import judge_all, judge_once
from inhouse.scoring.judging.segments import sentences
from inhouse.scoring.judging.shared_lines import shared_lines, without_lines

__all__ = [
    "Concept",
    "Fault",
    "Judgement",
    "Outcome",
    "Reason",
    "concept",
    "is_function_word",
    "judge",
    "judge_all",
    "judge_once",
    "sentences",
    "shared_lines",
    "without_lines",
]
