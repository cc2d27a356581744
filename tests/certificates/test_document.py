import itertools
import logging
import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import page
import pytest
from markupsafe import Markup
from pypdf import PdfReader

from awards.certificates.document import certificate_html, render_certificate
from awards.certificates.text import CertificateText
from awards.core.press.printing import press
from awards.core.press.weasy import HTML
from tests import samples

SINGLE = CertificateText(
    language="sv",
    title="Diplom – Kunskap 2025 – Birgitta Lönnqvist",
    organisation="Lunds kommun",
    programme="Medarbetarpriserna",
    year=2025,
    award_word="Kunskap",
    emblem="kunskap",
    verb="tilldelas",
    recipient="Birgitta Lönnqvist",
    recipient_title="specialpedagog, Fäladsgårdens skola",
    citation="Hon delar sin kunskap så att andra växer, och kollegor lutar sig mot hennes lugn.",
    date_text="14 november 2025",
    place="Lund",
    signatures=(("", "Kommunstyrelsens ordförande"), ("", "Kommundirektör")),
    serial="Nr 2025-0001",
    verify_url="https://awards.example.org/c/4F7K-2QPX",
    verify_text="Kontrollera äktheten",
    outcome="winner",
    accent="#0f5c63",
)
FIVE = (
    ("Ingrid Sandell", "samordnare"),
    ("Jonas Ekdahl", "enhetschef"),
    ("Maryam Farhadi", "undersköterska"),
    ("Petter Nylund", "arbetsledare"),
    ("Åsa Wikström", "systemtekniker"),
)
GROUP = replace(
    SINGLE,
    title="Diplom – Innovation 2025 – Teamet bakom E-hemvården",
    award_word="Innovation",
    emblem="innovation",
    recipient="Teamet bakom E-hemvården",
    recipient_title=None,
    members=FIVE,
    citation="Fem yrken har tillsammans byggt en hemvård som ger trygghet dygnet runt.",
)
HONOURABLE = replace(
    SINGLE, outcome="honourable_mention", outcome_text="Hedersomnämnande", emblem="no-such-emblem"
)
NORWEGIAN = replace(
    SINGLE,
    language="nb",
    verb="tildeles",
    team_name="sammen med prosjektgruppen Grønn rute",
    signatures=(("Stine Aarrestad", "Ordfører"),),
    citation=Markup("<p>Noe <em>nytt, nyttig og nyttiggjort</em>: tryggere barn.</p><p>Bra!</p>"),
)
BARE = replace(SINGLE, signatures=(), verify_url=None, citation="", recipient_title=None)
LONGEST = replace(
    GROUP,
    award_word="Samverkan och öppenhet",
    award_name="Öppenhet över förvaltningsgränserna",
    outcome="shared",
    outcome_text="Delat pris",
    recipient="Arbetsgruppen för sammanhållen vård och omsorg kring äldre i Östra Torn",
    recipient_title="vård- och omsorgsförvaltningen och Lunds Kommuns Fastighets AB",
    members=(
        *(
            (f"Marie-Louise Holmgren-Bergström {number}", "medicinskt ansvarig sjuksköterska")
            for number in range(1, 14)
        ),
        ("Nguyễn Thị Hương", "verksamhetsutvecklare"),
    ),
    citation=("Arbetslaget har visat hur en stor organisation kan förändras inifrån. " * 9)[:600],
)
UNBROKEN = replace(SINGLE, award_word="Ö" * 60, recipient="W" * 120, citation="m" * 600)
EVERY = {
    "single": SINGLE,
    "group": GROUP,
    "honourable": HONOURABLE,
    "norwegian": NORWEGIAN,
    "bare": BARE,
    "longest": LONGEST,
    "unbroken": UNBROKEN,
}
each = pytest.mark.parametrize("text", EVERY.values(), ids=EVERY.keys())


def opened(text: CertificateText, fonts: Path) -> PdfReader:
    return PdfReader(BytesIO(render_certificate(text, fonts=fonts)))


def words(text: CertificateText, fonts: Path) -> str:
    return " ".join(opened(text, fonts).pages[0].extract_text().split())


PARTS = ("programme", "h1", "award-name", "outcome", "verb", "h2", "recipient-title", "team", "ul")
PARTS_BELOW = ("blockquote", "signing", "giver")


def places(html: str, fonts: Path) -> list[tuple[str, float, float]]:
    """Name, top and bottom of each part of the page that is there, in CSS pixels."""
    document = HTML(string=html, url_fetcher=press(fonts).fetcher).render()
    found: dict[str, tuple[float, float]] = {}
    for placed in document.pages[0]._page_box.descendants(placeholders=True):
        box = getattr(placed, "_box", placed)
        names = set() if box.element is None else {box.element_tag, box.element.get("class")}
        for name in names & {*PARTS, *PARTS_BELOW}:
            top = box.position_y + box.margin_top
            found.setdefault(name, (top, box.position_y + box.margin_height()))
    return [(name, *found[name]) for name in (*PARTS, *PARTS_BELOW) if name in found]


@each
def test_certificate_is_one_landscape_page_of_valid_pdf_ua(
    text: CertificateText, fonts: Path
) -> None:
    written = render_certificate(text, fonts=fonts)
    report = page.validate_pdf_bytes(written, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    pages = [
        [round(side) for side in sheet.mediabox[2:]] for sheet in PdfReader(BytesIO(written)).pages
    ]
    assert pages == [[842, 595]]


@each
def test_parts_stand_under_each_other_and_touch_nowhere(text: CertificateText, fonts: Path) -> None:
    parts = places(certificate_html(text, fonts=fonts), fonts)
    pairs = itertools.pairwise(parts)
    overlaps = [(above[0], below[0]) for above, below in pairs if above[2] > below[1] + 0.5]
    assert ([name for name, *_ in parts][-2:], overlaps) == (["signing", "giver"], [])


@each
def test_setting_a_certificate_raises_no_complaint(
    text: CertificateText, fonts: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Also says that HarfBuzz cuts the fonts: the slow way announces itself as a warning."""
    with caplog.at_level(logging.WARNING):
        render_certificate(text, fonts=fonts)
    assert [record.getMessage() for record in caplog.records] == []


def test_language_title_and_giver_are_in_the_file(fonts: Path) -> None:
    reader = opened(NORWEGIAN, fonts)
    assert reader.metadata is not None
    found = (str(reader.root_object["/Lang"]), reader.metadata.title, reader.metadata.author)
    assert found == ("nb", "Diplom – Kunskap 2025 – Birgitta Lönnqvist", "Lunds kommun")


@each
def test_only_our_typeface_is_embedded(text: CertificateText, fonts: Path) -> None:
    resources: Any = opened(text, fonts).pages[0]["/Resources"]
    named = [font.get_object()["/BaseFont"] for font in resources["/Font"].values()]
    families = {re.sub(r"^/[A-Z]{6}\+|,$", "", name) for name in named}
    assert families <= {
        "Source-Serif-4",
        "Source-Serif-4-Semi-Bold",
        "Source-Serif-4-Italic",
        "Source-Serif-4-Caps",
        "Source-Serif-4-Display",
    }
    assert "Source-Serif-4-Display" in families


def test_everything_written_can_be_read_out_in_order(fonts: Path) -> None:
    assert words(GROUP, fonts) == (
        "Medarbetarpriserna 2025 Innovation tilldelas Teamet bakom E-hemvården "
        "Ingrid Sandell samordnare Jonas Ekdahl enhetschef Maryam Farhadi undersköterska "
        "Petter Nylund arbetsledare Åsa Wikström systemtekniker "
        "”Fem yrken har tillsammans byggt en hemvård som ger trygghet dygnet runt.” "
        "Kommunstyrelsens ordförande Lund 14 november 2025 Kommundirektör "
        "Lunds kommun Nr 2025-0001 Kontrollera äktheten awards.example.org/c/4F7K-2QPX"
    )


def test_names_of_all_fourteen_members_are_there(fonts: Path) -> None:
    read = words(LONGEST, fonts).replace(" ", "")  # a long name is broken over two lines
    missing = [name for name, _ in LONGEST.members if name.replace(" ", "") not in read]
    assert missing == []


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><b>&amp;', "{{ 7 * 7 }}", "</style>"]
)
def test_hostile_text_is_printed_as_it_was_typed(hostile: str, fonts: Path) -> None:
    text = replace(
        SINGLE,
        title=hostile,
        recipient=hostile,
        citation=hostile,
        signatures=((hostile, hostile),),
        members=((hostile, hostile),),
    )
    reader = opened(text, fonts)
    read = " ".join(reader.pages[0].extract_text().split())
    assert reader.metadata is not None
    assert (reader.metadata.title, read.count(hostile)) == (hostile, 6)


def test_accent_that_is_no_colour_is_refused() -> None:
    with pytest.raises(ValueError, match="#rrggbb"):
        replace(SINGLE, accent="red;} @import url(http://example.org)")


def test_emblem_cannot_point_outside_its_folder(fonts: Path) -> None:
    html = certificate_html(replace(SINGLE, emblem="../emblems/kunskap"), fonts=fonts)
    assert 'class="emblem"' not in html


def test_citation_keeps_emphasis_and_runs_paragraphs_together(fonts: Path) -> None:
    html = certificate_html(NORWEGIAN, fonts=fonts)
    assert "Noe <em>nytt, nyttig og nyttiggjort</em>: tryggere barn. Bra!<" in html


def test_winners_have_a_gold_line_and_honourable_mentions_have_none(fonts: Path) -> None:
    framed = {
        name: 'class="frame"' in certificate_html(EVERY[name], fonts=fonts)
        for name in ("single", "longest", "honourable")
    }
    assert framed == {"single": True, "longest": True, "honourable": False}


def figures(node: Any) -> list[str]:
    """The text alternatives of all pictures in a PDF's tag tree."""
    node = node.get_object()
    if not isinstance(node, dict):
        return []
    kids = node.get("/K", [])
    kids = kids if isinstance(kids, list) else [kids]
    own = [str(node["/Alt"])] if node.get("/S") == "/Figure" else []
    return own + [found for kid in kids for found in figures(kid)]


def test_only_the_qr_code_is_a_picture_and_it_says_where_it_leads(fonts: Path) -> None:
    tree = opened(SINGLE, fonts).root_object["/StructTreeRoot"]
    assert figures(tree) == ["Kontrollera äktheten https://awards.example.org/c/4F7K-2QPX"]


ARMS = replace(
    SINGLE,
    arms="a-file",
    arms_alt="Lunds kommuns vapen",
    serial="LUND-2025-KUNSKAP-1",
    verify_url=None,
)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
@pytest.mark.parametrize("size", [(480, 600), (600, 90)], ids=["a shield", "a wide logo"])
def test_coat_of_arms_stands_at_the_foot_with_its_words_and_the_page_stays_valid(
    fonts: Path, kind: str, size: tuple[int, int]
) -> None:
    picture = samples.picture(kind, size=size, mode="RGBA" if kind == "PNG" else "RGB")
    written = render_certificate(ARMS, fonts=fonts, arms=picture)
    report = page.validate_pdf_bytes(written, profile="ua1")
    assert [failure.message for failure in report.failures] == []
    reader = PdfReader(BytesIO(written))
    assert figures(reader.root_object["/StructTreeRoot"]) == ["Lunds kommuns vapen"]
    assert [image.image.size for image in reader.pages[0].images if image.image] == [size]
    assert ARMS.serial in " ".join(reader.pages[0].extract_text().split())
    parts = places(certificate_html(ARMS, fonts=fonts, arms=picture), fonts)
    (_, _, above), (_, top, bottom) = parts[-2:]
    assert above <= top + 0.5
    assert bottom <= 210 / 25.4 * 96 - 17 / 25.4 * 96 + 0.5


def test_same_text_gives_the_same_file(fonts: Path) -> None:
    first, second = (render_certificate(GROUP, fonts=fonts) for _ in range(2))
    assert first == second


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """An address on this machine and what has been asked of it."""
    paths: list[str] = []

    class Listener(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_error(404)

        def log_message(self, *_args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", paths
        server.shutdown()
        thread.join()


def test_nothing_is_fetched_from_disk_or_network(
    tmp_path: Path, fonts: Path, asked: tuple[str, list[str]]
) -> None:
    address, paths = asked
    secret = tmp_path / "secret.svg"
    secret.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="99"><text y="9">SECRET</text></svg>'
    )
    html = (
        f'<html lang="sv"><title>x</title><link rel="stylesheet" href="{address}/a.css">'
        f'<img alt="a" src="{secret.as_uri()}"><img alt="b" src="{address}/b.png">'
    )

    def read(written: bytes) -> str:
        return PdfReader(BytesIO(written)).pages[0].extract_text()

    assert ("SECRET" in read(press(fonts).print(html)), paths) == (False, [])
    # The same page without our fetcher reads both: the test can fail.
    assert ("SECRET" in read(HTML(string=html).write_pdf()), sorted(paths)) == (
        True,
        ["/a.css", "/b.png"],
    )
