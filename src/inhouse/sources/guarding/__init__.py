"""Reads files that nobody vouches for: in a process of its own, with limits, hidden text out."""

from inhouse.sources.guarding.concealed import Hidden
from inhouse.sources.guarding.containers import Refused, inspect, safe_members
from inhouse.sources.guarding.neutralizing import neutralized

__all__ = ["Hidden", "Refused", "inspect", "neutralized", "safe_members"]
