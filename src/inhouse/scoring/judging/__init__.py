"""The judge of answers: claims held against the firm's own answer, not words counted."""

from inhouse.scoring.judging.judge import judge
from inhouse.scoring.judging.judgement import Fault, Judgement, Outcome, Reason
from inhouse.scoring.judging.shared_lines import shared_lines

__all__ = ["Fault", "Judgement", "Outcome", "Reason", "judge", "shared_lines"]
