"""A copy for people who must not know: nothing beside what is seen, and its words can be read."""

import io

import pytest
from PIL import Image
from pypdf import PdfReader

from awards.files.blinding import OUT_OF_SIGHT, only_picture, without_metadata, words_in
from awards.files.inspection import Refused, inspect
from awards.files.kinds import FileKind
from tests import samples

NAME = "Alva Norrsken"


def test_a_pdf_loses_its_author_its_notes_and_its_history() -> None:
    sent = samples.pdf("The text stays", author=NAME)
    kept = without_metadata(inspect(sent))
    assert (NAME.encode() in sent, NAME.encode() in kept) == (True, False)
    reader = PdfReader(io.BytesIO(kept))
    assert (reader.metadata, reader.xmp_metadata) == (None, None)
    assert [page.extract_text() for page in reader.pages] == ["The text stays"]
    assert ["/Annots" in page for page in reader.pages] == [False]


def test_a_photograph_in_a_pdf_loses_what_its_camera_noted() -> None:
    sent = samples.photo_pdf(samples.picture(size=(64, 64), camera=NAME))
    kept = without_metadata(inspect(sent))
    assert (NAME.encode() in sent, NAME.encode() in kept) == (True, False)
    (page,) = PdfReader(io.BytesIO(kept)).pages
    assert [one.image.size for one in page.images if one.image] == [(64, 64)]


def test_a_photograph_stays_bit_by_bit() -> None:
    sent = samples.picture(size=(64, 64), camera=NAME)
    with Image.open(io.BytesIO(sent)) as before, Image.open(io.BytesIO(only_picture(sent))) as now:
        assert (now.tobytes(), dict(now.getexif()), now.info.get("comment")) == (
            before.tobytes(),
            {},
            None,
        )


def test_an_office_document_is_refused_with_the_reason() -> None:
    with pytest.raises(Refused) as caught:
        without_metadata(inspect(samples.office()))
    assert caught.value.message == OUT_OF_SIGHT


def test_all_that_a_pdf_says_is_read() -> None:
    words = words_in(samples.pdf("On the page", root={"/Lang": "hidden words"}), FileKind.PDF)
    assert words.splitlines() == ["On the page", "pypdf", "hidden words"]


def test_a_picture_says_nothing_that_can_be_read() -> None:
    assert words_in(samples.picture(), FileKind.IMAGE) == ""
