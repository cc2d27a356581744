"""The page of a juror copy, which several addresses answer with: original, copy, and its marks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from awards.core.clock import now
from awards.nominations.models import NominationState
from awards.programmes.rules import phase_of
from awards.triage import actions, queries, rules
from awards.triage.blind_files.queries import files_of
from awards.triage.comparison import Comparison, compare_all
from awards.triage.copying.looking import known_for, originals_of
from awards.triage.copying.mark import Known, Mark
from awards.triage.copying.marks import marks_of
from awards.triage.forms import CopyForm, MarkForm, MaskForm, copy_form
from awards.triage.masking import fitting_stand_in, stand_ins
from awards.triage.originals import text_language, texts_of
from awards.triage.queries import CopyCase
from awards.triage.rules import TriageState
from awards.triage.wording import MARK_WORDS
from awards.web.access import current_actor
from awards.web.db import get_session
from awards.web.i18n import translated
from awards.web.theme import show_programme

_AROUND = 60


def case_of(candidate_id: str) -> CopyCase:
    """Return the candidate with its copies, when it is the reader's to work on."""
    return queries.copy_case_of(get_session(), current_actor(), candidate_id)


def form_for(case: CopyCase) -> CopyForm:
    """Return the form with the newest version's texts, or with what was typed."""
    newest = case.copies.newest
    sections = newest.sections if newest else []
    headings = [translated(section["heading"]) for section in sections]
    return copy_form(headings, texts_of(sections), actions.copy_mark(newest))


@dataclass(frozen=True)
class Looked:
    """What a copy was looked through with, and what is marked in it."""

    known: Known
    marks: Sequence[Mark]


def look_through(case: CopyCase, texts: Sequence[str]) -> Looked:
    """Find every mark in a copy that has these texts."""
    known = known_for(get_session(), case)
    newest = case.copies.newest
    if newest is None:
        return Looked(known, [])
    written = originals_of(case, newest.sections)
    return Looked(known, marks_of(written, texts, known, newest.looked_at))


@dataclass(frozen=True)
class Neighbours:
    """The copies that wait before and after this one, and how many wait in all."""

    previous: str | None
    following: str | None
    waiting: int


def neighbours_of(case: CopyCase) -> Neighbours:
    """Return the copies that wait around this one."""
    edition = case.award.edition
    states = (TriageState.WITHOUT_COPY, TriageState.TO_APPROVE)
    waiting = queries.waiting(get_session(), edition.id, *states)
    ids = list(dict.fromkeys(one.candidate_id for one in waiting))
    here = ids.index(case.candidate.id) if case.candidate.id in ids else -1
    previous = ids[here - 1] if here > 0 else None
    following = ids[here + 1] if here + 1 < len(ids) else None
    return Neighbours(previous, following, len(ids))


@dataclass(frozen=True)
class Chosen:
    """The mark that is open on the page, with the words around it and its neighbours."""

    mark: Mark
    number: int
    before: str
    after: str
    previous: str | None
    following: str | None
    reason: str = ""


@dataclass(frozen=True)
class Marks:
    """What the page says about marks."""

    all: Sequence[Mark] = ()
    chosen: Chosen | None = None
    open: Sequence[Mark] = field(default=())


def next_mark_url(candidate_id: str, after: str = "") -> str:
    """Return where to go on: the first mark nobody has looked at, from `after` on."""
    case = case_of(candidate_id)
    newest = case.copies.newest
    marks = look_through(case, texts_of(newest.sections)).marks if newest else []
    keys = [mark.key for mark in marks]
    start = keys.index(after) + 1 if after in keys else 0
    rest = chain(marks[start:], marks[:start])
    onward = next((mark.key for mark in rest if mark.is_open), None)
    if onward is None:
        return url_for("triage.juror_copy", candidate_id=candidate_id, _anchor="approve")
    return mark_url(candidate_id, onward)


def mark_url(candidate_id: str, key: str) -> str:
    """Return the copy's address with one mark open."""
    return url_for("triage.juror_copy", candidate_id=candidate_id, mark=key, _anchor="mark")


def _marks(marks: Sequence[Mark], texts: Sequence[str], key: str) -> Marks:
    number = next((n for n, mark in enumerate(marks) if mark.key == key), None)
    still_open = [mark for mark in marks if mark.is_open]
    if number is None:
        return Marks(marks, None, still_open)
    mark = marks[number]
    place = mark.places[0]
    text = texts[place.section]
    chosen = Chosen(
        mark,
        number + 1,
        text[max(0, place.start - _AROUND) : place.start],
        text[place.end : place.end + _AROUND],
        marks[number - 1].key if number else None,
        marks[number + 1].key if number + 1 < len(marks) else None,
        str(MARK_WORDS[mark.reason]) if mark.reason else "",
    )
    return Marks(marks, chosen, still_open)


def copy_page(
    case: CopyCase,
    form: CopyForm,
    status: int = 200,
    *,
    theirs: Sequence[str] = (),
    mark_form: MarkForm | None = None,
    mask_form: MaskForm | None = None,
) -> ResponseReturnValue:
    """Show the original beside the copy, with one mark open when the address names it."""
    edition = case.award.edition
    show_programme(edition.programme)
    newest = case.copies.newest
    prepared = newest.prepared_at if newest else None
    looked = look_through(case, form.texts)
    asked = request.view_args or {}
    key = str(asked.get("key") or request.args.get("mark", ""))
    marks = _marks(looked.marks, form.texts, key)
    seen = {"seen": actions.copy_mark(newest)}
    page = render_template(
        "triage/copy.html",
        case=case,
        edition=edition,
        form=form,
        sections=list(zip(_compared(case, form.texts, looked), form.fields, strict=True)),
        marks=marks,
        mark_form=mark_form or MarkForm(formdata=None, data=_suggested(marks, seen, case)),
        mask_form=mask_form or MaskForm(formdata=None, data=seen),
        stand_ins=stand_ins(looked.known.identities, _language(case)),
        theirs=theirs,
        neighbours=neighbours_of(case),
        files=files_of(get_session(), case),
        may_copy=rules.may_copy(phase_of(case.award, now())),
        takes_part=case.candidate.verdict == "eligible",
        withdrawn=all(n.state is NominationState.WITHDRAWN for n in case.nominations),
        outdated=prepared is not None and any(n.changed_at > prepared for n in case.nominations),
    )
    return page, status


def _language(case: CopyCase) -> rules.TextLanguage:
    return text_language(case.nominations[0].language)


def _suggested(marks: Marks, seen: dict[str, str], case: CopyCase) -> dict[str, str]:
    """Return what the mark's form begins with: the stand-in there is, or one that fits."""
    if marks.chosen is None:
        return seen
    if marks.chosen.mark.kind == "mask":
        return {**seen, "words": marks.chosen.mark.words}
    fitting = marks.chosen.mark.suggestion or fitting_stand_in(
        marks.chosen.mark.words, _language(case), marks.chosen.before
    )
    return {**seen, "words": fitting}


def _compared(case: CopyCase, texts: Sequence[str], looked: Looked) -> list[Comparison]:
    newest = case.copies.newest
    written = originals_of(case, newest.sections) if newest else []
    return compare_all(written, texts, looked.known, looked.marks)
