"""Numbers and addresses that look true: check digits by a library, owners by nobody."""

import random

from stdnum import luhn
from stdnum.no import fodselsnummer

from bench.plants.people import Pool, Somebody, _bare


def personnummer(rng: random.Random) -> str:
    """Return a Swedish identity number, one in five a coordination number."""
    day = rng.randint(1, 28) + (60 if rng.random() < 0.2 else 0)
    year = rng.randint(1930, 2005)
    short = f"{year % 100:02}{rng.randint(1, 12):02}{day:02}"
    serial = f"{rng.randint(0, 999):03}"
    check = luhn.calc_check_digit(short + serial)
    century = str(year // 100) if rng.random() < 0.5 else ""
    between = rng.choice(["-", "-", "", " ", "+" if not century else "-"])
    return f"{century}{short}{between}{serial}{check}"


def fodselsnumber(rng: random.Random) -> str:
    """Return a Norwegian identity number, one in five a D-number."""
    while True:
        day = rng.randint(1, 28) + (40 if rng.random() < 0.2 else 0)
        body = f"{day:02}{rng.randint(1, 12):02}{rng.randint(40, 99):02}{rng.randint(0, 499):03}"
        first = fodselsnummer.calc_check_digit1(body)
        if first == "-" or len(first) > 1:
            continue
        second = fodselsnummer.calc_check_digit2(body + first)
        if second == "-" or len(second) > 1:
            continue
        return f"{body[:6]}{rng.choice(['', ' ', '-'])}{body[6:]}{first}{second}"


def identity_number(rng: random.Random, language: str) -> str:
    """Return an identity number of the language's country."""
    return personnummer(rng) if language == "sv" else fodselsnumber(rng)


def phone(rng: random.Random, language: str) -> str:
    """Return a telephone number as people write them."""
    d = [str(rng.randint(1, 9)) for _ in range(9)]
    swedish = [
        f"07{d[0]}-{d[1]}{d[2]}{d[3]} {d[4]}{d[5]} {d[6]}{d[7]}",
        f"07{d[0]}{d[1]}{d[2]}{d[3]}{d[4]}{d[5]}{d[6]}{d[7]}",
        f"046-{d[0]}{d[1]} {d[2]}{d[3]} {d[4]}{d[5]}",
        f"+46 7{d[0]} {d[1]}{d[2]}{d[3]} {d[4]}{d[5]} {d[6]}{d[7]}",
        f"08-{d[0]}{d[1]}{d[2]} {d[3]}{d[4]} {d[5]}{d[6]}",
        f"07{d[0]} {d[1]}{d[2]}{d[3]} {d[4]}{d[5]} {d[6]}{d[7]}",
    ]
    norwegian = [
        f"9{d[0]}{d[1]} {d[2]}{d[3]} {d[4]}{d[5]}{d[6]}",
        f"51 {d[0]}{d[1]} {d[2]}{d[3]} {d[4]}{d[5]}",
        f"4{d[0]}{d[1]}{d[2]}{d[3]}{d[4]}{d[5]}{d[6]}",
        f"+47 9{d[0]} {d[1]}{d[2]} {d[3]}{d[4]} {d[5]}{d[6]}",
        f"(+47) 5{d[0]}{d[1]}{d[2]}{d[3]}{d[4]}{d[5]}{d[6]}",
    ]
    return rng.choice(swedish if language == "sv" else norwegian)


def email(rng: random.Random, pool: Pool, who: Somebody) -> str:
    """Return a work address, now and then written so that robots cannot read it."""
    parts = _bare(who.full).lower().replace(" ", ".")
    at = rng.choice(["@", "@", "@", " (at) ", "[at]", "(a)"])
    return f"{parts}{at}{pool.one(rng, 'domain')}"


def web(rng: random.Random, pool: Pool) -> str:
    """Return a web address or an account."""
    domain = pool.one(rng, "domain")
    forms = [f"https://www.{domain}/nytt/{rng.randint(1, 99)}", f"www.{domain}", f"{domain}/film"]
    return rng.choice([*forms, f"@{pool.one(rng, 'nick').lower()}_{rng.randint(1, 99)}"])


def street(rng: random.Random, pool: Pool) -> str:
    """Return a street with a number."""
    return f"{pool.one(rng, 'street')} {rng.randint(1, 120)}{rng.choice(['', ' B', 'a', ''])}"
