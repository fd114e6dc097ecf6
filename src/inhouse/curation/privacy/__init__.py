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
from inhouse.curation.privacy.planting import (
    PLANTED_KINDS,
    STRUCTURED,
    Planted,
    invented_names,
    plant,
)
from inhouse.curation.privacy.redacting import (
    Found,
    Privacy,
    Redact,
    is_wanted,
    looked_through,
    redacted,
)
from inhouse.curation.privacy.surrogates import SurrogateMap, Surrogates

__all__ = [
    "CERTAIN",
    "KINDS",
    "PLANTED_KINDS",
    "STRUCTURED",
    "Detector",
    "Found",
    "Mention",
    "Planted",
    "Privacy",
    "PrivacySettings",
    "Recall",
    "Redact",
    "SurrogateMap",
    "Surrogates",
    "blind_spots",
    "detect",
    "detectors",
    "invented_names",
    "is_wanted",
    "looked_through",
    "measured_recall",
    "names_installed",
    "plant",
    "redacted",
    "wilson",
]
