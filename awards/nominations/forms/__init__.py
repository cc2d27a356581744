"""The nomination form: one class for each award, because each award asks its own questions."""

from awards.nominations.forms.address import AddressForm
from awards.nominations.forms.making import form_for
from awards.nominations.forms.nomination import NominationForm
from awards.nominations.forms.reading import look_over

__all__ = ["AddressForm", "NominationForm", "form_for", "look_over"]
