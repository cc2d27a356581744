"""The demo's attachments: files that came with nominations, and a copy the jury may have."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from awards.core.permissions import PUBLIC, Actor
from awards.demo.files import Folder
from awards.nominations.attachments import actions as attachments
from awards.nominations.attachments.actions import Place
from awards.nominations.attachments.queries import of_nominations
from awards.nominations.models import Nomination
from awards.programmes.actions import set_arms, take_arms
from awards.programmes.models import Programme
from awards.triage.blind_files import actions as blind_files
from awards.triage.blind_files.queries import files_of
from awards.triage.queries import CopyCase


@dataclass(frozen=True)
class Files:
    """The files of one programme: its coat of arms, and its nominations' by their key."""

    of: Folder
    folder: Path | None
    """Where stored bytes lie; none: the demo comes without files."""

    def show_arms(self, session: Session, programme: Programme, *, by: Actor, at: datetime) -> None:
        """Give the programme a coat of arms: a drawing of our own in place of the real one."""
        if self.folder is None:
            return
        taken = take_arms(self.of.bytes_of("arms.png"), folder=self.folder)
        alt = self.of.read("programme")["arms_alt"]
        set_arms(session, programme, taken, alt, version=programme.version, by=by, at=at)

    def _row(self, key: str) -> dict[str, str] | None:
        if self.folder is None:
            return None
        rows: list[dict[str, str]] = self.of.read("attachments")
        return next((row for row in rows if row["nomination"] == key), None)

    def come(self, session: Session, nomination: Nomination, key: str, at: datetime) -> None:
        """Let the file of a nomination arrive with it."""
        row = self._row(key)
        if row is None or self.folder is None:
            return
        place = Place(nomination.award, nomination.form_key or "", nomination=nomination)
        data = self.of.bytes_of(row["file"])
        taken = attachments.take(place, data, name=row["name"], folder=self.folder)
        attachments.attach(session, place, taken, by=PUBLIC, at=at)

    def let_the_jury_have(
        self, session: Session, case: CopyCase, key: str, *, by: Actor, at: datetime
    ) -> None:
        """Upload and approve the copy without names, where there is one."""
        row = self._row(key)
        if row is None or self.folder is None or not row["blind"]:
            return
        (attachment,) = of_nominations(session, case.nominations)
        copied = blind_files.make(case, self.of.bytes_of(row["blind"]), folder=self.folder)
        file = files_of(session, case).case(attachment.id)
        made = blind_files.upload(session, case, file, copied, by=by, at=at)
        blind_files.approve(
            session, case, attachment.id, version=made.version, looked=True, by=by, at=at
        )
