"""Compiled templates, kept beside their sources as Python keeps its compiled modules.

Every process compiled every template it showed anew: the first pages after a start cost a second.
What is kept is good for one template's text, Python and Jinja, and what an environment makes of it.
"""

import sys
from contextlib import suppress
from pathlib import Path
from pickle import UnpicklingError

import jinja2
from jinja2 import Environment
from jinja2.bccache import Bucket, FileSystemBytecodeCache

# Whoever may write here may write the templates, too: nobody gains a way to run something.
KEPT_IN = Path(__file__).parents[2] / "templates" / "__pycache__"


def _ways(environment: Environment) -> list[object]:
    """Return what else decides what a text is compiled to."""
    read = (environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline)
    added = sorted(environment.extensions), getattr(environment, "newstyle_gettext", None)
    asked = {**environment.filters, **environment.tests}.items()
    given = sorted((name, str(getattr(one, "jinja_pass_arg", ""))) for name, one in asked)
    return [*read, *added, environment.autoescape is True, given]


class Kept(FileSystemBytecodeCache):
    """What an environment compiled; `kind` tells its files from those of other environments."""

    def __init__(self, kind: str, folder: Path = KEPT_IN) -> None:
        """Keep it in `folder`, which need not be there, nor let itself be written to."""
        super().__init__(str(folder), f"{kind}-%s.jinja-{jinja2.__version__}")

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        """Find what is kept of a text, as long as the environment reads texts as it did.

        What a filter makes of a constant is kept, too, whatever the filter becomes: no template of
        ours asks that of one.
        """
        return super().get_bucket(environment, name, filename, f"{_ways(environment)}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read what is kept of one template, if it can be read."""
        try:
            super().load_bytecode(bucket)
        except (OSError, EOFError, ValueError, TypeError, UnpicklingError):
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep one template, unless Python is told to keep nothing."""
        if sys.dont_write_bytecode:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)
