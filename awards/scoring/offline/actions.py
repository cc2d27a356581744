"""Asking for score sheets on paper."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.jobs.registry import afterwards, enqueue
from awards.programmes.models import Edition
from awards.scoring.offline.paper import Paper
from awards.scoring.offline.shelf import PaperState, Shelf


def ask_for_paper(
    session: Session,
    shelf: Shelf,
    edition: Edition,
    *,
    whose: str,
    texts: Mapping[str, str],
    paper: Paper,
    by: Actor,
    at: datetime,
) -> None:
    """Have a juror's open sheets printed; asked for again while it is being made, it is one paper.

    `texts` are the sheets' addresses with a mark of the text that is printed of each.
    """
    before = shelf.order_of(whose)
    if before and before.state is PaperState.PENDING and before.texts == texts:
        return
    record(
        session,
        "paper.asked",
        subject=f"edition:{edition.id}",
        by=by,
        at=at,
        programme_id=edition.programme_id,
        sheets=len(texts),
    )
    afterwards(session, lambda: shelf.put_order(whose, texts=texts, paper=paper.as_told(), at=at))
    enqueue(session, "scoring.print-papers")
