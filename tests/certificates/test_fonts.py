import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from awards.core.press import fonts as faces
from awards.core.press.fonts import (
    DISPLAY,
    ITALIC,
    REGULAR,
    SEMIBOLD,
    FontsMissingError,
    press_fonts,
    screen_font,
)

NORDIC = "ÅÄÖÆØåäöæøéüßđŋšžþ–—”’«»…€"


@pytest.fixture(scope="module")
def screen(font_folder: Path) -> Path:
    return screen_font(font_folder)


def described(file: Path) -> tuple[str, str, str, int, bool]:
    with TTFont(file) as font:
        name = font["name"]
        return (
            name.getDebugName(16),
            name.getDebugName(17),
            name.getDebugName(6),
            font["OS/2"].usWeightClass,
            "fvar" in font,
        )


def test_each_face_is_static_and_carries_its_own_name(fonts: Path) -> None:
    described_faces = {face: described(file) for face, file in press_fonts(fonts).items()}
    assert described_faces == {
        REGULAR: ("Source Serif 4", "Regular", "SourceSerif4-Regular", 400, False),
        SEMIBOLD: ("Source Serif 4", "Semibold", "SourceSerif4-Semibold", 600, False),
        ITALIC: ("Source Serif 4", "Italic", "SourceSerif4-Italic", 400, False),
        DISPLAY: (
            "Source Serif 4 Display",
            "Regular",
            "SourceSerif4Display-Regular",
            400,
            False,
        ),
    }


def test_every_face_writes_nordic_and_vietnamese_names(fonts: Path) -> None:
    missing = {
        face.postscript_name: [c for c in NORDIC + "Nguyễn Thị Żółć Șț" if ord(c) not in cmap]
        for face, file in press_fonts(fonts).items()
        for cmap in [TTFont(file).getBestCmap()]
    }
    assert missing == {face.postscript_name: [] for face in faces.FACES}


def test_faces_once_made_are_left_alone(fonts: Path) -> None:
    before = {file: file.stat().st_mtime_ns for file in press_fonts(fonts).values()}
    after = {file: file.stat().st_mtime_ns for file in press_fonts(fonts).values()}
    assert after == before


def test_screen_face_is_small_enough_for_a_phone(screen: Path) -> None:
    assert screen.suffix == ".woff2"
    assert screen.stat().st_size <= 40 * 1024


def test_screen_face_varies_in_weight_only_and_writes_nordic_text(screen: Path) -> None:
    with TTFont(screen) as font:
        axes = [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes]
        missing = [char for char in NORDIC if ord(char) not in font.getBestCmap()]
    assert (axes, missing) == ([("wght", 400, 700)], [])


def test_screen_face_is_named_after_its_content(screen: Path) -> None:
    digest = hashlib.sha256(screen.read_bytes()).hexdigest()[:12]
    assert screen.name == f"source-serif-4.{digest}.woff2"


def test_two_processes_at_once_make_one_font(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib\n"
        "from awards.core.press.fonts import screen_font\n"
        "print(screen_font(pathlib.Path(sys.argv[1])).name)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE)
        for _ in range(2)
    ]
    names = [process.communicate(timeout=120)[0].decode().strip() for process in started]
    assert names == [screen_font(tmp_path).name] * 2
    kinds = sorted(file.suffix or file.name for file in tmp_path.iterdir())
    assert kinds == [".lock", ".txt", ".woff2"]


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        faces._write_whole(tmp_path / "half.ttf", "not bytes")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_missing_typeface_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faces, "find_spec", lambda _name: None)
    faces._recipe_hash.cache_clear()
    with pytest.raises(FontsMissingError, match="fontpkg-source-serif-4"):
        screen_font(tmp_path)
