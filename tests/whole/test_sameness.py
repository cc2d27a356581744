"""What a juror could compare: the order of a list, addresses, and how "no" is said."""

import re
from datetime import datetime
from typing import Any

from sqlalchemy import event, select

from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from awards.scoring.rules import sheet_id
from awards.triage.models import Candidate, CandidateNomination
from tests.conftest import SECRET
from tests.whole.conftest import SetScene
from tests.whole.scene import SHEETS, Scene


def _listed(here: Scene) -> list[str]:
    """Return the candidates in the order the juror's list has them."""
    page = here.client.get("/scoring").get_data(as_text=True)
    addresses = dict.fromkeys(re.findall(rf'{SHEETS}([0-9a-z]+)"', page))
    return [here.own[address] for address in addresses if address in here.own]


def _arrivals(here: Scene) -> dict[str, datetime]:
    with here.database.read() as session:
        rows = session.execute(
            select(CandidateNomination.candidate_id, Nomination.arrived_at).join(
                Nomination, Nomination.id == CandidateNomination.nomination_id
            )
        )
        return {row[0]: row[1] for row in rows}


def test_list_of_candidates_follows_neither_arrival_nor_code_name(
    scene: SetScene, engine_kind: str
) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    listed, arrived = _listed(here), _arrivals(here)
    with here.database.read() as session:
        names = dict(session.execute(select(Candidate.id, Candidate.code_name)).all())
    assert len(listed) > 3
    assert listed != sorted(listed, key=lambda one: arrived[one])
    assert listed != sorted(listed, key=lambda one: arrived[one], reverse=True)
    assert listed != sorted(listed, key=lambda one: names[one])


def test_address_of_a_sheet_is_one_jurors_alone(scene: SetScene, engine_kind: str) -> None:
    here = scene(engine_kind, Phase.SCORING, "juror")
    own = set(here.own)
    others = {sheet_id(SECRET, "somebody-else", candidate) for candidate in here.own.values()}
    assert (len(others), own & others) == (len(own), set())
    assert not own & set(here.own.values())


def _asked(here: Scene, url: str) -> tuple[int, str, list[str]]:
    """Return an address's answer without one-time tokens, and the statements it took."""
    statements: list[str] = []

    def note(*args: Any) -> None:
        statements.append(args[2])

    event.listen(here.database.engine, "before_cursor_execute", note)
    answer = here.client.get(url)
    event.remove(here.database.engine, "before_cursor_execute", note)
    address = url.removeprefix(SHEETS).partition("/")[0]
    text = answer.get_data(as_text=True).replace(address, "")
    return answer.status_code, re.sub(r'value="[^"]{20,}"', "", text), statements


def test_forbidden_and_missing_are_the_same_answer_by_the_same_way(
    scene: SetScene, engine_kind: str
) -> None:
    """A measured time would be a shaky test: the same queries and the same words are not."""
    here = scene(engine_kind, Phase.SCORING, "conflicted")
    forbidden = sheet_id(SECRET, here.person.id, min(here.conflicted))
    missing = forbidden[::-1]
    for page in ("", "/hand-in", "/receipt"):
        answers = [_asked(here, f"{SHEETS}{one}{page}") for one in (forbidden, missing)]
        assert answers[0] == answers[1]
        assert answers[0][0] == 404
