"""The blueprint that all pages of triage hang on, and the words they share."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from awards.nominations.models import NomineeKind
from awards.triage.rules import TriageState

bp = Blueprint("triage", __name__)

STATE_WORDS: dict[TriageState, tuple[str, str]] = {
    TriageState.TO_LOOK_AT: (_l("To look at"), "waiting"),
    TriageState.LATE: (_l("Late"), "warning"),
    TriageState.WITHOUT_COPY: (_l("Needs a juror copy"), "waiting"),
    TriageState.TO_APPROVE: (_l("Copy to approve"), "waiting"),
    TriageState.READY: (_l("Ready for the jury"), "good"),
    TriageState.INELIGIBLE: (_l("Does not take part"), "bad"),
    TriageState.UNCONFIRMED: (_l("Not confirmed"), "neutral"),
    TriageState.WITHDRAWN: (_l("Withdrawn"), "neutral"),
}
"""State → its word, and how its tag looks."""

KIND_WORDS: dict[NomineeKind, str] = {
    NomineeKind.PERSON: _l("Person"),
    NomineeKind.GROUP: _l("Group"),
    NomineeKind.UNIT: _l("Unit"),
    NomineeKind.PROJECT: _l("Project"),
}
