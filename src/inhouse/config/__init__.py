"""One TOML a project: schema, commented defaults, loading, explaining."""

from inhouse.config.explaining import Knob, explain, reference, starter_toml, to_toml
from inhouse.config.loading import load
from inhouse.config.places import is_place
from inhouse.config.schema import (
    CompareConfig,
    Config,
    CurationConfig,
    GenerateConfig,
    IngestConfig,
    ReportConfig,
    TrainingConfig,
)

__all__ = [
    "CompareConfig",
    "Config",
    "CurationConfig",
    "GenerateConfig",
    "IngestConfig",
    "Knob",
    "ReportConfig",
    "TrainingConfig",
    "explain",
    "is_place",
    "load",
    "reference",
    "starter_toml",
    "to_toml",
]
