"""Next year's edition: everything comes along, and the dates move sensibly."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from awards.accounts.models import OrgUnit
from awards.core.clock import from_zone, to_zone
from awards.programmes import actions
from awards.programmes.models import (
    Award,
    Criterion,
    Edition,
    EligibleOrganisation,
    Phase,
    Prompt,
    Weight,
)
from awards.programmes.next_year import MOMENTS, NOT_COPIED, CopyDraft, moved_a_year, renamed
from awards.programmes.rules import SlugTaken
from tests.factories import Make, actor_of, in_three

ZONE = "Europe/Stockholm"


def _moved(*walls: str) -> list[str]:
    """Move four wall-clock times by a year; the weekday stands in front of each."""
    given = [from_zone(datetime.fromisoformat(wall), ZONE) for wall in walls]
    moved = moved_a_year(dict(zip(MOMENTS, given, strict=True)), ZONE)
    return [f"{to_zone(moved[name], ZONE):%a %Y-%m-%d %H:%M}" for name in MOMENTS]


def test_dates_keep_their_day_of_the_month_and_leave_weekends() -> None:
    # Thu 1 Jan, Tue 31 Mar, Wed 15 Apr, Fri 15 May 2026
    moved = _moved("2026-01-01 08:00", "2026-03-31 23:59", "2026-04-15 08:00", "2026-05-15 23:59")
    assert moved == [
        "Fri 2027-01-01 08:00",
        "Wed 2027-03-31 23:59",
        "Thu 2027-04-15 08:00",
        "Mon 2027-05-17 23:59",
    ]


def test_a_weekend_that_was_chosen_stays_where_the_year_puts_it() -> None:
    # Sunday 1 February 2026 is a Monday in 2027
    moved = _moved("2026-02-01 08:00", "2026-03-01 23:59", "2026-04-15 08:00", "2026-05-13 23:59")
    assert moved[:2] == ["Mon 2027-02-01 08:00", "Mon 2027-03-01 23:59"]


def test_dates_that_would_cross_move_by_whole_weeks() -> None:
    # Fri 15 May closes, and the same evening scoring opens: both would land on Monday
    moved = _moved("2026-05-01 08:00", "2026-05-15 23:00", "2026-05-16 08:00", "2026-06-01 12:00")
    assert moved == [
        "Fri 2027-04-30 08:00",
        "Fri 2027-05-14 23:00",
        "Sat 2027-05-15 08:00",
        "Mon 2027-05-31 12:00",
    ]


def test_the_leap_day_and_the_hour_that_summer_time_skips() -> None:
    moved = _moved("2028-02-29 08:00", "2028-03-28 02:30", "2028-04-14 08:00", "2028-05-15 23:59")
    assert moved[0] == "Wed 2029-02-28 08:00"
    skipped = _moved("2026-03-28 02:30", "2026-03-31 12:00", "2026-04-15 08:00", "2026-05-11 08:00")
    assert skipped[0] == "Sun 2027-03-28 03:30"


def test_the_name_gets_the_new_year() -> None:
    assert renamed({"sv": "Priserna 2026", "en": "Awards"}, 2026, 2027) == {
        "sv": "Priserna 2027",
        "en": "Awards",
    }


@pytest.mark.parametrize("kind", [Edition, Criterion, Award, Prompt, Weight])
def test_what_is_not_copied_is_a_column(kind: type) -> None:
    mapper: Any = inspect(kind)
    columns = {attribute.key for attribute in mapper.column_attrs}
    assert NOT_COPIED[kind] <= columns


def _draft(edition: Edition, slug: str = "2027") -> CopyDraft:
    dates = {name: getattr(edition, name) for name in MOMENTS}
    return CopyDraft(year=2027, slug=slug, name=in_three("Next"), dates=dates)


def _settings(edition: Edition) -> dict[str, object]:
    """Return everything an edition consists of, by keys instead of ids."""
    keys = {criterion.id: criterion.key for criterion in edition.criteria}
    own = {"id", "year", "slug", "name", "programme_id", "edition_id", "award_id", "criterion_id"}

    def plain(row: object) -> dict[str, object]:
        names = {a.key for a in inspect(type(row)).column_attrs} - own - NOT_COPIED[type(row)]  # type: ignore[index]
        return {name: getattr(row, name) for name in sorted(names)}

    return {
        "edition": plain(edition),
        "criteria": [(c.key, c.name, plain(c)) for c in edition.criteria],
        "awards": [
            (
                a.slug,
                a.name,
                plain(a),
                [plain(p) for p in a.prompts],
                sorted((keys[w.criterion_id], w.value) for w in a.weights),
            )
            for a in edition.awards
        ],
    }


@pytest.fixture
def last_year(make: Make) -> Edition:
    """An edition in which every setting differs from its default."""
    edition = make.edition(
        Phase.ANNOUNCED, blind=False, scale_low=0, scale_high=10, rules={"finalists": 2}
    )
    award = make.award(edition, emblem="hand", rules={"finalists": 1, "min_words": 7})
    award.weights[0].value = 3
    award.to_be_confirmed = True
    make.award(edition, slug="gone", archived_at=datetime.now(UTC))
    unit: OrgUnit = make.unit("Lund")
    make.session.add(EligibleOrganisation(edition_id=edition.id, org_unit_id=unit.id))
    award.decided_at = award.announce_at = datetime.now(UTC)
    make.session.commit()
    make.session.expire_all()
    return edition


def test_a_copy_has_every_setting_and_nothing_of_the_round(
    make: Make, session: Session, last_year: Edition
) -> None:
    at = datetime.now(UTC)
    by = actor_of(make.person(roles=["coordinator"]))
    made = actions.make_copy(session, last_year, _draft(last_year), by=by, at=at)
    session.commit()
    session.expire_all()
    assert _settings(made) == _settings(last_year)
    assert (made.slug, made.year, made.name) == ("2027", 2027, in_three("Next"))
    assert (made.opened_at, made.version, made.dates_confirmed) == (None, 1, True)
    assert [(a.decided_at, a.announce_at) for a in made.awards] == [(None, None)]
    units = select(EligibleOrganisation.org_unit_id).where(
        EligibleOrganisation.edition_id.in_([made.id, last_year.id])
    )
    assert len(set(session.scalars(units))) == 1
    assert len(session.scalars(units).all()) == 2


def test_changing_the_copy_leaves_last_year_alone(
    make: Make, session: Session, last_year: Edition
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    before = _settings(last_year)
    made = actions.make_copy(session, last_year, _draft(last_year), by=by, at=datetime.now(UTC))
    made.rules["finalists"] = 9
    made.criteria[0].levels["sv"][0] = "ändrad"
    made.awards[0].weights[0].value = 9
    session.commit()
    session.expire_all()
    assert _settings(last_year) == before


def test_an_address_that_is_taken_is_refused(
    make: Make, session: Session, last_year: Edition
) -> None:
    by = actor_of(make.person(roles=["coordinator"]))
    make.edition(slug="2027", archived_at=datetime.now(UTC))
    with pytest.raises(SlugTaken):
        actions.make_copy(session, last_year, _draft(last_year), by=by, at=datetime.now(UTC))
