"""Our own styles, scripts and pictures: each is asked for once, for its address changes with it.

The stamp stands in the path, not behind a question mark: what a script imports and a style
refers to by a relative address comes from under the same stamp.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, Response

FOREVER = 365 * 24 * 3600


@cache
def stamp_of(folder: Path) -> str:
    """Return a code that is another one whenever any file in a folder is."""
    whole = hashlib.sha256()
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        whole.update(f"{file.relative_to(folder).as_posix()} {content}\n".encode())
    return whole.hexdigest()[:12]


def init_own_files(app: Flask) -> None:
    """Serve the static folder under its stamp, too, and let `url_for` lead there.

    While developing there is no stamp: files change under a running app.
    """
    current = "" if app.debug else stamp_of(Path(app.static_folder or ""))

    def own_file(filename: str, stamp: str = "") -> Response:
        answer = app.send_static_file(filename)
        # A page from before an upgrade still finds its files, but must not keep them.
        if stamp and stamp == current:
            answer.headers["Cache-Control"] = f"public, max-age={FOREVER}, immutable"
        return answer

    app.view_functions["static"] = own_file
    app.add_url_rule("/static/v-<stamp>/<path:filename>", endpoint="static")

    @app.url_defaults
    def _stamped(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and current:
            values.setdefault("stamp", current)
