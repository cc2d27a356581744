"""What a coordinator does with the marks of a juror copy: keep, write something else, show."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from awards.core.errors import NotFound, WrongInput
from awards.core.languages import N_
from awards.core.permissions import Actor
from awards.triage import rules
from awards.triage.actions import Bench, bench_for, saved
from awards.triage.copying.looking import marks_in
from awards.triage.copying.mark import Mark, MarkKind, Place
from awards.triage.masking.tokens import fold
from awards.triage.models import JurorCopy
from awards.triage.originals import texts_of
from awards.triage.queries import CopyCase

LONGEST_WORDS = 80


class NotSure(WrongInput):
    """A name would reach the jury, and nobody has said that this is meant."""

    message = N_("The jury will read this name. Tick the box if that is meant.")


def keep_mark(
    session: Session, case: CopyCase, key: str, *, sure: bool = False, by: Actor, at: datetime
) -> JurorCopy:
    """Say of a mark that it has been looked at and may stay as it is.

    Raises NotSure when it names somebody the nomination knows, unless `sure`.
    """
    bench = bench_for(session, case, by, at)
    mark = _mark(bench, key)
    if mark.kind is MarkKind.KNOWN and not sure:
        raise NotSure
    return _looked_at(bench, [key])


def write_instead(
    session: Session,
    case: CopyCase,
    key: str,
    words: str,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> JurorCopy:
    """Write something else wherever the mark stands."""
    if not words.strip():
        raise WrongInput(N_("Write what shall stand there instead."))
    bench = bench_for(session, case, by, at)
    mark = _mark(bench, key)
    texts = _replaced(_texts(bench), mark.places, words.strip()[:LONGEST_WORDS])
    copy = saved(bench, texts, seen)
    _meant(bench, copy, words, [key] if mark.kind is MarkKind.MASK else [])
    return copy


def show_words(
    session: Session,
    case: CopyCase,
    key: str,
    *,
    seen: str,
    sure: bool = False,
    by: Actor,
    at: datetime,
) -> JurorCopy:
    """Let the jury read what was written, in the place of one stand-in.

    Raises NotSure when that names somebody the nomination knows, unless `sure`.
    """
    bench = bench_for(session, case, by, at)
    mark = _mark(bench, key)
    if mark.kind is not MarkKind.MASK:
        raise NotFound
    if mark.names_somebody and not sure:
        raise NotSure
    (place,) = mark.places
    copy = saved(bench, _replaced(_texts(bench), mark.places, mark.original), seen)
    shown = Place(place.section, place.start, place.start + len(mark.original))
    found = marks_in(session, case, copy.sections, copy.looked_at)
    _looked_at_in(bench, copy, [one.key for one in found if _overlaps(one, shown)])
    return copy


def mask_words(
    session: Session,
    case: CopyCase,
    words: str,
    stand_in: str,
    *,
    seen: str,
    by: Actor,
    at: datetime,
) -> JurorCopy:
    """Write a stand-in wherever these words stand in the copy."""
    wanted, instead = " ".join(words.split()), stand_in.strip()[:LONGEST_WORDS]
    if not wanted or not instead:
        raise WrongInput(N_("Write which words to mask, and what shall stand there instead."))
    bench = bench_for(session, case, by, at)
    gaps = r"\s+".join(map(re.escape, wanted.split()))
    pattern = re.compile(rf"(?<![^\W_]){gaps}(?![^\W_])")
    before = _texts(bench)
    texts = [pattern.sub(lambda _match: instead, text) for text in before]
    if texts == before:
        raise WrongInput(N_("These words are not in the copy. Write them as they stand there."))
    copy = saved(bench, texts, seen)
    _meant(bench, copy, instead)
    return copy


def keep_copy(session: Session, case: CopyCase, *, by: Actor, at: datetime) -> JurorCopy:
    """Say that the copy may stay although the nomination was rewritten; it waits for approval.

    Everything marked in it is to be looked at once more.
    """
    bench = bench_for(session, case, by, at)
    newest = bench.copies.newest
    if newest is None:
        raise NotFound
    copy = bench.draft([dict(section) for section in newest.sections], at)
    bench.note("juror-copy.kept", copy)
    return copy


def _meant(bench: Bench, copy: JurorCopy, words: str, keys: Sequence[str] = ()) -> None:
    """Ask no more about what a person has just written, unless it is a name we know."""
    found = marks_in(bench.session, bench.case, copy.sections, copy.looked_at)
    doubts = [
        mark.key
        for mark in found
        if mark.kind is MarkKind.SUSPICIOUS and fold(mark.words) in fold(words)
    ]
    _looked_at_in(bench, copy, [*keys, *doubts])


def _newest(bench: Bench) -> JurorCopy:
    if bench.copies.newest is None:
        raise NotFound
    return bench.copies.newest


def _texts(bench: Bench) -> list[str]:
    return texts_of(_newest(bench).sections)


def _mark(bench: Bench, key: str) -> Mark:
    found = marks_in(bench.session, bench.case, _newest(bench).sections, bench.looked_at)
    for mark in found:
        if mark.key == key:
            return mark
    raise rules.MarkGone


def _looked_at(bench: Bench, keys: Sequence[str]) -> JurorCopy:
    copy = _newest(bench)
    if not set(keys) <= set(copy.looked_at):
        _looked_at_in(bench, copy, keys)
        bench.note("juror-copy.mark-kept", copy)
    return copy


def _looked_at_in(bench: Bench, copy: JurorCopy, keys: Sequence[str]) -> None:
    copy.looked_at = sorted({*copy.looked_at, *keys})
    copy.open_marks = len(bench.open_marks(copy.sections, copy.looked_at))
    bench.session.flush()


def _replaced(texts: Sequence[str], places: Sequence[Place], words: str) -> list[str]:
    """Return the texts with other words in these places, from the last to the first."""
    changed = list(texts)
    for place in sorted(places, key=lambda one: one.start, reverse=True):
        text = changed[place.section]
        changed[place.section] = text[: place.start] + words + text[place.end :]
    return changed


def _overlaps(mark: Mark, place: Place) -> bool:
    return any(
        one.section == place.section and one.start < place.end and place.start < one.end
        for one in mark.places
    )
