"""What is nobody's business: people, their numbers, secrets."""
