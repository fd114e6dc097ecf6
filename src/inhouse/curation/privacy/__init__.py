"""Personal and secret data: found, replaced by surrogates, and how well that works."""

from inhouse.curation.privacy.detecting import (
    CERTAIN,
    KINDS,
    PrivacySettings,
    detect,
    detectors,
)
from inhouse.curation.privacy.detectors import names_installed
from inhouse.curation.privacy.measuring import Recall, blind_spots, measured_recall, wilson
from inhouse.curation.privacy.mention import Detector, Mention
from inhouse.curation.privacy.planting import PLANTED_KINDS, STRUCTURED, Planted, plant

__all__ = [
    "CERTAIN",
    "KINDS",
    "PLANTED_KINDS",
    "STRUCTURED",
    "Detector",
    "Mention",
    "Planted",
    "PrivacySettings",
    "Recall",
    "blind_spots",
    "detect",
    "detectors",
    "measured_recall",
    "names_installed",
    "plant",
    "wilson",
]
