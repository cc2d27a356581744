"""The demo's divided award: five of the nine jurors read each of its candidates."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from awards.demo.diary import Diary
from awards.demo.ground import Ground
from awards.programmes.models import Edition
from awards.scoring.routing import actions
from awards.scoring.routing.planning import plan_for


def plan_dividing(diary: Diary, session: Session, ground: Ground, edition: Edition) -> None:
    """Note that the coordinator divides one award, once the jury has answered."""
    chosen = ground.files.read("habits").get("divided")
    award = next((a for a in edition.awards if chosen and a.slug == chosen["award"]), None)
    if award is None:
        return

    def divide(at: datetime) -> None:
        asked = {"readers": chosen["readers"], "seed": 0}
        planned = plan_for(session, [award], **asked)
        by = ground.coordinator
        run = actions.ask(session, edition, [award], **asked, planned=planned, by=by, at=at)
        actions.apply(session, edition, run.id, incomplete=True, by=by, at=at)

    diary.write(edition.scoring_opens_at - timedelta(hours=2), divide)
