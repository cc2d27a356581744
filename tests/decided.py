"""Decided awards, for what comes after the decision: certificates and public pages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from awards.decisions.models import DecidedOutcome, Decision, Outcome
from awards.programmes.models import Award, Edition, Phase, Programme
from tests.factories import Make

TEAM = (("Ingrid Sandell", "samordnare"), ("Jonas Ekdahl", "enhetschef"))
CITATION = "They made a **calm** morning out of a loud one."


def given(make: Make, award: Award, name: str = "Alva Norrsken", **values: Any) -> DecidedOutcome:
    """Return an outcome for a new candidate of the award, not yet part of a decision."""
    members: Sequence[tuple[str, str]] = values.pop("members", ())
    standard = {
        "outcome": Outcome.WINNER,
        "public_title": "undersköterska",
        "public_units": "E-hemvården",
        "citation": CITATION,
    }
    return DecidedOutcome(
        candidate_id=make.candidate(award).id,
        public_name=name,
        public_members=[{"name": member, "title": title} for member, title in members],
        **{**standard, **values},
    )


def decide(
    make: Make,
    award: Award,
    *outcomes: DecidedOutcome,
    announced: timedelta | None = None,
    **values: Any,
) -> Decision:
    """Record a decision (one winner, unless told otherwise) and, when given, how long ago it was
    announced; a negative time lies ahead.
    """
    now = datetime.now(UTC)
    decision = Decision(
        award_id=award.id,
        recorded_at=now,
        **{
            "body": "Kommunstyrelsen",
            "decided_on": date(2026, 11, 14),
            "paragraph": "§ 12",
            **values,
        },
    )
    decision.winners = list(outcomes)
    for place, outcome in enumerate(decision.winners):
        outcome.position = place
    award.decided_at = now
    award.announce_at = None if announced is None else now - announced
    make.session.add_all([decision, award])
    make.session.commit()
    return decision


def lund(make: Make, **values: Any) -> Edition:
    """Make Lund's programme and an edition in deliberation, with real words in it."""
    programme: Programme = make.programme(
        name={"sv": "Medarbetarpriserna", "nb": "Medarbeiderprisene", "en": "Staff awards"},
        place="Lund",
    )
    return make.edition(
        Phase.DELIBERATION,
        programme=programme,
        name={"sv": "Medarbetarpriserna 2026", "en": "Staff awards 2026"},
        deciding_body={"sv": "Kommunstyrelsen", "en": "the municipal executive board"},
        **values,
    )
