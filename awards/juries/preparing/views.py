"""The texts without names, for those who prepare an award, and the questions before them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import actions, forms, rules
from awards.juries.actions import Stated
from awards.juries.models import Answer
from awards.juries.preparing import queries
from awards.programmes.models import Award, Edition
from awards.programmes.queries import editions_for, one_of
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("preparing", __name__)


@dataclass(frozen=True)
class Question:
    """A candidate somebody is asked about, by its code name."""

    candidate_id: str
    ref: str
    form: forms.StatementForm


@dataclass(frozen=True)
class Desk:
    """An edition with the awards somebody prepares, and the one of them that is shown."""

    editions: Sequence[Edition]
    edition: Edition
    awards: Sequence[Award]

    def award(self, slug: str | None) -> Award | None:
        """Return the asked one, else the first; none for somebody who prepares nothing."""
        return next((a for a in self.awards if a.slug == slug), next(iter(self.awards), None))


def _desk(edition_id: str | None) -> Desk:
    session, actor = get_session(), current_actor()
    editions = editions_for(session, actor, Permission.SEE_RESULTS)
    edition = one_of(editions, edition_id)
    show_programme(edition.programme)
    return Desk(editions, edition, queries.prepared_awards(session, actor, edition))


def _questions(award: Award, prepared: queries.Prepared) -> list[Question]:
    """Ask about each candidate without an answer, while that can be answered."""
    if not rules.is_open(award, now(), rules.Change.STATEMENTS):
        return []
    sent = request.form if request.method == "POST" else None
    return [
        Question(one, ref, forms.StatementForm(sent, prefix=f"{ref}-", meta={"csrf": False}))
        for one, ref in prepared.asked
    ]


def _page(desk: Desk, award: Award | None, status: int = 200) -> ResponseReturnValue:
    prepared = queries.prepared_in(get_session(), current_actor(), award) if award else None
    questions = _questions(award, prepared) if award and prepared else []
    page = render_template(
        "juries/texts.html",
        edition=desk.edition,
        editions=desk.editions,
        awards=desk.awards,
        award=award,
        prepared=prepared,
        questions=questions,
        wrong=[q for q in questions if q.form.answered and not q.form.validate()],
        words=forms,
    )
    return page, status


@bp.get("/juries/texts")
@requires(Permission.SEE_RESULTS)
def texts() -> ResponseReturnValue:
    """The texts of an award that whoever asks prepares; first the questions about conflicts."""
    desk = _desk(request.args.get("edition") or None)
    return _page(desk, desk.award(request.args.get("award")))


@bp.post("/juries/texts/<edition_id>/<slug>")
@requires(Permission.SEE_RESULTS)
def state(edition_id: str, slug: str) -> ResponseReturnValue:
    """Take the answers that were given; with `rest`, "none" for the other rows of the page."""
    desk = _desk(edition_id)
    award = desk.award(slug)
    if award is None or award.slug != slug:  # the page says that they do not prepare it
        return redirect(url_for("preparing.texts", edition=edition_id))
    prepared = queries.prepared_in(get_session(), current_actor(), award)
    questions = _questions(award, prepared)
    answered = [q for q in questions if q.form.answered]
    if any(not q.form.validate() for q in answered):
        return _page(desk, award, 422)
    said = {q.candidate_id: q.form.statement() for q in answered}
    if request.form.get("then") == "rest":
        listed = set(request.form.getlist("rest"))
        rest = (q.candidate_id for q in questions if q.ref in listed)
        said = {**{one: Stated(Answer.NONE) for one in rest}, **said}
    kept = actions.state(get_session(), said, by=current_actor(), at=now())
    flash(_stated(len(kept)), "success")
    return redirect(url_for("preparing.texts", edition=edition_id, award=slug))


def _stated(count: int) -> str:
    if not count:
        return str(_("Nothing has changed."))
    return str(ngettext("%(num)d answer is saved.", "%(num)d answers are saved.", count))
