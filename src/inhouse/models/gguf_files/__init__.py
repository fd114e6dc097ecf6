"""Models and adapters as GGUF files, for llama.cpp and everything built on it."""

from inhouse.models.gguf_files.architectures import Architecture, architecture_of
from inhouse.models.gguf_files.writing import PRECISIONS, write_adapter, write_model

__all__ = ["PRECISIONS", "Architecture", "architecture_of", "write_adapter", "write_model"]
