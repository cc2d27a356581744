"""The application, for gunicorn and for `flask --app app`."""

from awards import create_app

app = create_app()
