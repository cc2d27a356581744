"""Finding signals among all nominations of an edition. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from awards.triage.signals.alike import alike, quote
from awards.triage.signals.kinds import Sent, Signal, SignalKind

MANY = 5
"""So many from one address are worth a look; a manager who praises four is not."""

MANY_ALIKE = 3
"""So many for the same nominee from one network address; an office shares one."""

Found = dict[str, list[Signal]]


def signals_in(sent: Sequence[Sent]) -> Found:
    """Return nomination id → its signals, only for those that have any; `sent` is as it came in."""
    found: Found = defaultdict(list)
    for kind, groups, least in (
        (SignalKind.MANY_FROM_ADDRESS, _by_address(sent), MANY),
        (SignalKind.ONE_NETWORK, _by_network(sent), MANY_ALIKE),
    ):
        for group in groups:
            if len(group) >= least:
                _note_group(found, kind, group)
    _note_copies(found, sent)
    _note_rings(found, sent)
    return {name: [_without_texts(one) for one in signals] for name, signals in found.items()}


def _without_texts(signal: Signal) -> Signal:
    """Return a signal that can be kept in memory: what it quotes is all of the texts in it."""
    return replace(signal, others=tuple(replace(one, text="") for one in signal.others))


def _note_group(found: Found, kind: SignalKind, group: Sequence[Sent]) -> None:
    for one in group:
        found[one.id].append(Signal(kind, tuple(other for other in group if other is not one)))


def plain(text: str) -> str:
    """Return a name as it is compared: without regard to case and spacing."""
    return " ".join(text.casefold().split())


def mailbox(address: str) -> str:
    """Return the mailbox of an address: bo+award@example.org arrives at bo@example.org."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}" if local else ""


def _by_address(sent: Iterable[Sent]) -> Iterable[list[Sent]]:
    groups: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        if mailbox(one.nominator_email):
            groups[mailbox(one.nominator_email)].append(one)
    return groups.values()


def _by_network(sent: Iterable[Sent]) -> Iterable[list[Sent]]:
    """Group what was written about the same nominee from the same network address."""
    groups: dict[tuple[str, str], list[Sent]] = defaultdict(list)
    for one in sent:
        if one.origin:
            groups[one.origin, plain(one.nominee_name)].append(one)
    return groups.values()


def _note_copies(found: Found, sent: Sequence[Sent]) -> None:
    for pair in alike([one.text for one in sent]):
        first, second = sent[pair.first], sent[pair.second]
        for one, other, share in (
            (first, second, pair.of_first),
            (second, first, pair.of_second),
        ):
            words = quote(one.text, other.text)
            signal = Signal(SignalKind.COPIED_TEXT, (other,), round(100 * share), words)
            found[one.id].append(signal)


def _keys(names: Iterable[str], addresses: Iterable[str]) -> set[str]:
    """Return what tells somebody: full names (one word is half of the town), and mailboxes."""
    full = {plain(name) for name in names if len(name.split()) > 1}
    return full | {mailbox(address) for address in addresses if mailbox(address)}


def _note_rings(found: Found, sent: Sequence[Sent]) -> None:
    """Look for A who nominates B who nominates A, also over a third."""
    wrote = {one.id: _keys((one.nominator_name,), (one.nominator_email,)) for one in sent}
    by_writer: dict[str, list[Sent]] = defaultdict(list)
    for one in sent:
        for key in wrote[one.id]:
            by_writer[key].append(one)
    onward = {one.id: _onward(one, wrote, by_writer) for one in sent}
    for one in sent:
        ring = _ring(one, onward)
        if ring:
            found[one.id].append(Signal(SignalKind.RING, ring))


def _onward(
    one: Sent, wrote: Mapping[str, set[str]], by_writer: Mapping[str, Sequence[Sent]]
) -> list[Sent]:
    """Return what those wrote whom a nomination is about; not what its own nominator wrote."""
    about = _keys((one.nominee_name, *one.members), (one.nominee_email,))
    theirs = {other.id: other for key in about for other in by_writer.get(key, ())}
    return [other for other in theirs.values() if not wrote[other.id] & wrote[one.id]]


def _ring(one: Sent, onward: Mapping[str, Sequence[Sent]]) -> tuple[Sent, ...]:
    """Return the others of the shortest ring that a nomination closes; none when there is none."""
    for second in onward[one.id]:
        if any(back.id == one.id for back in onward[second.id]):
            return (second,)
    for second in onward[one.id]:
        for third in onward[second.id]:
            if any(back.id == one.id for back in onward[third.id]):
                return (second, third)
    return ()
