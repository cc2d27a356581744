"""The faces of paper and screen: static Source Serif 4, cut once from the variable fonts.

A static face is laid out faster than a variable one and its weight is never guessed, so the first
call makes the few we use and keeps them in a folder. A file's name carries the hash of its source
and recipe (or of its content): a new font release makes new files beside the old. Several
processes may ask at once.

The typeface is Source Serif 4 (SIL Open Font License), from the package fontpkg-source-serif-4.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkstemp
from typing import Any

_PACKAGE = "fontpkg_source_serif_4"
_ROMAN = "SourceSerif4[opsz,wght].ttf"
_ITALIC = "SourceSerif4-Italic[opsz,wght].ttf"

# Names come from everywhere: all of Latin, Romanian and Vietnamese included.
_PRINT_CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x250),
    *range(0x300, 0x330),
    *range(0x1E00, 0x1F00),
    *range(0x2010, 0x2070),
    *(0x20AC, 0x2116, 0x2122, 0x2212),
)
# Headings need less, and each kilobyte is a phone's: Latin to Extended-A, dashes, quotes, euro.
_SCREEN_CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x2010, 0x2016),
    *range(0x2018, 0x2020),
    *(0x2022, 0x2026, 0x2032, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2192, 0x2212),
)
_FEATURES = ("kern", "liga", "locl", "ccmp", "mark", "mkmk", "lnum", "tnum")
_TEXT_FEATURES = (*_FEATURES, "onum", "pnum", "smcp", "c2sc", "case")

_SCREEN_WEIGHTS = (400, 400, 700)  # least, default, most
_SCREEN_OPTICAL_SIZE = 36
_RECIPE = 1  # raise it when the way faces are made changes


class FontsMissingError(RuntimeError):
    """The package with the typeface is not installed."""


@dataclass(frozen=True)
class Face:
    """One static face for paper.

    family and style name it in CSS and in the PDF; weight is CSS's (100 to 900); optical_size is
    the size in points (8 to 60) that it is drawn for; features are the OpenType features it keeps.
    """

    family: str
    style: str
    weight: int
    optical_size: int
    italic: bool = False
    features: tuple[str, ...] = _TEXT_FEATURES

    @property
    def postscript_name(self) -> str:
        """Its name without spaces, as in SourceSerif4Display-Regular."""
        return f"{self.family.replace(' ', '')}-{self.style}"


REGULAR = Face("Source Serif 4", "Regular", 400, 12)
SEMIBOLD = Face("Source Serif 4", "Semibold", 600, 12)
ITALIC = Face("Source Serif 4", "Italic", 400, 18, italic=True)
# A family of its own: two files under one family and weight would be mixed up inside a PDF.
DISPLAY = Face("Source Serif 4 Display", "Regular", 400, 60, features=_FEATURES)
FACES = (REGULAR, SEMIBOLD, ITALIC, DISPLAY)


def press_fonts(folder: Path) -> dict[Face, Path]:
    """Return the file of each face in `folder`, made now when it is not there (some 15 s, once)."""
    files = _files(folder)
    if not all(file.exists() for file in files.values()):
        with _one_at_a_time(folder):
            for face, file in files.items():
                if not file.exists():
                    _write_whole(file, _static_font(face))
    return files


def screen_font(folder: Path) -> Path:
    """Return the heading face for browsers: Latin, weights 400 to 700, WOFF2, at most 40 KB.

    The hash in the file's name is of its content, so its address may be cached forever.
    """
    pointer = _pointer(folder)
    if not pointer.exists():
        with _one_at_a_time(folder):
            if not pointer.exists():
                content = _screen_content()
                name = f"source-serif-4.{hashlib.sha256(content).hexdigest()[:12]}.woff2"
                _write_whole(folder / name, content)
                _write_whole(pointer, name.encode())
    return folder / pointer.read_text(encoding="utf-8")


def are_made(folder: Path) -> bool:
    """Whether every face of screen and paper lies in `folder`, so that nobody waits for one."""
    return all(file.exists() for file in (_pointer(folder), *_files(folder).values()))


def _files(folder: Path) -> dict[Face, Path]:
    return {face: folder / f"{face.postscript_name}.{_recipe_hash(face)}.ttf" for face in FACES}


def _pointer(folder: Path) -> Path:
    """Return where the name of the screen face's file stands."""
    return folder / f"screen.{_recipe_hash(None)}.txt"


def _static_font(face: Face) -> bytes:
    """Cut one static face, under its own family, style and weight."""
    return _cut(
        _ITALIC if face.italic else _ROMAN,
        characters=_PRINT_CHARACTERS,
        features=face.features,
        axes={"wght": face.weight, "opsz": face.optical_size},
        names=_names(face),
        weight_class=face.weight,
    )


def _screen_content() -> bytes:
    """Cut the screen face; it stays variable in weight."""
    return _cut(
        _ROMAN,
        characters=_SCREEN_CHARACTERS,
        features=_FEATURES,
        axes={"wght": _SCREEN_WEIGHTS, "opsz": _SCREEN_OPTICAL_SIZE},
        flavor="woff2",
    )


def _cut(name: str, **wishes: Any) -> bytes:
    # fontTools takes a while to read in, and faces are made once in a machine's life.
    from awards.core.press.cutting import cut

    return cut(_source_folder() / name, **wishes)


def _names(face: Face) -> dict[int, str]:
    """Return what the face's name table says, by name id."""
    full = f"{face.family} {face.style}"
    plain_style = "Italic" if face.italic else "Regular"
    legacy_family = face.family if face.style == plain_style else full
    texts = {1: legacy_family, 2: plain_style, 3: face.postscript_name, 4: full}
    return texts | {6: face.postscript_name, 16: face.family, 17: face.style}


def _source_folder() -> Path:
    """Find the variable fonts among the installed packages."""
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise FontsMissingError("Install fontpkg-source-serif-4 (see requirements.txt).")
    return Path(found.origin).parent / "files"


@cache
def _recipe_hash(face: Face | None) -> str:
    """Hash what a file is made from; None stands for the screen face."""
    recipe = face or (_SCREEN_CHARACTERS, _FEATURES, _SCREEN_WEIGHTS, _SCREEN_OPTICAL_SIZE)
    source = (_source_folder() / (_ITALIC if face and face.italic else _ROMAN)).read_bytes()
    text = f"{_RECIPE} {recipe!r} {_PRINT_CHARACTERS!r}"
    return hashlib.sha256(source + text.encode()).hexdigest()[:12]


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Let one process work while others wait; the lock falls with its holder, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_whole(file: Path, content: bytes) -> None:
    """Write a file that others see whole or not at all."""
    handle, name = mkstemp(dir=file.parent, prefix=".", suffix=".part")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        temporary.chmod(0o644)
        temporary.replace(file)
    finally:
        temporary.unlink(missing_ok=True)
