"""The worker: each certificate once, whatever fails, and a ZIP at the end."""

import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.certificates import actions, making, tasks
from awards.certificates.bundle import write_zip
from awards.certificates.models import Certificate, CertificateBatch, MakingState
from awards.certificates.printing import render_certificate
from awards.certificates.queries import outcomes_of
from awards.certificates.text import CertificateText
from awards.config import Settings
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.decisions.models import Decision
from awards.files.actions import path_of
from awards.files.models import StoredFile
from awards.jobs.registry import Workshop
from awards.programmes.models import Award
from tests.decided import TEAM, decide, given, lund
from tests.factories import Make

AT = datetime(2026, 12, 1, tzinfo=UTC)
Ask = Callable[[], CertificateBatch]


@pytest.fixture
def workshop(database: Database, settings: Settings, fonts: Path) -> Workshop:
    """A workshop with the faces that are cut already."""
    (settings.instance / "fonts").symlink_to(fonts)
    return Workshop(database, settings)


@pytest.fixture
def award(make: Make) -> Award:
    """Innovation in Lund."""
    return make.award(lund(make))


@pytest.fixture
def decision(make: Make, award: Award) -> Decision:
    """A team of two has won."""
    return decide(make, award, given(make, award, "Team", members=TEAM))


@pytest.fixture
def ask(session: Session, award: Award, decision: Decision) -> Ask:
    """Ask for all certificates."""

    def batch() -> CertificateBatch:
        session.expire_all()
        outcomes = outcomes_of(session, award.edition_id)
        asked = actions.ask_for_batch(
            session, award.edition, outcomes, language="sv", by=SYSTEM, at=AT
        )
        session.commit()
        return asked

    return batch


@pytest.fixture
def seen(session: Session, settings: Settings) -> Callable[[], dict[str, object]]:
    """What there is after the worker's turn: states, audit lines, files with and without a row."""

    def look() -> dict[str, object]:
        session.rollback()
        session.expire_all()
        certificates = session.scalars(select(Certificate).order_by(Certificate.serial)).all()
        batches = session.scalars(select(CertificateBatch).order_by(CertificateBatch.asked_at))
        stored = set(session.scalars(select(StoredFile.id)))
        events = [line.event for line in session.scalars(select(AuditLine))]
        session.commit()
        files = settings.instance / "files"
        return {
            "certificates": [row.state.value for row in certificates],
            "batches": [batch.state.value for batch in batches],
            "events": sorted(events),
            "rows match bytes": stored == {f.name for f in files.rglob("*") if f.is_file()},
            "files": len(stored),
        }

    return look


WHOLE = {
    "certificates": ["made", "made", "made"],
    "batches": ["made"],
    "events": ["batch.asked", "batch.finished", *["certificate.made"] * 3],
    "rows match bytes": True,
    "files": 4,
}


def zip_of(session: Session, settings: Settings, batch: CertificateBatch) -> dict[str, bytes]:
    session.refresh(batch)
    path = path_of(settings.instance / "files", batch.file_id or "")
    session.commit()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_batch_makes_each_certificate_and_one_zip(
    workshop: Workshop, ask: Ask, seen: Callable[[], object]
) -> None:
    tasks.make_batch(workshop, ask().id)
    assert seen() == WHOLE


def test_running_twice_changes_nothing(
    workshop: Workshop, ask: Ask, seen: Callable[[], object]
) -> None:
    batch = ask().id
    tasks.make_batch(workshop, batch)
    tasks.make_batch(workshop, batch)
    tasks.sweep(workshop)
    assert seen() == WHOLE


def test_sweep_makes_what_nobody_was_told_about(
    workshop: Workshop, ask: Ask, seen: Callable[[], object]
) -> None:
    ask()
    tasks.sweep(workshop)
    assert seen() == WHOLE


def test_sweep_makes_a_certificate_whose_batch_is_through(
    workshop: Workshop, ask: Ask, session: Session, seen: Callable[[], dict[str, object]]
) -> None:
    batch = ask()
    batch.state = MakingState.FAILED
    session.commit()
    tasks.sweep(workshop)
    assert seen()["certificates"] == ["made"] * 3


def test_batch_that_is_gone_is_nothing_to_do(workshop: Workshop) -> None:
    tasks.make_batch(workshop, "gone")


def test_zip_holds_every_certificate_under_its_own_name(
    workshop: Workshop, ask: Ask, session: Session, settings: Settings, decision: Decision
) -> None:
    decision.winners[0].public_members = [{"name": "Kim Ek", "title": ""}] * 2
    session.commit()
    batch = ask()
    tasks.make_batch(workshop, batch.id)
    files = zip_of(session, settings, batch)
    assert list(files) == [
        "Innovation sv 2026 – Team.pdf",
        "Innovation sv 2026 – Kim Ek.pdf",
        "Innovation sv 2026 – Kim Ek (2).pdf",
    ]
    assert {data[:5] for data in files.values()} == {b"%PDF-"}


def test_who_comes_second_leaves_nothing_behind(
    workshop: Workshop,
    ask: Ask,
    seen: Callable[[], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """While a worker renders, another one makes the same certificates."""
    batch = ask().id
    render = render_certificate

    def overtaken(text: CertificateText, *, fonts: Path, files: Path) -> bytes:
        monkeypatch.setattr(making, "render_certificate", render)
        tasks.make_batch(workshop, batch)
        return render(text, fonts=fonts, files=files)

    monkeypatch.setattr(making, "render_certificate", overtaken)
    tasks.make_batch(workshop, batch)
    assert seen() == WHOLE


def test_second_zip_leaves_nothing_behind(
    workshop: Workshop,
    ask: Ask,
    seen: Callable[[], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    batch, write = ask().id, write_zip

    def overtaken(*given: object, **named: object) -> object:
        monkeypatch.setattr(making, "write_zip", write)
        tasks.make_batch(workshop, batch)
        return write(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "write_zip", overtaken)
    tasks.make_batch(workshop, batch)
    assert seen() == WHOLE


def lost_and_found(session: Session, event: str) -> list[tuple[str, bool]]:
    """Return the serials an event names, and whether their hash is one that was made."""
    session.rollback()
    lines = session.scalars(select(AuditLine)).all()
    made = {one.details["sha256"] for one in lines if one.event == "certificate.made"}
    lost = [one for one in lines if one.event == event]
    session.commit()
    return [(one.details["serial"], one.details["sha256"] in made) for one in lost]


def fail_for(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    render = render_certificate

    def sometimes(text: CertificateText, *, fonts: Path, files: Path) -> bytes:
        if text.recipient == name:
            raise RuntimeError("a text nobody can print")
        return render(text, fonts=fonts, files=files)

    monkeypatch.setattr(making, "render_certificate", sometimes)


def test_failing_certificate_does_not_stop_the_others(
    workshop: Workshop,
    ask: Ask,
    session: Session,
    settings: Settings,
    seen: Callable[[], object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fail_for("Ingrid Sandell", monkeypatch)
    batch = ask()
    tasks.make_batch(workshop, batch.id)
    assert seen() == {
        "certificates": ["made", "failed", "made"],
        "batches": ["failed"],
        "events": [
            "batch.asked",
            "batch.finished",
            "certificate.failed",
            "certificate.made",
            "certificate.made",
        ],
        "rows match bytes": True,
        "files": 3,
    }
    assert len(zip_of(session, settings, batch)) == 2


def test_trying_again_completes_the_batch_and_drops_the_half_zip(
    workshop: Workshop,
    ask: Ask,
    session: Session,
    settings: Settings,
    seen: Callable[[], dict[str, object]],
) -> None:
    batch = ask()
    with pytest.MonkeyPatch.context() as broken:
        fail_for("Ingrid Sandell", broken)
        tasks.make_batch(workshop, batch.id)
    session.refresh(batch)
    half = batch.file_id or ""
    actions.try_again(session, batch, by=SYSTEM, at=AT)
    session.commit()
    tasks.make_batch(workshop, batch.id)
    tasks.discard(workshop, half)
    found = seen()
    assert {key: found[key] for key in ("certificates", "batches", "rows match bytes")} == {
        "certificates": ["made"] * 3,
        "batches": ["made"],
        "rows match bytes": True,
    }
    assert len(zip_of(session, settings, batch)) == 3


def test_changed_text_is_made_anew_and_the_old_file_goes(
    workshop: Workshop,
    ask: Ask,
    session: Session,
    decision: Decision,
    jobs: list[tuple[str, ...]],
    seen: Callable[[], dict[str, object]],
) -> None:
    tasks.make_batch(workshop, ask().id)
    decision.winners[0].citation = "Another reason."
    session.commit()
    jobs.clear()
    tasks.make_batch(workshop, ask().id)
    for name, *ids in jobs:
        if name == "certificates.discard":
            tasks.discard(workshop, *ids)
    found = seen()
    assert found["files"] == 5  # three certificates and two ZIPs
    assert found["rows match bytes"] is True
    assert sorted(lost_and_found(session, "certificate.replaced")) == [
        ("LUND-2026-INNOVATION-1", True),
        ("LUND-2026-INNOVATION-1.1", True),
        ("LUND-2026-INNOVATION-1.2", True),
    ]


def test_decision_corrected_after_asking_is_what_gets_printed(
    workshop: Workshop,
    ask: Ask,
    session: Session,
    decision: Decision,
    seen: Callable[[], dict[str, object]],
) -> None:
    batch = ask()
    decision.winners[0].public_members = [{"name": "Ingrid Sandell", "title": "chef"}]
    session.commit()
    tasks.make_batch(workshop, batch.id)
    found = seen()
    assert (found["certificates"], found["batches"]) == (["made", "made"], ["made"])


def test_lost_file_is_made_again(
    workshop: Workshop,
    ask: Ask,
    session: Session,
    settings: Settings,
    seen: Callable[[], dict[str, object]],
) -> None:
    tasks.make_batch(workshop, ask().id)
    lost = session.scalars(select(Certificate.file_id).order_by(Certificate.serial)).first()
    session.commit()
    path_of(settings.instance / "files", lost or "").unlink()
    second = ask()
    tasks.make_batch(workshop, second.id)
    assert len(zip_of(session, settings, second)) == 3
    assert seen()["rows match bytes"] is True
    assert lost_and_found(session, "certificate.reopened") == [("LUND-2026-INNOVATION-1", True)]


def test_withdrawn_certificate_leaves_its_hash(
    workshop: Workshop, ask: Ask, session: Session, decision: Decision
) -> None:
    tasks.make_batch(workshop, ask().id)
    decision.winners[0].public_members = decision.winners[0].public_members[:1]
    session.commit()
    ask()
    assert lost_and_found(session, "certificate.withdrawn") == [("LUND-2026-INNOVATION-1.2", True)]


def test_a_file_that_is_still_somebodys_is_not_discarded(
    workshop: Workshop, ask: Ask, session: Session, seen: Callable[[], object]
) -> None:
    tasks.make_batch(workshop, ask().id)
    kept = list(session.scalars(select(StoredFile.id)))
    session.commit()
    for file_id in kept:
        tasks.discard(workshop, file_id)
    assert seen() == WHOLE


def test_same_certificates_make_the_same_zip(
    workshop: Workshop, ask: Ask, session: Session
) -> None:
    for _ in range(2):
        tasks.make_batch(workshop, ask().id)
    digests = session.scalars(
        select(StoredFile.sha256).where(StoredFile.media_type == "application/zip")
    ).all()
    session.commit()
    assert (len(digests), len(set(digests))) == (2, 1)
