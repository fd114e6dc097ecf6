"""Releases: what one is made of, whether it answers as PyTorch does, what fewer bits cost it."""
