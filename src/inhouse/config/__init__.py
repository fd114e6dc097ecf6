"""One TOML a project: schema, commented defaults, loading, explaining."""

from inhouse.config.editing import edited
from inhouse.config.explaining import (
    Knob,
    explain,
    reference,
    starter_toml,
    to_toml,
    to_toml_value,
)
from inhouse.config.loading import FILE, load
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
    "FILE",
    "CompareConfig",
    "Config",
    "CurationConfig",
    "GenerateConfig",
    "IngestConfig",
    "Knob",
    "ReportConfig",
    "TrainingConfig",
    "edited",
    "explain",
    "is_place",
    "load",
    "reference",
    "starter_toml",
    "to_toml",
    "to_toml_value",
]
