"""Whom those are asked about who prepare an award: they read like the jury, and score nothing."""

from sqlalchemy import Select, select

from awards.core.permissions import Actor, Permission
from awards.juries.models import PREPARING, PanelSeat
from awards.juries.queries.office import in_office_now
from awards.programmes.models import Award, Edition
from awards.programmes.queries import in_places
from awards.triage.blind import ready
from awards.triage.models import Candidate


def prepared_by(actor: Actor) -> Select[str]:
    """Select the ids of the ready candidates of the awards that somebody prepares now."""
    seats = (
        select(PanelSeat.award_id)
        .join(Award, Award.id == PanelSeat.award_id)
        .join(Edition, Edition.id == Award.edition_id)
        .where(
            PanelSeat.person_id == actor.person_id,
            PanelSeat.role.in_(PREPARING),
            in_office_now(),
            in_places(actor.places_with(Permission.SEE_RESULTS)),
        )
    )
    return ready().where(Candidate.award_id.in_(seats)).with_only_columns(Candidate.id)
