"""A programme goes into the archive only when no round of it is on."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from awards.programmes.models import Phase
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


def test_once_a_round_has_begun_its_archived_awards_stay_where_they_are(
    browse: Browse, make: Make
) -> None:
    coming, on = make.edition(Phase.UPCOMING, slug="2027"), make.edition(Phase.NOMINATING)
    waiting, late = (make.award(one, archived_at=datetime.now(UTC)) for one in (coming, on))
    coordinator = browse(make.person(roles=["coordinator"]))
    page = coordinator.get("/set-up/archive")
    doors = [f"/set-up/archive/award/{award.id}/restore" for award in (waiting, late)]
    assert [len(page.all("form", action=door)) for door in doors] == [1, 0]
    assert page.text.count("Not any more: the round has begun.") == 1
    coordinator.post(doors[1], {}, 409)


@pytest.mark.parametrize(
    ("phase", "status"), [(Phase.UPCOMING, 302), (Phase.NOMINATING, 409), (Phase.DELIBERATION, 409)]
)
def test_a_round_that_is_on_keeps_its_programme_out_of_the_archive(
    browse: Browse, make: Make, session: Session, phase: Phase, status: int
) -> None:
    edition = make.edition(phase)
    make.award(edition)
    admin = browse(make.person("Ada", roles=["admin"]))
    url = f"/set-up/programmes/{edition.programme_id}"
    offered = admin.get(url).all("form", action=f"{url}/archive")
    assert (offered == []) == (status == 409)
    page = admin.post(f"/set-up/programmes/{edition.programme_id}/archive", {}, status)
    session.expire_all()
    assert (edition.programme.archived_at is None) == (status == 409)
    if status == 409:
        assert "The programme can be archived once" in page.text
