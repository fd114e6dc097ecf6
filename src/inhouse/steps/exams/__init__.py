"""Exams: what is stored and asked, and who answers."""
