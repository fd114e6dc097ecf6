"""What curation keeps: a person's decisions, and the encrypted map of surrogates."""

from inhouse.registry.curation.decisions import Decisions
from inhouse.registry.curation.vault import Vault

__all__ = ["Decisions", "Vault"]
