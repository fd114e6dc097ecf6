"""Number formats of spreadsheets."""
