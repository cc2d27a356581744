"""Never a word is lost: saved from the first sentence, found again, two tabs, sent once."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from awards import create_app
from awards.audit.models import AuditLine
from awards.config import Settings
from awards.core.db import Database
from awards.core.ids import new_id
from awards.mail.models import OutboxMail
from awards.nominations.drafts.models import DraftHolder, NominationDraft
from awards.nominations.drafts.rules import MOST_DRAFTS
from awards.nominations.models import Nomination, NominationState
from awards.programmes.models import Award
from tests.counting import queries_of
from tests.drafts.conftest import FORM, SENTENCE, Tab
from tests.factories import DAY, Make
from tests.nominations.test_pages import filled
from tests.page import Browser

Browse = Callable[..., Browser]
LINK = re.compile(r"http://localhost(/drafts/go-on/\S+)")


def drafts(session: Session) -> list[NominationDraft]:
    session.expire_all()
    found = list(session.scalars(select(NominationDraft).order_by(NominationDraft.begun_at)))
    session.commit()
    return found


def events(session: Session) -> list[str]:
    lines = list(session.scalars(select(AuditLine.event).order_by(AuditLine.number)))
    session.commit()
    return lines


def typed_in(browser: Browser, path: str = FORM) -> dict[str, Any]:
    return browser.get(path).form(path.partition("?")[0])


def test_the_first_sentence_is_there_when_the_form_is_opened_again(
    tab: Tab, session: Session
) -> None:
    tab.save(("nominee_name", "Siv"), ("effect", SENTENCE))
    again = typed_in(tab.browser)
    assert (again["nominee_name"], again["effect"], again["draft_version"]) == (
        "Siv",
        SENTENCE,
        "1",
    )
    assert again["form_key"] == tab.key
    assert "Here is what you have written so far." in tab.browser.get(FORM).text
    assert events(session) == ["draft.begun"]


def test_everything_the_form_can_hold_comes_back(tab: Tab) -> None:
    page = tab.browser.get(FORM)
    sent = filled(page)
    typed = [
        (name, value)
        for name, values in sent.items()
        for value in (values if isinstance(values, list) else [values])
    ]
    tab.save(*typed)
    again = typed_in(tab.browser)
    own = {"csrf_token", "form_key", "version", "draft_version", "opened"}
    wanted = {name: value for name, value in sent.items() if value and name not in own}
    wanted["units"] = wanted["units"][0]
    assert {name: again.get(name) for name in wanted} == wanted


def test_a_keystroke_is_one_statement_and_no_line_in_the_trail(
    tab: Tab, database: Database, session: Session
) -> None:
    tab.save(("effect", "a"))
    assert queries_of(database, lambda: tab.save(("effect", "ab"))) == 1
    assert (tab.version, drafts(session)[0].typed) == (2, '[["effect","ab"]]')
    assert events(session) == ["draft.begun"]


def test_the_cookie_is_nobody_s_but_the_browser_s(tab: Tab, session: Session) -> None:
    response = tab.send([["effect", "a"]])
    (cookie,) = [c for c in response.headers.getlist("Set-Cookie") if "utmarkt-draft=" in c]
    assert ("HttpOnly" in cookie, "SameSite=Lax" in cookie, "Path=/" in cookie) == (
        True,
        True,
        True,
    )
    secret = cookie.partition("=")[2].partition(";")[0]
    (digest,) = session.scalars(select(DraftHolder.key_digest))
    session.commit()
    assert (len(secret), secret in digest) == (32, False)


def test_another_browser_sees_nothing(tab: Tab, browse: Browse, session: Session) -> None:
    tab.save(("effect", SENTENCE))
    other = Tab(browse()).open()
    assert SENTENCE not in other.browser.get(FORM).text
    for page in ("", "/versions"):
        other.browser.get(f"/drafts/{tab.id}{page}", 404)
    for page in ("/link", "/delete", "/versions"):
        other.browser.post(f"/drafts/{tab.id}{page}", {"email": "x@example.org"}, 404)
    # Whoever learns the key of a draft cannot write over it either.
    theirs = Tab(other.browser, key=tab.key, version=1).save(("effect", "mine"))
    assert theirs.id != tab.id
    assert [one.typed for one in drafts(session)] == [
        f'[["effect","{SENTENCE}"]]',
        '[["effect","mine"]]',
    ]


def test_without_our_token_nothing_is_saved(tab: Tab, session: Session) -> None:
    tab.browser.token = "wrong"
    assert tab.send([["effect", "a"]]).status_code == 400
    assert drafts(session) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([["effect", "x" * 200_001]], 422),
        ([["effect", "x"]] * 401, 422),
        ([["<script>", "x"], ["effect", 7], ["effect"], "effect", None], 200),
        ("effect", 200),
        (None, 200),
        ([["effect\ud800", "x"]], 200),
    ],
)
def test_what_is_no_form_of_ours_is_not_kept(
    tab: Tab, session: Session, body: Any, status: int
) -> None:
    assert tab.send(body).status_code == status
    assert [one.typed for one in drafts(session)] == (["[]"] if status == 200 else [])


def test_half_a_letter_and_endless_brackets_break_nothing(tab: Tab, session: Session) -> None:
    tab.save(("effect", "a\ud800b\x00"))
    assert drafts(session)[0].typed == '[["effect","a?b\\u0000"]]'
    assert typed_in(tab.browser)["effect"] == "a?b"
    sent = tab.browser.client.post(
        f"{FORM}/draft",
        data="[" * 100_000,
        content_type="application/json",
        headers={"X-CSRFToken": tab.browser.token},
    )
    assert sent.status_code == 422


def test_one_address_begins_only_so_many_and_goes_on_with_all(
    settings: Settings, database: Database, award: Award
) -> None:
    app = create_app(replace(settings, rate_limits=True), database)
    browser = Browser(app.test_client())
    tab, answers = Tab(browser).open(), []
    for tab.version in [*range(60), 7]:  # whatever a page claims to have seen
        browser.client.delete_cookie("utmarkt-draft")
        tab.key = new_id()
        response = tab.send([["effect", "a"]])
        answers.append(response.status_code)
        if answers[-1] == 200:
            key = response.get_json()["key"]
            kept = browser.client.get_cookie("utmarkt-draft"), key
    assert answers == [200] * 60 + [429]
    (cookie, tab.key), tab.version = kept, 1
    assert cookie is not None
    browser.client.set_cookie("utmarkt-draft", cookie.value)
    assert tab.save(("effect", "ab")).version == 2
    app.extensions["queue"].close()


def test_one_browser_begins_only_so_many(tab: Tab, session: Session) -> None:
    tab.save(("effect", "a"))
    for _ in range(MOST_DRAFTS - 1):
        Tab(tab.browser).open("?draft=new").save(("effect", "a"))
    Tab(tab.browser).open("?draft=new").save(("effect", "one more"), status=409)
    form = {**tab.browser.get(f"{FORM}?draft=new").form(FORM), "effect": SENTENCE}
    page = tab.browser.post(f"{FORM}/later", form, 409)
    assert "You have 20 unfinished nominations here." in page.text
    assert page.form(FORM)["effect"] == SENTENCE
    assert len(drafts(session)) == MOST_DRAFTS
    tab.save(("effect", "ab"))
    tab.browser.post(f"/drafts/{tab.id}/delete")
    Tab(tab.browser).open("?draft=new").save(("effect", "one more"))


def test_more_than_a_form_is_refused_before_it_is_read(tab: Tab) -> None:
    assert tab.send([["effect", "x" * 1_100_000]]).status_code == 413


def test_a_lost_answer_may_be_repeated(tab: Tab, session: Session) -> None:
    first = tab.key
    tab.save(("effect", "a"))
    tab.key, tab.version = first, 0  # the answer never came
    tab.save(("effect", "a"))
    tab.version = 0
    tab.save(("effect", "ab"))
    (one,) = drafts(session)
    assert (one.typed, one.others, one.version) == ('[["effect","ab"]]', [], 2)


def test_two_tabs_keep_both_texts_and_the_person_chooses(tab: Tab, session: Session) -> None:
    tab.save(("effect", "first words"))
    second = Tab(tab.browser).open()
    tab.save(("effect", "first words, and more of tab one"))
    second.save(("effect", "words of tab two"))
    assert second.answer["beside"] is True
    page = tab.browser.get(FORM)
    assert page.form(FORM)["effect"] == "words of tab two"
    assert f"/drafts/{tab.id}/versions" in page.links
    shown = tab.browser.get(f"/drafts/{tab.id}/versions")
    assert "words of tab two" in shown.text
    assert "first words, and more of tab one" in shown.text
    older = shown.first("input", name="page").get("value")
    tab.browser.post(f"/drafts/{tab.id}/versions", {"page": older})
    assert typed_in(tab.browser)["effect"] == "first words, and more of tab one"
    assert "words of tab two" in tab.browser.get(f"/drafts/{tab.id}/versions").text
    tab.browser.post(f"/drafts/{tab.id}/versions", {})
    assert tab.browser.get(f"/drafts/{tab.id}/versions").h1 == (
        "Which text do you want to go on with?"
    )
    assert [one.others for one in drafts(session)] == [[]]


def test_tabs_that_take_turns_lose_nothing(tab: Tab, session: Session) -> None:
    tab.save(("effect", "a"))
    second = Tab(tab.browser).open()
    for turn in range(3):
        tab.save(("effect", f"a{turn}"))
        second.save(("effect", f"b{turn}"))
    (one,) = drafts(session)
    assert (one.typed, [other["typed"] for other in one.others]) == (
        '[["effect","b2"]]',
        ['[["effect","a2"]]'],
    )


def test_two_blank_tabs_become_two_texts_and_each_is_offered(tab: Tab, session: Session) -> None:
    second = Tab(tab.browser).open()
    tab.save(("nominee_name", "Siv"))
    second.save(("nominee_name", "Åke"))
    assert second.answer["beside"] is True
    both = tab.browser.get(f"/drafts/{second.id}/versions")
    assert ("Siv" in both.text, f"{FORM}?draft={tab.id}" in both.links) == (True, True)
    page = tab.browser.get(FORM)
    assert page.form(FORM)["nominee_name"] == "Åke"
    assert f"{FORM}?draft={tab.id}" in page.links
    assert typed_in(tab.browser, f"{FORM}?draft={tab.id}")["nominee_name"] == "Siv"
    assert typed_in(tab.browser, f"{FORM}?draft=new").get("nominee_name") == ""
    assert len(drafts(session)) == 2


def test_sending_ends_the_draft_and_counts_once(tab: Tab, session: Session) -> None:
    tab.save(("effect", SENTENCE))
    form = filled(tab.browser.get(FORM))
    tab.browser.post(FORM, form)
    tab.browser.post(FORM, form)
    assert drafts(session) == []
    assert session.scalar(select(func.count()).select_from(Nomination)) == 1
    session.commit()
    assert events(session) == ["draft.begun", "draft.sent", "nomination.received"]
    assert typed_in(tab.browser)["effect"] == ""


def test_another_tab_of_a_sent_nomination_is_told_so(tab: Tab, session: Session) -> None:
    tab.save(("effect", SENTENCE))
    tab.browser.post(FORM, filled(tab.browser.get(FORM)))
    tab.save(("effect", "and more"), status=409)
    assert tab.answer["sent"] is True
    assert "This nomination has been sent." in tab.answer["message"]
    assert drafts(session) == []


def test_a_save_that_arrives_after_sending_leaves_no_ghost(tab: Tab, session: Session) -> None:
    tab.browser.post(FORM, filled(tab.browser.get(FORM), form_key=tab.key))
    tab.save(("effect", SENTENCE), status=409)
    assert drafts(session) == []


def test_what_was_deleted_elsewhere_and_typed_on_is_a_new_draft(tab: Tab, session: Session) -> None:
    old = tab.save(("effect", "a")).id
    tab.browser.post(f"/drafts/{old}/delete")
    tab.save(("effect", "ab"))
    assert [(one.id == old, one.typed) for one in drafts(session)] == [(False, '[["effect","ab"]]')]
    assert events(session) == ["draft.begun", "draft.deleted", "draft.begun"]


def test_without_script_the_button_keeps_the_text(
    browse: Browse, award: Award, session: Session
) -> None:
    browser = browse()
    fields = {**browser.get(FORM).form(FORM), "nominee_name": "Siv", "effect": SENTENCE}
    kept = browser.follow(browser.post(f"{FORM}/later", fields))
    assert kept.h1 == "Your text is kept"
    assert "Your nomination of Siv is not sent yet." in kept.text
    assert typed_in(browser)["effect"] == SENTENCE
    # Kept again from the page as it was first opened: the earlier words are offered, not lost.
    browser.post(f"{FORM}/later", {**fields, "effect": "Other words."})
    (one,) = drafts(session)
    assert ([other["typed"] for other in one.others], SENTENCE in one.others[0]["typed"]) == (
        [one.others[0]["typed"]],
        True,
    )


def test_nothing_typed_is_nothing_kept(browse: Browse, award: Award, session: Session) -> None:
    browser = browse()
    bare = {"form_key": browser.get(FORM).form(FORM)["form_key"]}
    assert browser.post(f"{FORM}/later", bare).location == FORM
    assert drafts(session) == []


def link_for(tab: Tab, session: Session, address: str = "siv@example.org") -> str:
    tab.browser.post(f"/drafts/{tab.id}/link", {"email": address})
    bodies = list(session.scalars(select(OutboxMail.body).where(OutboxMail.recipient == address)))
    session.commit()
    found = LINK.search(bodies[-1])
    assert found
    return found[1]


def test_the_mailed_link_opens_the_text_on_another_device(
    tab: Tab, browse: Browse, session: Session
) -> None:
    tab.save(("nominee_name", "Siv Ahl"), ("effect", SENTENCE))
    link = link_for(tab, session)
    phone = browse()
    asked = phone.get(link).text
    assert SENTENCE not in asked  # a scanner that follows the link gets nothing
    assert ("s…@example.org" in asked, "siv@example.org" in asked) == (True, False)
    phone.get(FORM)
    assert phone.follow(phone.post(link)).form(FORM)["effect"] == SENTENCE
    there = Tab(phone).open().save(("effect", f"{SENTENCE} Nu står alla upp."))
    assert (there.id, there.version) == (tab.id, 2)
    assert typed_in(tab.browser)["effect"] == f"{SENTENCE} Nu står alla upp."


def test_the_mail_carries_no_word_of_the_text(tab: Tab, session: Session) -> None:
    tab.save(("nominee_name", "Siv Ahl"), ("nominator_name", "Bo Ek"), ("effect", SENTENCE))
    link_for(tab, session)
    (mail,) = session.scalars(select(OutboxMail))
    said = f"{mail.subject} {mail.body}"
    assert [word for word in ("Siv", "Bo Ek", "mötet") if word in said] == []
    session.commit()


def test_links_are_few_and_the_answer_is_always_the_same(
    tab: Tab, browse: Browse, session: Session
) -> None:
    tab.save(("effect", SENTENCE))
    said = []
    for _ in range(3):
        kept = tab.browser.follow(
            tab.browser.post(f"/drafts/{tab.id}/link", {"email": "siv@example.org"})
        )
        said.append("The link is on its way." in kept.text)
    assert said == [True, True, True]
    for _ in range(4):
        other = Tab(browse()).open().save(("effect", "a"))
        other.browser.post(f"/drafts/{other.id}/link", {"email": "siv@example.org"})
    assert session.scalar(select(func.count()).select_from(OutboxMail)) == 3
    session.commit()
    tab.browser.post(f"/drafts/{tab.id}/link", {"email": "siv"}, 422)


def test_a_link_in_the_wrong_mailbox_opens_nothing_once_corrected(
    tab: Tab, browse: Browse, session: Session
) -> None:
    tab.save(("effect", SENTENCE))
    wrong = link_for(tab, session, "sivv@example.org")
    (one,) = drafts(session)
    session.merge(one).link_sent_at = datetime.now(UTC) - DAY
    session.commit()
    right = link_for(tab, session, "siv@example.org")
    browse().get(wrong, 404)
    browse().post(wrong, {}, 404)
    browse().get(right)
    browse().get("/drafts/go-on/nonsense", 404)
    tab.browser.post(f"/drafts/{tab.id}/delete")
    browse().get(right, 404)


def test_a_text_can_be_taken_to_another_award(
    tab: Tab, make: Make, award: Award, session: Session
) -> None:
    other = make.award(award.edition, slug="openness")
    other.prompts[1].key = "welcome"
    session.commit()
    tab.save(("answer_courage", "Mod."), ("answer_solution", "Lösning."), ("effect", SENTENCE))
    page = tab.browser.get(FORM)
    assert "Take my text there" in page.html
    asked = {**page.form(FORM), "then": "take", "to_award": "openness"}
    there = tab.browser.post(f"{FORM}/later", asked).location
    assert there == f"/awards/lund/2026/nominate/openness?draft={tab.id}"
    fields = typed_in(tab.browser, there)
    assert [fields[name] for name in ("answer_courage", "answer_welcome", "effect")] == [
        "Mod.",
        "Lösning.",
        SENTENCE,
    ]
    assert typed_in(tab.browser)["effect"] == ""
    tab.browser.post(there.partition("?")[0], filled(tab.browser.get(there)))
    (one,) = session.scalars(select(Nomination))
    assert one.award_id == other.id
    assert drafts(session) == []


def close(session: Session, award: Award, *, scoring_opens: int) -> None:
    now = datetime.now(UTC)
    award.edition.closes_at = now - DAY
    award.edition.scoring_opens_at = now + DAY * scoring_opens
    session.commit()


def test_after_the_deadline_a_draft_says_so_and_can_be_sent_late(
    tab: Tab, browse: Browse, award: Award, session: Session
) -> None:
    tab.save(("effect", SENTENCE))
    close(session, award, scoring_opens=3)
    assert browse().get(FORM).h1 == "Nominations are closed"
    page = tab.browser.get(FORM)
    assert "The deadline has passed." in page.text
    assert page.form(FORM)["effect"] == SENTENCE
    tab.open().save(("effect", f"{SENTENCE} Mer."))
    tab.browser.post(FORM, filled(tab.browser.get(FORM)))
    (one,) = session.scalars(select(Nomination))
    assert (one.late, one.state) == (True, NominationState.UNCONFIRMED)


def test_once_the_jury_reads_the_text_is_shown_to_be_copied(
    tab: Tab, award: Award, session: Session
) -> None:
    tab.save(("nominee_name", "Siv Ahl"), ("effect", SENTENCE))
    close(session, award, scoring_opens=-1)
    page = tab.browser.get(FORM)
    assert page.h1 == "Nominations are closed"
    assert ("Siv Ahl" in page.text, SENTENCE in page.text) == (True, True)


def test_too_late_to_begin_is_said_with_the_text_to_copy(
    tab: Tab, award: Award, session: Session
) -> None:
    fields = {**tab.browser.get(FORM).form(FORM), "effect": SENTENCE}
    close(session, award, scoring_opens=-1)
    tab.save(("effect", SENTENCE), status=409)
    assert "The jury has started reading" in tab.answer["message"]
    page = tab.browser.post(f"{FORM}/later", fields, 409)
    assert SENTENCE in page.text
    assert drafts(session) == []


def test_nobody_at_the_desk_sees_what_is_only_begun(
    tab: Tab, make: Make, browse: Browse, award: Award
) -> None:
    tab.save(("nominee_name", "Siv Bolmört"), ("effect", SENTENCE))
    desk = browse(make.person(roles=["coordinator", "admin"]))
    pages = ("/home", "/triage", "/set-up", "/outbox", f"/set-up/editions/{award.edition_id}")
    assert [p for p in pages if "Bolmört" in desk.get(p).html] == []


def test_the_form_asks_the_database_once_more_for_those_who_have_begun(
    tab: Tab, browse: Browse, database: Database
) -> None:
    stranger, begun = browse(), tab.save(("effect", "a")).browser
    begun.get(FORM)
    bare = queries_of(database, lambda: stranger.get(FORM))
    begun.client.get(f"{FORM}?draft=new")
    assert queries_of(database, lambda: begun.get(f"{FORM}?draft=new")) == bare + 1
