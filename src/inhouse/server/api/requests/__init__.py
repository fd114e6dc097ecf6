"""What clients may send: each parameter honoured, refused, or named as without effect."""

from inhouse.server.api.requests.chat import ChatRequest
from inhouse.server.api.requests.choosing import Choosing, ResponseFormat
from inhouse.server.api.requests.embeddings import EmbeddingsRequest
from inhouse.server.api.requests.responses import ResponsesRequest
from inhouse.server.api.requests.taking import MaxTokens, Taken, Undone

__all__ = [
    "ChatRequest",
    "Choosing",
    "EmbeddingsRequest",
    "MaxTokens",
    "ResponseFormat",
    "ResponsesRequest",
    "Taken",
    "Undone",
]
