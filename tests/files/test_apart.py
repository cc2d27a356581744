"""Files are opened in a process of its own: what takes too much is refused, nobody else waits."""

import io
import os
import resource
import zlib
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import NameObject, StreamObject

from awards.files.apart import asking, bare_copy, emblem, inspect, words_in
from awards.files.inspection import Refused, refusals
from awards.files.kinds import JPEG, LARGEST, PDF, PNG, WEBP
from tests import samples


def _large(kind: str = "JPEG") -> bytes:
    """Make a picture of 25 million pixels that is a few hundred kilobytes small."""
    out = io.BytesIO()
    Image.new("RGB", (5000, 5000), "red").save(out, kind)
    return out.getvalue()


def test_a_file_comes_back_as_when_it_is_opened_here() -> None:
    kept = inspect(samples.picture(camera="Alva Norrsken"))
    assert (kept.format, b"Norrsken" in kept.data) == (JPEG, False)
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert shown.size == (40, 20)


def test_an_emblem_comes_back_as_small_as_it_may_be() -> None:
    kept = emblem(samples.picture("PNG", size=(1000, 1500)))
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert (kept.format, shown.size) == (PNG, (400, 600))
    with pytest.raises(Refused) as caught:
        emblem(samples.pdf())
    assert caught.value.message == refusals.PNG_OR_JPEG


def test_a_copy_without_names_comes_back_with_its_words() -> None:
    copied = bare_copy(samples.pdf("The text stays", author="Alva Norrsken"))
    assert (copied.format, copied.words) == (PDF, "The text stays")
    assert b"Norrsken" not in copied.data
    assert words_in(copied.data) == "The text stays"


@pytest.mark.parametrize(
    ("data", "message", "values"),
    [
        (b"#!/bin/sh", refusals.UNKNOWN, {}),
        (b"%PDF-" + b"0" * LARGEST, refusals.TOO_LARGE, {"most": 10}),
        (samples.locked_pdf(), refusals.LOCKED, {}),
    ],
)
def test_what_is_refused_there_is_refused_here(
    data: bytes, message: str, values: dict[str, object]
) -> None:
    with pytest.raises(Refused) as caught:
        inspect(data)
    assert (caught.value.message, caught.value.values) == (message, values)


def test_the_largest_picture_fits_and_leaves_us_as_we_were() -> None:
    large = _large()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    kept = inspect(large)
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert shown.size == (4000, 4000)
    assert after - before < 60_000  # kB: the picture itself would be 100 MB


def _webp(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (200, 30, 30, 90)).save(out, "WEBP", method=0)
    return out.getvalue()


def test_the_largest_webp_takes_no_more_memory_than_other_pictures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking, "MOST_MEMORY", 600 * 1024**2)  # addresses; of it half is used
    kept = inspect(_webp(4160, 3120))
    with Image.open(io.BytesIO(kept.data)) as shown:
        assert (kept.format, shown.size, shown.mode) == (WEBP, (3000, 2250), "RGBA")


def test_a_larger_webp_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_MEMORY", 400 * 1024**2)  # it is not unpacked at all
    with pytest.raises(Refused) as caught:
        inspect(_webp(4200, 3120))
    assert (caught.value.message, caught.value.values) == (refusals.PIXELS_OF_WEBP, {"most": 13})


def test_what_needs_too_much_memory_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    large = _large()
    monkeypatch.setattr(asking, "MOST_MEMORY", 150 * 1024**2)
    with pytest.raises(Refused) as caught:
        inspect(large)
    assert caught.value.message == refusals.TOO_MUCH


def _long_drawn() -> bytes:
    """Make a PDF of some kilobytes that takes minutes to read: 20 million strokes."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    strokes = StreamObject()
    strokes[NameObject("/Filter")] = NameObject("/FlateDecode")
    strokes._data = zlib.compress(b"q Q " * 10_000_000, 9)
    page[NameObject("/Contents")] = writer._add_object(strokes)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_what_takes_too_long_is_ended_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = _long_drawn()
    monkeypatch.setattr(asking, "MOST_CPU", 1)
    assert len(bomb) < 100_000
    with pytest.raises(Refused) as caught:
        bare_copy(bomb)
    assert caught.value.message == refusals.TOO_MUCH


def test_who_does_not_answer_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_SECONDS", 0.001)
    with pytest.raises(Refused) as caught:
        inspect(samples.picture())
    assert caught.value.message == refusals.TOO_MUCH
    monkeypatch.undo()
    assert inspect(samples.picture()).format == JPEG


def test_whoever_waits_too_long_for_their_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "LONGEST_WAIT", 0.001)
    with asking._ONE_AT_A_TIME, pytest.raises(asking.Busy):
        inspect(samples.picture())


def test_the_child_gets_no_secrets_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    child, there = tmp_path / "child.py", tmp_path / "written"
    child.write_text(
        "import os, sys, json\n"
        f"sys.path.insert(0, {str(asking._CHILD.parent)!r})\n"
        "import child\n"
        "child.limit(2**30, 5)\n"
        "try:\n"
        f"    with open({str(there)!r}, 'wb') as file:\n"
        "        file.write(b'x' * 10)\n"
        "    wrote = True\n"
        "except OSError:\n"
        "    wrote = False\n"
        "names = sorted(set(os.environ) - {'LC_CTYPE'})\n"
        "print(json.dumps({'names': names, 'wrote': wrote}))\n"
    )
    monkeypatch.setattr(asking, "_CHILD", child)
    monkeypatch.setitem(os.environ, "UTMARKT_SECRET_KEY", "not for files")
    assert asking._asked("inspect", b"")[0] == {"names": [], "wrote": False}
