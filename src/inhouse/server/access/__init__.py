"""Who may ask, how much and how often; what every response tells a browser to refuse."""

from inhouse.server.access.guard import Guard
from inhouse.server.access.policy import Policy

__all__ = ["Guard", "Policy"]
