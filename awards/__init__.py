"""Utmärkt runs a municipality's staff awards from the first nomination to the framed certificate.

Awards data moves one way, so the folders stand in the order of its journey, and each may
import only what stands before it (`make check` keeps that true):

core · config · audit, jobs · files, mail · web — the ground
accounts      who somebody is; accounts.organisation: where they work
programmes    what is awarded, when, by which rules; programmes.people: who is what in it;
              programmes.outbox: what waits before it is sent
nominations   what people wrote, names and all; nominations.drafts: what they have begun to write
triage        who takes part; the blind juror copy
juries        who reads; who is conflicted
scoring       what each juror scored
results       what the scores say, and how surely
decisions     what the jury proposed and the public body decided
certificates, gallery    the paper and the public page
privacy, home            across everything: personal data; what waits for me
cli, demo, tables   above it all
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from awards.accounts import tasks as _account_tasks  # noqa: F401 - registers handlers
from awards.accounts.organisation import tasks as _organisation_tasks  # noqa: F401 - registers handlers
from awards.accounts.organisation.views import bp as organisation_pages
from awards.accounts.views import bp as accounts_pages
from awards.accounts.views import init_sign_in
from awards.certificates import tasks as _certificate_tasks  # noqa: F401 - registers handlers
from awards.certificates.views import bp as certificates_pages
from awards.config import Settings
from awards.core.db import Database
from awards.decisions.views import bp as decisions_pages
from awards.demo.views import bp as demo_pages
from awards.files import tasks as _file_tasks  # noqa: F401 - registers handlers
from awards.gallery.views import bp as gallery_pages
from awards.home.views import bp as home_pages
from awards.jobs.queue import Queue
from awards.jobs.registry import Workshop
from awards.juries import set_up as _jury_set_up  # noqa: F401 - registers its part
from awards.juries.preparing.views import bp as preparing_pages
from awards.juries.standing_in.views import bp as standing_in_pages
from awards.juries.views import bp as juries_pages
from awards.mail import tasks as _mail_tasks  # noqa: F401 - registers handlers
from awards.nominations import tasks as _nomination_tasks  # noqa: F401 - registers handlers
from awards.nominations.attachments import tasks as _attachment_tasks  # noqa: F401 - registers handlers
from awards.nominations.drafts import tasks as _draft_tasks  # noqa: F401 - registers handlers
from awards.nominations.drafts.views import bp as drafts_pages
from awards.nominations.views import bp as nominations_pages
from awards.privacy.views import bp as privacy_pages
from awards.programmes.outbox.views import bp as outbox_pages
from awards.programmes.people.views import bp as people_pages
from awards.programmes.views import bp as programmes_pages
from awards.results.planning.views import bp as planning_pages
from awards.results.views import bp as results_pages
from awards.scoring import tasks as _scoring_tasks  # noqa: F401 - registers handlers
from awards.scoring.routing import tasks as _routing_tasks  # noqa: F401 - registers handlers
from awards.scoring.views import bp as scoring_pages
from awards.triage.desk import tasks as _desk_tasks  # noqa: F401 - registers handlers
from awards.triage.twins import tasks as _twin_tasks  # noqa: F401 - registers handlers
from awards.triage.views import bp as triage_pages
from awards.web.access import init_access, require_declarations
from awards.web.db import init_db
from awards.web.downloads import bp as file_pages
from awards.web.downloads import init_downloads
from awards.web.errors import init_errors
from awards.web.i18n import init_i18n
from awards.web.jinja import init_jinja
from awards.web.own_files import init_own_files
from awards.web.security import init_security

_ROOT = Path(__file__).parent.parent

PAGES = (
    accounts_pages,
    organisation_pages,
    outbox_pages,
    people_pages,
    programmes_pages,
    nominations_pages,
    drafts_pages,
    triage_pages,
    juries_pages,
    preparing_pages,
    standing_in_pages,
    scoring_pages,
    results_pages,
    planning_pages,
    decisions_pages,
    certificates_pages,
    gallery_pages,
    home_pages,
    privacy_pages,
    demo_pages,
    file_pages,
)


class _App(Flask):
    """All its views are plain functions: Flask looks at each anew, with every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def create_app(settings: Settings | None = None, database: Database | None = None) -> Flask:
    """Plug everything together. Tests hand in their own settings and database."""
    settings = settings or Settings.from_environment()
    database = database or Database(settings.database_url)
    app = _App("awards", root_path=str(_ROOT), instance_path=str(settings.instance))
    init_security(app, settings)
    init_own_files(app)
    init_downloads(app)
    init_sign_in(app, settings)
    init_access(app)
    init_db(app)
    init_errors(app)
    init_i18n(app)
    init_jinja(app)
    serve(app, settings, database)
    for pages in PAGES:
        app.register_blueprint(pages)
    _init_cli(app)
    require_declarations(app)
    return app


def serve(app: Flask, settings: Settings, database: Database) -> None:
    """Let an app serve this installation; writing sessions hand their jobs over as they commit."""
    queue = Queue(settings.database_url, settings.instance, Workshop(database, settings))
    app.instance_path = str(settings.instance)
    app.extensions.update(settings=settings, database=database, queue=queue)
    info: dict[str, Any] = {"put_job": queue.put}
    database.writing.configure(info=info)


def _init_cli(app: Flask) -> None:
    from awards import cli

    app.cli.add_command(cli.awards)
