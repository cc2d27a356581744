"""Looking an edition through, and what a coordinator says: the same, not the same, later."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import combinations, islice

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from awards.audit.actions import record
from awards.core.permissions import Actor
from awards.nominations.models import Nomination
from awards.programmes.models import Award, Edition
from awards.programmes.rules import phase_of
from awards.triage.approvals import withdraw_approvals
from awards.triage.models import Candidate, CandidateNomination, WithdrawnWhy
from awards.triage.queries import code_names
from awards.triage.rules import draw_code_name
from awards.triage.twins import belonging, queries, rules
from awards.triage.twins.belonging import Member
from awards.triage.twins.models import Merger, TwinAnswer, TwinCheck, TwinPair, Word
from awards.triage.twins.rules import Part
from awards.triage.twins.search import Suggestion

_AT_ONCE = 500
"""So many pairs are written at a time: texts from one mould make tens of thousands."""


def keep(
    session: Session,
    edition_id: str,
    found: Sequence[Suggestion],
    *,
    marks: dict[str, str],
    stamp: str,
    at: datetime,
) -> None:
    """Keep what a search found, in place of what an earlier one did. Answers stay."""
    check = session.get(TwinCheck, edition_id, with_for_update=True)
    if check is None:
        check = TwinCheck(edition_id=edition_id)
        session.add(check)
    check.stamp, check.nominations, check.checked_at = stamp, len(marks), at
    session.flush()
    session.execute(delete(TwinPair).where(TwinPair.edition_id == edition_id))
    rows = (
        {
            "first_id": one.first,
            "second_id": one.second,
            "edition_id": edition_id,
            "points": one.points,
            "evidence": [
                {"kind": e.kind.value, "points": e.points, "words": list(e.words)}
                for e in one.evidence
            ],
            "mark": f"{marks[one.first]} {marks[one.second]}",
        }
        for one in found
    )
    while some := list(islice(rows, _AT_ONCE)):
        session.execute(insert(TwinPair), some)


def _lock(session: Session, award: Award) -> None:
    """Let nobody else judge, copy or merge in this award until this transaction is over."""
    session.execute(select(Award.id).where(Award.id == award.id).with_for_update())


def part_of(member: Member) -> Part:
    """Return a member as the rules see it."""
    candidate = member.candidate
    verdict = candidate.verdict if candidate else None
    return Part(
        candidate.id if candidate else None,
        tuple(one.id for one in member.nominations),
        verdict,
        candidate.reason if candidate else None,
        late=verdict is None and any(one.late for one in member.nominations),
    )


def merge(
    session: Session,
    chosen: Collection[str],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> Candidate:
    """Make one candidate of these nominations and all that belongs to theirs.

    Every text and nominator is kept. The candidate with the most texts keeps its code name; the
    others stay behind empty, so that taking apart brings them back. Approvals are taken back.
    Raises TooFew, OtherAward, NotStanding, or what `rules.require_open` says.
    """
    members = belonging.members_of(session, by, chosen)
    members = _locked(session, members, chosen, by)
    award = members[0].nominations[0].award
    parts = [part_of(member) for member in members]
    candidates = [part.candidate_id for part in parts if part.candidate_id]
    rules.require_open(phase_of(award, at), belonging.scored_among(session, candidates), reason)
    rules.require_reason_for_late(parts, reason)
    kept = _kept(session, award, members, parts, at)
    moved = _put_together(session, kept, parts, reason=reason, by=by, at=at)
    record(
        session,
        "candidate.merged",
        subject=f"candidate:{kept.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        nominations=moved,
        candidates=sorted(set(candidates) - {kept.id}),
    )
    withdraw_approvals(
        session,
        {*candidates, kept.id},
        WithdrawnWhy.MERGED,
        programme_id=award.edition.programme_id,
        by=by,
        at=at,
    )
    return kept


def _locked(
    session: Session, members: Sequence[Member], chosen: Collection[str], by: Actor
) -> list[Member]:
    """Take the award's lock and read what is to be merged once more. Raises what is wrong."""
    if len(members) < 2:  # noqa: PLR2004 - it takes two
        raise rules.TooFew
    awards = {one.award_id: one.award for member in members for one in member.nominations}
    if len(awards) > 1:
        raise rules.OtherAward
    _lock(session, *awards.values())
    again = belonging.members_of(session, by, chosen)
    there = {one.id for member in again for one in member.nominations}
    if not set(chosen) <= there:
        raise rules.NotStanding
    if len(again) < 2:  # noqa: PLR2004 - merged by somebody else meanwhile
        raise rules.LookAgain
    return again


def _kept(
    session: Session,
    award: Award,
    members: Sequence[Member],
    parts: Sequence[Part],
    at: datetime,
) -> Candidate:
    """Return the candidate that holds all from now on, with the verdict of the whole."""
    keeper = rules.keeper(parts)
    verdict, why = rules.merged_verdict(parts)
    if keeper is None:
        made = Candidate(award_id=award.id, code_name=draw_code_name(code_names(session, award.id)))
        session.add(made)
        session.flush()
        return made
    candidates = [member.candidate for member in members if member.candidate]
    kept = next(c for c in candidates if c.id == keeper.candidate_id)
    if (verdict, why) != (kept.verdict, kept.reason):
        kept.judged_at = at if verdict else None
    kept.verdict, kept.reason = verdict, why
    notes = [kept.note, *(c.note for c in candidates if c is not kept)]
    kept.note = "\n\n".join(dict.fromkeys(note for note in notes if note))
    session.flush()
    return kept


def _put_together(
    session: Session,
    kept: Candidate,
    parts: Iterable[Part],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Hang all nominations on one candidate, withdrawn ones of the others too; return which."""
    moved = []
    for part in parts:
        if part.candidate_id == kept.id:
            continue
        for nomination_id in _all_of(session, part):
            link = session.get(CandidateNomination, nomination_id)
            if link is None:
                link = CandidateNomination(nomination_id=nomination_id)
                session.add(link)
            link.candidate_id = kept.id
            session.add(
                Merger(
                    candidate_id=kept.id,
                    nomination_id=nomination_id,
                    former_id=part.candidate_id,
                    merged_by=by.person_id,
                    merged_at=at,
                    reason=reason.strip(),
                )
            )
            moved.append(nomination_id)
    session.flush()
    return sorted(moved)


def _all_of(session: Session, part: Part) -> list[str]:
    if part.candidate_id is None:
        return list(part.nominations)
    wanted = select(CandidateNomination.nomination_id).where(
        CandidateNomination.candidate_id == part.candidate_id
    )
    return sorted(session.scalars(wanted))


def take_out(
    session: Session,
    candidate: Candidate,
    nominations: Sequence[Nomination],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    """Take nominations out of a candidate again, each back to where it came from.

    One that was a candidate before is that again, with its verdict; another one waits to be
    looked at. Approvals are taken back, and it is remembered that they are not the same.
    Raises LastOne, LookAgain, or what `rules.require_open` says.
    """
    award = nominations[0].award
    _lock(session, award)
    session.refresh(candidate)
    chosen = {one.id for one in nominations}
    here = set(_all_of(session, Part(candidate.id, ())))
    if not chosen <= here:
        raise rules.LookAgain
    if not here - chosen:
        raise rules.LastOne
    rules.require_open(phase_of(award, at), belonging.scored_among(session, [candidate.id]), reason)
    formers = _put_back(session, candidate, sorted(chosen), reason=reason, by=by, at=at)
    _answer(
        session,
        _between(queries.stored_pairs(session, here), chosen),
        Word.NOT_SAME,
        by=by,
        at=at,
    )
    record(
        session,
        "candidate.taken-apart",
        subject=f"candidate:{candidate.id}",
        by=by,
        at=at,
        programme_id=award.edition.programme_id,
        nominations=sorted(chosen),
        candidates=formers,
    )
    withdraw_approvals(
        session,
        [candidate.id, *formers],
        WithdrawnWhy.TAKEN_OUT,
        programme_id=award.edition.programme_id,
        by=by,
        at=at,
    )


def _put_back(
    session: Session,
    candidate: Candidate,
    chosen: Sequence[str],
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> list[str]:
    """Return the candidates that are there again."""
    mergers = belonging.open_mergers(session, candidate.id, chosen)
    formers = set()
    for nomination_id in chosen:
        link = session.get_one(CandidateNomination, nomination_id)
        merger = mergers.get(nomination_id)
        former = session.get(Candidate, merger.former_id) if merger and merger.former_id else None
        if former is not None and former.award_id == candidate.award_id:
            link.candidate_id = former.id
            formers.add(former.id)
        else:
            session.delete(link)
        if merger is not None:
            merger.ended_by, merger.ended_at, merger.ended_why = by.person_id, at, reason.strip()
    session.flush()
    return sorted(formers)


def _between(pairs: Iterable[TwinPair], chosen: Collection[str]) -> list[TwinPair]:
    """Return the pairs of which one side was chosen and the other not."""
    return [pair for pair in pairs if (pair.first_id in chosen) != (pair.second_id in chosen)]


def say_not_same(
    session: Session, edition: Edition, chosen: Collection[str], *, by: Actor, at: datetime
) -> int:
    """Remember that what these belong to are different nominees, until a text changes."""
    members = belonging.members_of(session, by, chosen)
    if len(members) < 2:  # noqa: PLR2004 - it takes two
        raise rules.TooFew
    return _say(session, edition, members, Word.NOT_SAME, by=by, at=at)


def put_aside(
    session: Session, edition: Edition, chosen: Collection[str], *, by: Actor, at: datetime
) -> int:
    """Put a suggestion at the end of the list."""
    members = belonging.members_of(session, by, chosen)
    return _say(session, edition, members, Word.LATER, by=by, at=at)


def _say(
    session: Session,
    edition: Edition,
    members: Sequence[Member],
    word: Word,
    *,
    by: Actor,
    at: datetime,
) -> int:
    ids = [{one.id for one in member.nominations} for member in members]
    pairs = [
        pair
        for one, other in combinations(ids, 2)
        for pair in _between(queries.stored_pairs(session, one | other), one)
    ]
    said = _answer(session, pairs, word, by=by, at=at)
    if said and word is Word.NOT_SAME:
        record(
            session,
            "candidate.told-apart",
            subject=f"edition:{edition.id}",
            by=by,
            at=at,
            programme_id=edition.programme_id,
            nominations=sorted({one for group in ids for one in group}),
        )
    return said


def _answer(
    session: Session, pairs: Sequence[TwinPair], word: Word, *, by: Actor, at: datetime
) -> int:
    """Write a word down for each pair; returns for how many it is new."""
    new = 0
    for pair in pairs:
        key = (pair.first_id, pair.second_id)
        answer = session.get(TwinAnswer, key, with_for_update=True)
        if answer is None:
            answer = TwinAnswer(first_id=key[0], second_id=key[1])
            session.add(answer)
        elif (answer.word, answer.mark) == (word, pair.mark):
            continue
        answer.word, answer.mark = word, pair.mark
        answer.answered_by, answer.answered_at = by.person_id, at
        new += 1
    session.flush()
    return new
