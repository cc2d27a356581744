"""What a draft edition lacks of its jury; asked by the set-up's check list."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.languages import N_
from awards.juries.models import VOTING, PanelSeat
from awards.programmes.checklist import Missing, check
from awards.programmes.models import Edition


@check
def panels_missing(session: Session, edition: Edition, at: datetime) -> Iterator[Missing]:
    """Ask for somebody who votes on each award; nominations may open before the jury is found."""
    del at
    ids = [award.id for award in edition.awards]
    seated = set(
        session.scalars(
            select(PanelSeat.award_id).where(
                PanelSeat.award_id.in_(ids), PanelSeat.role.in_(VOTING)
            )
        )
    )
    for award in edition.awards:
        if award.id not in seated:
            yield Missing(
                N_("Nobody sits on the panel of %(award)s yet."),
                "juries.panels",
                {"edition": edition.id, "_anchor": award.slug},
                blocks=False,
                values={"award": award.name},
            )
