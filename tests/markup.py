"""HTML as a tree: read by the rules browsers read by, from a parser in C."""

from typing import Any
from xml.etree.ElementTree import Element

from selectolax.lexbor import LexborHTMLParser

_SPACES = {"svg": "{http://www.w3.org/2000/svg}", "math": "{http://www.w3.org/1998/Math/MathML}"}
_WORDLESS = frozenset({"-comment", "!doctype", "-doctype", None})
_TEMPLATE = ("<template", "</template>")


def tree_of(html: str) -> Element:
    """Return a whole page's tree; what stands in a template is there, too, comments are not.

    Elements of SVG and MathML have their namespace in the tag.
    """
    root = LexborHTMLParser(html or "<html></html>").root
    assert root is not None, "even an empty page has a root"
    return _grown(root, "")


def _grown(node: Any, space: str) -> Element:
    space = _SPACES.get(node.tag, space)
    made = Element(space + node.tag, {name: value or "" for name, value in node.attributes.items()})
    space = "" if node.tag.lower() == "foreignobject" else space
    last: Element | None = None
    for child in _children(node):
        if child.tag in _WORDLESS:
            continue
        if child.tag != "-text":
            last = _grown(child, space)
            made.append(last)
        elif last is None:
            made.text = (made.text or "") + child.text_content
        else:
            last.tail = (last.tail or "") + child.text_content
    return made


def _children(node: Any) -> Any:
    if node.tag == "template":  # what it holds is a document of its own
        begin, end = map(len, _TEMPLATE)
        node = LexborHTMLParser(f"<div{node.html[begin:-end]}</div>").css_first("div")
    return node.iter(include_text=True)
