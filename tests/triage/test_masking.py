import re
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from awards.triage.masking import (
    Identity,
    Kind,
    Language,
    Mask,
    Masked,
    MaskReason,
    Suspicion,
    SuspicionReason,
    fitting_stand_in,
    is_stand_in,
    mask,
    stand_in,
)
from awards.triage.masking.tokens import fold

ANNA = Identity("nominee", "Anna-Lena Lindqvist")
ASA = Identity("member", "Åsa von Sjöö", 1)
BJORN = Identity("member", "Björn Ros", 2)
NOMINATOR = Identity("nominator", "Kjell Kjær")
UNIT = Identity("unit", "Förskolan Blåklinten")
EVERYBODY = [ANNA, ASA, BJORN, NOMINATOR, UNIT]


def masked(text: str, *identities: Identity, language: Language = "sv") -> str:
    return mask(text, identities or EVERYBODY, language=language).text


def suspicions(text: str, language: Language = "sv") -> list[tuple[str, SuspicionReason]]:
    return [(s.text, s.reason) for s in mask(text, EVERYBODY, language=language).suspicions]


def test_empty_text_gives_an_empty_result() -> None:
    assert mask("", EVERYBODY, language="sv") == Masked("", (), (), ())


def test_whole_result_says_where_and_why() -> None:
    text = "Här är Åsas kollega Kalle Anka, och hon ler."
    assert mask(text, [ASA], language="sv") == Masked(
        text="Här är [Medlem 1]s kollega Kalle Anka, och hen ler.",
        masks=(Mask(7, 11, "Åsas", "[Medlem 1]s", MaskReason.NAME_PART),),
        suspicions=(Suspicion(27, 37, "Kalle Anka", SuspicionReason.CAPITALS_IN_A_ROW),),
        pronouns=(Mask(36, 39, "hon", "hen", MaskReason.PRONOUN),),
    )


@pytest.mark.parametrize(
    "written",
    [
        "Anna-Lena Lindqvist",
        "Anna-Lena",
        "Anna Lena",
        "Annalena",
        "Anna",
        "Lindqvist",
        "lindqvist",
        "ANNA-LENA LINDQVIST",
        "anna-lena lindqvist",
        "Anna L. Lindqvist",
        "Anna L Lindqvist",
        "A. Lindqvist",
        "A-L Lindqvist",
        "AnnaLenaLindqvist",
        "annalindqvist",
        "Anna-Lena\nLindqvist",
        "Anna-\nLena Lindqvist",
        "Anna-Lena Lind-\nqvist",
        "Anna-Lena Lind\nqvist",
        "Anna-Lena   Lind\u00adqvist",
        "A.L.L.",
        "A. L. L.",
        "A.L.",
        "ALL",
        "AL",
    ],
)
def test_person_is_found_however_the_name_is_written(written: str) -> None:
    assert masked(f"Det var {written} som kom.", ANNA) == "Det var [Nomineringen] som kom."


@pytest.mark.parametrize(
    "written",
    [
        "Åsa",
        "Aasa",
        "Asa",
        "A\u030asa",
        "Sjöö",
        "Sjøø",
        "Sjoeoe",
        "Åsa von Sjöö",
        "von Sjöö",
        "ÅSA",
    ],
)
def test_spellings_of_nordic_letters_are_the_same_name(written: str) -> None:
    assert masked(f"Vi såg {written} där.", ASA) == "Vi såg [Medlem 1] där."


@pytest.mark.parametrize("written", ["Kjær", "Kjaer", "Kjär"])
def test_ligature_is_the_same_name_in_danish_and_swedish_spelling(written: str) -> None:
    assert masked(f"Da sa {written} ja.", NOMINATOR, language="nb") == (
        "Da sa [Forslagsstilleren] ja."
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Se Annas bok.", "Se [Nomineringen]s bok."),
        ("Se ANNAS bok.", "Se [Nomineringen]s bok."),
        ("Se Anna's bok.", "Se [Nomineringen]s bok."),
        ("Se Anna’s bok.", "Se [Nomineringen]s bok."),
        ("Se Anna-Lena Lindqvists bok.", "Se [Nomineringen]s bok."),
        ("Se AL:s bok.", "Se [Nomineringen]s bok."),
        ("Se Ros' bok.", "Se [Medlem 2]s bok."),
        ("Anna-gruppen växer.", "[Nomineringen]-gruppen växer."),
        ("Annas Lindqvist", "[Nomineringen]s [Nomineringen]"),
    ],
)
def test_genitive_stays_natural(text: str, expected: str) -> None:
    assert masked(text) == expected


def test_english_genitive_follows_english() -> None:
    assert masked("It was Anna’s idea.", language="en") == "It was [The nominee]'s idea."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi mötte en björn.", "Vi mötte en björn."),
        ("En ros till Björn.", "En ros till [Medlem 2]."),
        ("Björn hjälper.", "[Medlem 2] hjälper."),
        ("Björn Ros hjälper.", "[Medlem 2] hjälper."),
        ("björn ros hjälper.", "[Medlem 2] hjälper."),
        ("Björns idé.", "[Medlem 2]s idé."),
        ("Det gjorde Ros.", "Det gjorde [Medlem 2]."),
    ],
)
def test_name_that_is_also_a_word_is_masked_where_written_as_a_name(
    text: str, expected: str
) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Vår avdelning växer.", "Vår Moe"),
        ("Bra. Vår kollega ler.", "Vår Moe"),
        ("Max 10 personer.", "Max Ek"),
        ("Dag efter dag.", "Dag Moe"),
        ("Ring oss. Stig in.", "Stig Ring"),
        ("Bo kvar hemma.", "Bo Lind"),
        ("Lunds kommun växer.", "Eva Lund"),
    ],
)
def test_word_at_the_start_of_a_sentence_stays_when_it_is_clearly_the_word(
    text: str, name: str
) -> None:
    assert masked(text, Identity("nominee", name)) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vår hjälper alla.", "[Nomineringen] hjälper alla."),
        ("Vår Moe ler.", "[Nomineringen] ler."),
        ("I dag ler Vår.", "I dag ler [Nomineringen]."),
        ("Vi, och\nVår avdelning", "Vi, och\n[Nomineringen] avdelning"),
    ],
)
def test_doubtful_word_is_masked(text: str, expected: str) -> None:
    assert masked(text, Identity("nominee", "Vår Moe")) == expected


def test_hans_is_a_name_or_a_pronoun() -> None:
    text = "Hans hjälper. Hans kollegor och hans idé. I dag ler Hans. Vi såg Hans Ek."
    assert masked(text, Identity("nominee", "Hans Ek")) == (
        "[Nomineringen] hjälper. Hens kollegor och hens idé. "
        "I dag ler [Nomineringen]. Vi såg [Nomineringen]."
    )


def test_unknown_hans_keeps_the_name_and_is_suspicious() -> None:
    result = mask("Hans idé. Hans Berg kom, sa Hans.", [], language="sv")
    assert (result.text, [s.text for s in result.suspicions]) == (
        "Hens idé. Hans Berg kom, sa Hans.",
        ["Hans Berg", "Hans"],
    )


@pytest.mark.parametrize("text", ["Allt gäller IT.", "Fallet Al", "AL", "Det var A.", "en all"])
def test_letters_that_are_no_ones_initials_stay(text: str) -> None:
    assert masked(text, Identity("nominee", "Ingrid Torp")) == text


def test_common_abbreviation_is_initials_only_with_full_stops() -> None:
    ingrid = Identity("nominee", "Ingrid Torp")
    assert masked("IT och I.T. och I. Torp", ingrid) == "IT och [Nomineringen] och [Nomineringen]"


def test_short_names_are_masked_only_with_a_capital() -> None:
    assert masked("Ge bo åt Bo Li och li.", Identity("nominee", "Bo Li")) == (
        "Ge bo åt [Nomineringen] och li."
    )


def test_names_inside_longer_words_stay() -> None:
    assert masked("Annandagen, lindqvistare och handen.") == "Annandagen, lindqvistare och handen."


def test_shared_first_name_is_told_apart_by_the_surname() -> None:
    eks = [Identity("member", "Eva Ek", 1), Identity("member", "Eva Alm", 2)]
    result = mask("Eva Alm, Eva Ek och Eva.", eks, language="sv")
    assert (result.text, [m.reason for m in result.masks]) == (
        "[Medlem 2], [Medlem 1] och [Medlem 1].",
        [MaskReason.FULL_NAME, MaskReason.FULL_NAME, MaskReason.SHARED_NAME],
    )


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Förskolan Blåklinten", "På förskolan Blåklinten.", "På [Enheten]."),
        ("Förskolan Blåklinten", "På BLÅKLINTENS gård.", "På [Enheten]s gård."),
        ("Förskolan Blåklinten", "Förskolan växer.", "Förskolan växer."),
        ("Hemtjänsten Norr", "Hos Norr, norr om ån.", "Hos [Enheten], norr om ån."),
        ("E-hemvården", "Inom e-hemvården.", "Inom [Enheten]."),
        ("Teamet bakom E-hemvården", "E-hemvårdens team.", "[Enheten]s team."),
        ("Enhet stadsdelsbiblioteken", "I stadsdelsbiblioteken.", "I [Enheten]."),
        ("Kultur- och fritidsförvaltningen", "Kultur åt alla.", "Kultur åt alla."),
        (
            "Kultur- och fritidsförvaltningen",
            "Inom kultur- och fritidsförvaltningen finns fritidsförvaltningen.",
            "Inom [Enheten] finns [Enheten].",
        ),
        ("Biblioteket i Lund, Lunds kommun", "I Lunds kommun.", "I Lunds kommun."),
        ("Socialförvaltningen, Lunds kommun", "Socialförvaltningens.", "[Enheten]s."),
        ("Kök 3", "I Kök 3 finns kök 2.", "I [Enheten] finns kök 2."),
        ("Idrott (hela laget)", "Vi på Idrott.", "Vi på [Enheten]."),
        ("Idrott: chefer", "Vi chefer på Idrott.", "Vi chefer på [Enheten]."),
    ],
)
def test_unit_is_found_by_its_name_and_by_what_tells_it_from_others(
    name: str, text: str, expected: str
) -> None:
    assert masked(text, Identity("unit", name)) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Signe (Sigge) Rosell", "Sigge ler, sa Signe Rosell.", "[Nomineringen] ler, sa {}."),
        ("Signe Rosell", "Signe (”Sigge”) ler.", "[Nomineringen] (”Sigge”) ler."),
        ("Signe Rosell", "Signe (Sigge) Rosell. Sigge ler.", "{}. [Nomineringen] ler."),
        ("Signe Rosell", "Signe ”Sigge” Rosell ler.", "{} ler."),
        ("Signe Rosell", "Signe (se nedan) ler.", "{} (se nedan) ler."),
        ("Signe Al-Amin", "S.A. ler.", "{} ler."),
        ("Signe Ek Rosell", "S.E. ler.", "{} ler."),
    ],
)
def test_nickname_in_brackets_is_a_name_too(name: str, text: str, expected: str) -> None:
    assert masked(text, Identity("nominee", name)) == expected.format("[Nomineringen]")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("Barn- och fritidsförvaltningen", "Inom BFF och BF.", "Inom [Enheten] och [Enheten]."),
        ("Barn- och fritidsförvaltningen", "På bff finns IT.", "På bff finns IT."),
        ("Mötesplats Ankaret", "På Ankaret.", "På [Enheten]."),
        ("Mötesplats Ankaret", "På Ankaret (ANK) och ANK.", "På [Enheten] och [Enheten]."),
        ("Oppvekst barn og unge", "Unge og barn.", "Unge og barn."),
    ],
)
def test_unit_is_found_by_its_abbreviation(name: str, text: str, expected: str) -> None:
    assert masked(text, Identity("unit", name)) == expected


def test_identifying_title_is_masked_as_a_whole_only() -> None:
    title = Identity("title", "rektor vid Ankarskolan", is_person=False)
    assert masked("Som rektor vid Ankarskolan är hen rektor.", title) == (
        "Som [Titeln] är hen rektor."
    )


def test_nominated_group_is_not_taken_apart_into_first_and_last_name() -> None:
    group = Identity("nominee", "Gruppen bakom Baracken", is_person=False)
    assert masked("Gruppen byggde Baracken.", group) == "Gruppen byggde [Nomineringen]."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skriv till a.b+c@lund.se.", "Skriv till [e-post]."),
        ("Skriv till anna (at) lund.se", "Skriv till [e-post]"),
        ("Se https://lund.se/x?y=1, nu.", "Se [webbadress], nu."),
        ("Se www.lund.se.", "Se [webbadress]."),
        ("Se (lund.se/nytt).", "Se ([webbadress])."),
        ("Följ @annalena på nätet.", "Följ [webbadress] på nätet."),
        ("Bor på Storgatan 12 B.", "Bor på [adress]."),
        ("Bor på Ekvägen 3, 222 23 Lund.", "Bor på [adress]."),
        ("Bor på Norra Vägen 3.", "Bor på [adress]."),
        ("Vid Ekvägen 3. I Parken.", "Vid [adress]. I Parken."),
        ("Bor i Parkveien 4, 4306 Sandnes.", "Bor i [adress]."),
        ("Bor i Karl Johans gate 22.", "Bor i [adress]."),
        ("Bor i Kvellur 22 B i dag.", "Bor i [adress] i dag."),
        ("Bor på Ekvägen 3 i stan, plan 2.", "Bor på [adress] i stan, plan 2."),
        ("Vi ses i Sal 3 på Avdelning 4.", "Vi ses i Sal 3 på Avdelning 4."),
        ("Född 800101-1234.", "Född [personnummer]."),
        ("Född 19800101-1234.", "Född [personnummer]."),
        ("Född 800161+1234.", "Född [personnummer]."),
        ("Fnr 010180 12345.", "Fnr [personnummer]."),
        ("Fnr 41018012345.", "Fnr [personnummer]."),
    ],
)
def test_what_gives_somebody_away_by_its_shape_is_masked(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "number",
    [
        "046-35 50 00",
        "046-355000",
        "(046) 35 50 00",
        "046 35 50 00",
        "070-123 45 67",
        "070 123 45 67",
        "0701234567",
        "08-123 45 67",
        "0435-123 45",
        "+46 70 123 45 67",
        "+46 (0)70-123 45 67",
        "0046701234567",
        "51 97 55 00",
        "912 34 567",
        "91234567",
        "+47 51 97 55 00",
        "47 91 23 45 67",
        "4791234567",
    ],
)
def test_telephone_numbers_of_both_countries_are_masked(number: str) -> None:
    assert masked(f"Ring oss på {number}, tack.") == "Ring oss på [telefon], tack."


def test_short_number_is_a_telephone_number_after_its_label() -> None:
    assert (
        masked("Ankn. 5512, tel 12 34 56, år 5512.") == "Ankn. [telefon], tel [telefon], år 5512."
    )


@pytest.mark.parametrize(
    "text",
    [
        "Åren 2019 2020 2021 och 2023-2024, 2023–2024.",
        "Den 2024-03-12, 12.03.2024, 12/3 2024 och 20240312.",
        "Klockan 08.00-16.30, 08 00-16 30 och 7.15.",
        "För 1 200 000 kr, 15 000 000, 40000000 och 12345678 kr.",
        "Sparade 51 975 500 kronor på 12 500 besök.",
        "Organisation 556036-0793.",
        "Plan 3, rum 12, version 1.2.3.",
        "På vägen 3 av 4.",
        "Klart.Se dig om.",
        "3D-skrivaren, 24/7, 100 %.",
    ],
)
def test_years_dates_times_money_and_counts_stay(text: str) -> None:
    assert mask(text, EVERYBODY, language="sv").masks == ()


def test_words_of_the_shapes_follow_the_language() -> None:
    text = "a@b.no, 51 97 55 00, Parkveien 4, www.b.no, 01018012345"
    assert [masked(text, language=language) for language in ("sv", "nb", "en")] == [
        "[e-post], [telefon], [adress], [webbadress], [personnummer]",
        "[e-post], [telefon], [adresse], [nettadresse], [fødselsnummer]",
        "[e-mail], [phone], [address], [web address], [identity number]",
    ]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "sv",
            ["[Nomineringen]", "[Medlem 2]", "[Nominatorn]", "[Enheten]", "[En annan]"],
        ),
        ("nb", ["[Den nominerte]", "[Medlem 2]", "[Forslagsstilleren]", "[Enheten]"]),
        (
            "en",
            ["[The nominee]", "[Member 2]", "[The nominator]", "[The unit]", "[Somebody else]"],
        ),
    ],
)
def test_stand_ins_follow_the_language(language: Language, expected: list[str]) -> None:
    identities = [ANNA, BJORN, NOMINATOR, UNIT, Identity("other", "Eva")]
    assert [stand_in(one, language) for one in identities][: len(expected)] == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("sv", ["[Förvaltningen]", "[Bolaget]", "[Samarbetspartnern]"]),
        ("nb", ["[Etaten]", "[Selskapet]", "[Samarbeidspartneren]"]),
        ("en", ["[The administration]", "[The company]", "[The partner]"]),
    ],
)
def test_an_organisation_has_the_word_of_its_kind(language: Language, expected: list[str]) -> None:
    kinds: tuple[Kind, ...] = ("administration", "company", "partner")
    assert [stand_in(Identity(kind, "X"), language) for kind in kinds] == expected
    assert all(is_stand_in(words) for words in expected)


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        ("Gösta Malm", "sv", "[En annan]"),
        ("Lars", "sv", "[En annan]"),
        ("Serviceförvaltningen", "sv", "[En annan förvaltning]"),
        ("Vård- och omsorgsförvaltningens", "sv", "[En annan förvaltning]s"),
        ("Ankarskolan", "sv", "[En annan enhet]"),
        ("Kulturskolens", "nb", "[En annen enhet]s"),
        ("Bymiljøetatens", "nb", "[En annen etat]s"),
        ("Elevhälsoteamet", "en", "[Another unit]"),
        ("", "sv", "[En annan]"),
    ],
)
def test_what_is_proposed_for_other_names_fits_what_they_name(
    name: str, language: Language, expected: str
) -> None:
    assert fitting_stand_in(name, language) == expected


@pytest.mark.parametrize(
    ("before", "name", "expected"),
    [
        ("bokskogen utanför ", "Dalby", "[En plats]"),
        ("Norr om ", "Dalby", "[En plats]"),
        ("tack vare ", "Dalby", "[En annan]"),
        ("i ", "Serviceförvaltningen", "[En annan förvaltning]"),
        ("", "Dalby", "[En annan]"),
    ],
)
def test_what_stands_before_a_name_tells_a_place(before: str, name: str, expected: str) -> None:
    assert fitting_stand_in(name, "sv", before) == expected


def test_numbered_nominators_are_told_apart() -> None:
    assert stand_in(Identity("nominator", "Eva", 2), "sv", genitive=True) == "[Nominator 2]s"


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "sv",
            "Hon såg honom, han såg henne. Hennes och hans. HON!",
            "Hen såg hen, hen såg hen. Hens och hens. HEN!",
        ),
        ("sv", "handen, hansa, honung, hennesk", "handen, hansa, honung, hennesk"),
        ("sv", "han/hon, hans/hennes, han eller hon", "hen, hens, hen"),
        ("sv", "han och hon", "hen och hen"),
        (
            "nb",
            "Hun så ham, han så henne. Hennes og hans.",
            "Hen så hen, hen så hen. Hens og hens.",
        ),
        ("en", "She thanked him.", "She thanked him."),
    ],
)
def test_pronouns_become_neutral_and_keep_their_case(
    language: Language, text: str, expected: str
) -> None:
    assert masked(text, language=language) == expected


def test_pronouns_stay_when_asked() -> None:
    result = mask("Hon är Anna.", [ANNA], language="sv", neutral_pronouns=False)
    assert (result.text, result.pronouns) == ("Hon är [Nomineringen].", ())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vi och Kalle Anka kom.", [("Kalle Anka", SuspicionReason.CAPITALS_IN_A_ROW)]),
        ("Carl von Linne kom.", [("Carl von Linne", SuspicionReason.CAPITALS_IN_A_ROW)]),
        ("Vår enhetschef Tindra kom.", [("Tindra", SuspicionReason.TITLE_BEFORE)]),
        ("Tack dr. Tindra!", [("Tindra", SuspicionReason.TITLE_BEFORE)]),
        ("Vi såg Tindra.", [("Tindra", SuspicionReason.CAPITAL_MID_SENTENCE)]),
        ("Birgitta kom.", [("Birgitta", SuspicionReason.FIRST_NAME)]),
        ("vi såg birgitta.", [("birgitta", SuspicionReason.FIRST_NAME)]),
        (
            "Tindra kom. Vi såg Tindra.",
            [
                ("Tindra", SuspicionReason.SENTENCE_START),
                ("Tindra", SuspicionReason.CAPITAL_MID_SENTENCE),
            ],
        ),
        ("Hon är lärare. När kom du? Vi bor i Sverige. ANDT och IT.", []),
        ("Rubrik\nNytt sätt\n- Punkt", []),
        ("Anna är Åsa.", []),
    ],
)
def test_what_still_looks_like_a_name_is_suspicious(
    text: str, expected: list[tuple[str, SuspicionReason]]
) -> None:
    assert suspicions(text) == expected


def test_english_pronouns_are_suspicious() -> None:
    assert suspicions("We thank her.", "en") == [("her", SuspicionReason.PRONOUN)]


def test_suspicions_point_into_the_masked_text() -> None:
    result = mask("Anna och Tindra och Åsa.", EVERYBODY, language="sv")
    assert [result.text[s.start : s.end] for s in result.suspicions] == ["Tindra"]


def test_masks_point_into_the_original_text() -> None:
    text = "Anna, Åsas 070-123 45 67 och Blåklinten."
    result = mask(text, EVERYBODY, language="sv")
    assert [(text[m.start : m.end], m.original, m.reason) for m in result.masks] == [
        ("Anna", "Anna", MaskReason.NAME_PART),
        ("Åsas", "Åsas", MaskReason.NAME_PART),
        ("070-123 45 67", "070-123 45 67", MaskReason.PHONE),
        ("Blåklinten", "Blåklinten", MaskReason.UNIT),
    ]


@pytest.mark.parametrize("name", ["", "  ", "—", "A", "7", "von", "s"])
def test_names_without_a_name_do_no_harm(name: str) -> None:
    for kind in ("nominee", "unit"):
        identity = Identity("nominee", name, is_person=kind == "nominee")
        assert masked("Det var en bra dag.", identity) == "Det var en bra dag."


COMMON_NAMES = """
    Anna Björn Åsa Dag Vår Hans Max Öst Ros Kjær Bo Li Ek Lindqvist Sjöö Anna-Lena André
    O'Brien von Ström-Larsen Zoë Nguyễn Гришин 李
"""
NAMES = st.sampled_from(COMMON_NAMES.split())
MADE_UP = st.text("abcdehjklmnorstuyåäöøæé", min_size=2, max_size=9).map(str.capitalize)
FULL_NAMES = st.lists(NAMES | MADE_UP, min_size=2, max_size=3).map(" ".join)
UNIT_NAMES = st.lists(
    NAMES | MADE_UP | st.sampled_from(["Förskolan", "enheten", "för", "och", "i", "3"]),
    min_size=2,
    max_size=4,
).map(" ".join)
FILLING = st.sampled_from(
    [
        "är bra",
        ". ",
        "\n",
        "\n\n",
        ", ",
        "hon",
        "Hans",
        "2023",
        "070-123 45 67",
        "(",
        "”",
        " ",
        "s",
        "-",
    ]
) | st.text(max_size=8)
IDENTITIES = st.lists(
    st.builds(Identity, st.sampled_from(["nominee", "member", "nominator"]), FULL_NAMES)
    | st.builds(Identity, st.just("unit"), UNIT_NAMES),
    min_size=1,
    max_size=4,
)
CASES = st.sampled_from([str, str.upper, str.lower, str.title])


@st.composite
def texts_about(draw: Any) -> tuple[str, list[Identity]]:
    """Return a text that holds full names among other things, and whose they are."""
    identities = draw(IDENTITIES)
    names = st.sampled_from([one.name for one in identities])
    pieces = draw(st.lists(st.one_of(FILLING, st.tuples(names, CASES)), max_size=12))
    text = ""
    for piece in pieces:
        # A name glued to a letter is another word: "Annandagen" is not Anna.
        space = " " if text and (text[-1].isalnum() or isinstance(piece, tuple)) else ""
        text += space + (piece if isinstance(piece, str) else piece[1](piece[0]))
    return text, identities


@given(texts_about())
@settings(deadline=None, max_examples=300)
def test_no_full_name_survives(about: tuple[str, list[Identity]]) -> None:
    text, identities = about
    result = mask(text, identities, language="sv", neutral_pronouns=False)
    left = " ".join(fold(result.text).split())
    survivors = [
        one.name
        for one in identities
        if re.search(rf"(?<![^\W\d_]){re.escape(fold(one.name))}(?![^\W\d_])", left)
    ]
    assert survivors == []


@given(texts_about(), st.sampled_from(["sv", "nb", "en"]))
@settings(deadline=None, max_examples=300)
def test_edits_never_overlap_and_all_else_is_unchanged(
    about: tuple[str, list[Identity]], language: Language
) -> None:
    text, identities = about
    result = mask(text, identities, language=language)
    edits = sorted(result.masks + result.pronouns)
    rebuilt, at = "", 0
    for edit in edits:
        assert at <= edit.start < edit.end
        assert edit.original == text[edit.start : edit.end]
        rebuilt += text[at : edit.start] + edit.stand_in
        at = edit.end
    assert rebuilt + text[at:] == result.text


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=150)
def test_any_text_is_read_without_trouble(text: str) -> None:
    result = mask(text, EVERYBODY, language="nb")
    assert [result.text[s.start : s.end] for s in result.suspicions] == [
        s.text for s in result.suspicions
    ]


@given(texts_about())
@settings(deadline=None, max_examples=100)
def test_masking_twice_changes_nothing_more(about: tuple[str, list[Identity]]) -> None:
    text, identities = about
    assume(not any({"enheten", "medlem", "den"} & set(fold(i.name).split()) for i in identities))
    once = mask(text, identities, language="sv", neutral_pronouns=False).text
    again = mask(once, identities, language="sv", neutral_pronouns=False)
    assert [m.original for m in again.masks if m.reason == MaskReason.FULL_NAME] == []


def test_a_units_word_for_what_everybody_has_is_a_word() -> None:
    unit = Identity("unit", "Vann og avløp")
    text = "Det sto vann i kjelleren. Vann og avløp kom samme kveld."
    assert masked(text, unit, language="nb") == (
        "Det sto vann i kjelleren. [Enheten] kom samme kveld."
    )
