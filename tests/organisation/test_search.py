"""Finding people and units by typing: words, accents, who may, how many questions."""

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session

from awards.accounts.organisation.search import find_people, find_units
from awards.core.db import Database
from awards.core.permissions import PUBLIC, Actor
from awards.core.search import fold, search_terms, search_text
from tests.counting import queries_of
from tests.factories import Make, actor_of
from tests.page import Browser

Browse = Callable[..., Browser]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Åsa Öberg", "asa oberg"),
        ("Sørensen", "sorensen"),
        ("Kjær", "kjaer"),
        ("RENÉE", "renee"),
        ("Łukasz", "lukasz"),
        ("İpek", "ipek"),
    ],
)
def test_letters_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_every_word_can_be_begun_and_an_address_is_one() -> None:
    text = search_text("Anna-Karin Ek", "Anna.Ek@example.org", "IT-chef")
    assert text == " anna karin ek anna.ek@example.org it chef"
    assert search_terms("ek  ann-k anna.ek@ex") == (" ek", " ann", " k", " anna.ek@ex")


@pytest.fixture
def coordinator(make: Make) -> Actor:
    return actor_of(make.person("Zara Zamordnare", roles=["coordinator"]))


@pytest.fixture
def staff(make: Make, coordinator: Actor) -> None:
    care = make.unit("Vård- och omsorgsförvaltningen", code="VOO")
    home = make.unit("Hemvården Öster", care, code="VOO-1")
    make.person("Åsa Öberg", email="asa.oberg@example.org", title="undersköterska", unit=home)
    make.person("Björn Åström", email="bjorn@example.org", title="vaktmästare", unit=care)
    make.person("Asa 100% Ek", email="ek_a@example.org")
    make.person("Åsa Borta", email="borta@example.org", active=False)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("åsa", ["Asa 100% Ek", "Åsa Öberg"]),
        ("asa ob", ["Åsa Öberg"]),
        ("öberg åsa", ["Åsa Öberg"]),
        ("berg", []),  # the beginning of a word, not its middle
        ("bjorn@exa", ["Björn Åström"]),
        ("VAKT", ["Björn Åström"]),
        ("hemvården", ["Åsa Öberg"]),
        ("öst under", ["Åsa Öberg"]),
        ("100%", ["Asa 100% Ek"]),
        ("ek_a@example.org", ["Asa 100% Ek"]),
        ("ekxa@example.org", []),
        ("%", []),
        ("", []),
    ],
)
def test_people_are_found_by_the_beginnings_of_words(
    session: Session, coordinator: Actor, staff: None, question: str, names: list[str]
) -> None:
    matches = find_people(session, coordinator, question)
    assert ([found.name for found in matches.found], matches.more) == (names, False)


def test_a_match_is_told_from_others_by_title_unit_and_address(
    session: Session, coordinator: Actor, staff: None
) -> None:
    (found,) = find_people(session, coordinator, "öberg").found
    assert found.detail == "undersköterska, Hemvården Öster, asa.oberg@example.org"


@pytest.mark.parametrize("question", ["qx", "qx7.", "qx7.holm", "qx7.holm@exa", "Eva qx7"])
def test_an_address_that_is_not_shown_is_not_guessed(
    session: Session, make: Make, coordinator: Actor, question: str
) -> None:
    make.person("Eva Holm", email="Qx7.Holm@example.org", title="rektor")
    juror = actor_of(make.person("Jon Juror", roles=["juror"]))
    for_both = [find_people(session, actor, question).found for actor in (coordinator, juror)]
    assert [[found.name for found in one] for one in for_both] == [["Eva Holm"], []]


def test_without_the_address_people_are_found_by_name_title_and_unit(
    session: Session, make: Make, staff: None
) -> None:
    juror = actor_of(make.person("Jon Juror", roles=["juror"]))
    make.person("Åke Ö", email="åke.ö@example.org")  # folded otherwise than a database folds
    asked = ("asa oberg", "öst under", "vaktm åst", "åke", "åke.ö@ex")
    found = {q: [one.name for one in find_people(session, juror, q).found] for q in asked}
    assert found == {
        "asa oberg": ["Åsa Öberg"],
        "öst under": ["Åsa Öberg"],
        "vaktm åst": ["Björn Åström"],
        "åke": [],
        "åke.ö@ex": [],
    }


def test_units_are_found_by_name_and_code(
    session: Session, coordinator: Actor, staff: None
) -> None:
    found = {q: [f.name for f in find_units(session, coordinator, q).found] for q in ("hem", "voo")}
    assert found == {
        "hem": ["Hemvården Öster"],
        "voo": ["Hemvården Öster", "Vård- och omsorgsförvaltningen"],
    }


def test_a_renamed_person_is_found_by_the_new_name_only(
    session: Session, make: Make, coordinator: Actor
) -> None:
    person = make.person("Eva Holm", email="eva@example.org")
    person.name = "Eva Lind"
    session.commit()
    names = [[f.name for f in find_people(session, coordinator, q).found] for q in ("holm", "lind")]
    assert names == [[], ["Eva Lind"]]


@pytest.mark.parametrize("role", ["secretary", "adviser", "communications", "auditor"])
def test_nobody_else_finds_anybody(session: Session, make: Make, staff: None, role: str) -> None:
    actor = actor_of(make.person("Ulla Annan", roles=[role]))
    found = [find(session, actor, "a").found for find in (find_people, find_units)]
    assert found == [(), ()]
    assert find_people(session, PUBLIC, "a").found == ()


def test_more_people_ask_no_more_questions(
    database: Database, session: Session, make: Make, coordinator: Actor
) -> None:
    def ask() -> int:
        session.rollback()
        return queries_of(database, lambda: find_people(session, coordinator, "person"))

    make.person("Person 0")
    before = ask()
    for number in range(1, 25):
        make.person(f"Person {number:02}")
    assert (before, ask()) == (1, 1)
    matches = find_people(session, coordinator, "person")
    assert (len(matches.found), matches.more) == (20, True)


def test_the_picker_is_answered_in_words_too(browse: Browse, make: Make, staff: None) -> None:
    browser = browse(make.person("Kim Ek", roles=["coordinator"]))
    answer = browser.client.get("/organisation/search/people?q=öberg").get_json()
    assert answer["words"] == "1 found."
    assert [found["name"] for found in answer["found"]] == ["Åsa Öberg"]
    nothing = browser.client.get("/organisation/search/units?q=xyz").get_json()
    assert nothing == {"found": [], "words": "Nothing found."}
