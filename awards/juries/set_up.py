"""The jury in the set-up: what a draft lacks of it, and panels that come along to next year."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.core.db import Translated
from awards.core.languages import N_, in_language
from awards.core.permissions import Actor, Permission
from awards.juries import queries, seating
from awards.juries.models import VOTING, PanelSeat
from awards.programmes.carrying import extra
from awards.programmes.checklist import Missing, hint
from awards.programmes.joining import joins
from awards.programmes.models import Award, Edition


@hint
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
    empty = [award for award in edition.awards if award.id not in seated]
    if len(empty) == 1:
        yield Missing(
            N_("Nobody sits on the panel of %(award)s yet."),
            "juries.panels",
            {"edition": edition.id, "_anchor": empty[0].slug},
            blocks=False,
            values={"award": empty[0].name},
        )
    elif empty:
        yield Missing(
            N_("Nobody sits on the panels of these awards yet: %(awards)s."),
            "juries.panels",
            {"edition": edition.id},
            blocks=False,
            values={"awards": _in_a_row([award.name for award in empty])},
        )


def _in_a_row(names: Sequence[Translated]) -> Translated:
    """Return names in each language they have, with commas between them."""
    codes = dict.fromkeys(code for name in names for code in name)
    return {code: ", ".join(in_language(name, code) for name in names) for code in codes}


PANELS = N_("The panels: everybody who still has the role for it")


@extra("panels", PANELS, Permission.MANAGE_PANELS)
def panels_come_along(
    session: Session, pairs: Sequence[tuple[Award, Award]], *, by: Actor, at: datetime
) -> None:
    """Seat last year's panels on the same awards of the copy."""
    for old, new in pairs:
        seating.carry_panel(session, old, new, by=by, at=at)


@joins
def panel_of_all(session: Session, award: Award, *, by: Actor, at: datetime) -> None:
    """Give an award that joins an edition with one panel for all awards that panel, too."""
    edition = award.edition
    if not edition.one_panel:
        return
    seated = {one.seat.award_id for one in queries.seats_of(session, edition)}
    other = next((one for one in edition.awards if one.id in seated - {award.id}), None)
    if other is not None:
        seating.make_alike(session, other, award, by=by, at=at)
