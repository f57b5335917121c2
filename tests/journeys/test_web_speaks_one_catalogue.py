# SPDX-License-Identifier: Apache-2.0
"""Every sentence of the pages stands in every catalogue, translated, with its places and its forms whole."""

from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog, Message

from comity.core.procedure.diff import diff
from comity.core.procedure.render import render
from comity.site.laws import Folders
from tests.architecture.tree import PACKAGE
from tools.messages import brought_up_to_date, catalogues, forms, read, untranslated
from tools.sentences import all_of_them, in_template

LANGUAGES = catalogues()
_PLACE = re.compile(r"%\(\w+\)[sd]|%%|\{\w+\}|\$\w+|</?[a-z]+>")
COUNTS = frozenset({"%(n)d", "%(n)s", "%(count)d", "%(count)s"})
"""Places that a form for one, or for two, says in words."""
_LENGTH = re.compile(r"\d+ [a-z]+( [a-z]+)*")


def test_there_are_two_complete_translations_beside_english() -> None:
    """P2: people who report are met in their language."""
    assert {"es", "ar"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_exactly_the_sentences_of_today(language: str) -> None:
    """P2: nothing is left in English because nobody told the translators."""
    known = {_key(message) for message in _messages(read(LANGUAGES[language], language))}
    now = {(context, one) for context, one, _many in all_of_them()}
    assert not sorted(now - known), "run make messages and translate"
    assert not sorted(known - now), "run make messages: nobody says these any more"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    """P2: a page is in one language, and no translation is a guess."""
    messages = _messages(read(LANGUAGES[language], language))
    assert not [message.id for message in messages if message.fuzzy or not all(forms(message))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_every_place_of_its_sentence(language: str) -> None:
    """P26: no translation loses a date, a name or a number, and none breaks a page."""
    wrong = []
    for message in _messages(read(LANGUAGES[language], language)):
        ids = _ids(message)
        asked, every = set(_PLACE.findall(ids[-1])), set(_PLACE.findall(" ".join(ids)))
        for text in filter(None, forms(message)):
            there = set(_PLACE.findall(text))
            spared = COUNTS | (asked - set(_PLACE.findall(ids[0])))
            counted = len(ids) > 1 and there <= every and asked - there <= spared
            if there != asked and not counted:
                wrong.append((ids[0], text))
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_counts_as_its_language_does(language: str) -> None:
    """P2: one, two, few and many are each said in the right form."""
    catalogue = read(LANGUAGES[language], language)
    counted = [message for message in _messages(catalogue) if isinstance(message.id, tuple)]
    assert counted
    assert all(len(forms(message)) == catalogue.num_plurals for message in counted)


def test_a_procedure_is_read_aloud_in_sentences_of_the_catalogue() -> None:
    """M15: no template of the law is outside the catalogues."""
    asked: set[str] = set()

    def heard(text: str) -> str:
        asked.add(text)
        return text

    laws = [law.procedure for law in Folders().ids.values()]
    for law in laws:
        render(law, translate=heard)
        diff(laws[0], law, translate=heard)
    known = {one for _context, one, _many in all_of_them()}
    assert not sorted(text for text in asked - known if not _LENGTH.fullmatch(text))


def test_scripts_say_nothing_of_their_own() -> None:
    """P2: a script takes its sentences from the page, so that they stand in the catalogue once."""
    said = re.compile(r'"[A-Z][a-z]+ [^"]*"|`[A-Z][a-z]+ [^`]*`')
    for path in sorted((PACKAGE / "edge" / "web" / "scripts").glob("*.ts")):
        code = re.sub(r"//.*", "", path.read_text("utf-8"))
        assert not said.findall(code), f"{path.name}: put the sentence into the page, in a data- attribute"


def test_a_sentence_that_is_missing_is_found() -> None:
    """P2: the gates can fail."""
    old = Catalog(locale="es")
    old.add("Kept.", "Queda.")
    old.add("Gone.", "Se fue.")
    new = brought_up_to_date(old, [("", "Kept.", ""), ("", "New.", ""), ("", "%(n)d day", "%(n)d days")])
    assert [message.id for message in _messages(new)] == ["Kept.", "New.", ("%(n)d day", "%(n)d days")]
    assert untranslated(new) == 2
    assert new["Kept."].string == "Queda."


def test_templates_are_read_whole() -> None:
    """P2: plurals, contexts and quoted sentences of a template are all found, wherever they stand."""
    found = list(
        in_template(
            "{% load i18n %}\n"
            "  <p>{% trans \"One.\" %}</p>\n{% trans 'Two.' context 'door' %}\n"
            "      {% blocktrans count n=n %}A {{ n }}{% plural %}B {{ n }}{% endblocktrans %}\n"
            '{{ yes|yesno:_("yes,no") }} {# a note #}'
        )
    )
    assert found == [("", "One.", ""), ("door", "Two.", ""), ("", "A %(n)s", "B %(n)s"), ("", "yes,no", "")]


def _messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _key(message: Message) -> tuple[str, str]:
    return (message.context or "", _ids(message)[0])


def _ids(message: Message) -> tuple[str, ...]:
    """A sentence, and its plural where it counts."""
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)
