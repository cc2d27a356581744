"""What looks arranged: many from one address, copies, rings; a signal, never a refusal."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy.orm import Session

from awards.nominations.models import NominationState
from awards.programmes.models import Award, Phase
from awards.triage.signals.alike import Alike, alike, quote
from awards.triage.signals.finding import mailbox, signals_in
from awards.triage.signals.kinds import Sent, Signal, SignalKind
from awards.triage.signals.reading import signals_of_edition
from tests.factories import Make
from tests.nominations.test_pages import queries_counted
from tests.page import Browser, text_of

Browse = Callable[..., Browser]
PIECE = "hon ser den som står tyst vid väggen och går dit först av alla varje morgon"
OTHERS = (
    "under hösten har laget byggt ett nytt sätt att möta familjer som ingen annan når fram till"
)


def sent(name: str, by: str, about: str, **values: Any) -> Sent:
    address = f"{by.split(maxsplit=1)[0].lower()}@example.org"
    return Sent(name, f"LUND-{name}", by, address, about, **values)


def kinds(found: dict[str, list[Signal]]) -> dict[str, list[SignalKind]]:
    return {name: [one.kind for one in signals] for name, signals in sorted(found.items())}


# Copies.


def test_a_copied_text_is_seen_whatever_the_case_and_punctuation() -> None:
    copy = PIECE.upper().replace(" OCH", ", och\n")
    (pair,) = alike([PIECE, OTHERS, copy])
    assert pair == Alike(0, 2, 1.0, 1.0)


def test_a_copy_with_another_name_and_a_new_beginning_is_seen() -> None:
    changed = f"Så är det med Siv. {PIECE} Jag unnar henne det."
    (pair,) = alike([PIECE, changed])
    assert (pair.of_first, round(pair.of_second, 2)) == (1.0, 0.5)


def test_a_phrase_in_common_is_not_a_copy() -> None:
    phrase = " ".join(PIECE.split()[:11])
    assert alike([f"{phrase} {OTHERS}", f"{OTHERS[::-1]} {phrase}"]) == []
    assert alike([PIECE, OTHERS, ""]) == []


def test_of_a_campaign_every_copy_points_at_the_earliest() -> None:
    assert [(one.first, one.second) for one in alike([PIECE] * 4)] == [(0, 1), (0, 2), (0, 3)]


def test_the_piece_is_quoted_as_it_is_written_and_cut_when_long() -> None:
    written = PIECE.capitalize().replace(" och", ", och")
    assert quote(f"Alltså. {written}.", PIECE) == written
    assert quote(OTHERS, PIECE) == ""
    long = " ".join(f"ord{n}" for n in range(60))
    assert quote(long, long).split() == [*long.split()[:25], "…"]


# Addresses.


@pytest.mark.parametrize(
    ("address", "same"),
    [("Bo@Example.org", "bo@example.org"), ("bo+pris@example.org", "bo@example.org"), ("", "")],
)
def test_an_address_is_its_mailbox(address: str, same: str) -> None:
    assert mailbox(address) == same


def test_five_from_one_address_are_a_signal_on_each_and_four_are_not() -> None:
    def many(number: int) -> list[Sent]:
        return [
            Sent(str(n), f"L-{n}", "Bo Ek", f"bo+{n}@example.org", f"Nominee Number{n}")
            for n in range(number)
        ]

    assert signals_in(many(4)) == {}
    found = signals_in(many(5))
    assert kinds(found) == {str(n): [SignalKind.MANY_FROM_ADDRESS] for n in range(5)}
    assert [one.id for one in found["2"][0].others] == ["0", "1", "3", "4"]


def test_without_an_address_nothing_is_grouped() -> None:
    on_paper = [Sent(str(n), f"L-{n}", f"Somebody Number{n}", "", f"Siv Nr{n}") for n in range(6)]
    assert signals_in(on_paper) == {}


def test_three_for_one_nominee_from_one_network_are_a_signal_but_not_an_office() -> None:
    def from_there(n: int, about: str) -> Sent:
        return Sent(
            f"{about[0]}{n}", "L", "Some Body", f"{n}{about[0]}@example.org", about, origin="x"
        )

    office = [from_there(n, f"Other Nominee{n}") for n in range(9)]
    same = [from_there(n, "siv  AHL" if n else "Siv Ahl") for n in range(3)]
    same = [replace(one, id=f"s{n}") for n, one in enumerate(same)]
    assert kinds(signals_in([*office, *same])) == {
        f"s{n}": [SignalKind.ONE_NETWORK] for n in range(3)
    }


# Rings.


def test_two_who_nominate_each_other_are_a_ring() -> None:
    found = signals_in([sent("1", "Anna Ek", "Bo Al"), sent("2", "bo  al", "ANNA EK")])
    assert kinds(found) == {"1": [SignalKind.RING], "2": [SignalKind.RING]}
    assert [one.id for one in found["1"][0].others] == ["2"]


def test_a_ring_of_three_through_a_member_and_an_address_is_seen() -> None:
    found = signals_in(
        [
            sent("1", "Anna Ek", "The night shift", members=("Bo Al",)),
            sent("2", "Bo Al", "Siv", nominee_email="siv@example.org"),
            sent("3", "Siv Ost", "Anna Ek"),
        ]
    )
    assert kinds(found) == {"1": [SignalKind.RING], "2": [SignalKind.RING], "3": [SignalKind.RING]}
    assert [one.id for one in found["1"][0].others] == ["2", "3"]


def test_a_chain_a_first_name_and_oneself_are_no_ring() -> None:
    chain = [sent("1", "Anna Ek", "Bo Al"), sent("2", "Bo Al", "Siv Ost")]
    first_names = [sent("3", "Anna", "Bo"), sent("4", "Bo", "Anna")]
    oneself = [sent("5", "Ida Berg", "Ida Berg"), sent("6", "Ida Berg", "Ida Berg")]
    assert signals_in([*chain, *first_names, *oneself]) == {}


# At the desk.


@pytest.fixture
def award(make: Make) -> Award:
    return make.award(make.edition(Phase.TRIAGE))


def _ring(make: Make, award: Award) -> tuple[str, str]:
    """Two who nominate each other, and a third text by one of them that is withdrawn."""
    one = make.nomination(award, nominator_name="Siv Ahl", nominator_email="siv@example.org")
    other = make.nomination(
        award,
        nominee_name="Siv Ahl",
        nominator_name="Alva Norrsken",
        nominator_email="alva@example.org",
        text=OTHERS,
        effect=PIECE,
    )
    make.nomination(award, nominator_email="siv@example.org", state=NominationState.WITHDRAWN)
    return one.id, other.id


def test_signals_of_an_edition_leave_out_the_withdrawn(
    make: Make, award: Award, session: Session
) -> None:
    ring = _ring(make, award)
    found = signals_of_edition(session, award.edition_id)
    assert kinds(found) == {name: [SignalKind.RING] for name in sorted(ring)}
    assert signals_of_edition(session, make.edition(slug="2027").id) == {}


def test_a_nominations_page_shows_its_signals_and_still_takes_any_verdict(
    browse: Browse, make: Make, award: Award
) -> None:
    one, other = _ring(make, award)
    desk = browse(make.person(roles=["coordinator"]))
    page = desk.get(f"/triage/nominations/{one}")
    assert "They nominate each other" in page.text
    assert f"/triage/nominations/{other}" in page.links
    desk.post(f"/triage/nominations/{one}", {**page.form(), "verdict": "eligible"})
    assert "It takes part as" in desk.get(f"/triage/nominations/{one}").text


def test_the_list_counts_signals_and_leads_to_each(
    browse: Browse, make: Make, award: Award
) -> None:
    one, other = _ring(make, award)
    copied = make.nomination(award, text=OTHERS, effect=PIECE, nominee_name="Ida Berg").id
    desk = browse(make.person(roles=["coordinator"]))
    page = desk.get("/triage/signals")
    counted = {
        text_of(link).rpartition(" ")[::2]
        for link in page.first("nav", aria_label="Kind").iter("a")
    }
    assert counted == {
        ("All", "3"),
        ("Many from one address", "0"),
        ("Several for one nominee from one network", "0"),
        ("Copied text", "2"),
        ("They nominate each other", "2"),
    }
    assert {f"/triage/nominations/{n}" for n in (one, other, copied)} <= set(page.links)
    copies = desk.get("/triage/signals?kind=copied-text")
    assert f"/triage/nominations/{one}" not in copies.links
    assert "100 % of the text stands in the other, too." in copies.text


def test_the_desks_list_shows_only_those_with_a_signal(
    browse: Browse, make: Make, award: Award
) -> None:
    for by, about, effect in (
        ("Bo Ek", "Siv Ahl", PIECE),
        ("Siv Ahl", "Bo Ek", OTHERS),
        ("Moa Lind", "Åke Öst", "Lugnare morgnar för alla på avdelningen."),
    ):
        make.nomination(
            award,
            nominator_name=by,
            nominator_email=f"{by.partition(' ')[0].lower()}@example.org",
            nominee_name=about,
            text=f"{about} har gjort det.",
            effect=effect,
        )
    desk = browse(make.person(roles=["coordinator"]))

    def listed(address: str) -> list[str]:
        rows = [r for r in desk.get(address).all("tr") if "data-desk-row" in r.attrib]
        return sorted(re.findall(r"Siv Ahl|Bo Ek|Åke Öst", " ".join(map(text_of, rows))))

    assert listed("/triage") == ["Bo Ek", "Siv Ahl", "Åke Öst"]
    assert listed("/triage?signal=any") == ["Bo Ek", "Siv Ahl"]
    assert listed("/triage?signal=ring") == ["Bo Ek", "Siv Ahl"]
    assert listed("/triage?signal=copied-text&state=") == []


def test_no_signals_says_so(browse: Browse, make: Make, award: Award) -> None:
    page = browse(make.person(roles=["coordinator"])).get("/triage/signals?kind=nonsense")
    assert "Nothing looks arranged" in page.text


def test_signals_cost_the_same_queries_for_many(
    browse: Browse, make: Make, award: Award, database: Any
) -> None:
    desk = browse(make.person(roles=["coordinator"]))
    counts = []
    for number in (5, 9):
        for n in range(number):
            make.nomination(award, nominee_name=f"Siv Nr{n}", members=[("Bo Ek", "")])
        with queries_counted(database) as seen:
            page = desk.get("/triage/signals")
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert "14 nominations in this round come from the same e-mail address." in page.text
