"""What somebody may have put in on purpose."""
