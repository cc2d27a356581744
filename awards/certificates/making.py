"""The worker's half: certificates and ZIPs are made outside any transaction, then written down.

Several workers may do this at once, and one may be killed anywhere. What counts is the row: it
turns from pending to made in one conditional update, and who comes second takes its bytes away.
"""

import hashlib
import logging
import random
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.orm import Session

from awards.certificates import actions, queries
from awards.certificates.bundle import write_zip
from awards.certificates.models import CertificateBatch, MakingState
from awards.certificates.printing import render_certificate
from awards.certificates.queries import Entry
from awards.certificates.rules import file_name, told_apart
from awards.certificates.text import CertificateText
from awards.certificates.wording import certificate_text, fingerprint_of
from awards.core.clock import now
from awards.core.db import Database
from awards.core.permissions import SYSTEM
from awards.files.actions import path_of, write_bytes
from awards.files.models import StoredFile

log = logging.getLogger("awards.certificates")

_TOGETHER = 10
"""So many certificates share a look at the decisions and a commit; as many a killed worker's
successor may have to print again, and by as many the progress bar jumps."""

_PASSES = 10
"""How often a batch is gone through before the rest is left to the next sweep."""


@dataclass(frozen=True)
class Bench:
    """What the worker works with: the database, and the folders of fonts and of stored files."""

    database: Database
    fonts: Path
    files: Path


@dataclass(frozen=True)
class _Order:
    """A certificate to be made, as its row asks for it."""

    certificate_id: str
    fingerprint: str
    name: str
    text: CertificateText


def make_batch(bench: Bench, batch_id: str) -> None:
    """Make what is pending in a batch, then its ZIP. May run twice, or at once, without harm."""
    for _ in range(_PASSES):
        with bench.database.read() as session:
            batch = session.get(CertificateBatch, batch_id)
            pending = queries.pending_in(session, batch_id)
        if batch is None or batch.state is not MakingState.PENDING:
            return
        if not pending and finish_batch(bench, batch):
            return
        make_all(bench, pending)


def make_all(bench: Bench, certificate_ids: list[str]) -> None:
    """Make certificates, in any order: two workers on one batch seldom meet at the same one."""
    shuffled = random.sample(certificate_ids, len(certificate_ids))
    for start in range(0, len(shuffled), _TOGETHER):
        _make(bench, shuffled[start : start + _TOGETHER])


def _make(bench: Bench, certificate_ids: list[str]) -> None:
    """Make those of a few certificates that are still pending, and write them down together.

    A failure is counted, and nothing is raised. Where a decision has changed, the rows are brought
    up to it, and the certificate has its turn later.
    """
    with bench.database.read() as session:
        orders, changed = _orders(session, certificate_ids)
    for edition_id, language in changed:
        _refresh(bench, edition_id, language)
    printed = [(order, stored) for order in orders if (stored := _print(bench, order))]
    if printed:
        _settle(bench, printed)


def _orders(
    session: Session, certificate_ids: list[str]
) -> tuple[list[_Order], set[tuple[str, str]]]:
    """Return what is to be printed; and (edition, language) of rows the decisions left behind."""
    orders: list[_Order] = []
    changed: set[tuple[str, str]] = set()
    rows = queries.still_pending(session, certificate_ids)
    given = queries.recipients_in(session, {row.edition_id for row in rows})
    for row in rows:
        found = given.get((row.outcome_id, row.member))
        text = found and certificate_text(*found, row.language)
        if text and fingerprint_of(text) == row.fingerprint:
            name = file_name(f"{text.award_word} {text.year}", text.recipient)
            orders.append(_Order(row.id, row.fingerprint, name, text))
        else:
            changed.add((row.edition_id, row.language))
    return orders, changed


def _refresh(bench: Bench, edition_id: str, language: str) -> None:
    with bench.database.write() as session:
        given = queries.outcomes_of(session, edition_id)
        actions.refresh(session, edition_id, given, language=language, by=SYSTEM, at=now())


def _print(bench: Bench, order: _Order) -> StoredFile | None:
    """Print one certificate and put its bytes on disk; none when that failed."""
    try:
        data = render_certificate(order.text, fonts=bench.fonts, files=bench.files)
        file_id = write_bytes(bench.files, data)
    except Exception:  # whatever it is, the others are still to be made
        log.exception("certificate.not-made", extra={"certificate": order.certificate_id})
        with bench.database.write() as session:
            actions.count_failure(session, order.certificate_id, order.fingerprint, at=now())
        return None
    return StoredFile(
        id=file_id,
        name=order.name,
        media_type="application/pdf",
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        stored_at=now(),
    )


def _settle(bench: Bench, printed: list[tuple[_Order, StoredFile]]) -> None:
    """Write down certificates whose bytes are on disk; take the bytes away that nobody wants."""
    ids = {order.certificate_id: stored.id for order, stored in printed}
    with bench.database.write() as session:
        actions.hold(session, ids)
        kept = {
            order.certificate_id
            for order, stored in printed
            if actions.settle_made(
                session, order.certificate_id, order.fingerprint, stored=stored, at=now()
            )
        }
    for certificate_id, file_id in ids.items():
        if certificate_id not in kept:
            path_of(bench.files, file_id).unlink(missing_ok=True)


def finish_batch(bench: Bench, batch: CertificateBatch) -> bool:
    """Make the ZIP of a batch with nothing pending and close it; False when a file is missing.

    A missing file's certificate is to be made again then.
    """
    with bench.database.read() as session:
        entries = queries.entries_of(session, batch.id)
    lost = [entry for entry in entries if not path_of(bench.files, entry.file_id).is_file()]
    if lost:
        _reopen(bench, lost)
        return False
    stored = _zip(bench, batch, entries) if entries else None
    with bench.database.write() as session:
        ended = actions.settle_batch(session, batch.id, stored=stored, made=len(entries), at=now())
    if stored is not None and not ended:
        path_of(bench.files, stored.id).unlink(missing_ok=True)
    return True


def _reopen(bench: Bench, lost: list[Entry]) -> None:
    with bench.database.write() as session:
        for entry in lost:
            actions.reopen_lost(session, entry.certificate_id, entry.file_id, at=now())


def _zip(bench: Bench, batch: CertificateBatch, entries: list[Entry]) -> StoredFile:
    names = told_apart(entry.name for entry in entries)
    paths = [path_of(bench.files, entry.file_id) for entry in entries]
    bundle = write_zip(bench.files, zip(paths, names, strict=True), at=batch.asked_at)
    return StoredFile(
        id=bundle.file_id,
        name="certificates.zip",
        media_type="application/zip",
        size=bundle.size,
        sha256=bundle.sha256,
        stored_at=now(),
    )


def discard_bytes(bench: Bench, file_id: str) -> None:
    """Remove the bytes of a file that has no row any more."""
    with bench.database.read() as session:
        kept = session.get(StoredFile, file_id)
    if kept is None:
        path_of(bench.files, file_id).unlink(missing_ok=True)


def leftovers(bench: Bench) -> tuple[list[str], list[str]]:
    """Return the ids of batches that are not through, and of certificates still to be made."""
    with bench.database.read() as session:
        return queries.pending_batches(session), queries.pending_certificates(session)
