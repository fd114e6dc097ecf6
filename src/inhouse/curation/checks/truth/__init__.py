"""What cannot all be true: answers against each other, and against their sources."""
