"""Collect every message of the source into the catalogues: `python -m revcompass.words.extract`.

The English catalogues are the list of what there is to say; those of the other languages get new
messages as empty stubs and lose those no longer used. What is written depends on the source alone:
sorted, without dates and line numbers.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Collection, Iterable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from revcompass.words.languages import DOMAINS, LANGUAGES, LOCALE, available

SOURCE = Path(__file__).parent.parent

_MARKS = {"N_": 1, "ui": 1, "ngettext": 2, "glossary": 1}
"""What marks a message, and how many of its arguments are one."""

_OWN_DOMAIN = {"ui": "ui", "glossary": "glossary"}
_GLOSSARY_FOLDERS = ("catalogue", "domain", "engine")

MessageId = str | tuple[str, str]


def messages(source: Path = SOURCE, only: Collection[Path] = ()) -> Iterator[tuple[str, MessageId]]:
    """Every (domain, message) below a folder, or of some files in it; a plural message is a pair.

    A message is a literal in a call of `N_`, `ui`, `glossary` or `ngettext`, or of the name a file
    gives one of them (`say = view.words.ui`).

    Raises `ValueError` for a message put together from parts: it cannot be translated.
    """
    for path in sorted(only or source.rglob("*.py")):
        marked = _domain_of(path.relative_to(source))
        tree = ast.parse(path.read_text(encoding="utf-8"))
        marks = {name: name for name in _MARKS} | _aliases(tree)
        for call in _calls(tree):
            mark = marks.get(_name_of(call.func), "")
            texts = [_literal(path, text) for text in call.args[: _MARKS.get(mark, 0)]]
            if mark == "ngettext" and len(texts) > 1 and texts[0]:
                yield "ui", (texts[0], texts[1])
            elif texts and texts[0]:
                yield _OWN_DOMAIN.get(mark, marked), texts[0]
    for path in () if only else sorted(source.rglob("*.html")):
        yield from _of_template(path)


def _of_template(path: Path) -> Iterator[tuple[str, MessageId]]:
    """The messages a page's template says."""
    with path.open("rb") as file:
        for _, mark, found, _ in babel_extract(file, tuple(_MARKS), (), {}):
            texts = [found] if isinstance(found, str) else list(found or ())
            if mark == "ngettext" and len(texts) > 1:
                yield "ui", (str(texts[0]), str(texts[1]))
            elif texts and texts[0]:
                yield "ui", texts[0]


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def _name_of(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _aliases(tree: ast.AST) -> dict[str, str]:
    """Names that a file gives the functions that say something, and which they are."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            for target, value in _pairs(node.targets[0], node.value):
                if isinstance(target, ast.Name) and isinstance(value, ast.Attribute):
                    found |= {target.id: value.attr} if value.attr in _MARKS else {}
    return found


def _pairs(target: ast.expr, value: ast.expr) -> Iterable[tuple[ast.expr, ast.expr]]:
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return zip(target.elts, value.elts, strict=False)
    return ((target, value),)


def _literal(path: Path, text: ast.expr) -> str:
    if isinstance(text, ast.JoinedStr | ast.BinOp):
        raise ValueError(f"{path}:{text.lineno}: a message is one literal, not joined from parts")
    return text.value if isinstance(text, ast.Constant) and isinstance(text.value, str) else ""


def template(domain: str, found: list[tuple[str, MessageId]], language: str = "en") -> Catalog:
    """A catalogue of the domain's messages without translations."""
    catalogue = Catalog(locale=language, domain=domain, charset="utf-8")
    catalogue.mime_headers = [("Plural-Forms", LANGUAGES[language].plural_header)]
    for of, message in found:
        if of == domain:
            catalogue.add(message)
    return catalogue


def po_text(catalogue: Catalog, language: str) -> str:
    """The catalogue as a file's text, sorted, its header without dates."""
    for message in catalogue:
        message.flags.discard("python-format")  # a per cent sign is only ever itself here
    body = BytesIO()
    write_po(
        body,
        catalogue,
        width=100,
        no_location=True,
        omit_header=True,
        sort_output=True,
        ignore_obsolete=True,
    )
    header = (
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8bit",
        f"Language: {language}",
        f"Plural-Forms: {LANGUAGES[language].plural_header}",
    )
    lines = ['msgid ""', 'msgstr ""', *(f'"{line}\\n"' for line in header)]
    return "\n".join(lines) + "\n\n" + body.getvalue().decode("utf-8").strip("\n") + "\n"


def updated(path: Path, fresh: Catalog, language: str) -> Catalog:
    """The catalogue in a file with today's messages: translations kept, new ones empty."""
    if language == "en" or not path.exists():
        return fresh
    with path.open("rb") as file:
        known = read_po(file, locale=language)
    known.update(fresh, no_fuzzy_matching=True)
    return known


def write_catalogues(source: Path = SOURCE, locale: Path = LOCALE) -> list[Path]:
    """Bring every catalogue of every language up to date; returns the files that changed."""
    found = list(messages(source))
    changed = []
    for language in available(locale):
        for domain in DOMAINS:
            path = locale / language / "LC_MESSAGES" / f"{domain}.po"
            fresh = template(domain, found, language)
            text = po_text(updated(path, fresh, language), language)
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                changed.append(path)
    return changed


def _domain_of(path: Path) -> str:
    if "problem_texts" in path.parts:
        return "problems"
    of_glossary = path.parts[0] in _GLOSSARY_FOLDERS or path.parts[:2] == ("words", "glossary")
    return "glossary" if of_glossary else "ui"


if __name__ == "__main__":
    for written in write_catalogues():
        sys.stdout.write(f"{written.relative_to(SOURCE)}\n")
