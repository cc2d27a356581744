"""Identifiers: long enough, readable aloud, never the same twice."""

from awards.core.ids import ALPHABET, new_ids


def test_many_identifiers_at_once_are_all_different_and_of_the_alphabet() -> None:
    made = new_ids(500, 10)
    assert len(set(made)) == 500
    assert {len(one) for one in made} == {10}
    assert set("".join(made)) <= set(ALPHABET)
    assert new_ids(0) == []
