"""Score sheets on paper: asked for, followed, fetched.

What was printed is given out only as long as its juror may read every text of it, as printed.
"""

import hashlib
import json
from dataclasses import dataclass
from itertools import accumulate

from flask import current_app, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.config import Settings
from awards.core.clock import now
from awards.core.colour import readable_accent
from awards.core.errors import NotFound, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Permission
from awards.programmes.models import Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring.batch import Whole
from awards.scoring.models import SheetState
from awards.scoring.offline.actions import ask_for_paper
from awards.scoring.offline.paper import MOST_SHEETS, Paper, PaperCriterion, PaperSheet, PaperWords
from awards.scoring.offline.shelf import Order, PaperState, Shelf, whose_paper
from awards.scoring.views.blueprint import as_file, bp, secret
from awards.scoring.views.rounds import Round, read_round
from awards.scoring.views.stored import asks_each
from awards.triage.blind import approved_copies
from awards.triage.models import JurorCopy
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import day, language, moment, translated


class AllHandedIn(WrongInput):
    """There is no sheet to score on paper."""

    message = N_("There is nothing to print: you have handed in all that you may read.")


@dataclass(frozen=True)
class Standing:
    """Where a juror's paper is, for the page."""

    order: Order | None
    outdated: bool
    """A text of it may no longer be read, or not as it was printed: it is not given out."""
    parts: list[tuple[int, int]]
    """The first and the last sheet of each paper that may be asked for."""

    @property
    def words(self) -> str:
        """How far it is."""
        return progress_words(self.order) if self.order else ""


def standing(edition: Edition) -> Standing | None:
    """Return where a juror's paper is; none when scoring is not open."""
    if phase_by_dates(edition, now()) is not Phase.SCORING:
        return None
    found, order = read_round(), _order(edition)
    sizes = [len(batch) for batch in _batches(found)]
    ends = list(accumulate(sizes))
    parts = [(end - size + 1, end) for size, end in zip(sizes, ends, strict=True)]
    return Standing(order, order is not None and not _may_still_be_read(order, found), parts)


def _shelf() -> Shelf:
    settings: Settings = current_app.extensions["settings"]
    return Shelf(settings.instance / "papers")


def _whose(edition: Edition) -> str:
    return whose_paper(secret(), current_actor().person_id or "", edition.id)


def _order(edition: Edition) -> Order | None:
    order = _shelf().order_of(_whose(edition))
    return None if order is None or order.is_old(now()) else order


_Printed = list[tuple[Whole, JurorCopy]]


def _readable(found: Round) -> _Printed:
    """Return the sheets that have a text for the juror, in the juror's order, with it."""
    copies = approved_copies(get_session(), [sheet.candidate_id for sheet in found.sheets])
    own = [(sheet, copies.get(sheet.candidate_id)) for sheet in found.sheets]
    return [(sheet, copy) for sheet, copy in own if copy is not None]


def _batches(found: Round) -> list[_Printed]:
    """Return what is still to be handed in, in as many papers as it takes."""
    left = [(sheet, copy) for sheet, copy in _readable(found) if sheet.state is SheetState.OPEN]
    return [left[at : at + MOST_SHEETS] for at in range(0, len(left), MOST_SHEETS)]


def _part() -> int:
    """Return which of the papers is asked for; the first one is 0."""
    return max(0, request.args.get("part", 0, type=int))


def _texts(printed: _Printed) -> dict[str, str]:
    """Return sheet's address → which text it is: a version may be taken back and written anew."""
    return {sheet.id: _mark_of(copy) for sheet, copy in printed}


def _mark_of(copy: JurorCopy) -> str:
    texts = json.dumps(copy.sections, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(texts.encode()).hexdigest()[:16]


def _may_still_be_read(order: Order, found: Round) -> bool:
    return order.texts.items() <= _texts(_readable(found)).items()


@bp.post("/scoring/offline/paper")
@requires(Permission.SCORE)
def ask_paper() -> ResponseReturnValue:
    """Have what is still to be handed in printed."""
    found = read_round()
    printed = _batches(found)[_part() :][:1]
    if not printed:
        raise AllHandedIn
    edition = found.edition
    ask_for_paper(
        get_session(),
        _shelf(),
        edition,
        whose=_whose(edition),
        texts=_texts(printed[0]),
        paper=_paper(found, printed[0]),
        by=current_actor(),
        at=now(),
    )
    return redirect(url_for("scoring.offline", edition=edition.id, _anchor="paper"))


@bp.get("/scoring/offline/paper/progress")
@requires(Permission.SCORE)
def paper_progress() -> ResponseReturnValue:
    """How far the paper is, for the page's script."""
    order = _order(read_round().edition)
    if order is None:
        raise NotFound
    done, total, state = order.done, order.total, order.state.value
    return jsonify(done=done, total=total, state=state, label=progress_words(order))


def progress_words(order: Order) -> str:
    """Say how far a paper is."""
    done, total = order.done, order.total
    if done == total and order.state is PaperState.PENDING:
        return str(_("All sheets are set; they are being put together"))
    words: str = ngettext(
        "%(done)s of %(num)s sheet is set", "%(done)s of %(num)s sheets are set", total, done=done
    )
    return words


@bp.get("/scoring/offline/scores.pdf")
@requires(Permission.SCORE)
def paper_file() -> ResponseReturnValue:
    """Send the paper, if every text of it is still the juror's to read."""
    found = read_round()
    order = _order(found.edition)
    if order is None or order.state is not PaperState.MADE:
        raise NotFound
    if not _may_still_be_read(order, found):
        raise NotFound(N_("What you may read has changed since this was printed. Print it anew."))
    name = _("scores-%(edition)s", edition=found.edition.slug)
    return as_file(order.file.read_bytes(), "application/pdf", f"{name}.pdf")


def _paper(found: Round, printed: _Printed) -> Paper:
    edition, total = found.edition, len(printed)
    return Paper(
        language=language(),
        title=str(_("Scoring on paper")),
        programme=f"{edition.programme.organisation} · {translated(edition.name)}",
        facts=_facts(found, total),
        accent=readable_accent(edition.programme.accent),
        reason_on_each=asks_each(edition),
        criteria=[
            PaperCriterion(translated(one.name), found.levels(one)) for one in found.criteria
        ],
        sheets=[
            _sheet(sheet, copy, str(_("Sheet %(place)s of %(total)s", place=place, total=total)))
            for place, (sheet, copy) in enumerate(printed, start=1)
        ],
        words=_words(edition),
    )


def _sheet(sheet: Whole, copy: JurorCopy, place: str) -> PaperSheet:
    code = " ".join(sheet.id[at : at + 4] for at in range(0, len(sheet.id), 4))
    parts = [(translated(part["heading"]), part["text"]) for part in copy.sections]
    return PaperSheet(sheet.code_name, translated(sheet.award), code, place, parts)


def _facts(found: Round, total: int) -> list[tuple[str, str]]:
    edition = found.edition
    zone = edition.programme.time_zone
    return [
        (str(_("Juror")), current_actor().name),
        (str(_("Candidates")), str(total)),
        (str(_("Scoring closes")), moment(edition.scoring_closes_at, zone)),
        (str(_("Printed")), day(now(), zone)),
    ]


def _words(edition: Edition) -> PaperWords:
    closes = moment(edition.scoring_closes_at, edition.programme.time_zone)
    page = str(_("Page %(page)s of %(pages)s", page="|", pages="|")).split("|")
    return PaperWords(
        criterion=str(_("Criterion")),
        abstain=str(_("Abstain")),
        reasons=str(_("Your reasons")),
        reason=str(_("Why")),
        candidate=str(_("Candidate")),
        award=str(_("Award")),
        page=(page[0], page[1], page[2]),
        own=str(_("Your scores")),
        how=[
            str(_("Read the text and tick one box for each criterion; the dash is to abstain.")),
            str(
                _(
                    "Only what stands on the web counts. Put your scores in there, or in the Excel"
                    " file, and hand them in before %(time)s.",
                    time=closes,
                )
            ),
            str(_("The code at the foot of each sheet is yours alone: no other juror has it.")),
            str(_("If you recognise somebody, stop reading and report it on the web.")),
            str(_("Attached files are not on paper: open those on the web.")),
            str(_("Only the jury may read this. Destroy it when your scores are in.")),
        ],
    )
