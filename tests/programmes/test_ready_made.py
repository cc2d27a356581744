"""The templates: complete in three languages, and usable as they are."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import RoleGrant
from awards.audit.models import AuditLine
from awards.core.colour import readable_accent
from awards.core.permissions import Actor, Grant, Role
from awards.programmes import actions
from awards.programmes.checklist import missing_for
from awards.programmes.models import Edition, Programme
from awards.programmes.ready_made import TEMPLATES, ProgrammeDraft, edition_from, read
from awards.programmes.rules import SlugTaken
from awards.programmes.settings import checked
from tests.factories import Make

CODES = {"sv", "nb", "en"}
FULL = ("lund", "sandnes")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _texts(value: Any) -> list[dict[str, Any]]:
    """Return everything in a template that is a text in several languages."""
    if isinstance(value, dict):
        if value and set(value) <= CODES:
            return [value]
        return [text for inner in value.values() for text in _texts(inner)]
    return [text for inner in value for text in _texts(inner)] if isinstance(value, list) else []


@pytest.mark.parametrize("template", FULL)
def test_every_text_is_there_in_three_languages(template: str) -> None:
    texts = _texts(read(template))
    assert len(texts) > 20
    assert [text for text in texts if set(text) != CODES or not all(text.values())] == []


@pytest.mark.parametrize("template", FULL)
def test_every_level_of_the_scale_has_words(template: str) -> None:
    data = read(template)
    low, high = (data["edition"]["settings"][f"scale_{end}"] for end in ("low", "high"))
    lengths = {len(words) for row in data["criteria"] for words in row["levels"].values()}
    assert lengths == {high - low + 1}


@pytest.mark.parametrize("template", TEMPLATES)
def test_rules_are_settings_and_colours_can_be_read(template: str) -> None:
    data = read(template)
    rules = data["edition"]["settings"]["rules"]
    assert {key: checked(key, value) for key, value in rules.items()} == rules
    accent = data["programme"]["accent"]
    assert readable_accent(accent) == accent


def test_sandnes_has_what_is_known_and_marks_the_rest() -> None:
    data = read("sandnes")
    keys = [row["key"] for row in data["criteria"]]
    assert keys == ["nytt", "nyttig", "nyttiggjort", "medvirkning", "risiko"]
    assert data["programme"]["language"] == "nb"
    assert data["edition"]["settings"]["rules"]["nominee_kinds"] == ["project"]
    unknown = ("who_may_nominate", "who_decides", "deciding_body", "legal_basis")
    open_ = [name for name in unknown if "skal bekreftes" in data["edition"]["texts"][name]["nb"]]
    assert open_ == list(unknown)
    assert [award["to_be_confirmed"] for award in data["awards"]] == [True]


def test_lund_has_six_awards_and_marks_two() -> None:
    awards = read("lund")["awards"]
    marked = {award["slug"]: award["to_be_confirmed"] for award in awards}
    assert marked == {
        "kunskap": False,
        "innovation": False,
        "oppenhet": False,
        "lyssna": False,
        "lara": True,
        "leda": True,
    }


def test_dates_are_of_the_asked_year_on_the_zones_clock() -> None:
    edition = edition_from("sandnes", 2028, "Europe/Oslo")
    assert edition.opens_at == datetime(2028, 2, 1, 7, tzinfo=UTC)
    assert edition.closes_at == datetime(2028, 3, 31, 21, 59, tzinfo=UTC)
    assert edition.name["nb"] == "Innovasjonsprisen 2028"


def a_draft(template: str, slug: str = "", *, coordinate: bool = True) -> ProgrammeDraft:
    columns = read(template)["programme"]
    own = columns.pop("slug")
    return ProgrammeDraft(
        template=template,
        slug=slug or own or "new",
        year=2027,
        coordinate=coordinate,
        columns={**columns, "contact_email": "priser@example.org"},
    )


def _everywhere(make: Make) -> Actor:
    person = make.person("Ada Admin")
    return Actor(person.id, person.name, grants=frozenset({Grant(None, Role.ADMIN)}))


@pytest.mark.parametrize("template", FULL)
def test_a_made_edition_lacks_only_its_dates_and_who_takes_part(
    make: Make, session: Session, template: str
) -> None:
    by = _everywhere(make)
    edition = actions.make_programme(session, a_draft(template), by=by, at=NOW)
    session.commit()
    session.expire_all()
    lines = missing_for(session, session.get_one(Edition, edition.id), NOW)
    assert [line.message for line in lines if line.blocks] == [
        "The dates are only a proposal. Look at them and save them.",
        "No organisation is chosen. Choose whose staff may be nominated.",
    ]


def test_whoever_makes_a_programme_may_go_on_with_it(make: Make, session: Session) -> None:
    own = make.programme("own")
    person = make.person("Ada Admin")
    by = Actor(person.id, person.name, grants=frozenset({Grant(own.id, Role.ADMIN)}))
    edition = actions.make_programme(session, a_draft("lund"), by=by, at=NOW)
    roles = select(RoleGrant.role).where(RoleGrant.programme_id == edition.programme_id)
    assert set(session.scalars(roles)) == {Role.ADMIN, Role.COORDINATOR}


def test_an_administrator_of_everything_needs_no_grant(make: Make, session: Session) -> None:
    by = _everywhere(make)
    draft = a_draft("lund", coordinate=False)
    edition = actions.make_programme(session, draft, by=by, at=NOW)
    assert session.scalars(select(RoleGrant.id)).all() == []
    lines = session.execute(select(AuditLine.event, AuditLine.details)).all()
    assert lines == [("programme.made", {"template": "lund", "edition_id": edition.id})]


def test_an_address_is_taken_even_by_the_archive(make: Make, session: Session) -> None:
    by = _everywhere(make)
    make.programme("lund", archived_at=NOW)
    with pytest.raises(SlugTaken):
        actions.make_programme(session, a_draft("lund"), by=by, at=NOW)
    assert session.scalars(select(Programme.slug)).all() == ["lund"]
