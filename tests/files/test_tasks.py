"""Bytes that belong to nobody are swept away; whose row exists, or may come, they stay."""

import os
from pathlib import Path

import pytest

from awards.config import Settings
from awards.core.clock import now
from awards.core.db import Database
from awards.files import actions
from awards.files.tasks import sweep
from awards.jobs.registry import Workshop


@pytest.fixture
def workshop(database: Database, settings: Settings) -> Workshop:
    return Workshop(database, settings)


@pytest.fixture
def folder(settings: Settings) -> Path:
    return settings.instance / "files"


def written(folder: Path, *, hours_ago: float) -> str:
    file_id = actions.write_bytes(folder, b"bytes")
    age(actions.path_of(folder, file_id), hours_ago)
    return file_id


def age(path: Path, hours_ago: float) -> None:
    moment = now().timestamp() - hours_ago * 3600
    os.utime(path, (moment, moment))


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.glob("*/*")}


def test_only_old_bytes_without_a_row_go(
    workshop: Workshop, database: Database, folder: Path
) -> None:
    orphan, kept = written(folder, hours_ago=2), written(folder, hours_ago=2)
    young = written(folder, hours_ago=0.5)
    half = actions.path_of(folder, orphan).with_name("tmp-half-written")
    half.write_bytes(b"by")
    age(half, 2)
    with database.write() as session:
        given = {"name": "a.pdf", "media_type": "application/pdf", "data": b"bytes"}
        actions.keep(session, kept, **given, at=now())  # type: ignore[arg-type]
    sweep(workshop)
    assert left(folder) == {kept, young}


def test_it_looks_once_an_hour(workshop: Workshop, folder: Path) -> None:
    first = written(folder, hours_ago=2)
    sweep(workshop)
    second = written(folder, hours_ago=2)
    sweep(workshop)
    assert left(folder) == {second}
    age(folder / "swept", 1.1)
    sweep(workshop)
    assert left(folder) == set()
    assert first != second


def test_without_a_folder_there_is_nothing_to_do(workshop: Workshop, folder: Path) -> None:
    sweep(workshop)
    assert not folder.exists()
