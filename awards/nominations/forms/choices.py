"""The answers to choose from, in words; which of them an award offers is its rules' to say."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectChoice  # type: ignore[attr-defined]  # newer than the types

from awards.files.kinds import FileKind
from awards.nominations.models import EffectKind, NomineeKind, Relation

KINDS = (
    SelectChoice(str(NomineeKind.PERSON), _l("One person")),
    SelectChoice(str(NomineeKind.GROUP), _l("A group")),
    SelectChoice(str(NomineeKind.UNIT), _l("A whole unit")),
    SelectChoice(str(NomineeKind.PROJECT), _l("A project")),
)
EFFECTS = (
    SelectChoice(str(EffectKind.ACHIEVED), _l("Already: it can be seen today")),
    SelectChoice(str(EffectKind.EXPECTED), _l("Expected: it can lead to something")),
)
RELATIONS = (
    SelectChoice(str(Relation.STAFF), _l("I work here")),
    SelectChoice(str(Relation.RESIDENT), _l("I live here")),
    SelectChoice(str(Relation.OTHER), _l("Something else")),
)
FILE_KINDS = {
    FileKind.PDF: _l("PDF"),
    FileKind.IMAGE: _l("pictures (JPEG, PNG, WebP)"),
    FileKind.DOCUMENT: _l("documents (docx, xlsx, pptx, odt)"),
}
