"""Pages of results."""

from collections.abc import Mapping

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from markupsafe import Markup

from awards.accounts.queries import names_of
from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries.preparing.queries import prepared_awards
from awards.programmes.forms.weights import weights_form
from awards.programmes.models import Award, Edition
from awards.programmes.queries import edition_for, editions_for
from awards.programmes.rules import phase_of
from awards.programmes.settings import rules_of
from awards.programmes.wording import PHASE_NAMES
from awards.results import actions, last_year, queries, rules, what_if, wording
from awards.results.measure import measure_of
from awards.results.models import ResultRun
from awards.results.preview import Preview, preview_of
from awards.results.progress import progress_beside, progress_of
from awards.results.workbook import make_workbook
from awards.scoring.calibrating.queries import jury_marks, practice_of
from awards.scoring.calibrating.rules import FEWEST
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.theme import show_programme

bp = Blueprint("results", __name__)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@bp.get("/results")
@requires(Permission.SEE_RESULTS)
def overview() -> ResponseReturnValue:
    """The awards of an edition: where they stand and how many sheets are in."""
    session, actor, at = get_session(), current_actor(), now()
    editions = editions_for(session, actor, Permission.SEE_RESULTS)
    if not editions:
        return render_template("results/no_edition.html", title=_("Results"))
    wanted = request.args.get("edition")
    edition = edition_for(session, actor, Permission.SEE_RESULTS, wanted)
    show_programme(edition.programme)
    awards = queries.awards_in_sight(session, actor, edition)
    early = queries.awards_seen_early(session, actor, awards, at)
    return render_template(
        "results/overview.html",
        edition=edition,
        editions=editions,
        progress=progress_of(session, actor, [award.id for award in awards]),
        awards=[(a, phase_of(a, at), rules.scores_visible(a, at) or a.id in early) for a in awards],
        phase_names=PHASE_NAMES,
        prepares=bool(prepared_awards(session, actor, edition)),
    )


@bp.route("/results/editions/<edition_id>/weights", methods=["GET", "POST"])
@requires(Permission.SEE_RESULTS)
def weights_preview(edition_id: str) -> ResponseReturnValue:
    """How the round before would have looked with an edition's weights, stored or just typed."""
    session, actor = get_session(), current_actor()
    edition = last_year.edition_to_weigh(session, actor, edition_id)
    show_programme(edition.programme)
    form = weights_form(edition)
    wrong = request.method == "POST" and not form.validate()
    before = last_year.edition_before(session, actor, edition)
    page = render_template(
        "results/weights_preview.html",
        edition=edition,
        before=before,
        errors=[str(error) for texts in form.errors.values() for error in texts],
        previews=[] if wrong or before is None else _previews(edition, before, form.weights()),
        fields=[(name, value) for name, value in request.form.items() if name != "csrf_token"],
        may_set=actor.may(Permission.SET_UP, edition.programme_id),
        most=what_if.MOST_ROWS,
    )
    return page, 422 if wrong else 200


def _previews(
    edition: Edition, before: Edition, weights: Mapping[str, Mapping[str, int]]
) -> list[Preview]:
    """Return each award's places then and with other weights, as whoever asks may see them."""
    session, actor = get_session(), current_actor()
    keys = {criterion.id: criterion.key for criterion in edition.criteria}
    found = last_year.scores_in_open(session, actor, before, now())
    return [
        preview_of(
            award,
            before,
            found.get(award.slug),
            {keys[criterion]: value for criterion, value in weights[award.id].items()},
        )
        for award in last_year.awards_to_weigh(session, actor, edition)
    ]


@bp.get("/results/<award_id>")
@requires(Permission.SEE_RESULTS)
def award(award_id: str) -> ResponseReturnValue:
    """One award's ranked table and plot; before scoring closes, when they will be here."""
    session, actor, at = get_session(), current_actor(), now()
    found = queries.award_in_sight(session, actor, award_id)
    show_programme(found.edition.programme)
    asked_first = queries.asked_first(session, actor, found)
    early = bool(queries.awards_seen_early(session, actor, [found], at))
    if not rules.scores_visible(found, at) and not early:
        progress = progress_of(session, actor, [found.id])[found.id]
        return render_template(
            "results/waiting.html", award=found, progress=progress, asked_first=asked_first
        )
    scored = queries.scores_in_sight(session, actor, found)
    progress = progress_beside(session, found, scored)
    if queries.is_order_hidden(session, found):
        return render_template(
            "results/consensus.html",
            award=found,
            rows=wording.rows_without_order(scored),
            progress=progress,
            missing=wording.missing_sentence(progress),
            asked_first=asked_first,
            may_propose=queries.chairs(session, actor, found),
        )
    return render_template(
        "results/award.html",
        award=found,
        rows=wording.result_rows(scored, finalists=rules_of(found).finalists),
        counted=wording.figure_name(scored),
        criteria=wording.criterion_names(found),
        plot=Markup(wording.draw_plot(scored, found)),  # noqa: S704 - every text in it is escaped
        sentences=wording.honest_sentences(scored),
        weights=wording.weights_in_words(found),
        explained=(
            *wording.counting_in_words(scored, found),
            wording.mean_in_words(),
            wording.spread_in_words(),
        ),
        missing=wording.missing_sentence(progress),
        asked_first=asked_first,
        progress=progress,
        early=early,
        may_propose=queries.chairs(session, actor, found),
        may_decide=actor.may(Permission.DECIDE, found.edition.programme_id, found.edition_id)
        and not queries.closed_by_conflict(session, actor, [found]),
    )


@bp.post("/results/<award_id>.xlsx")
@requires(Permission.SEE_RESULTS)
def export(award_id: str) -> ResponseReturnValue:
    """Store a result run and hand it over as a workbook."""
    session, actor = get_session(), current_actor()
    found = queries.award_in_sight(session, actor, award_id)
    run = actions.export(session, found, by=actor, at=now())
    return _download(found, run)


def _download(found: Award, run: ResultRun) -> Response:
    """Answer with the workbook; only who runs the round gets the jurors' names."""
    jurors = {sheet["juror"] for sheet in run.input["sheets"]}
    named = current_actor().may(Permission.MANAGE_PANELS, found.edition.programme_id)
    names = names_of(get_session(), jurors) if named else None
    body = make_workbook(run, wording.workbook_words(run, found), names=names)
    file_name = f"{found.slug}-{found.edition.slug}-{run.id}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{file_name}"'}
    return Response(body, mimetype=XLSX, headers=headers)


@bp.get("/scoring/calibration/<calibration_id>/jury")
@requires(Permission.SCORE)
def calibration(calibration_id: str) -> ResponseReturnValue:
    """How the jury scored its calibration text, for a juror who has; for nobody else."""
    practice = practice_of(get_session(), current_actor(), calibration_id)
    sheet = practice.sheet
    if sheet.handed_in_at is None:
        return redirect(url_for("scoring.calibration", calibration_id=calibration_id))
    show_programme(sheet.award.edition.programme)
    return render_template(
        "results/calibration.html",
        award=sheet.award,
        edition=sheet.award.edition,
        calibration_id=calibration_id,
        scored_at=sheet.handed_in_at,
        measure=measure_of(sheet, jury_marks(get_session(), calibration_id)),
        fewest=FEWEST,
    )
