"""The application, for gunicorn and for `flask --app app`."""

from awards import create_app
from awards.core.logs import configure_logging

configure_logging()
app = create_app()
