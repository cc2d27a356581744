"""Reading panels and statements: who sits where, who may see what, what was said."""

from awards.juries.queries.given import given_to, routed_awards
from awards.juries.queries.office import AT, in_office, in_office_now, is_lent, this_quarter
from awards.juries.queries.overview import Case, Juror, Overview, of_edition, suggestions_for
from awards.juries.queries.panels import Seated, possible_members, seat_for, seats_of
from awards.juries.queries.sight import (
    JUROR,
    AskedAbout,
    askable,
    asked_about,
    awards_asked_about,
    awards_of,
    barred,
    editions_of,
    may_read,
    prepared_askable,
    prepared_readable,
    readable,
    unanswered_count,
    values_of,
)
from awards.juries.queries.statements import (
    Matter,
    ReadyCandidate,
    matter_for,
    ready_candidates,
    statements_by,
    statements_of,
)

__all__ = [
    "AT",
    "JUROR",
    "AskedAbout",
    "Case",
    "Juror",
    "Matter",
    "Overview",
    "ReadyCandidate",
    "Seated",
    "askable",
    "asked_about",
    "awards_asked_about",
    "awards_of",
    "barred",
    "editions_of",
    "given_to",
    "in_office",
    "in_office_now",
    "is_lent",
    "matter_for",
    "may_read",
    "of_edition",
    "possible_members",
    "prepared_askable",
    "prepared_readable",
    "readable",
    "ready_candidates",
    "routed_awards",
    "seat_for",
    "seats_of",
    "statements_by",
    "statements_of",
    "suggestions_for",
    "this_quarter",
    "unanswered_count",
    "values_of",
]
