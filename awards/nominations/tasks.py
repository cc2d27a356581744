"""What nominations need while nobody looks: reminders before the deadline."""

from awards.core.clock import now
from awards.core.permissions import SYSTEM
from awards.jobs.registry import Workshop, handles
from awards.nominations import actions, queries
from awards.nominations.links import links_at


@handles("nominations.remind", sweep=True)
def remind(workshop: Workshop) -> None:
    """Write a reminder for each nomination that waits to be confirmed and soon cannot be any more.

    Each in a transaction of its own: nobody who nominates has to wait for all of them.
    """
    settings, at = workshop.settings, now()
    with workshop.database.read() as session:
        waiting = queries.unreminded(session, at)
    links = links_at(settings.base_url, secret=settings.secret_key)
    for nomination_id in waiting:
        with workshop.database.write() as session:
            nomination = queries.nomination_of_id(session, nomination_id)
            actions.remind(session, nomination, links=links, by=SYSTEM, at=at)


@handles("nominations.forget-origins", sweep=True)
def forget_origins(workshop: Workshop) -> None:
    """Empty where nominations were sent from once the jury reads: nobody needs it any more."""
    with workshop.database.write() as session:
        actions.forget_origins(session, at=now())
