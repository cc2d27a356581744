"""WeasyPrint, with the system's libraries found by their names.

It tries up to six names for each library. With every one that is not there, Python would have
ldconfig, a compiler and a linker look for it: fifty processes before the first page. The names that
Linux has are among the six, and its loader finds those alone.
"""

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _loader_alone() -> Iterator[None]:
    looked_for = ctypes.util.find_library
    if sys.platform == "linux":
        ctypes.util.find_library = lambda name: None  # noqa: ARG005 - as if it were not there
    try:
        yield
    finally:
        ctypes.util.find_library = looked_for


with _loader_alone():
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

__all__ = ["CSS", "HTML", "FontConfiguration", "URLFetcher", "URLFetcherResponse"]
