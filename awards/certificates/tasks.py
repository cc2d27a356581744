"""Handlers that make certificates."""
