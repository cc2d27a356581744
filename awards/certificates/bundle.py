"""A ZIP of files that lie on disk: written piece by piece, the same bytes for the same files."""

import hashlib
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from awards.core.ids import new_id
from awards.files.actions import path_of

_CHUNK = 1 << 20
_READABLE = 0o644 << 16


@dataclass(frozen=True)
class Bundle:
    """A ZIP that has been written: the id its path is made of, size in bytes, SHA-256."""

    file_id: str
    size: int
    sha256: str


def write_zip(folder: Path, files: Iterable[tuple[Path, str]], *, at: datetime) -> Bundle:
    """Write (path, name in the ZIP) into a new file in `folder`, whole or not at all.

    `at` is the date each entry carries. Raises FileNotFoundError when a file is not there.
    """
    file_id = new_id()
    target = path_of(folder, file_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "w+b") as stream:
            _fill(stream, files, at)
            stream.flush()
            os.fsync(stream.fileno())
            size = stream.tell()
            stream.seek(0)
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        Path(temporary).replace(target)
    finally:
        Path(temporary).unlink(missing_ok=True)
    return Bundle(file_id, size, sha256)


def _fill(stream: IO[bytes], files: Iterable[tuple[Path, str]], at: datetime) -> None:
    with zipfile.ZipFile(stream, "w") as archive:  # not compressed: PDFs are
        for path, name in files:
            entry = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
            entry.external_attr = _READABLE
            with path.open("rb") as source, archive.open(entry, "w") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
    stream.seek(0, os.SEEK_END)
