"""What every test of certificates starts from."""

from pathlib import Path

import pytest

from awards.certificates.fonts import certificate_fonts


@pytest.fixture(scope="session")
def fonts(request: pytest.FixtureRequest) -> Path:
    """The folder with the certificate's faces, kept between runs: cutting them takes a while."""
    assert request.config.cache is not None
    folder = request.config.cache.mkdir("certificate-fonts")
    certificate_fonts(folder)
    return folder
