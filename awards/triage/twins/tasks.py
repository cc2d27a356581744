"""The job that looks for twins. What it finds is in tables, so pages never wait for it."""

import logging

from sqlalchemy import select

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.programmes.models import Edition
from awards.triage.twins import actions
from awards.triage.twins.models import TwinCheck
from awards.triage.twins.reading import entries_of, stamps
from awards.triage.twins.search import suggestions

log = logging.getLogger("awards.triage")


@handles("twins.check")
def check(workshop: Workshop, edition_id: str) -> None:
    """Look through an edition, unless nothing has changed since it was looked through.

    What comes in meanwhile leaves an older stamp behind, so that the next sweep looks again.
    """
    with workshop.database.read() as session:
        stamp, _ = stamps(session, [edition_id]).get(edition_id, ("", 0))
        known = session.get(TwinCheck, edition_id)
        if not stamp or (known is not None and known.stamp == stamp):
            return
        entries = entries_of(session, edition_id)
    found = suggestions(entries)
    marks = {entry.id: entry.mark for entry in entries}
    with workshop.database.write() as session:
        actions.keep(session, edition_id, found, marks=marks, stamp=stamp, at=now())


@handles("twins.sweep", sweep=True)
def sweep(workshop: Workshop) -> None:
    """Look through whichever edition has changed, until its scoring is over."""
    with workshop.database.read() as session:
        wanted = select(Edition.id).where(
            Edition.opened_at.is_not(None),
            Edition.archived_at.is_(None),
            Edition.scoring_closes_at > now(),
        )
        there = stamps(session, session.scalars(wanted).all())
        known = dict(session.execute(select(TwinCheck.edition_id, TwinCheck.stamp)).all())
    for edition_id, (stamp, _) in there.items():
        if known.get(edition_id) != stamp:
            try:
                check(workshop, edition_id)
            except Exception:
                log.exception("twins.failed", extra={"edition": edition_id})
