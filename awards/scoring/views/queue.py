"""A juror's queue: what is done, what is next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from awards.core.clock import now
from awards.core.permissions import Permission
from awards.juries.queries import awards_of, unanswered_count
from awards.programmes.models import Award, Edition, Phase
from awards.programmes.rules import phase_by_dates
from awards.scoring import actions, queries
from awards.scoring.calibrating.queries import firsts_of
from awards.scoring.models import SheetState
from awards.scoring.reminding import drop_when_done
from awards.scoring.rules import DEFAULT_PACE, pace_of
from awards.scoring.views.blueprint import bp, my_editions, secret
from awards.scoring.views.deadline import countdown
from awards.web.access import current_actor, requires
from awards.web.db import get_session

STATES = ("untouched", "begun", "complete", "handed-in")
"""How far a sheet is, as the queue tells it; "complete" waits for being handed in."""


@dataclass(frozen=True)
class Queue:
    """All that the queue's page counts and lists."""

    rows: list[queries.QueueRow]
    far: dict[str, str]
    """Sheet id → one of STATES."""
    unanswered: int
    touched: list[queries.Touched] = field(default_factory=list)
    """The juror's own sheets, the one saved last first."""

    @property
    def progress(self) -> queries.Progress:
        """How far the juror has come."""
        return queries.progress_in(self.rows)

    @property
    def complete(self) -> list[str]:
        """The ids of the sheets that could be handed in."""
        return [row.id for row in self.rows if self.far[row.id] == "complete"]

    @property
    def stopped_at(self) -> queries.QueueRow | None:
        """The sheet saved last, when it is begun and not complete."""
        last = self.touched[0].id if self.touched else None
        return next((r for r in self.rows if r.id == last and self.far[r.id] == "begun"), None)

    @property
    def left(self) -> int:
        """How many candidates are still to be scored."""
        return sum(self.far[row.id] in {"untouched", "begun"} for row in self.rows)

    @property
    def own_pace(self) -> timedelta | None:
        """The juror's own median time for a candidate, when it is known."""
        return pace_of(one.saved_at for one in self.touched)

    @property
    def minutes_each(self) -> int:
        """How long a candidate takes, in whole minutes, at least one."""
        return max(1, round((self.own_pace or DEFAULT_PACE).total_seconds() / 60))

    @property
    def minutes_left(self) -> int:
        """How long the rest takes, to five minutes."""
        whole = self.left * (self.own_pace or DEFAULT_PACE).total_seconds() / 60
        return max(5, 5 * round(whole / 5))

    @property
    def next_id(self) -> str | None:
        """Where the juror stopped, else the first sheet that still needs them."""
        if self.stopped_at is not None:
            return self.stopped_at.id
        wanted = ("begun", "untouched")
        return next((r.id for state in wanted for r in self.rows if self.far[r.id] == state), None)


def read_queue(edition: Edition) -> Queue:
    """Read a juror's queue in an edition."""
    session, juror = get_session(), current_actor()
    rows = queries.queue_of(session, juror, edition.id, secret=secret())
    counts = queries.answered_counts(session, juror, [r.candidate_id for r in rows])
    criteria = queries.criteria_count(session, edition.id)
    far = {row.id: _far(row, counts.get(row.id, (0, 0)), criteria) for row in rows}
    touched = queries.last_touched(session, juror, edition.id)
    return Queue(rows, far, unanswered_count(session, juror, edition.id), touched)


def _far(row: queries.QueueRow, counts: tuple[int, int], criteria: int) -> str:
    if row.state is None:
        return "untouched"
    if row.state is SheetState.HANDED_IN:
        return "handed-in"
    answered, scored = counts
    return "complete" if answered == criteria and scored else "begun"


def _filters(edition: Edition, awards: Sequence[Award], queue: Queue) -> dict[str, object]:
    """Return the chosen award and state, and how many rows each choice would show."""
    award_id, state = request.args.get("award", ""), request.args.get("state", "")
    award_id = award_id if award_id in {a.id for a in awards} else ""
    state = state if state in STATES else ""
    of_award = [r for r in queue.rows if award_id in {"", r.award_id}]
    of_state = [r for r in queue.rows if state in {"", queue.far[r.id]}]
    return {
        "award_id": award_id,
        "state": state,
        "shown": [r for r in of_award if state in {"", queue.far[r.id]}],
        "award_counts": Counter(r.award_id for r in of_state),
        "award_total": len(of_state),
        "state_counts": Counter(queue.far[r.id] for r in of_award),
        "state_total": len(of_award),
        "states": STATES,
        "here": {"edition": edition.id},
    }


@bp.get("/scoring")
@requires(Permission.SCORE)
def queue() -> ResponseReturnValue:
    """Show what is done, and what is next."""
    edition, editions = my_editions()
    if edition is None:
        return render_template("scoring/no_seat.html")
    awards = awards_of(get_session(), current_actor(), edition)
    read = read_queue(edition)
    return render_template(
        "scoring/queue.html",
        edition=edition,
        editions=editions if len(editions) > 1 else [],
        awards=awards,
        queue=read,
        firsts=firsts_of(get_session(), current_actor(), edition.id),
        phase=phase_by_dates(edition, now()),
        phases=Phase,
        left=countdown(edition, now()),
        sheet_url=url_for("scoring.sheet", sheet_id="-")[:-1],
        **_filters(edition, awards, read),
    )


@bp.post("/scoring/hand-in")
@requires(Permission.SCORE)
def hand_in_all() -> ResponseReturnValue:
    """Hand in all sheets that are complete."""
    edition, _editions = my_editions()
    if edition is None:
        return redirect(url_for("scoring.queue"))
    ids = read_queue(edition).complete
    sheets = [
        queries.sheet_of(get_session(), current_actor(), sheet_id, secret=secret())
        for sheet_id in ids
    ]
    count = actions.hand_in_all(
        get_session(), sheets, by=current_actor(), at=now(), secret=secret()
    )
    if count:
        drop_when_done(get_session(), edition, by=current_actor(), at=now())
        flash(
            ngettext(
                "%(num)d sheet is handed in. Thank you.",
                "%(num)d sheets are handed in. Thank you.",
                count,
            ),
            "success",
        )
    else:
        flash(_("No sheet was waiting to be handed in."))
    return redirect(url_for("scoring.queue", edition=edition.id))
