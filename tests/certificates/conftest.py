"""What every test of certificates starts from."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def fonts(font_folder: Path) -> Path:
    """The folder with the certificate's faces."""
    return font_folder
