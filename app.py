"""The application, for gunicorn and for `flask --app app`."""

import gc

gc.disable()  # all that is read in stays: to look through it meanwhile is a quarter of a start

from awards import create_app  # noqa: E402 - what costs the time
from awards.core.logs import configure_logging  # noqa: E402

configure_logging()
app = create_app()

# What has been read in stays for good: the collector need not look through it again with every
# page, nor come by for every few hundred objects of a long table.
gc.freeze()
gc.set_threshold(5_000, 10, 10)
gc.enable()
