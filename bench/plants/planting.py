"""A nomination's text with names planted in it, and where each of them stands."""

import random
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, cast

from awards.triage.masking import Identity, Language
from bench.plants import numbers
from bench.plants.people import FORMS, GENITIVES, Pool, Somebody, genitive, read, somebody

What = Literal["known", "unknown", "word"]

_SUBJECTS = re.compile(
    r"(Enheten|Koordinatorn|Teamet|Förskolechefen|Arbetslaget|Miljöombudet|Samordnaren|Gruppen"
    r"|Systemförvaltaren|Kvalitetssamordnaren|Skogsförvaltaren|Hemtjänstgruppen|Nettverket"
    r"|Verneombudet|Boligen|Brukerne|Hen|De)(?= )"
)


@dataclass(frozen=True)
class Plant:
    """What stands from `start` to `end`: a known name, an unknown one, or a word like a name."""

    start: int
    end: int
    text: str
    what: What
    form: str


@dataclass
class Case:
    """A text under way: what the nomination knows, and what was planted where."""

    language: Language
    identities: list[Identity]
    text: str = ""
    plants: list[Plant] = field(default_factory=list)

    def add(self, carrier: str, words: str = "", what: What = "known", form: str = "") -> None:
        """Append a sentence with the words in the place of its "#"."""
        if self.text:
            self.text += " "
        before, mark, after = carrier.partition("#")
        start = len(self.text) + len(before)
        self.text += before + words + after
        if mark:
            self.plants.append(Plant(start, start + len(words), words, what, form))


@dataclass(frozen=True)
class _Cast:
    """Who takes part in one nomination."""

    people: list[Somebody]
    unit: str
    partner: str
    title: str


def cases(number: int, seed: int) -> Iterator[Case]:
    """Yield so many texts, two in three Swedish, the others Norwegian."""
    rng = random.Random(seed)
    pools = {language: Pool(language, seed) for language in ("sv", "nb")}
    for _ in range(number):
        yield _case(rng, pools["sv" if rng.random() < 2 / 3 else "nb"])


def _case(rng: random.Random, pool: Pool) -> Case:
    language = cast("Language", pool.language)
    members = rng.choice([0, 0, 1, 3, 5])
    cast_ = _Cast(
        [somebody(rng, pool) for _ in range(2 + members)],
        pool.one(rng, "unit"),
        pool.one(rng, "partner"),
        pool.one(rng, "title"),
    )
    case = Case(language, _identities(cast_))
    carriers = cast("dict[str, list[str]]", read("carriers")[language])
    steps: list[Callable[[], None]] = [
        *[lambda: _known(rng, case, carriers, cast_)] * rng.randint(2, 5),
        *[lambda: _of_corpus(rng, case, cast_)] * rng.randint(2, 5),
        lambda: _unit(rng, case, carriers, cast_),
        *[lambda: _unknown(rng, case, carriers, pool)] * rng.randint(1, 2),
        *[lambda: case.add(rng.choice(carriers["words"]))] * rng.randint(1, 3),
        lambda: _extra(rng, case, carriers, cast_, pool),
    ]
    rng.shuffle(steps)
    for step in steps:
        step()
    _nick(rng, case, carriers, cast_)
    return case


def _identities(who: _Cast) -> list[Identity]:
    nominee, nominator, *members = who.people
    return [
        Identity("nominee", nominee.registered),
        *(Identity("member", m.registered, n) for n, m in enumerate(members, start=1)),
        Identity("nominator", nominator.registered),
        Identity("unit", who.unit),
        Identity("partner", who.partner, is_person=False),
        Identity("title", who.title, is_person=False),
    ]


def _known(rng: random.Random, case: Case, carriers: dict[str, list[str]], who: _Cast) -> None:
    person = rng.choice(who.people)
    if rng.random() < 0.3:
        form = rng.choice(list(GENITIVES))
        case.add(rng.choice(carriers["genitive"]), GENITIVES[form](rng, person), form=form)
    else:
        form = rng.choice([*FORMS, "full", "first", "first", "last"])
        case.add(rng.choice(carriers["known"]), FORMS[form](rng, person), form=form)


def _of_corpus(rng: random.Random, case: Case, who: _Cast) -> None:
    """Add a sentence or two of a real text, the subject now and then a name."""
    texts = cast("Sequence[list[str]]", read("sentences")[case.language])
    for sentence in rng.choice(texts)[: rng.randint(1, 3)]:
        subject = _SUBJECTS.match(sentence)
        if subject and rng.random() < 0.5:
            form = rng.choice(["full", "first", "last"])
            words = FORMS[form](rng, rng.choice(who.people))
            case.add("#" + sentence[subject.end() :], words, form=form)
        else:
            case.add(sentence)


def _unit(rng: random.Random, case: Case, carriers: dict[str, list[str]], who: _Cast) -> None:
    forms = {
        "unit": who.unit,
        "unit, small": who.unit[0].lower() + who.unit[1:],
        "unit, genitive": genitive(who.unit),
        "unit, capitals": who.unit.upper(),
        "partner": who.partner,
        "unit, told apart": _telling(who.unit),
        "unit, abbreviated": f"{who.unit} ({_letters(who.unit)})",
    }
    form = rng.choice(list(forms))
    case.add(rng.choice(carriers["unit"]), forms[form], form=form)
    if form == "unit, abbreviated":
        case.add(rng.choice(carriers["unit"]), _letters(who.unit), form="abbreviation")


def _telling(unit: str) -> str:
    """Return the word of a unit's name that tells it from others, else all of it."""
    words = unit.split()
    return words[-1] if len(words) == 2 and words[-1][0].isupper() and words[-1].isalpha() else unit


def _letters(unit: str) -> str:
    """Return how a unit is shortened: BUF, KL, TF."""
    words = [w for w in re.findall(r"[^\W\d_]+", unit) if w.lower() not in {"och", "og", "i"}]
    ending = re.search(r"(?<=..)(förvaltning|avdelning|enhet|tjeneste|team)(en|n|et)$", words[-1])
    letters = "".join(w[0].upper() for w in words) + (ending[1][0].upper() if ending else "")
    return letters if len(letters) > 1 else f"{words[0][:3].upper()}"


def _unknown(rng: random.Random, case: Case, carriers: dict[str, list[str]], pool: Pool) -> None:
    if rng.random() < 0.2:
        place = pool.one(rng, "place")
        case.add(rng.choice(carriers["unknown_place"]), place, "unknown", "place")
        return
    one = somebody(rng, pool)
    forms = {
        "unknown, full": one.full,
        "unknown, first": one.first,
        "unknown, last": one.last,
        "unknown, first and initial": f"{one.first} {one.last[0].upper()}.",
    }
    form = rng.choice([*forms, "unknown, full"])
    case.add(rng.choice(carriers["unknown"]), forms[form], "unknown", form)


def _extra(
    rng: random.Random, case: Case, carriers: dict[str, list[str]], who: _Cast, pool: Pool
) -> None:
    shapes = {
        "email": lambda: numbers.email(rng, pool, rng.choice(who.people)),
        "phone": lambda: numbers.phone(rng, case.language),
        "web": lambda: numbers.web(rng, pool),
        "idnumber": lambda: numbers.identity_number(rng, case.language),
        "street": lambda: numbers.street(rng, pool),
        "title": lambda: who.title,
    }
    shape = rng.choice(list(shapes))
    case.add(rng.choice(carriers[shape]), shapes[shape](), form=shape)


def _nick(rng: random.Random, case: Case, carriers: dict[str, list[str]], who: _Cast) -> None:
    """Use a nickname; half of the time it is only the text that tells whose it is."""
    person = next((p for p in who.people if p.nick), None)
    if person is not None:
        case.add(rng.choice(carriers["nick"]), person.nick, form="nickname")
        return
    if rng.random() < 0.2:
        person = rng.choice(who.people)
        nick = somebody(rng, Pool(case.language, 0)).first[:4] + "an"
        marks = rng.choice(["()", "””", '""', "«»"])
        words = f"{person.first} {marks[0]}{nick}{marks[1]} {person.last}"
        case.add(rng.choice(carriers["nick_intro"]), words, form="nickname told in the text")
        case.add(rng.choice(carriers["nick"]), nick, form="nickname told in the text")


def proper_names() -> set[str]:
    """Return the names that stand in the real sentences: marking them is no mistake."""
    texts = (text for language in ("sv", "nb") for text in read("sentences")[language])
    sentences = (s for text in cast("Iterable[list[str]]", texts) for s in text)
    return {w for s in sentences for w in re.findall(r"[^\W\d_]+", s)[1:] if w[0].isupper()}
