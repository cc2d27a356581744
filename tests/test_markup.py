"""The tree tests look at is the one a browser would build."""

from xml.etree.ElementTree import tostring

import pytest

from tests.markup import tree_of

SVG = "http://www.w3.org/2000/svg"


@pytest.mark.parametrize(
    ("html", "body"),
    [
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<p>a<!-- never -->b<b>c</b>d", "<p>ab<b>c</b>d</p>"),
        (
            "<table><tr><td>1<td>2</table>",
            "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        ("<textarea>\n\ntyped</textarea>", "<textarea>\ntyped</textarea>"),
        ("<input disabled value=&amp;>", '<input disabled="" value="&amp;" />'),
        (
            "a<template data-a=b> t <b>x</b></template>c",
            'a<template data-a="b"> t <b>x</b></template>c',
        ),
        ("<b>a<i>b</b>c</i>", "<b>a<i>b</i></b><i>c</i>"),
        ("<?php never ?><p>a", "<p>a</p>"),
        ("", ""),
    ],
)
def test_a_page_is_read_as_browsers_read_it(html: str, body: str) -> None:
    tree = tree_of(f"<!doctype html><title>t</title><body>{html}")
    assert tostring(tree, "unicode") == (
        f"<html><head><title>t</title></head><body>{body}</body></html>".replace(
            "<body></body>", "<body />"
        )
    )


def test_drawings_have_their_namespace_and_html_in_them_has_none() -> None:
    found = tree_of("<svg><g/><foreignObject><p>a</p></foreignObject></svg><p>b</p>")
    assert [one.tag for one in found.iter()][3:] == [
        f"{{{SVG}}}svg",
        f"{{{SVG}}}g",
        f"{{{SVG}}}foreignObject",
        "p",
        "p",
    ]
