"""What scoring needs while nobody looks: private notes go when it closes, papers are printed."""

import logging

from awards.core.clock import now
from awards.jobs.registry import Workshop, handles
from awards.scoring import actions, queries
from awards.scoring.offline.paper import print_paper
from awards.scoring.offline.shelf import Order, PaperState, Shelf

log = logging.getLogger("awards.scoring")


@handles("scoring.purge-notes", sweep=True)
def purge_notes(workshop: Workshop) -> None:
    """Empty jurors' private notes once nobody scores any more; with none left, nobody waits."""
    at = now()
    with workshop.database.read() as session:
        left = queries.notes_to_purge(session, at)
    if left:
        with workshop.database.write() as session:
            actions.purge_notes(session, at=at)


@handles("scoring.print-papers", sweep=True)
def print_papers(workshop: Workshop) -> None:
    """Print the score sheets that jurors have asked for; throw away those of yesterday."""
    shelf = Shelf(workshop.settings.instance / "papers")
    shelf.clear_old(now())
    for order in shelf.pending():
        with order.alone() as free:
            if free and order.state is PaperState.PENDING:
                _print(workshop, order)


def _print(workshop: Workshop, order: Order) -> None:
    fonts = workshop.settings.instance / "fonts"
    order.begin()
    try:
        order.put(print_paper(order.paper, fonts=fonts, done=order.tell))
    except Exception:  # whatever it is, the others are still to be printed
        log.exception("paper.not-printed", extra={"order": order.id})
