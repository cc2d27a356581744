"""What scoring needs while nobody looks: private notes go when it closes."""

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.scoring import actions, queries


@handles("scoring.purge-notes", sweep=True)
def purge_notes(workshop: Workshop) -> None:
    """Empty jurors' private notes once nobody scores any more; with none left, nobody waits."""
    at = now()
    with workshop.database.read() as session:
        left = queries.notes_to_purge(session, at)
    if left:
        with workshop.database.write() as session:
            actions.purge_notes(session, at=at)
