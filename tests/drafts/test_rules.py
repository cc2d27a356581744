"""What a draft is made of, and what becomes of it for another award."""

from datetime import UTC, datetime, timedelta

import pytest

from awards.nominations.drafts import rules
from awards.programmes.models import Edition
from tests.factories import DAY

DEADLINE = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_only_what_was_typed_is_kept() -> None:
    pairs = [
        ("csrf_token", "x"),
        ("form_key", "x"),
        ("nominee_name", "Siv"),
        ("units", "a"),
        ("units", "b"),
        ("effect", ""),
        ("members-10-name", "Åke"),
        ("__proto__", "x"),
        ("Effect", "x"),
        (None, None),
    ]
    kept = (("nominee_name", "Siv"), ("units", "a"), ("units", "b"), ("members-10-name", "Åke"))
    assert rules.fields_of(pairs) == kept
    assert rules.unpacked(rules.packed(kept)) == kept


@pytest.mark.parametrize("pairs", [[("a", "x" * 200_001)], [("a", "x")] * 401])
def test_too_much_is_refused(pairs: list[tuple[str, str]]) -> None:
    with pytest.raises(rules.TooLong):
        rules.fields_of(pairs)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["a", "b"], ["a", "b"], {"a": "A", "b": "B"}),
        (["a", "b"], ["b", "c"], {"b": "B", "c": "A"}),
        (["a", "b"], ["c", "d"], {"c": "A", "d": "B"}),
        (["a", "b"], ["c"], {"c": "A\n\nB"}),
        (["a", "b"], ["b"], {"b": "B\n\nA"}),
        (["a", "b"], ["c", "d", "e"], {"c": "A", "d": "B"}),
    ],
)
def test_no_answer_is_lost_on_the_way_to_another_award(
    before: list[str], after: list[str], expected: dict[str, str]
) -> None:
    fields = (("nominee_name", "Siv"), ("a", "A"), ("b", "B"), ("effect", "E"))
    moved = dict(rules.carried(fields, before, after))
    assert moved == {"nominee_name": "Siv", "effect": "E", **expected}


def test_each_page_has_its_newest_text_among_the_others() -> None:
    others: list[dict[str, object]] = []
    for page in ("one", "two", "one", "three"):
        others = rules.displaced(others, {"page": page, "typed": page}, winner="four")
    assert [one["page"] for one in others] == ["two", "one", "three"]
    assert rules.displaced(others, {"page": "four"}, winner="one") == [
        {"page": "two", "typed": "two"},
        {"page": "three", "typed": "three"},
        {"page": "four"},
    ]


def test_texts_beside_take_only_so_much_room() -> None:
    """As they are stored, where a letter may take six bytes; the newest is always kept."""
    others: list[dict[str, object]] = []
    for page in ("one", "two", "three", "four"):
        loser = {"page": page, "typed": "å" * 40_000}
        others = rules.displaced(others, loser, winner="five")
    assert [one["page"] for one in others] == ["three", "four"]
    enormous = {"page": "five", "typed": "å" * 200_000}
    assert rules.displaced(others, enormous, winner="six") == [enormous]


@pytest.mark.parametrize(
    ("scoring_opens", "rolling", "until"),
    [
        (DEADLINE + DAY, False, DEADLINE + rules.GRACE),
        (DEADLINE + 30 * DAY, False, DEADLINE + 30 * DAY),
        (DEADLINE + DAY, True, DEADLINE + 40 * DAY + rules.GRACE),
    ],
)
def test_a_draft_is_kept_for_as_long_as_it_can_be_sent_and_a_while(
    scoring_opens: datetime, rolling: bool, until: datetime
) -> None:
    edition = Edition(
        closes_at=DEADLINE,
        scoring_opens_at=scoring_opens,
        scoring_closes_at=DEADLINE + timedelta(days=40),
        rules={"rolling_intake": rolling},
    )
    assert rules.kept_until(edition) == until
