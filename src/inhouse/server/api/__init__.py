"""The OpenAI-compatible API: one file an endpoint."""
