"""Whom those are asked about who prepare an award: they read like the jury, and score nothing."""

from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, String, bindparam, select

from awards.core.permissions import Actor, Permission
from awards.juries.models import PREPARING, PanelSeat
from awards.juries.queries.office import AT, JUROR, in_office, this_quarter
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places
from awards.triage.blind import ready
from awards.triage.models import Candidate

_PLACES = bindparam("prepares_in", type_=String(), expanding=True)


def prepared_by(actor: Actor) -> Select[str]:
    """Select the ids of the ready candidates of the awards that somebody prepares now."""
    places = actor.places_with(Permission.SEE_RESULTS)
    return _of(PanelSeat.person_id == actor.person_id, in_places(places), in_office(this_quarter()))


@cache
def built_prepared() -> Select[str]:
    """Return the same for whoever `preparer_values` names: built once, for the start page."""
    held = Edition.programme_id.in_(_PLACES) | Edition.id.in_(_PLACES)
    return _of(PanelSeat.person_id == JUROR, held, in_office(AT))


def preparer_values(actor: Actor) -> dict[str, Any]:
    """Return the values of its parameters for somebody."""
    places = sorted(actor.places_with(Permission.SEE_RESULTS))
    return {"juror": actor.person_id, "prepares_in": places, "at": this_quarter()}


def _of(
    own_seat: ColumnElement[bool], held: ColumnElement[bool], now: ColumnElement[bool]
) -> Select[str]:
    seats = (
        select(PanelSeat.award_id)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(own_seat, PanelSeat.role.in_(PREPARING), now, held)
        .correlate(None)
    )
    return ready().where(Candidate.award_id.in_(seats)).with_only_columns(Candidate.id)
