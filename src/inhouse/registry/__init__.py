"""The project folder: SQLite, artifacts by hash, lineage. The only writer."""

from inhouse.records.codec import Json, decode, encode, from_json, to_json
from inhouse.registry.checkpoints import Checkpoint
from inhouse.registry.contents import ContentsWriter
from inhouse.registry.curation import Decisions, Vault
from inhouse.registry.ingests import Ingest, IngestedFile
from inhouse.registry.overview import AuditEntry, Kind, Lineage
from inhouse.registry.registry import Registry

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
    "Registry",
    "Vault",
    "decode",
    "encode",
    "from_json",
    "to_json",
]
