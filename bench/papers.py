"""Certificates: one, two hundred in a batch, and the worker's memory, beside bare WeasyPrint."""

import time
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from awards.certificates.document import certificate_html
from awards.certificates.models import BatchItem, Certificate, CertificateBatch, MakingState
from awards.certificates.queries import outcomes_of
from awards.certificates.rules import recipients
from awards.certificates.wording import certificate_text
from awards.core.db import Database
from bench.client import NoAnswerError, Visitor
from bench.data import CERTIFICATES, Stock
from bench.figures import Figure, beside
from bench.servers import Yard, peak_memory_mib
from bench.timing import Timed, take_turns
from tools.processes import start

LANGUAGE = "sv"
ROUNDS = 2
SECONDS_FOR_A_BATCH = 180


def write_pages(session: Session, stock: Stock, instance: Path, folder: Path) -> list[str]:
    """Write the HTML of every certificate; return the addresses of their PDFs, in that order."""
    folder.mkdir()
    paths: list[str] = []
    for given in outcomes_of(session, stock.editions["announced"]):
        for recipient in recipients(given.decision):
            text = certificate_text(given, recipient, LANGUAGE)
            html = certificate_html(text, fonts=instance / "fonts")
            (folder / f"{len(paths):03}.html").write_text(html, encoding="utf-8")
            file = f"{recipient.outcome.id}/{recipient.member + 1}.pdf"
            paths.append(f"/certificates/{file}?language={LANGUAGE}")
    if len(paths) != CERTIFICATES:
        raise NoAnswerError(f"{len(paths)} certificates, not {CERTIFICATES}")
    return paths


def measure_one(port: int, bare_port: int, coordinator: Visitor, path: str) -> list[Figure]:
    """Time one certificate, made while one waits."""
    bare = Timed(bare_port, [Visitor(bare_port).request("GET", "/")], 8)
    ours = Timed(port, [coordinator.request("GET", path)], 8)
    take_turns(bare, [ours], 6)
    return [beside("certificate", "one certificate, p50", ours.p50, ceiling=bare.p50, must=1.3)]


def measure_batch(
    yard: Yard, coordinator: Visitor, stock: Stock, database: Database, pages: Path
) -> list[Figure]:
    """Time the worker on all certificates, in turns with bare WeasyPrint on the same pages."""
    worker = yard.work()
    bare, ours = [], []
    for _ in range(ROUNDS):
        forget_certificates(database)
        ours.append(time_batch(coordinator, stock, database))
        bare.append(time_bare(yard, pages))
    peak = peak_memory_mib(worker.process.pid)
    title = f"{CERTIFICATES} certificates in a batch, each"
    return [
        beside("batch", title, min(ours), ceiling=min(bare), must=1.2),
        Figure("memory", "worker memory, peak", peak, "MiB", None, peak, 200),
    ]


def forget_certificates(database: Database) -> None:
    """Take the rows away, so that the next batch is made anew."""
    with database.write() as session:
        for table in (BatchItem, CertificateBatch, Certificate):
            session.execute(delete(table))


def time_batch(coordinator: Visitor, stock: Stock, database: Database) -> float:
    """Ask for all; return the worker's milliseconds a certificate, file, row and ZIP included.

    From the first certificate's being there until the ZIP's: waking up the worker is not counted,
    and neither is the first certificate.
    """
    edition = stock.editions["announced"]
    page = coordinator.get(f"/certificates?edition={edition}")
    coordinator.post("/certificates", page, edition=edition, language=LANGUAGE)
    deadline = time.monotonic() + SECONDS_FOR_A_BATCH
    while not _through(database):
        if time.monotonic() > deadline:
            raise NoAnswerError("the batch is not through")
        time.sleep(0.2)
    with database.read() as session:
        batch = session.scalars(select(CertificateBatch)).one()
        first = session.scalar(select(func.min(Certificate.made_at)))
        made = session.scalar(select(func.count()).where(Certificate.state == MakingState.MADE))
    if batch.state is not MakingState.MADE or made != CERTIFICATES:
        raise NoAnswerError(f"the batch ended {batch.state} with {made} certificates")
    assert first is not None
    assert batch.finished_at is not None
    seconds: float = (batch.finished_at - first).total_seconds()
    return seconds * 1000 / (CERTIFICATES - 1)


def _through(database: Database) -> bool:
    with database.read() as session:
        pending = select(func.count()).where(CertificateBatch.state == MakingState.PENDING)
        return not session.scalar(pending)


def time_bare(yard: Yard, pages: Path) -> float:
    """Print the same pages in a process of their own; return its milliseconds a page."""
    report = pages.parent / "bare.txt"
    service = start("bare WeasyPrint", ["bench.press", str(pages), str(report)], yard.settings)
    if service.process.wait(timeout=SECONDS_FOR_A_BATCH) != 0:
        raise NoAnswerError("bare WeasyPrint failed")
    return float(report.read_text(encoding="utf-8"))
