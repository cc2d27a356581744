"""Demo data is data files plus a loader: what people say and do stands in no Python."""

import ast
from pathlib import Path

import awards.demo

FOLDER = Path(awards.demo.__file__).parent
OURS = set("åäöæøÅÄÖÆØ§”«»")


def strings(source: str) -> list[str]:
    """Return the string literals of a module, docstrings left out."""
    tree = ast.parse(source)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    first = (node.body[0] for node in ast.walk(tree) if isinstance(node, documented) and node.body)
    docstrings = {id(one.value) for one in first if isinstance(one, ast.Expr)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


def test_a_swedish_sentence_in_code_would_be_seen() -> None:
    source = '"""Om Utmärkt."""\ndef f():\n    """Lägg till."""\n    return f"§ {1} klart", "ok"\n'
    assert [text for text in strings(source) if OURS & set(text)] == ["§ "]


def test_no_content_stands_in_the_code() -> None:
    found = {
        file.name: [text for text in strings(file.read_text("utf-8")) if OURS & set(text)]
        for file in FOLDER.glob("*.py")
    }
    assert len(found) > 5
    assert {name: texts for name, texts in found.items() if texts} == {}
