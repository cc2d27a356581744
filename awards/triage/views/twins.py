"""Duplicates: what looks alike, side by side; merged, told apart, or put aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from awards.core.clock import now
from awards.core.errors import NotFound
from awards.core.permissions import Permission
from awards.core.text import tidy
from awards.jobs.registry import enqueue
from awards.nominations.models import Nomination
from awards.programmes.models import Edition
from awards.programmes.queries import edition_for, editions_for
from awards.programmes.rules import phase_of
from awards.triage.originals import originals
from awards.triage.twins import actions, belonging, queries, rules, wording
from awards.triage.twins.belonging import Member
from awards.triage.twins.forms import TogetherForm, offer
from awards.triage.twins.queries import Cluster
from awards.triage.twins.shared import Bit, with_shared
from awards.triage.views.blueprint import KIND_WORDS, bp
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.paging import Page, asked_page
from awards.web.theme import show_programme

SIZE = 20
"""Suggestions a page."""


@bp.get("/triage/duplicates")
@requires(Permission.TRIAGE)
def duplicates() -> ResponseReturnValue:
    """List what may be the same nominee, the surest first."""
    session = get_session()
    editions = editions_for(session, current_actor(), Permission.TRIAGE)
    if not editions:
        return render_template("triage/no_edition.html")
    edition = edition_for(session, current_actor(), Permission.TRIAGE, request.args.get("edition"))
    show_programme(edition.programme)
    found = queries.suggested(session, edition.id)
    page = Page(asked_page(), SIZE, len(found))
    shown = found[(page.number - 1) * SIZE : page.number * SIZE]
    ids = [one for cluster in shown for one in cluster.nominations]
    return render_template(
        "triage/twins/suggestions.html",
        edition=edition,
        editions=[
            {
                "label": translated(one.name),
                "url": url_for("triage.duplicates", edition=one.id),
                "current": one.id == edition.id,
            }
            for one in editions
        ],
        clusters=shown,
        waiting=sum(not cluster.later for cluster in found),
        briefs=queries.brief_nominations(session, ids),
        page=page,
        checked=queries.last_check(session, edition.id),
        wording=wording,
    )


@bp.post("/triage/duplicates/look-again")
@requires(Permission.TRIAGE)
def look_again() -> ResponseReturnValue:
    """Ask for the edition to be looked through now; the next page shows what was found."""
    session = get_session()
    wanted = request.form.get("edition")
    edition = edition_for(session, current_actor(), Permission.TRIAGE, wanted)
    enqueue(session, "twins.check", edition.id)
    flash(_("We are looking through the nominations again. Load the page in a moment."))
    return redirect(url_for("triage.duplicates", edition=edition.id))


@bp.get("/triage/duplicates/<nomination_id>")
@requires(Permission.TRIAGE)
def twins(nomination_id: str) -> ResponseReturnValue:
    """Show a nomination beside those that look like it, with what speaks for it."""
    sight = _sight(nomination_id)
    form = TogetherForm(data={"seen": sight.seen, "chosen": [m.key for m in sight.members]})
    return _page(sight, form)


@bp.post("/triage/duplicates/<nomination_id>/merge")
@requires(Permission.TRIAGE)
def merge(nomination_id: str) -> ResponseReturnValue:
    """Make one candidate of those that were chosen."""
    sight = _sight(nomination_id)
    form = TogetherForm()
    if not _is_valid(form, sight):
        return _page(sight, form, 422)
    try:
        kept = actions.merge(
            get_session(), form.picked, reason=_reason(form), by=current_actor(), at=now()
        )
    except rules.ReasonMissing as error:
        form.reason.errors = [_(error.message)]
        return _page(sight, form, error.status)
    there = url_for("triage.together", candidate_id=kept.id)
    said = _("They are one candidate now, %(name)s.", name=kept.code_name)
    apart = _("Wrong? Take one out again")
    flash(Markup('{} <a href="{}">{}</a>').format(said, there, apart), "success")
    return _onward(sight.edition)


@bp.post("/triage/duplicates/<nomination_id>/not-same")
@requires(Permission.TRIAGE)
def not_same(nomination_id: str) -> ResponseReturnValue:
    """Remember that those that were chosen are different nominees."""
    return _told(nomination_id, actions.say_not_same, _("We remember that they are not the same."))


@bp.post("/triage/duplicates/<nomination_id>/later")
@requires(Permission.TRIAGE)
def later(nomination_id: str) -> ResponseReturnValue:
    """Put the suggestion at the end of the list."""
    return _told(nomination_id, actions.put_aside, _("It stands at the end of the list now."))


def _told(nomination_id: str, action: Callable[..., int], said: str) -> ResponseReturnValue:
    sight = _sight(nomination_id)
    form = TogetherForm()
    if not _is_valid(form, sight):
        return _page(sight, form, 422)
    action(get_session(), sight.edition, form.picked, by=current_actor(), at=now())
    flash(said, "success")
    return _onward(sight.edition)


@dataclass(frozen=True)
class Sight:
    """What stands side by side, and the suggestion it comes from, if one does."""

    nomination: Nomination
    members: Sequence[Member]
    cluster: Cluster | None
    also: str

    @property
    def edition(self) -> Edition:
        """The edition all of them are in."""
        return self.nomination.award.edition

    @property
    def nominations(self) -> list[Nomination]:
        """All of them, in the order they are shown."""
        return [one for member in self.members for one in member.nominations]

    @property
    def seen(self) -> str:
        """What the page carries to notice that something has changed meanwhile."""
        said = [f"{one.id} {one.version} {m.candidate and m.candidate.id} "
                f"{m.candidate and m.candidate.verdict}"
                for m in self.members for one in m.nominations]  # fmt: skip
        return sha256("\n".join(sorted(said)).encode()).hexdigest()[:24]


def _sight(nomination_id: str) -> Sight:
    """Return the nomination with its twins, and with the one whose reference was typed."""
    session, actor = get_session(), current_actor()
    cluster = queries.cluster_around(session, nomination_id)
    also = tidy(request.values.get("also"))[:40]
    ids = {nomination_id, *(cluster.nominations if cluster else ())}
    if also:
        other = queries.by_reference(session, nomination_id, also)
        ids |= {other} if other else set()
    members = belonging.members_of(session, actor, ids)
    own = next((n for m in members for n in m.nominations if n.id == nomination_id), None)
    if own is None:
        raise NotFound
    members.sort(key=lambda m: (nomination_id not in {n.id for n in m.nominations}, m.key))
    return Sight(own, members, cluster, also)


def _is_valid(form: TogetherForm, sight: Sight) -> bool:
    offer(form, [member.key for member in sight.members])
    if form.seen.data != sight.seen:
        form.seen.data = sight.seen
        form.form_errors.append(_(rules.LookAgain.message))
        return False
    if not form.validate():
        return False
    if len(form.picked) < 2:  # noqa: PLR2004 - it takes two
        form.chosen.errors = [_(rules.TooFew.message)]
        return False
    return True


def _reason(form: TogetherForm) -> str:
    return form.reason.data or ""


def _page(sight: Sight, form: TogetherForm, status: int = 200) -> ResponseReturnValue:
    show_programme(sight.edition.programme)
    award = sight.nomination.award
    parts = [actions.part_of(member) for member in sight.members]
    nominations = sight.nominations
    names = {one.id: one.nominee_name for one in nominations}
    phase = phase_of(award, now())
    page = render_template(
        "triage/twins/side_by_side.html",
        sight=sight,
        edition=sight.edition,
        award=award,
        form=form,
        names=names,
        texts=_texts(nominations),
        same_award=len({one.award_id for one in nominations}) == 1,
        elsewhere=queries.elsewhere(get_session(), list(names)),
        becomes=_becomes(parts, sight.members),
        needs_reason=rules.needs_reason(phase, parts) or bool(form.reason.errors),
        kind_words=KIND_WORDS,
        wording=wording,
    )
    return page, status


def _texts(nominations: Sequence[Nomination]) -> dict[str, list[tuple[str, list[Bit]]]]:
    """Return each nomination's sections, what others wrote too marked."""
    sections = [originals([one]) for one in nominations]
    cut = with_shared([[section.text for section in one] for one in sections])
    return {
        nomination.id: [
            (translated(section.heading), bits) for section, bits in zip(own, done, strict=True)
        ]
        for nomination, own, done in zip(nominations, sections, cut, strict=True)
    }


def _becomes(parts: Sequence[rules.Part], members: Sequence[Member]) -> list[str]:
    """Say what will happen when all of them are merged."""
    keeper = rules.keeper(parts)
    named = {m.candidate.id: m.candidate.code_name for m in members if m.candidate}
    name = named.get(keeper.candidate_id or "") if keeper else None
    verdict, _why = rules.merged_verdict(parts)
    said = [
        _("Every text and every nominator is kept."),
        _("It is called %(name)s.", name=name) if name else _("It gets a code name."),
    ]
    if verdict is None and any(part.verdict for part in parts):
        said.append(_("It waits for your verdict again: with all texts together it may differ."))
    elif verdict is not None:
        said.append(_("The verdict stays as it is."))
    if any(part.candidate_id for part in parts):
        said.append(
            _("A juror copy that was approved is taken back, until you approve one of all texts.")
        )
    return [str(one) for one in said]


def _onward(edition: Edition) -> ResponseReturnValue:
    """Open the next suggestion, or the list when none waits."""
    waiting = [c for c in queries.suggested(get_session(), edition.id) if not c.later]
    if not waiting:
        return redirect(url_for("triage.duplicates", edition=edition.id))
    return redirect(url_for("triage.twins", nomination_id=waiting[0].anchor))
