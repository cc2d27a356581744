"""A copy beside its original: what is marked, and where."""

from awards.triage.comparison import Comparison, Look, Piece, Span, compare_all, pieces
from awards.triage.copying.mark import Known
from awards.triage.copying.marks import marks_of
from awards.triage.masking import Identity
from awards.triage.originals import Original

ALVA = Identity("nominee", "Alva Norrsken")


def _original(text: str) -> Original:
    return Original("courage", {"sv": "Mod"}, (("sv", text),))


def _compared(original: Original, text: str, *, blind: bool = True) -> Comparison:
    known = Known([ALVA], blind=blind)
    (section,) = compare_all([original], [text], known, marks_of([original], [text], known, []))
    return section


def test_text_is_cut_into_paragraphs_lines_and_marks() -> None:
    spans = [Span(0, 1, Look.MASKED), Span(8, 9, Look.KNOWN)]
    assert pieces("ab\nc\n\nd ef", spans) == [
        [Piece("a", Look.MASKED), Piece("b"), Piece("\n"), Piece("c")],
        [Piece("d "), Piece("e", Look.KNOWN), Piece("f")],
    ]


def test_empty_text_has_no_paragraphs() -> None:
    assert pieces("", []) == []


def test_name_left_in_the_copy_shifts_no_later_mark() -> None:
    text = "Alva Norrsken tackade Gunvor Stenhammar och [Medlem 1] för allt."
    section = _compared(_original(text), text)
    assert [(piece.text, piece.look) for piece in section.copy[0] if piece.look] == [
        ("Alva Norrsken", Look.KNOWN),
        ("Gunvor Stenhammar", Look.SUSPICIOUS),
    ]
    assert (section.known, section.suspicious) == (("Alva Norrsken",), ("Gunvor Stenhammar",))


def test_masks_are_counted_over_all_nominators_texts() -> None:
    both = Original("courage", {"sv": "Mod"}, (("sv", "Alva vågade."), ("sv", "Modig är Alva.")))
    section = _compared(both, "")
    marked = [[piece.text for piece in part if piece.look] for part in section.original]
    assert marked == [["Alva"], ["Alva"]]


def test_without_blindness_nothing_is_marked() -> None:
    text = "Alva Norrsken tackade Gunvor Stenhammar."
    section = _compared(_original(text), text, blind=False)
    assert (section.original, section.copy) == ([[Piece(text)]], [[Piece(text)]])
