"""Why a file cannot be taken, each with what to do instead."""

from awards.core.errors import WrongInput
from awards.core.languages import N_


class Refused(WrongInput):
    """A file cannot be taken; the message says why and what to do."""


EMPTY = N_("The file is empty. Choose another one.")
TOO_LARGE = N_(
    "It is larger than %(most)s MB. Make it smaller, or send only the part that matters."
)
UNKNOWN = N_(
    "It is not a PDF, a picture or an office document, whatever its name says."
    " Save it as a PDF, and attach that."
)
NOT_HERE = N_("That kind of file is not taken in this award. Leave it out.")
APPLE_PICTURE = N_("It is a picture in a format that many cannot open. Save it as JPEG first.")
OTHER_PICTURE = N_("We take pictures as JPEG, PNG or WebP. Save it as one of those first.")
DRAWING = N_("An SVG can hold small programs. Save it as PNG first, some 500 pixels wide.")
PNG_OR_JPEG = N_("We take PNG or JPEG here. Save it as one of those first.")
TOO_SMALL = N_("The picture is too small to print: at least %(least)s pixels wide or high.")
PIXELS = N_("The picture has more than %(most)s million pixels. Make it smaller first.")
PIXELS_OF_WEBP = N_(
    "A WebP picture may have at most %(most)s million pixels. Save it as JPEG, or make it smaller."
)
OLD_OFFICE = N_(
    "It is a document in an older format, or locked with a password."
    " Save it as docx, xlsx, pptx or PDF, without a password."
)
DAMAGED = N_("It cannot be opened and may be damaged. Save it again, and attach that.")
LOCKED = N_("It is locked with a password. Save it without one, and attach that.")
MACROS = N_(
    "It holds macros, small programs that could do harm. Save it as a PDF, and attach that."
)
PROGRAMS = N_("It holds a program, or starts one. Print it to a new PDF, and attach that.")
INNER_FILES = N_(
    "Another file is hidden inside it. Save it as a PDF without the other one, and attach that."
)
FETCHES = N_("It fetches parts of itself from elsewhere. Save it as a PDF, and attach that.")
MIXED = N_(
    "It is two kinds of file in one, which could do harm. Save it anew in the program that made it."
)
BOMB = N_("Unpacked it would be far too large. Save it as a PDF, and attach that.")
PAGES = N_("It has more than %(most)s pages. Send only those that matter.")
TOO_MUCH = N_(
    "It is too large to be made safe here. Make the picture smaller, or print the document to a"
    " new PDF."
)
