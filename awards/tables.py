"""All tables, imported once, so that Alembic and tests see the whole database."""

from sqlalchemy import MetaData

import awards.accounts.models
import awards.audit.models
import awards.certificates.models
import awards.decisions.models
import awards.files.models
import awards.juries.models
import awards.juries.routing.models
import awards.juries.ties.models
import awards.mail.models
import awards.nominations.attachments.models
import awards.nominations.drafts.models
import awards.nominations.models
import awards.privacy.models
import awards.programmes.models
import awards.results.models
import awards.scoring.calibrating.models
import awards.scoring.models
import awards.triage.blind_files.models
import awards.triage.desk.models
import awards.triage.models
import awards.triage.moving.models
import awards.triage.twins.models  # noqa: F401
from awards.core.db import Base

metadata: MetaData = Base.metadata
