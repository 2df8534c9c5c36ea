"""A language that is English with marks: 40 % longer, every message recognisable by its brackets.

Where it is spoken, text outside the brackets never went through a catalogue, and what does not fit
now will not fit in Italian.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from string import Formatter as Template

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from languages.catalogues import messages
from revcompass.words.languages import DOMAINS

OPEN, CLOSE = "⟦", "⟧"
_LETTERS = str.maketrans("aeiounAEIOUN", "áéíóúñÁÉÍÓÚÑ")
_LONGER = 0.4


def pseudo(message: str) -> str:
    """The message in the pseudo-language; placeholders stay.

    >>> pseudo("{count} days")
    '⟦{count} dáys~~⟧'
    """
    said = "".join(
        literal.translate(_LETTERS) + (f"{{{name}}}" if name is not None else "")
        for literal, name, _, _ in Template().parse(message)
    )
    plain = "".join(literal for literal, _, _, _ in Template().parse(message))
    return f"{OPEN}{said}{'~' * round(len(plain) * _LONGER)}{CLOSE}"


def write_catalogues(folder: Path, language: str) -> None:
    """Compiled catalogues of the pseudo-language under a language's code."""
    for domain in DOMAINS:
        made = Catalog(locale=language, domain=domain, charset="utf-8")
        made.mime_headers = [("Plural-Forms", "nplurals=2; plural=(n != 1);")]
        for of, message in messages("en"):
            if of == domain:
                ids = message.id
                text = tuple(map(pseudo, ids)) if isinstance(ids, tuple) else pseudo(str(ids))
                made.add(ids, text)
        file = BytesIO()
        write_mo(file, made)
        path = folder / language / "LC_MESSAGES" / f"{domain}.mo"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.getvalue())
