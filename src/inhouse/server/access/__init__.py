"""Who may ask, how much and how often; what every response tells a browser to refuse."""

from inhouse.server.access.guard import Guard
from inhouse.server.access.policy import UPLOAD_PATH, Policy, is_local

__all__ = ["UPLOAD_PATH", "Guard", "Policy", "is_local"]
