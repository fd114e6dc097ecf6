"""What is there more than once, inside a set and across its splits."""
