"""The same round as scoring's tests have."""

from tests.scoring.conftest import scene

__all__ = ["scene"]
