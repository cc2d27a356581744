"""Texts with names planted in them, and where: what `bench/masking` measures the masking with."""
