"""Lifting the embargo: for one award or for all that are decided."""

from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from awards.core.clock import now, to_zone
from awards.core.permissions import Permission
from awards.decisions import actions, queries, rules
from awards.decisions.forms import AnnouncementForm
from awards.decisions.queries import AwardState
from awards.decisions.views.blueprint import bp, sent_fields
from awards.decisions.wording import count_winners, publish_words
from awards.programmes.models import Edition, Phase
from awards.programmes.queries import award_for, edition_for
from awards.programmes.rules import phase_of
from awards.programmes.settings import rules_of_edition
from awards.programmes.wording import public_address
from awards.web.access import current_actor, requires
from awards.web.db import get_session
from awards.web.i18n import moment, translated
from awards.web.theme import show_programme


@bp.get("/decisions/announcement")
@requires(Permission.ANNOUNCE)
def announcement() -> ResponseReturnValue:
    """Choose awards, and the minute in which they become public."""
    edition = _edition()
    waiting = _waiting(edition)
    asked = request.args.getlist("award") or [state.award.id for state in waiting]
    moments = [s.award.announce_at for s in waiting if s.award.id in asked and s.award.announce_at]
    zone = edition.programme.time_zone
    wall = to_zone(min(moments), zone).replace(tzinfo=None) if moments else None
    if wall is None:
        days = [s.decision.decided_on for s in waiting if s.decision and s.award.id in asked]
        today = to_zone(now(), zone).date()
        wall = rules.suggested_announcement(rules_of_edition(edition), days, today=today)
    return _page(edition, waiting, AnnouncementForm(data={"awards": asked, "announce_at": wall}))


@bp.post("/decisions/announcement")
@requires(Permission.ANNOUNCE)
def announce() -> ResponseReturnValue:
    """Check the minute, ask once more in plain words, then set it."""
    edition, at = _edition(), now()
    form, waiting = AnnouncementForm(), _waiting(edition)
    form.offer(_choices(_decided(edition)))
    fine = form.validate()
    when = form.moment(edition.programme.time_zone, at=at)
    if not fine or when is None or "change" in request.form:
        page = _page(edition, waiting, form)
        return page, 200 if "change" in request.form else 422
    chosen = [s for s in _decided(edition) if s.award.id in (form.awards.data or ())]
    if "confirmed" not in request.form:
        return _confirm_page(edition, chosen, when, at)
    awards = [state.award for state in chosen]
    page = public_address(edition)
    actions.announce(get_session(), awards, announce_at=when, page=page, by=current_actor(), at=at)
    flash(_flash_words(edition, when, at), "success")
    return redirect(url_for("decisions.overview", edition=edition.id))


@bp.post("/decisions/<award_id>/announcement/stop")
@requires(Permission.ANNOUNCE)
def stop(award_id: str) -> ResponseReturnValue:
    """Take an announcement back before its minute."""
    session, actor = get_session(), current_actor()
    award = award_for(session, actor, Permission.ANNOUNCE, award_id)
    actions.stop_announcement(session, [award], by=actor, at=now())
    flash(_("The announcement is stopped. Nothing becomes public until you set a new time."))
    return redirect(url_for("decisions.overview", edition=award.edition_id))


def _edition() -> Edition:
    wanted = request.args.get("edition")
    edition = edition_for(get_session(), current_actor(), Permission.ANNOUNCE, wanted)
    show_programme(edition.programme)
    return edition


def _decided(edition: Edition) -> list[AwardState]:
    return [s for s in queries.award_states(get_session(), edition) if s.decision is not None]


def _waiting(edition: Edition) -> list[AwardState]:
    """Return the decided awards that are not public yet."""
    at = now()
    return [s for s in _decided(edition) if phase_of(s.award, at) is Phase.DECIDED]


def _choices(states: list[AwardState]) -> list[tuple[str, str]]:
    return [(state.award.id, translated(state.award.name)) for state in states]


def _flash_words(edition: Edition, when: datetime, at: datetime) -> str:
    if when <= at:
        return str(_("It is public now. Congratulations to everybody!"))
    said = moment(when, edition.programme.time_zone)
    return str(_("It becomes public on %(moment)s, and not before.", moment=said))


def _page(edition: Edition, waiting: list[AwardState], form: AnnouncementForm) -> str:
    form.offer(_choices(waiting))
    return render_template(
        "decisions/announcement.html", edition=edition, form=form, waiting=waiting
    )


def _confirm_page(edition: Edition, chosen: list[AwardState], when: datetime, at: datetime) -> str:
    said = "" if when <= at else moment(when, edition.programme.time_zone)
    winners = sum(count_winners(state.given or ()) for state in chosen)
    return render_template(
        "decisions/confirm_announcement.html",
        edition=edition,
        chosen=chosen,
        when=said,
        words=publish_words(winners, said),
        fields=sent_fields(),
    )
