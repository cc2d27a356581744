"""The next thing to do at the desk, in one sentence and with one button."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.programmes.models import Edition
from awards.triage import queries
from awards.triage.rules import TriageState
from awards.web.db import get_session


@dataclass(frozen=True)
class Step:
    """The next thing to do."""

    title: str
    text: str
    label: str
    url: str
    done: bool = False


def next_step(edition: Edition, listed: queries.Listed, rows: Sequence[queries.Row]) -> Step | None:
    """Return what waits for the coordinator, else where the journey goes on.

    Nominations are judged one by one; what comes after that is done once for a candidate.
    `rows` begins with what waits first, where its link leads.
    """
    judging = {TriageState.TO_LOOK_AT, TriageState.LATE}
    to_judge = sum(place.state in judging for place in listed.places)
    numbers = listed.candidates
    if to_judge:
        return _look_at(_first(edition, rows, TriageState.TO_LOOK_AT, TriageState.LATE), to_judge)
    if numbers[TriageState.WITHOUT_COPY]:
        first = _first(edition, rows, TriageState.WITHOUT_COPY)
        return _prepare(first, numbers[TriageState.WITHOUT_COPY])
    if numbers[TriageState.TO_APPROVE]:
        first = _first(edition, rows, TriageState.TO_APPROVE)
        return _approve(first, numbers[TriageState.TO_APPROVE])
    return _go_on(edition, numbers[TriageState.READY]) if numbers[TriageState.READY] else None


def _first(edition: Edition, rows: Sequence[queries.Row], *states: TriageState) -> queries.Waiting:
    """Return the first that stands in these states: on this page, or else asked for."""
    here = [row for row in rows if row.state in states]
    if here:
        return queries.Waiting(here[0].id, here[0].candidate_id)
    return queries.waiting(get_session(), edition.id, *states)[0]


def _look_at(first: queries.Waiting, number: int) -> Step:
    return Step(
        ngettext("%(num)s nomination waits for you", "%(num)s nominations wait for you", number),
        _("Read it, and decide whether it takes part."),
        _("Read the first one"),
        url_for("triage.nomination", nomination_id=first.nomination_id),
    )


def _prepare(first: queries.Waiting, number: int) -> Step:
    return Step(
        ngettext(
            "%(num)s candidate needs a juror copy", "%(num)s candidates need a juror copy", number
        ),
        _("We mask names and units; you read what is left and approve it."),
        _("Take the first one"),
        url_for("triage.juror_copy", candidate_id=first.candidate_id),
    )


def _approve(first: queries.Waiting, number: int) -> Step:
    return Step(
        ngettext(
            "%(num)s juror copy waits for your approval",
            "%(num)s juror copies wait for your approval",
            number,
        ),
        _("The jury reads nothing that you have not approved."),
        _("Open the first one"),
        url_for("triage.juror_copy", candidate_id=first.candidate_id),
    )


def _go_on(edition: Edition, number: int) -> Step:
    return Step(
        ngettext(
            "All done: %(num)s candidate is ready for the jury",
            "All done: %(num)s candidates are ready for the jury",
            number,
        ),
        _("Now see to it that every award has its jury."),
        _("Go to the panels"),
        url_for("juries.panels", edition=edition.id),
        done=True,
    )
