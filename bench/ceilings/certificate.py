"""The ceiling of a certificate: WeasyPrint turns the same HTML into the same kind of PDF.

The typeface's configuration is kept between documents: that is the fastest way to use WeasyPrint.
"""

import os
from pathlib import Path
from threading import Lock

from flask import Flask, Response
from weasyprint import HTML
from weasyprint.text.fonts import FontConfiguration

app = Flask(__name__)
_fonts = FontConfiguration()
_lock = Lock()


def press(html: str) -> bytes:
    """Set and write one document."""
    with _lock:
        written: bytes = HTML(string=html).write_pdf(font_config=_fonts, pdf_variant="pdf/ua-1")
    return written


@app.get("/")
def certificate() -> Response:
    """Print the document that the benchmark wrote."""
    html = Path(os.environ["BENCH_CERTIFICATE_HTML"]).read_text(encoding="utf-8")
    return Response(press(html), mimetype="application/pdf")
