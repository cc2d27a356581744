"""A programme goes into the archive only when no round of it is on."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from awards.programmes.models import Phase
from tests.factories import Make
from tests.page import Browser

Browse = Callable[..., Browser]


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
