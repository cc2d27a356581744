"""A juror's conflict statements. They stand here, since an answer may seal a score sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.accounts.queries import person_by_email
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries import forms
from awards.juries.actions import Stated
from awards.juries.models import Answer
from awards.juries.queries import AskedAbout, asked_about, awards_of, suggestions_for
from awards.juries.rules import Change, JuryClosed, is_open
from awards.juries.ties.rules import times_grown
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring import rules, sealing
from awards.scoring.decoys import decoys
from awards.scoring.views.blueprint import bp, my_editions, secret
from awards.scoring.views.ties import is_asked_first, own_circle
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.errors import words_of

ROWS = 50
"""How many candidates are asked about on one page."""
_TOO_EARLY = frozenset({Phase.UPCOMING, Phase.NOMINATING})


@dataclass(frozen=True)
class Question:
    """A candidate on the page, under the juror's own address for it."""

    ref: str
    about: AskedAbout
    award: Award
    suggested: bool
    """Whether it is asked about alone: for a reason the page never tells, or for none."""
    form: forms.StatementForm
    closed: bool
    """Whether the award is decided, so that no answer can change any more."""


@dataclass(frozen=True)
class Questions:
    """Everything a juror is asked in an edition."""

    suggested: list[Question]
    open: list[Question]
    answered: list[Question]
    changing: list[Question]

    @property
    def asked(self) -> list[Question]:
        """The questions this page asks, in its order."""
        return [*self.changing, *self.suggested, *self.open[:ROWS]]

    @property
    def by_ref(self) -> dict[str, Question]:
        """All questions by address."""
        every = (*self.asked, *self.open, *self.answered)
        return {question.ref: question for question in every}


def _ask(edition: Edition) -> Questions:
    session, juror = get_session(), current_actor()
    awards = {award.id: award for award in awards_of(session, juror, edition)}
    person = person_by_email(session, juror.email)
    about = asked_about(session, juror, awards)
    suggested = set(suggestions_for(session, person, awards.keys()))
    alone = suggested | _decoys(edition, about, suggested)
    asked = sorted(
        (_question(one, awards, alone) for one in about),
        key=lambda question: (question.award.position, question.ref),
    )
    changing = request.values.get("about", "")
    return _sort(asked, changing)


def _sort(asked: Iterable[Question], changing: str) -> Questions:
    """Put each question where it belongs: asked with a fact, asked, answered, to be changed."""
    questions = Questions([], [], [], [])
    for question in asked:
        if question.ref == changing and not question.closed:
            questions.changing.append(question)
        elif question.about.answer is not None:
            questions.answered.append(question)
        elif question.suggested:
            questions.suggested.append(question)
        else:
            questions.open.append(question)
    return questions


def _ref(candidate_id: str) -> str:
    return rules.sheet_id(secret(), current_actor().person_id or "", candidate_id)


def _decoys(edition: Edition, about: Iterable[AskedAbout], suggested: set[str]) -> set[str]:
    """Return candidates that are asked about alone although nothing is known of them.

    None where nobody is named and nothing is suggested: then all is confirmed as one list.
    """
    circle = own_circle(edition)
    if not suggested and (circle is None or not circle.ties):
        return set()
    ids = [one.candidate_id for one in about]
    return decoys(secret(), current_actor().person_id or "", ids, times_grown(circle))


def _question(about: AskedAbout, awards: dict[str, Award], alone: set[str]) -> Question:
    ref, award = _ref(about.candidate_id), awards[about.award_id]
    sent = request.form if request.method == "POST" else None
    form = forms.StatementForm(sent, prefix=f"{ref}-", answer=about.answer, meta={"csrf": False})
    if about.answer is Answer.UNSURE:
        form.offer_no_way_back()
    asking = request.method == "GET"  # what is sent is refused in words, and kept
    closed = asking and not is_open(award, now(), Change.STATEMENTS)
    return Question(ref, about, award, about.candidate_id in alone, form, closed)


def _page(edition: Edition, questions: Questions, status: int = 200) -> ResponseReturnValue:
    early, asked = phase_by_dates(edition, now()) in _TOO_EARLY, questions.by_ref.values()
    page = render_template(
        "scoring/statements.html",
        edition=edition,
        questions=questions,
        wrong=[q for q in questions.asked if q.form.errors],
        rows=ROWS,
        open=early or not asked or any(not question.closed for question in asked),
        early=early,
        words=forms,
    )
    return page, status


@bp.get("/juries/statements")
@requires(Permission.SCORE)
def statements() -> ResponseReturnValue:
    """Ask about each candidate before its text is shown."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    if is_asked_first(edition):
        return redirect(url_for("scoring.close", edition=edition.id))
    return _page(edition, _ask(edition))


@bp.post("/juries/statements")
@requires(Permission.SCORE)
def state() -> ResponseReturnValue:
    """Take the answers that were given; with `rest`, "none" for the other rows of the page."""
    edition, _editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    if is_asked_first(edition):
        return redirect(url_for("scoring.close", edition=edition.id))
    questions = _ask(edition)
    answered = [q for q in questions.by_ref.values() if q.form.answered and q.ref in _named()]
    wrong = [q for q in answered if not q.form.validate()]
    if wrong:
        return _page(edition, questions, 422)
    said = {q.about.candidate_id: q.form.statement() for q in answered}
    said |= {c: Stated(Answer.NONE) for c in _rest(questions) if c not in said}
    try:
        kept = sealing.state_conflicts(get_session(), said, by=current_actor(), at=now())
    except JuryClosed as error:
        get_session().rollback()
        for question in answered:
            question.form.form_errors.append(words_of(error))
        return _page(edition, questions, error.status)
    flash(_stated(len(kept)), "success")
    held = [c for c, answer in kept.items() if answer is not said[c].answer]
    if held:
        flash(_waiting(len(held)))
    return redirect(_onward(edition, questions, said))


def _named() -> set[str]:
    """Return the addresses whose answer stands in what was sent."""
    return {name.removesuffix("-answer") for name in request.form if name.endswith("-answer")}


def _rest(questions: Questions) -> list[str]:
    """Return the candidates that the button "no conflict with the others" is about.

    They are named in the form one by one, and one with a fact on file is never among them.
    """
    if request.form.get("then") != "rest":
        return []
    listed = set(request.form.getlist("rest"))
    return [q.about.candidate_id for q in questions.open if q.ref in listed]


def _stated(count: int) -> str:
    if not count:
        return str(_("Nothing has changed."))
    return str(ngettext("%(num)d answer is saved.", "%(num)d answers are saved.", count))


def _waiting(count: int) -> str:
    return str(
        ngettext(
            "Thank you. The coordinator looks at one of your answers first; until then that "
            "candidate is not on your list.",
            "Thank you. The coordinator looks at %(num)d of your answers first; until then those "
            "candidates are not on your list.",
            count,
        )
    )


def _onward(edition: Edition, questions: Questions, said: dict[str, Stated]) -> str:
    """Lead to the questions that are left, else to the queue."""
    waiting = (*questions.suggested, *questions.open)
    left = any(q.about.candidate_id not in said for q in waiting)
    page = "scoring.statements" if left else "scoring.queue"
    return url_for(page, edition=edition.id)
