"""The project folder: SQLite, artifacts by hash, lineage. The only writer."""

from inhouse.records.codec import Json, decode, encode, from_json, to_json
from inhouse.registry.contents import ContentsWriter
from inhouse.registry.curation import Decisions, Vault
from inhouse.registry.ingests import Ingest, IngestedFile
from inhouse.registry.overview import AuditEntry, Kind, Lineage
from inhouse.registry.registry import Registry
from inhouse.registry.training import Checkpoint, Logged, TrainingLog

__all__ = [
    "AuditEntry",
    "Checkpoint",
    "ContentsWriter",
    "Decisions",
    "Ingest",
    "IngestedFile",
    "Json",
    "Kind",
    "Lineage",
    "Logged",
    "Registry",
    "TrainingLog",
    "Vault",
    "decode",
    "encode",
    "from_json",
    "to_json",
]
