"""The form on the patterns page: one field of every kind, to look at."""

from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    EmailField,
    FieldList,
    FileField,
    FormField,
    IntegerField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # stubs lag

from awards.accounts.organisation.fields import PersonField, UnitField
from awards.accounts.organisation.search import Found
from awards.web.forms import BaseForm, is_email, required

_KINDS = [
    SelectChoice("person", "En person"),
    SelectChoice("group", "En grupp"),
    SelectChoice("unit", "En enhet"),
]
_AWARDS = [SelectChoice("kunskap", "Kunskap"), SelectChoice("leda", "Leda")]


class MemberRow(PlainForm):
    """A member: name and title."""

    name = StringField("Namn")
    title = StringField("Titel")


class PatternForm(BaseForm):
    """Every kind of field; the texts are samples and stay in Swedish."""

    name = StringField("Vem vill du lyfta fram?", [required("Skriv ett namn.")])
    email = EmailField("Din e-postadress", [is_email()])
    why = TextAreaField("Varför?", [required("Berätta varför, minst 40 ord.")])
    unit = SelectField("Enhet", choices=[SelectChoice("", "Välj")])
    day = DateField("Dag")
    closes = DateTimeLocalField("Nomineringen stänger")
    size = IntegerField("Antal", [required("Skriv ett heltal, till exempel 6.")])
    photo = FileField("Bild")
    kind = RadioField("Vad är det för slags kandidat?", choices=_KINDS)
    awards = SelectMultipleField("Priser", choices=_AWARDS)
    agree = BooleanField("Jag har läst villkoren", [required("Kryssa i rutan för att gå vidare.")])
    person = PersonField("Vem ska sitta i juryn?")
    workplace = UnitField("Var arbetar hen?", optional=True)
    members = FieldList(FormField(MemberRow), "Medlemmar", min_entries=2)


def wrong_form() -> PatternForm:
    """Return a form that has been sent with mistakes."""
    form = PatternForm(formdata=None, prefix="wrong-", data={"email": "kim@", "why": "Bra."})
    form.name.errors = ["Skriv ett namn."]
    form.email.errors = ["Skriv en e-postadress som namn@exempel.se."]
    form.why.errors = ["Skriv minst 40 ord, så förstår juryn varför. Du har 1."]
    form.size.errors = ["Skriv ett heltal, till exempel 6."]
    form.kind.errors = ["Välj en av dem."]
    form.agree.errors = ["Kryssa i rutan för att gå vidare."]
    form.person.text = "Karin"
    form.person.errors = ["Flera personer passar. Välj den du menar."]
    form.person.options = [
        Found("1", "Karin Lindgren", "undersköterska, Hemvården Öster, karin@example.org"),
        Found("2", "Karin Åkesson", "lärare, Fäladsgårdens skola, karin.akesson@example.org"),
    ]
    return form
