"""Changing the rules of an edition or an award: what is kept, locked, and written down."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.audit.models import AuditLine
from awards.core.errors import DomainError, WrongInput
from awards.core.permissions import SYSTEM
from awards.programmes.actions import AS_THE_EDITION, change_rules
from awards.programmes.models import Phase, RuleChange
from awards.programmes.rules import NotHere, ReasonMissing, RulesLocked
from awards.programmes.settings import rules_of, rules_of_edition, value_of
from tests.factories import Make

AT = datetime.now(UTC)


def change(session: Session, thing: Any, reason: str = "", **wanted: Any) -> tuple[str, ...]:
    changed = change_rules(session, thing, wanted, reason=reason, by=SYSTEM, at=AT)
    session.commit()
    return changed


def test_an_edition_s_rules_change_before_it_opens(session: Session, make: Make) -> None:
    edition = make.edition(Phase.UPCOMING)
    changed = change(session, edition, finalists="2", blind="no", scale="0-10", repeat_years="3")
    assert changed == ("finalists", "blind", "scale")
    assert (edition.blind, edition.scale_low, edition.scale_high) == (False, 0, 10)
    assert edition.rules == {"finalists": 2}


def test_an_award_says_otherwise_and_takes_it_back(session: Session, make: Make) -> None:
    edition = make.edition(Phase.UPCOMING)
    award = make.award(edition)
    change(session, edition, finalists="2")
    change(session, award, finalists="5")
    own = rules_of(award).finalists
    assert (own, rules_of_edition(edition).finalists) == (5, 2)
    assert change(session, award, finalists=AS_THE_EDITION) == ("finalists",)
    assert change(session, award, finalists=AS_THE_EDITION) == ()
    assert (rules_of(award).finalists, award.rules) == (2, {"min_words": 5})


def test_an_award_keeps_its_own_word_though_it_is_the_edition_s(
    session: Session, make: Make
) -> None:
    award = make.award(make.edition(Phase.UPCOMING))
    change(session, award, finalists="0")
    change(session, award.edition, finalists="7")
    assert rules_of(award).finalists == 0


def test_words_are_the_editions_and_an_award_may_ask_for_others(
    session: Session, make: Make
) -> None:
    award = make.award(make.edition(Phase.UPCOMING))
    change(session, award.edition, min_words="10", max_words="90")
    change(session, award, min_words=AS_THE_EDITION)
    assert (rules_of(award).min_words, rules_of(award).max_words) == (10, 90)
    change(session, award, max_words="70")
    assert (rules_of(award).min_words, rules_of(award).max_words) == (10, 70)


def test_what_is_the_editions_alone_is_no_awards(session: Session, make: Make) -> None:
    with pytest.raises(NotHere):
        change(session, make.award(make.edition(Phase.UPCOMING)), retention_years="5")


@pytest.mark.parametrize(
    "wanted",
    [
        {"finalists": "2", "quorum_jurors": "many"},
        {"finalists": "2", "group_least": "9", "group_most": "3"},
        {"finalists": "2", "tie_rule": "criterion"},
    ],
)
def test_one_wrong_setting_changes_nothing(
    session: Session, make: Make, wanted: dict[str, str]
) -> None:
    edition = make.edition(Phase.UPCOMING)
    with pytest.raises(WrongInput):
        change(session, edition, **wanted)
    session.rollback()
    assert edition.rules == {}


def test_an_edition_cannot_contradict_what_an_award_says(session: Session, make: Make) -> None:
    award = make.award(make.edition(Phase.UPCOMING))
    change(session, award, group_least="8")
    with pytest.raises(WrongInput):
        change(session, award.edition, group_most="5")


def test_a_running_round_asks_for_a_reason_and_keeps_it(session: Session, make: Make) -> None:
    person = make.person("Kim Ek")
    edition = make.edition(Phase.NOMINATING)
    make.award(edition)
    with pytest.raises(ReasonMissing):
        change(session, edition, "  ", retention_years="5")
    assert change(session, edition, "The archivist said so.", retention_years="5")
    kept = session.scalars(select(RuleChange)).one()
    assert (kept.key, kept.before, kept.after, kept.reason, kept.award_id) == (
        "retention_years",
        "2",
        "5",
        "The archivist said so.",
        None,
    )
    line = session.scalars(select(AuditLine)).one()
    assert (line.event, line.subject, line.programme_id) == (
        "rules.changed",
        f"edition:{edition.id}",
        edition.programme_id,
    )
    assert line.details == {"changes": ["retention_years:2>5"], "reason": True}
    assert person.name not in str(line.details)


@pytest.mark.parametrize("reason", ["", "We thought of it late."])
def test_what_a_running_round_holds_fixed_stays(session: Session, make: Make, reason: str) -> None:
    edition = make.edition(Phase.SCORING)
    make.award(edition)
    with pytest.raises(RulesLocked) as refused:
        change(session, edition, reason, counting_method="weighted-median")
    assert isinstance(refused.value, DomainError)
    assert value_of(edition, "counting_method") == "weighted-mean"


def test_saying_the_same_is_no_change(session: Session, make: Make) -> None:
    edition = make.edition(Phase.SCORING)
    same: dict[str, Any] = {
        "counting_method": "weighted-mean",
        "scale": "1-5",
        "nominators": ["staff"],
    }
    edition.rules = {"nominators": ["staff"]}
    session.commit()
    assert change(session, edition, **same) == ()
    assert session.scalars(select(AuditLine)).all() == []


def test_a_decided_award_locks_what_its_edition_says(session: Session, make: Make) -> None:
    edition = make.edition(Phase.DECIDED)
    make.award(edition, decided_at=AT)
    other = make.award(edition, "openness")
    with pytest.raises(RulesLocked):
        change(session, edition, "Two is enough.", finalists="2")
    assert change(session, other, "Two is enough.", finalists="2") == ("finalists",)
