"""What is tried before a run: how fast a base model learns here, and which settings suit."""
