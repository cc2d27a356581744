"""From what is on file to what connects one person with candidates. Pure."""

from collections.abc import Iterable, Iterator

from awards.triage.closeness.kinds import Asked, Closeness, Evidence
from awards.triage.closeness.likeness import Names, are_alike, surname
from awards.triage.closeness.reading import OnFile, plain


def evidence_for(
    person: Asked, on_file: OnFile, nominees: Names, nominators: Names
) -> Iterator[Evidence]:
    """Return everything that connects a person with candidates, in no order."""

    def each(candidates: Iterable[str], ground: Closeness, *words: str) -> Iterator[Evidence]:
        for candidate_id in candidates:
            yield Evidence(person.id, candidate_id, ground, words)

    for name in nominees.like(person.name):
        yield from each(on_file.names[name], Closeness.IS_NOMINEE, name)
    by_address = on_file.addresses.get(plain(person.email), set())
    yield from each(by_address, Closeness.NOMINATED_IT, person.email)
    for name in nominators.like(person.name):
        yield from each(on_file.nominators[name] - by_address, Closeness.NOMINATED_IT, name)
    for named in person.named_people:
        for name in nominees.like(named):
            yield from each(on_file.names[name], Closeness.NAMED_PERSON, named, name)
    yield from _by_unit(person, on_file)
    yield from _by_manager(person, on_file, nominees)
    yield from _by_prize(person, on_file, nominees)


def _by_unit(person: Asked, on_file: OnFile) -> Iterator[Evidence]:
    """Find the person's own unit and named ones; a relative where the family name is the same."""
    organisation, own = on_file.organisation, person.org_unit_id
    family = surname(person.name)
    kin = [n for n in on_file.names if family and surname(n) == family and n != person.name]
    for unit_id, candidates in on_file.units.items():
        unit = organisation.by_id[unit_id]
        if unit_id == own and unit.was_there(on_file.first, on_file.last):
            for one in candidates:
                yield Evidence(person.id, one, Closeness.SAME_UNIT, (unit.name,))
        above = organisation.is_within(unit_id, person.named_units)
        if above is not None:
            words = (organisation.by_id[above].name, unit.name)
            for one in candidates:
                yield Evidence(person.id, one, Closeness.NAMED_UNIT, words)
        if organisation.is_near(own, unit_id):
            for name in kin:
                for one in on_file.both(name, unit_id):
                    words = (name, unit.name)
                    yield Evidence(person.id, one, Closeness.SAME_NAME_AND_UNIT, words)


def _by_manager(person: Asked, on_file: OnFile, nominees: Names) -> Iterator[Evidence]:
    """Find whom the person leads, and who leads the person, so many levels up and down."""
    organisation = on_file.organisation
    for unit_id, candidates in on_file.units.items():
        led = organisation.managers(unit_id, on_file.levels).get(person.id)
        if led is not None:
            for one in candidates:
                yield Evidence(person.id, one, Closeness.MANAGES, (led.name,))
    own = next(organisation.upwards(person.org_unit_id), None)
    leads = own is not None and own.manager_id == person.id
    above = organisation.managers(person.org_unit_id, on_file.levels + leads)
    above.pop(person.id, None)
    for manager_id, unit in above.items():
        for name in nominees.like(organisation.names.get(manager_id, "")):
            for one in on_file.names[name]:
                yield Evidence(person.id, one, Closeness.MANAGED_BY, (name, unit.name))


def _by_prize(person: Asked, on_file: OnFile, nominees: Names) -> Iterator[Evidence]:
    """Find with whom the person won the year before."""
    for year, together in on_file.won:
        own = {name for name in together if are_alike(name, person.name)}
        if not own:
            continue
        for winner in sorted(together - own):
            for name in nominees.like(winner):
                for one in on_file.names[name]:
                    yield Evidence(person.id, one, Closeness.WON_TOGETHER, (str(year), name))
