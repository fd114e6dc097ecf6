"""A release as files for other programs, each read back. Import by module: torch is heavy."""
