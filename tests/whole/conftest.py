"""What tests of the whole share."""

from pathlib import Path

import pytest

from awards.certificates.fonts import certificate_fonts, screen_font


@pytest.fixture(scope="session")
def font_folder(request: pytest.FixtureRequest) -> Path:
    """The faces of pages and paper, kept between runs: cutting them takes a while."""
    assert request.config.cache is not None
    folder = request.config.cache.mkdir("certificate-fonts")
    certificate_fonts(folder)
    screen_font(folder)
    return folder


@pytest.fixture
def instance(tmp_path: Path, font_folder: Path) -> Path:
    """The folder of a test installation (see `settings`), with its fonts cut already."""
    (tmp_path / "fonts").symlink_to(font_folder, target_is_directory=True)
    return tmp_path
