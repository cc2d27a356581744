"""Deleting drafts when their time is over: they are somebody's words, and never were sent."""

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.nominations.drafts import actions, queries


@handles("drafts.purge", sweep=True)
def purge(workshop: Workshop) -> None:
    """Look every minute, write only when there is something to delete."""
    at = now()
    with workshop.database.read() as session:
        if not queries.drafts_to_purge(session, at):
            return
    with workshop.database.write() as session:
        actions.purge(session, at=at)
