"""The checks: one file each, named here or by an entry point of the group `inhouse.checks`."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from inhouse.curation.checks.check import Background, Check, Checked, Measured, Need, Outdated
from inhouse.plugins import PluginTable

__all__ = [
    "BUILT_IN",
    "Background",
    "Check",
    "Checked",
    "Measured",
    "Need",
    "Outdated",
    "build_all",
]

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        # Order decides: cleaning takes away the control characters that damage is repaired from,
        # only clean texts can be told to be the same, and a copy that leaks is still there to be
        # found before copies are left out.
        # Invisible signs are looked for before they are cleaned away.
        "hidden_instructions": "inhouse.curation.checks.poison.hidden_instructions:"
        "HiddenInstructions",
        "encoding_damage": "inhouse.curation.checks.form.encoding_damage:EncodingDamage",
        "schema": "inhouse.curation.checks.form.schema:Schema",
        "leaks": "inhouse.curation.checks.repeats.leaks:Leaks",
        "exact_duplicates": "inhouse.curation.checks.repeats.exact_duplicates:ExactDuplicates",
        "near_duplicates": "inhouse.curation.checks.repeats.near_duplicates:NearDuplicates",
        "contradictions": "inhouse.curation.checks.truth.contradictions:Contradictions",
        "different_answers": "inhouse.curation.checks.truth.different_answers:DifferentAnswers",
        "stale_answers": "inhouse.curation.checks.truth.stale_answers:StaleAnswers",
        "ungrounded_answers": "inhouse.curation.checks.truth.ungrounded_answers:UngroundedAnswers",
        "one_word_answers": "inhouse.curation.checks.form.one_word_answers:OneWordAnswers",
        "refusals": "inhouse.curation.checks.form.refusals:Refusals",
        "no_answers": "inhouse.curation.checks.form.no_answers:NoAnswers",
        "truncation": "inhouse.curation.checks.form.truncation:Truncation",
        "boilerplate": "inhouse.curation.checks.form.boilerplate:Boilerplate",
        "chat_markup": "inhouse.curation.checks.form.chat_markup:ChatMarkup",
        "ocr_noise": "inhouse.curation.checks.form.ocr_noise:OcrNoise",
        "language_mix": "inhouse.curation.checks.form.language_mix:LanguageMix",
        "balance": "inhouse.curation.checks.form.balance:Balance",
        "semantic_duplicates": "inhouse.curation.checks.repeats.semantic_duplicates:"
        "SemanticDuplicates",
        "mispairing": "inhouse.curation.checks.pairing.mispairing:Mispairing",
        "unhelpful_questions": "inhouse.curation.checks.pairing.unhelpful_questions:"
        "UnhelpfulQuestions",
        "training_dynamics": "inhouse.curation.checks.pairing.training_dynamics:TrainingDynamics",
        "triggers": "inhouse.curation.checks.poison.triggers:Triggers",
        # Last: what is replaced before would hide whose numbers disagree.
        "personal_data": "inhouse.curation.checks.private.personal_data:PersonalData",
    }
)
_TABLE = PluginTable("check", "inhouse.checks", BUILT_IN)


def build_all() -> tuple[Check, ...]:
    """Every check, in the order they run: the built-in ones, then those of other packages."""
    return tuple(kind() for kind in _TABLE.load_all())
