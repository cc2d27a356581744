"""The desk: every nomination of an edition, and what to do next."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.core.text import tidy
from awards.programmes.models import Edition
from awards.programmes.queries import editions_for
from awards.programmes.rules import intake_ends, takes_nominations
from awards.triage import queries
from awards.triage.queries import Wanted
from awards.triage.rules import TriageState
from awards.triage.views.blueprint import KIND_WORDS, STATE_WORDS, bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.paging import Page, asked_page
from awards.web.theme import show_programme

_LONGEST_SEARCH = 80
_ALWAYS_SHOWN = (
    TriageState.TO_LOOK_AT,
    TriageState.WITHOUT_COPY,
    TriageState.TO_APPROVE,
    TriageState.READY,
)
_Counts = Mapping[tuple[str, TriageState], int]


@bp.get("/triage")
@requires(Permission.TRIAGE)
def desk() -> ResponseReturnValue:
    """Show an edition's nominations, with what waits on top."""
    session = get_session()
    editions = editions_for(session, current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = _chosen(editions)
    show_programme(edition.programme)
    wanted = _wanted(edition)
    counts = queries.counts(session, edition.id, wanted.search)
    page = Page(asked_page(), queries.PAGE, _total(counts, wanted))
    return render_template(
        "triage/desk.html",
        edition=edition,
        editions=_edition_links(editions, edition),
        states=_state_links(edition, counts, wanted),
        awards=_award_links(edition, counts, wanted),
        rows=queries.rows(session, edition.id, wanted, page=page.number),
        page=page,
        wanted=wanted,
        step=None if wanted.search else next_step(edition, counts),
        state_words=STATE_WORDS,
        kind_words=KIND_WORDS,
        nominate_until=intake_ends(edition) if takes_nominations(edition, now()) else None,
    )


def _chosen(editions: Any) -> Edition:
    asked = request.args.get("edition")
    for edition in editions:
        if asked in {None, edition.id}:
            found: Edition = edition
            return found
    raise NotFound


def _wanted(edition: Edition) -> Wanted:
    """Read the filters from the address; nonsense means no filter."""
    state, award = request.args.get("state", ""), request.args.get("award", "")
    return Wanted(
        state=TriageState(state) if state in set(TriageState) else None,
        award_id=award if award in {one.id for one in edition.awards} else None,
        search=tidy(request.args.get("q"))[:_LONGEST_SEARCH],
    )


def _total(counts: _Counts, wanted: Wanted) -> int:
    return sum(
        number
        for (award_id, state), number in counts.items()
        if wanted.state in {None, state} and wanted.award_id in {None, award_id}
    )


def _url(edition: Edition, wanted: Wanted) -> str:
    return url_for(
        "triage.desk",
        edition=edition.id,
        state=wanted.state,
        award=wanted.award_id,
        q=wanted.search or None,
    )


def _link(label: str, edition: Edition, there: Wanted, counts: _Counts, here: Wanted) -> Any:
    return {
        "label": label,
        "url": _url(edition, there),
        "count": _total(counts, there),
        "current": there == here,
    }


def _edition_links(editions: Any, here: Edition) -> list[dict[str, Any]]:
    return [
        {
            "label": translated(edition.name),
            "url": url_for("triage.desk", edition=edition.id),
            "current": edition is here,
        }
        for edition in editions
    ]


def _state_links(edition: Edition, counts: _Counts, here: Wanted) -> list[dict[str, Any]]:
    """Return one link a state; of those that need no work only what there is."""
    everything = _link(_("All"), edition, replace(here, state=None), counts, here)
    one_each = [
        _link(str(words), edition, replace(here, state=state), counts, here)
        for state, (words, _look) in STATE_WORDS.items()
        if state in {*_ALWAYS_SHOWN, here.state} or _total(counts, replace(here, state=state))
    ]
    return [everything, *one_each]


def _award_links(edition: Edition, counts: _Counts, here: Wanted) -> list[dict[str, Any]]:
    everything = _link(_("All awards"), edition, replace(here, award_id=None), counts, here)
    one_each = [
        _link(translated(award.name), edition, replace(here, award_id=award.id), counts, here)
        for award in edition.awards
    ]
    return [everything, *one_each]


@dataclass(frozen=True)
class Step:
    """The next thing to do."""

    title: str
    text: str
    label: str
    url: str
    done: bool = False


def next_step(edition: Edition, counts: _Counts) -> Step | None:
    """Return what waits for the coordinator, else where the journey goes on."""
    numbers = {state: _total(counts, Wanted(state=state)) for state in TriageState}
    to_judge = numbers[TriageState.TO_LOOK_AT] + numbers[TriageState.LATE]
    if to_judge:
        return _look_at(edition, to_judge)
    if numbers[TriageState.WITHOUT_COPY]:
        return _prepare(edition, numbers[TriageState.WITHOUT_COPY])
    if numbers[TriageState.TO_APPROVE]:
        return _approve(edition, numbers[TriageState.TO_APPROVE])
    return _go_on(edition, numbers[TriageState.READY]) if numbers[TriageState.READY] else None


def _first(edition: Edition, *states: TriageState) -> queries.Waiting:
    return queries.waiting(get_session(), edition.id, *states)[0]


def _look_at(edition: Edition, number: int) -> Step:
    first = _first(edition, TriageState.TO_LOOK_AT, TriageState.LATE)
    return Step(
        ngettext("%(num)s nomination waits for you", "%(num)s nominations wait for you", number),
        _("Read it, and decide whether it takes part."),
        _("Read the first one"),
        url_for("triage.nomination", nomination_id=first.nomination_id),
    )


def _prepare(edition: Edition, number: int) -> Step:
    first = _first(edition, TriageState.WITHOUT_COPY)
    return Step(
        ngettext(
            "%(num)s candidate needs a juror copy", "%(num)s candidates need a juror copy", number
        ),
        _("We mask names and units; you read what is left and approve it."),
        _("Take the first one"),
        url_for("triage.juror_copy", candidate_id=first.candidate_id),
    )


def _approve(edition: Edition, number: int) -> Step:
    first = _first(edition, TriageState.TO_APPROVE)
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
