"""The desk: every nomination of an edition, and what to do next."""

from collections.abc import Mapping
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.nominations.wording import CHANNEL_WORDS
from awards.programmes.models import Edition
from awards.programmes.queries import editions_for
from awards.programmes.rules import intake_ends, takes_nominations
from awards.triage import queries
from awards.triage.desk import queries as desk_queries
from awards.triage.desk.models import StepKind
from awards.triage.desk.rules import undo_until
from awards.triage.queries import SignalFilter, Sort
from awards.triage.rules import TriageState
from awards.triage.signals.wording import KIND_WORDS as SIGNAL_WORDS
from awards.triage.views.blueprint import KIND_WORDS, STATE_WORDS, bp
from awards.triage.views.filters import ME, NOBODY, Filters, filters_in
from awards.triage.views.next_step import next_step
from awards.triage.views.words import (
    COPY_WORDS,
    DUPLICATE_WORDS,
    FINDING_FILTER_WORDS,
    SORT_WORDS,
    STEP_WORDS,
)
from awards.triage.wording import FINDING_WORDS
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.paging import Page, asked_page
from awards.web.theme import show_programme

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
    session, actor = get_session(), current_actor()
    editions = editions_for(session, actor, Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = _chosen(editions)
    show_programme(edition.programme)
    filters = filters_in(edition, actor)
    listed = queries.listed(session, edition, filters.wanted)
    counts = listed.counts
    page = Page(asked_page(), queries.PAGE, len(listed.shown))
    rows = queries.rows(session, listed.page(page.number))
    return render_template(
        "triage/desk.html",
        edition=edition,
        editions=_edition_links(editions, edition),
        filters=filters,
        wanted=filters.wanted,
        states=_state_links(filters, counts),
        awards=_award_links(filters, counts),
        choices=_choices(filters),
        rows=rows,
        findings=queries.findings_on(session, [row.id for row in rows]),
        page=page,
        step=None if filters.wanted.narrowed else next_step(edition, listed, rows),
        undo=_undo(edition),
        views=desk_queries.views_for(session, actor, edition.programme_id),
        step_words=STEP_WORDS,
        state_words=STATE_WORDS,
        kind_words=KIND_WORDS,
        finding_words=FINDING_WORDS,
        award_names={award.id: translated(award.name) for award in edition.awards},
        nominate_until=intake_ends(edition) if takes_nominations(edition, now()) else None,
    )


def _chosen(editions: Any) -> Edition:
    asked = request.args.get("edition")
    for edition in editions:
        if asked in {None, edition.id}:
            found: Edition = edition
            return found
    raise NotFound


def _total(counts: _Counts, filters: Filters, **changes: Any) -> int:
    state = changes.get("state", filters.wanted.state)
    award = changes.get("award", filters.wanted.award_id)
    return sum(
        number
        for (award_id, its_state), number in counts.items()
        if state in {None, its_state} and award in {None, award_id}
    )


def _link(label: str, filters: Filters, counts: _Counts, **change: Any) -> dict[str, Any]:
    """Return a link that changes one filter, with how many it leads to."""
    (key, value), *_rest = change.items()
    return {
        "label": label,
        "url": filters.url(**change),
        "count": _total(counts, filters, **change),
        "current": filters.args.get(key) == (None if value is None else str(value)),
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


def _state_links(filters: Filters, counts: _Counts) -> list[dict[str, Any]]:
    """Return one link a state; of those that need no work only what there is."""
    everything = _link(_("All"), filters, counts, state=None)
    one_each = [
        _link(str(words), filters, counts, state=state)
        for state, (words, _look) in STATE_WORDS.items()
        if state in {*_ALWAYS_SHOWN, filters.wanted.state} or _total(counts, filters, state=state)
    ]
    return [everything, *one_each]


def _award_links(filters: Filters, counts: _Counts) -> list[dict[str, Any]]:
    everything = _link(_("All awards"), filters, counts, award=None)
    one_each = [
        _link(translated(award.name), filters, counts, award=award.id)
        for award in filters.edition.awards
    ]
    return [everything, *one_each]


def _choices(filters: Filters) -> list[dict[str, Any]]:
    """Return the filters beside state and award: each a list to choose from."""
    session, edition = get_session(), filters.edition
    people = desk_queries.coordinators(session, edition.programme)
    units = desk_queries.units_named(session, edition)
    offered: list[tuple[str, str, list[tuple[str, Any]]]] = [
        (
            "assignee",
            _("Who looks after it"),
            [(ME, _("I do")), (NOBODY, _("Nobody")), *((one.id, one.name) for one in people)],
        ),
        ("finding", _("Findings"), [*FINDING_FILTER_WORDS.items(), *FINDING_WORDS.items()]),
        ("duplicates", _("Duplicates"), [*DUPLICATE_WORDS.items()]),
        ("signal", _("Signals"), [(SignalFilter.ANY, _("Any at all")), *SIGNAL_WORDS.items()]),
        ("copy", _("Juror copy"), [*COPY_WORDS.items()]),
        ("channel", _("How it came in"), [*CHANNEL_WORDS.items()]),
        ("late", _("Deadline"), [("yes", _("Came in late"))]),
        ("unit", _("Unit, and those below it"), [(one.id, one.name) for one in units]),
        ("sort", _("Order"), [(k, w) for k, w in SORT_WORDS.items() if k is not Sort.WAITING]),
    ]
    return [
        {
            "key": key,
            "label": label,
            "options": [(str(value), str(words)) for value, words in options],
            "chosen": filters.args.get(key, ""),
        }
        for key, label, options in offered
    ]


def _undo(edition: Edition) -> dict[str, Any] | None:
    """Return the last step that its doer can still take back, with its words."""
    step = desk_queries.last_step(get_session(), current_actor(), edition, now())
    if step is None:
        return None
    return {
        "id": step.id,
        "title": step_done(step.kind, len(step.items)),
        "until": undo_until(step.done_at),
    }


def step_done(kind: StepKind, number: int) -> str:
    """Return what a step has done."""
    said = {
        StepKind.ACCEPT: ngettext(
            "%(num)s nomination takes part now", "%(num)s nominations take part now", number
        ),
        StepKind.REFUSE: ngettext(
            "%(num)s nomination does not take part",
            "%(num)s nominations do not take part",
            number,
        ),
        StepKind.ASSIGN: ngettext(
            "%(num)s nomination has somebody new to look after it",
            "%(num)s nominations have somebody new to look after them",
            number,
        ),
        StepKind.PREPARE: ngettext(
            "%(num)s juror copy is prepared", "%(num)s juror copies are prepared", number
        ),
    }
    return str(said[kind])
