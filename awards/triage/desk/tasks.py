"""The rules run by themselves: every minute, over every edition in which a verdict can follow."""

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.triage.desk import actions, queries


@handles("triage.look-through", sweep=True)
def look_through(workshop: Workshop) -> None:
    """Keep what the rules find; nothing is written, and nobody waits, where nothing is new."""
    at = now()
    with workshop.database.read() as session:
        wanted = [
            one.id for one in queries.watched(session, at) if queries.outdated(session, one, at)
        ]
    for edition_id in wanted:
        with workshop.database.write() as session:
            for edition in queries.watched(session, at):
                if edition.id == edition_id:
                    actions.look_through(session, edition, at=at)
