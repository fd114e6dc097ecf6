"""A folder with every format, and everything that goes wrong in a small firm's files."""
