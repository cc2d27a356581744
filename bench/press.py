"""Bare WeasyPrint on a folder of pages, in one process: `python -m bench.press PAGES REPORT`."""

import sys
import time
from pathlib import Path

from bench.ceilings.certificate import press


def main() -> None:
    """Print every page, the first one unmeasured; write the milliseconds a page into REPORT."""
    pages, report = Path(sys.argv[1]), Path(sys.argv[2])
    texts = [path.read_text(encoding="utf-8") for path in sorted(pages.glob("*.html"))]
    press(texts[0])
    begun = time.perf_counter()
    for text in texts[1:]:
        press(text)
    each = (time.perf_counter() - begun) * 1000 / (len(texts) - 1)
    report.write_text(str(each), encoding="utf-8")


if __name__ == "__main__":
    main()
