"""juries."""
