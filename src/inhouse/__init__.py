"""Inhouse: fine-tune a language model on a firm's own files, and prove whether it was worth it.

Importing the package does nothing: no torch, no network, no logging set-up.
"""

__version__ = "0.1.0"
__all__ = ["__version__"]
