"""Marks in a juror copy, looked at one by one; many copies approved at once; an approval lost."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from awards.accounts.models import Person
from awards.audit.models import AuditLine
from awards.core.errors import WrongInput
from awards.core.permissions import Actor
from awards.nominations.models import Nomination
from awards.programmes.models import Phase
from awards.triage import actions, blind, queries, rules
from awards.triage.copying import actions as copying
from awards.triage.copying import bulk
from awards.triage.copying.looking import marks_in
from awards.triage.copying.mark import Known, Mark, MarkKind
from awards.triage.copying.marks import marks_of
from awards.triage.masking import Identity, KnownElsewhere
from awards.triage.models import Candidate, JurorCopy
from awards.triage.originals import Original, texts_of
from awards.triage.queries import CopyCase
from tests.factories import Make, actor_of
from tests.page import Browser, Page, text_of

Browse = Callable[..., Browser]
TEXT = "Alva Norrsken bytte schemat. Tillsammans med Gunvor Stenhammar vågade hon."
ALVA = Identity("nominee", "Alva Norrsken")


def _now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def coordinator(make: Make) -> Person:
    """Coordinates the programme, whose edition stands in triage."""
    make.edition(Phase.TRIAGE)
    person: Person = make.person("Karin Samordnare", roles=["coordinator"])
    return person


@pytest.fixture
def by(coordinator: Person) -> Actor:
    """The coordinator as an actor."""
    return actor_of(coordinator)


@pytest.fixture
def nomination(make: Make, coordinator: Person) -> Nomination:
    """Names Alva, who is nominated, and Gunvor, whom nobody knows."""
    return make.nomination(make.award(), text=TEXT, effect="Lugnare.")


@pytest.fixture
def case(make: Make, session: Session, nomination: Nomination, by: Actor) -> CopyCase:
    """Has a first draft."""
    candidate = make.candidate(nomination=nomination, copy=None)
    found = queries.copy_case_of(session, by, candidate.id)
    actions.prepare(session, found, by=by, at=_now())
    session.commit()
    return queries.copy_case_of(session, by, candidate.id)


def _newest(session: Session, case: CopyCase) -> JurorCopy:
    copy = queries.copies_of(session, case.candidate.id).newest
    assert copy
    return copy


def _seen(session: Session, case: CopyCase) -> str:
    return actions.copy_mark(_newest(session, case))


def _marks(session: Session, case: CopyCase) -> list[Mark]:
    copy = _newest(session, case)
    return marks_in(session, case, copy.sections, copy.looked_at)


def _said(session: Session, case: CopyCase) -> list[tuple[str, MarkKind, str, bool]]:
    """Return the marks of the first section."""
    marks = (m for m in _marks(session, case) if m.places[0].section == 0)
    return [(m.words, m.kind, m.original, m.looked_at) for m in marks]


def _key(session: Session, case: CopyCase, words: str) -> str:
    return next(mark.key for mark in _marks(session, case) if mark.words == words)


def _first(session: Session, case: CopyCase) -> str:
    return texts_of(_newest(session, case).sections)[0]


# Marks.


def test_draft_has_a_mark_for_each_stand_in_and_each_doubt(
    session: Session, case: CopyCase
) -> None:
    assert _said(session, case) == [
        ("[Nomineringen]", MarkKind.MASK, "Alva Norrsken", False),
        ("Gunvor Stenhammar", MarkKind.SUSPICIOUS, "", False),
        ("hen", MarkKind.MASK, "hon", False),
    ]
    assert _newest(session, case).open_marks == 1


def test_looked_at_mark_is_remembered_by_a_digest_that_names_nobody(
    session: Session, case: CopyCase, by: Actor
) -> None:
    key = _key(session, case, "Gunvor Stenhammar")
    copying.keep_mark(session, case, key, by=by, at=_now())
    copy = _newest(session, case)
    assert (copy.looked_at, copy.open_marks) == ([key], 0)
    assert ("Gunvor Stenhammar", MarkKind.SUSPICIOUS, "", True) in _said(session, case)


def test_other_words_are_written_wherever_the_mark_stands(
    session: Session, case: CopyCase, by: Actor
) -> None:
    key, seen = _key(session, case, "Gunvor Stenhammar"), _seen(session, case)
    copying.write_instead(session, case, key, "[En annan]", seen=seen, by=by, at=_now())
    assert _first(session, case) == (
        "[Nomineringen] bytte schemat. Tillsammans med [En annan] vågade hen."
    )
    assert _newest(session, case).open_marks == 0


def test_changed_stand_in_stays_a_mask_of_the_same_name(
    session: Session, case: CopyCase, by: Actor
) -> None:
    key, seen = _key(session, case, "[Nomineringen]"), _seen(session, case)
    copying.write_instead(session, case, key, "[Chefen]", seen=seen, by=by, at=_now())
    assert _said(session, case)[0] == ("[Chefen]", MarkKind.MASK, "Alva Norrsken", True)


def test_name_is_shown_only_when_that_is_meant(session: Session, case: CopyCase, by: Actor) -> None:
    key, seen = _key(session, case, "[Nomineringen]"), _seen(session, case)
    with pytest.raises(copying.NotSure):
        copying.show_words(session, case, key, seen=seen, by=by, at=_now())
    copying.show_words(session, case, key, seen=seen, sure=True, by=by, at=_now())
    assert _said(session, case)[0] == ("Alva Norrsken", MarkKind.KNOWN, "", True)


def test_pronoun_is_shown_without_a_question(session: Session, case: CopyCase, by: Actor) -> None:
    key, seen = _key(session, case, "hen"), _seen(session, case)
    copying.show_words(session, case, key, seen=seen, by=by, at=_now())
    assert _first(session, case).endswith("vågade hon.")


def test_words_that_nothing_marked_can_be_masked(
    session: Session, case: CopyCase, by: Actor
) -> None:
    seen = _seen(session, case)
    copying.mask_words(session, case, "schemat", "[Sak]", seen=seen, by=by, at=_now())
    assert _first(session, case).startswith("[Nomineringen] bytte [Sak].")
    with pytest.raises(WrongInput):
        copying.mask_words(session, case, "schema", "[x]", seen=seen, by=by, at=_now())


def test_name_written_over_a_stand_in_is_a_name(
    session: Session, case: CopyCase, by: Actor
) -> None:
    texts = ["Det är [Alva] och Norrsken.", *["" for _ in texts_of(_sections(session, case))[1:]]]
    actions.save_copy(session, case, texts, seen=_seen(session, case), by=by, at=_now())
    assert [(words, kind) for words, kind, *_ in _said(session, case)] == [
        ("Alva", MarkKind.KNOWN),
        ("Norrsken", MarkKind.KNOWN),
    ]


def _sections(session: Session, case: CopyCase) -> list[dict[str, object]]:
    return _newest(session, case).sections


def test_marked_copy_cannot_be_approved(session: Session, case: CopyCase, by: Actor) -> None:
    texts, seen = texts_of(_newest(session, case).sections), _seen(session, case)
    with pytest.raises(rules.MarksLeft):
        actions.approve(session, case, texts, seen=seen, by=by, at=_now())
    copying.keep_mark(session, case, _key(session, case, "Gunvor Stenhammar"), by=by, at=_now())
    actions.approve(session, case, texts, seen=seen, by=by, at=_now())
    assert blind.approved_copy(session, case.candidate.id)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sedan kom agda ekmark.", ["agda ekmark"]),
        ("Agda vågade.", ["Agda"]),
        ("Ekmarks idé.", ["Ekmarks"]),
        ("På hemtjänsten solsidan.", ["hemtjänsten solsidan"]),
        ("En stark dag.", []),
    ],
)
def test_names_known_elsewhere_are_marked(text: str, found: list[str]) -> None:
    elsewhere = KnownElsewhere.of(["Agda Ekmark", "Dag Stark"], ["Hemtjänsten Solsidan"])
    original = Original("courage", {"sv": "Mod"}, (("sv", text),))
    known = Known([ALVA], elsewhere)
    assert [mark.words for mark in marks_of([original], [text], known, [])] == found


def test_other_nominations_and_the_directory_are_known(
    make: Make, session: Session, nomination: Nomination, by: Actor
) -> None:
    make.nomination(nomination.award, nominee_name="Vidar Trollhed", nominator_name="Hedda Fjun")
    make.person("Sixten Rosenlöv")
    text = "vidar trollhed, hedda fjun och sixten rosenlöv hjälpte till."
    other = make.nomination(nomination.award, text=text, effect="Bra.")
    candidate = make.candidate(nomination=other, copy=None)
    found = queries.copy_case_of(session, by, candidate.id)
    actions.prepare(session, found, by=by, at=_now())
    assert [words for words, kind, *_ in _said(session, found) if kind is not MarkKind.MASK] == [
        "vidar trollhed",
        "hedda fjun",
        "sixten rosenlöv",
    ]


def test_what_inspired_them_is_masked_as_well(
    make: Make, session: Session, nomination: Nomination, by: Actor
) -> None:
    inspired = make.nomination(
        nomination.award, text="Vi vågade.", effect="Bra.", inspired_by="Alva Norrsken visade."
    )
    candidate = make.candidate(nomination=inspired, copy=None)
    found = queries.copy_case_of(session, by, candidate.id)
    actions.prepare(session, found, by=by, at=_now())
    assert texts_of(_newest(session, found).sections)[-1] == "[Nomineringen] visade."


# An approval that is lost.


def _approved(session: Session, case: CopyCase, by: Actor) -> None:
    copying.keep_mark(session, case, _key(session, case, "Gunvor Stenhammar"), by=by, at=_now())
    texts, seen = texts_of(_newest(session, case).sections), _seen(session, case)
    actions.approve(session, case, texts, seen=seen, by=by, at=_now())
    session.commit()


def _rewrite(session: Session, nomination: Nomination) -> None:
    nomination.changed_at = _now() + timedelta(seconds=1)
    session.commit()


def test_rewritten_nomination_withdraws_the_approval(
    session: Session, nomination: Nomination, case: CopyCase, by: Actor
) -> None:
    _approved(session, case, by)
    _rewrite(session, nomination)
    assert blind.approved_copy(session, case.candidate.id) is None
    assert session.scalars(select(Candidate.id).where(blind.is_withheld())).all() == [
        case.candidate.id
    ]
    facts = queries.case_of(session, by, nomination.id).facts
    assert rules.state_of(facts) is rules.TriageState.TO_APPROVE


def test_copy_may_stay_after_a_change_but_is_approved_anew(
    session: Session, nomination: Nomination, case: CopyCase, by: Actor
) -> None:
    _approved(session, case, by)
    _rewrite(session, nomination)
    again = queries.copy_case_of(session, by, case.candidate.id)
    texts = texts_of(_newest(session, case).sections)
    with pytest.raises(rules.TextRewritten):
        actions.approve(session, again, texts, seen=_seen(session, again), by=by, at=_now())
    later = _now() + timedelta(seconds=2)
    copying.keep_copy(session, again, by=by, at=later)
    assert (_newest(session, again).version, _newest(session, again).open_marks) == (2, 1)
    key = _key(session, again, "Gunvor Stenhammar")
    copying.keep_mark(session, again, key, by=by, at=later)
    actions.approve(session, again, texts, seen=_seen(session, again), by=by, at=later)
    assert blind.approved_copy(session, case.candidate.id)
    events = session.scalars(select(AuditLine.event)).all()
    assert events.count("juror-copy.kept") == 1


# All at once.


def test_only_unmarked_copies_are_approved_together(
    make: Make, session: Session, nomination: Nomination, case: CopyCase, by: Actor
) -> None:
    clean = make.candidate(
        nomination=make.nomination(nomination.award, text="Vi vågade.", effect="Bra."), copy=None
    )
    edition_id = nomination.award.edition_id
    assert bulk.prepare_all(session, [clean.id, case.candidate.id], by=by, at=_now()) == 1
    lines = {line.candidate_id: line for line in bulk.waiting_copies(session, edition_id)}
    assert {key: (line.why, line.marks) for key, line in lines.items()} == {
        clean.id: (None, 0),
        case.candidate.id: (bulk.Why.MARKED, 1),
    }
    seen = [(line.candidate_id, line.seen) for line in lines.values()]
    assert bulk.approve_all(session, seen, by=by, at=_now()) == (1, 1)
    assert [line.candidate_id for line in bulk.waiting_copies(session, edition_id)] == [
        case.candidate.id
    ]


def test_copy_that_changed_meanwhile_is_left_alone(
    make: Make, session: Session, nomination: Nomination, by: Actor
) -> None:
    clean = make.candidate(
        nomination=make.nomination(nomination.award, text="Vi vågade.", effect="Bra."), copy=None
    )
    bulk.prepare_all(session, [clean.id], by=by, at=_now())
    assert bulk.approve_all(session, [(clean.id, "other 1")], by=by, at=_now()) == (0, 1)


# Pages.


def test_mark_is_kept_changed_and_shown_on_the_page(
    browse: Browse, session: Session, coordinator: Person, case: CopyCase
) -> None:
    url = f"/triage/candidates/{case.candidate.id}/copy"
    session.commit()
    browser = browse(coordinator)
    page = browser.get(url)
    assert "1 word to look at" in page.text
    link = next(href for href in page.links if "mark=" in href)
    page = browser.get(link)
    assert "Mark 2 of 5" in page.text
    action = _form_to(page, "/marks/")
    unwritten = browser.post(action, {**page.form(action), "do": "write", "words": " "}, 422)
    assert "Write what shall stand there instead." in unwritten.text
    page = browser.follow(
        browser.post(action, {**page.form(action), "do": "write", "words": "[En <b>annan]"})
    )
    assert "Tillsammans med [En <b>annan] vågade" in page.text
    assert page.all("b") == []
    assert "Nothing is left to look at" in page.text


def _form_to(page: Page, part: str) -> str:
    """Return the address of the first form that leads there."""
    actions = (str(form.get("action", "")) for form in page.all("form"))
    return next(action for action in actions if part in action)


def test_words_to_mask_are_kept_when_they_are_not_in_the_copy(
    browse: Browse, session: Session, coordinator: Person, case: CopyCase
) -> None:
    url = f"/triage/candidates/{case.candidate.id}/copy"
    session.commit()
    browser = browse(coordinator)
    page = browser.get(url)
    action = _form_to(page, "/mask")
    typed = {**page.form(action), "words": "xyzzy", "stand_in": "[Sak]"}
    page = browser.post(action, typed, 422)
    assert "These words are not in the copy." in page.text
    assert page.form(action)["words"] == "xyzzy"


def test_change_after_approval_is_said_and_earlier_versions_can_be_read(
    browse: Browse,
    session: Session,
    coordinator: Person,
    nomination: Nomination,
    case: CopyCase,
    by: Actor,
) -> None:
    _approved(session, case, by)
    _rewrite(session, nomination)
    url = f"/triage/candidates/{case.candidate.id}/copy"
    session.commit()
    browser = browse(coordinator)
    page = browser.get(url)
    assert "The approval is withdrawn" in page.text
    nomination.changed_at = _now() - timedelta(hours=1)
    session.commit()
    browser.post(f"{url}/keep", {"csrf_token": browser.token})
    old = browser.get(f"{url}/versions/1")
    assert old.h1 == f"Version 1 of {case.candidate.code_name}"
    assert "[Nomineringen] bytte schemat." in old.text
    browser.get(f"{url}/versions/9", 404)


def test_many_copies_are_approved_from_one_page(
    browse: Browse, make: Make, session: Session, coordinator: Person, case: CopyCase
) -> None:
    clean = make.candidate(
        nomination=make.nomination(case.award, text="Vi vågade.", effect="Bra."), copy=None
    )
    browser = browse(coordinator)
    page = browser.get("/triage/copies")
    assert "It has no juror copy yet" in page.text
    prepare = next(
        f.get("action", "") for f in page.all("form") if "prepare" in f.get("action", "")
    )
    page = browser.follow(browser.post(prepare, page.form(prepare)))
    assert [text_of(e) for e in page.all("caption")] == [
        "Nothing is marked in these",
        "These you look at one by one",
    ]
    approve = next(
        f.get("action", "") for f in page.all("form") if "approve" in f.get("action", "")
    )
    page = browser.follow(browser.post(approve, page.form(approve)))
    assert "1 copy is approved." in page.text
    assert session.scalars(blind.ready_candidates(case.award.id)).all() == [clean.id]
