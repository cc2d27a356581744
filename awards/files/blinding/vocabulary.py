"""The words of PDF that a drawing needs. Whatever else stands in a file does not come along."""

_KEYS = """
Filter DecodeParms Predictor Colors BitsPerComponent Columns Rows K EndOfLine
EncodedByteAlign EndOfBlock BlackIs1 DamagedRowsBeforeError EarlyChange ColorTransform
JBIG2Globals Length1 Length2 Length3
Type Subtype FormType BBox Matrix Resources Group S CS I K Width Height ColorSpace Intent
ImageMask Mask Decode Interpolate SMask Matte
LW LC LJ ML D RI OP op OPM SA BM CA ca AIS TK Font G BC
PatternType PaintType TilingType XStep YStep Shading ExtGState ShadingType Background
AntiAlias Coords Domain Function Extend BitsPerCoordinate BitsPerFlag VerticesPerRow
FunctionType Range Size BitsPerSample Order Encode C0 C1 N Functions Bounds WhitePoint
BlackPoint Gamma
BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts
CIDSystemInfo Registry Ordering Supplement DW W DW2 W2 CIDToGIDMap FontBBox FontMatrix
CharProcs WMode BaseEncoding Differences FontName Flags ItalicAngle Ascent Descent Leading
CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth FontFile2 FontFile3
"""
KEYS = frozenset(f"/{word}" for word in _KEYS.split())
"""Keys of dictionaries. Not among them: everything with a text in it."""

_NAMES = """
FlateDecode Fl LZWDecode LZW ASCIIHexDecode AHx ASCII85Decode A85 RunLengthDecode RL
CCITTFaxDecode CCF JBIG2Decode DCTDecode DCT JPXDecode
CMap XObject Form Image Group Transparency Pattern ExtGState Mask Alpha Luminosity Font
FontDescriptor Encoding Type0 Type1 MMType1 TrueType Type3 CIDFontType0 CIDFontType2
Type1C CIDFontType0C OpenType Identity Identity-H Identity-V
StandardEncoding WinAnsiEncoding MacRomanEncoding MacExpertEncoding
DeviceGray DeviceRGB DeviceCMYK CalGray CalRGB Lab Indexed Separation DeviceN
G RGB CMYK I
AbsoluteColorimetric RelativeColorimetric Saturation Perceptual
Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight
SoftLight Difference Exclusion Hue Saturation Color Luminosity
All None Cyan Magenta Yellow Black Red Green Blue Gray
Courier Courier-Bold Courier-Oblique Courier-BoldOblique Helvetica Helvetica-Bold
Helvetica-Oblique Helvetica-BoldOblique Times-Roman Times-Bold Times-Italic
Times-BoldItalic Symbol ZapfDingbats
Arial ArialMT Arial-BoldMT Arial-ItalicMT Arial-BoldItalicMT Arial,Bold Arial,Italic
Arial,BoldItalic TimesNewRoman TimesNewRoman,Bold TimesNewRoman,Italic
TimesNewRoman,BoldItalic TimesNewRomanPSMT TimesNewRomanPS-BoldMT
TimesNewRomanPS-ItalicMT TimesNewRomanPS-BoldItalicMT CourierNew CourierNewPSMT
Calibri Calibri,Bold Calibri-Bold Cambria Verdana Verdana-Bold Tahoma Georgia
"""
NAMES = frozenset(f"/{word}" for word in _NAMES.split())
"""Names that mean something to whoever draws the page; the usual faces are among them."""

DRAWS = frozenset(
    b"b B b* B* BT ET BX EX c cm CS cs d d0 d1 Do f F f* G g gs h i j J K k l m M n q Q re RG rg ri"
    b" s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
"""Operators that draw. What only tells of structure and layers is not among them."""

CALLS = frozenset(b"CS cs Do gs Tf SCN scn sh".split())
"""Operators that call something in the page's resources by its name."""

CALLED = frozenset(
    ["/ColorSpace", "/ExtGState", "/Font", "/Pattern", "/Shading", "/XObject", "/CharProcs"]
)
"""Dictionaries whose keys are names that somebody chose."""

COLOURS = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
"""Number of components → the colour space that stands in for a profile."""
