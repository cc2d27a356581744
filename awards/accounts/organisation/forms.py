"""Forms of the organisation: imports, units, people."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, StringField

from awards.accounts.organisation.imports.rows import LONGEST
from awards.web.forms import BaseForm, at_most, required


class ImportForm(BaseForm):
    """Upload a file with units or people."""

    file = FileField(
        _l("File"),
        description=_l(
            "CSV or XLSX, at most 5 MB. A workbook may have one sheet with units and one with "
            "people."
        ),
        render_kw={"accept": ".csv,.txt,.xlsx,text/csv"},
    )
    employer = StringField(
        _l("Employer"),
        [required(_l("Write whose people these are, for example Lunds kommun.")), at_most(LONGEST)],
        description=_l("Used where the file does not name one. A new name becomes a new employer."),
        render_kw={"list": "employers", "autocomplete": "off"},
    )
    complete = BooleanField(
        _l("The file is complete: close what is missing in it"),
        description=_l(
            "Units and people of the employer that the file leaves out are closed. Whoever holds "
            "a role stays. You see them all before anything is done."
        ),
    )
