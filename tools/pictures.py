"""Pictures of pages, small enough for the repository."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screens"
SIZES = ((390, 844), (1280, 800))
TALLEST = 1500
MOST_BYTES = 150_000


def small(picture: bytes) -> bytes:
    """Return the PNG with as many colours as stay within the size we want in the repository."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    for colours in (192, 96, 48, 24):
        buffer = io.BytesIO()
        image.quantize(colours, dither=Image.Dither.NONE).save(buffer, "PNG", optimize=True)
        if buffer.tell() <= MOST_BYTES:
            break
    return buffer.getvalue()


def picture_of(page: Page) -> bytes:
    """Return the page from its top, at most so tall."""
    height = int(page.evaluate("document.documentElement.scrollHeight"))
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": size["width"], "height": min(height, TALLEST)})
    return page.screenshot(animations="disabled")


def keep(name: str, picture: bytes) -> None:
    """Write a picture into docs/screens/."""
    file = FOLDER / f"{name}.png"
    file.write_bytes(small(picture))
    print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} kB", flush=True)
