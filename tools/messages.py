# SPDX-License-Identifier: Apache-2.0
"""The catalogues of translations, from the sentences where they stand and without a system package.

    python tools/messages.py            every catalogue gets the sentences of today; what nobody says any more goes
    python tools/messages.py fr         the same, and a catalogue for one more language
    python tools/messages.py --compile  the catalogues as the site reads them (.mo), and nothing else

A catalogue is sorted by its sentences and names no line of code, so that two branches that add one rarely meet.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.sentences import PACKAGE, ROOT, Sentence, all_of_them

LOCALE = PACKAGE / "locale"
_HEADER = (
    "# SPDX-License-Identifier: Apache-2.0\n"
    "# Brought up to date by `make messages`; translations are written by hand (docs/translating.md)."
)
_KEPT = (b"Project-Id-Version", b"Language:", b"Plural-Forms", b"MIME-Version", b"Content-T")
"""The lines of a catalogue's head that say something; dates and names would only make merges conflict."""
_FIELD = re.compile(rb'"[A-Za-z-]+: ')
_PLURALS = {
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}
"""Where Babel counts the forms in another order than Django's own catalogues."""


def catalogues() -> dict[str, Path]:
    """The catalogue of each language, by its code."""
    return {path.parent.parent.name: path for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))}


def read(path: Path, language: str) -> Catalog:
    """A catalogue as it stands; empty where there is none."""
    if not path.exists():
        return _empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def _empty(language: str) -> Catalog:
    new = Catalog(locale=language, header_comment=_HEADER, project="comity", version="1", fuzzy=False)
    if language in _PLURALS:
        new.mime_headers = [("Plural-Forms", _PLURALS[language])]
    return new


def brought_up_to_date(old: Catalog, sentences: Sequence[Sentence]) -> Catalog:
    """The same catalogue with exactly these sentences; those that it had keep their translation."""
    new = _empty(str(old.locale))
    for context, one, many in sentences:
        had = old.get((one, many) if many else one, context or None)
        blank = ("",) * new.num_plurals
        kept = had.string if isinstance(had, Message) and had.id == ((one, many) if many else one) else ""
        new.add((one, many) if many else one, kept or (blank if many else ""), context=context or None)
    return new


def write(catalogue: Catalog, path: Path) -> None:
    """Keep a catalogue."""
    written = BytesIO()
    write_po(written, catalogue, width=110, no_location=True)
    head, blank, rest = written.getvalue().partition(b"\n\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"\n".join(_head(head.split(b"\n"))) + blank + rest)


def _head(lines: Sequence[bytes]) -> Iterator[bytes]:
    kept = True
    for line in lines:
        if _FIELD.match(line):
            kept = line.startswith(tuple(b'"' + one for one in _KEPT))
        if kept or not line.startswith(b'"'):
            yield line


def compiled(path: Path, language: str) -> Path:
    """The catalogue as the site reads it, beside it."""
    made = path.with_suffix(".mo")
    with made.open("wb") as file:
        write_mo(file, read(path, language), use_fuzzy=False)
    return made


def untranslated(catalogue: Catalog) -> int:
    """How many sentences have no translation, or not in every form."""
    return sum(1 for message in catalogue if message.id and not all(forms(message)))


def forms(message: Message) -> tuple[str, ...]:
    """The translation of a sentence in each of its forms."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ("",))


def main(arguments: Sequence[str]) -> int:
    """Bring every catalogue up to date and compile it."""
    paths = catalogues()
    paths |= {one: LOCALE / one / "LC_MESSAGES" / "django.po" for one in arguments if not one.startswith("-")}
    if "--compile" not in arguments:
        sentences = all_of_them()
        for language, path in paths.items():
            try:
                new = brought_up_to_date(read(path, language), sentences)
            except UnknownLocaleError:
                sys.stderr.write(f"{language} is the code of no language\n")
                return 2
            write(new, path)
            left = untranslated(read(path, language))
            sys.stdout.write(f"{path.relative_to(ROOT)}: {len(sentences)} sentences, {left} without a translation\n")
    for language, path in paths.items():
        compiled(path, language)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
