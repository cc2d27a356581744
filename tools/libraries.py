"""Says which of the shared libraries behind WeasyPrint this machine lacks.

Prints their names on one line and exits with 1 when any is missing. Needs nothing but Python, so
that it can run before anything is installed. The names are those `weasyprint/text/ffi.py` tries;
HarfBuzz-Subset, optional there, is required here: without it a certificate takes fifteen times as
long.
"""

import ctypes
import ctypes.util
import sys
from contextlib import suppress

# The name for people: file names on Linux and macOS, then the short name that `find_library` takes.
LIBRARIES = {
    "GObject": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "gobject-2.0"),
    "Pango": ("libpango-1.0.so.0", "libpango-1.0.dylib", "pango-1.0"),
    "HarfBuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "harfbuzz"),
    "HarfBuzz-Subset": (
        *("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
        "harfbuzz-subset",
    ),
    "Fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib", "fontconfig"),
    "PangoFT2": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "pangoft2-1.0"),
}


def loads(path: str | None) -> bool:
    """Whether the shared library of this name can be loaded; no name, no library."""
    with suppress(OSError):
        return path is not None and bool(ctypes.CDLL(path))
    return False


def is_here(linux: str, macos: str, short: str) -> bool:
    """Whether the library loads under a name; the slow search by short name comes last."""
    return loads(linux) or loads(macos) or loads(ctypes.util.find_library(short))


def missing() -> list[str]:
    """Return the libraries of which no name loads, in a reader's words."""
    return [library for library, names in LIBRARIES.items() if not is_here(*names)]


if __name__ == "__main__":
    absent = missing()
    print(", ".join(absent))
    sys.exit(1 if absent else 0)
