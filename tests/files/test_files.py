"""Files: whole or not at all, names made safe."""

from pathlib import Path

import pytest

from awards.core.clock import now
from awards.core.db import Database
from awards.files import actions, names
from awards.files.models import StoredFile


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Innovation Åsa.pdf", "Innovation Åsa.pdf"),
        ("../../etc/passwd", "passwd"),
        ('a"b\r\nc;d.pdf', "a-b-c-d.pdf"),
        ("...", "file"),
    ],
)
def test_a_download_gets_a_safe_name(given: str, safe: str) -> None:
    assert names.safe_name(given) == safe


def test_a_kept_file_comes_back(database: Database, tmp_path: Path) -> None:
    file_id = actions.write_bytes(tmp_path, b"%PDF-1.7")
    with database.write() as session:
        actions.keep(
            session, file_id, name="a.pdf", media_type="application/pdf", data=b"%PDF-1.7", at=now()
        )
    with database.read() as session:
        stored = session.get_one(StoredFile, file_id)
    assert (stored.size, actions.path_of(tmp_path, file_id).read_bytes()) == (8, b"%PDF-1.7")
