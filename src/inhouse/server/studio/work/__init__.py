"""Long jobs: begun in processes of their own, followed and stopped from the pages."""
