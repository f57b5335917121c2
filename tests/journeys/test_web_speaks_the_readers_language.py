# SPDX-License-Identifier: Apache-2.0
"""The language of a page stands in its address: it is chosen without a cookie and kept through a whole report."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import RequestFactory
from django.utils import translation

from comity.edge.web import instants, languages, voted
from tests.journeys import web_stage
from tests.journeys.web_stage import BEGINS, Person, Stage

pytestmark = pytest.mark.django_db
RULES = {"es": "ltr", "ar": "rtl"}


@pytest.fixture
def stage(tmp_path: Path, static_files: None) -> Iterator[Stage]:
    """An invented council at work."""
    with web_stage.opened(tmp_path) as found:
        yield found


@pytest.mark.parametrize("language", RULES)
def test_a_report_is_made_and_followed_in_one_language_without_a_cookie_for_it(stage: Stage, language: str) -> None:
    """P2: whoever comes in by the door of a language stays in it, and the browser keeps nothing that says which."""
    reporter, words = Person(), "They made my street public."
    front = reporter.read(f"/{language}/")
    assert _tongue(front) == (language, RULES[language])
    assert f'href="/{language}/report' in front
    form = next(f for f in web_stage.forms(reporter.read(f"/{language}/report")) if "receipt" in f["hidden"])
    sent = reporter.send(f"/{language}/report", form, words=words, intake="report", concerned="none")
    assert sent.status_code == 303
    assert sent.headers["Location"].startswith(f"/{language}/")
    receipt = reporter.read(sent.headers["Location"])
    assert _tongue(receipt) == (language, RULES[language])
    status = re.findall(rf'href="(/{language}/status/[0-9a-f]{{32}})"', receipt)[0]
    assert _tongue(reporter.read(status)) == (language, RULES[language])
    other = next(f for f in web_stage.forms(reporter.read(f"/{language}/report")) if "receipt" in f["hidden"])
    wrong = reporter.send(f"/{language}/report", other, words="", intake="report", concerned="none")
    assert _tongue(wrong.content.decode())[0] == language
    assert set(reporter.client.cookies) == {"csrftoken", "comity-receipt"}, "the words to copy, and no language"


def test_every_page_leads_to_itself_in_every_language(stage: Stage) -> None:
    """P2: nobody loses the place by changing the language; each name is written in its own language."""
    page = Person().read("/es/registry/?q=%C3%B1&n=1")
    found = dict(re.findall(r'href="([^"]+)" lang="\w+" hreflang="(\w+)"', page))
    assert found == {"/registry/?q=%C3%B1&amp;n=1": "en", "/ar/registry/?q=%C3%B1&amp;n=1": "ar"}
    assert '<span lang="es" dir="ltr" aria-current="true">Español</span>' in page
    assert 'dir="rtl">العربية</a>' in page


def test_what_is_not_there_says_nothing_of_its_address(stage: Stage) -> None:
    """P10: the menu of languages on a page that answers no leads to the front desk."""
    page = Person("lead").read("/es/chambers/case/never-was", status=404)
    assert "never-was" not in page
    assert 'href="/ar/" lang="ar"' in page


def test_a_browser_is_offered_its_language_once_and_never_sent_there(stage: Stage) -> None:
    """P2: an address means the same page for everybody; only whoever has not chosen is asked."""
    client = Person().client
    asked = {"accept-language": "fr, ar-EG;q=0.9, en;q=0.4"}
    offered = client.get("/", headers=asked)
    page = offered.content.decode()
    assert _tongue(page) == ("en", "ltr")
    assert re.search(r'<aside class="sample offered" lang="ar" dir="rtl".*?href="/ar/"', page, re.S)
    assert "accept-language" in offered.headers["Vary"].lower()
    assert "offered" not in client.get("/es/", headers=asked).content.decode()
    assert "offered" not in client.get("/", headers={"accept-language": "fr, en"}).content.decode()
    assert "offered" not in client.get("/", headers={"accept-language": "\x7f;;q=x, " * 90}).content.decode()


@pytest.mark.parametrize(
    ("path", "code", "there"),
    [
        ("/", "es", "/es/"),
        ("/es/", "en", "/"),
        ("/es/status/1?x=/ar/", "ar", "/ar/status/1?x=/ar/"),
        ("/essays", "es", "/es/essays"),
        ("/ar", "en", "/"),
    ],
)
def test_an_address_is_moved_to_another_language(path: str, code: str, there: str) -> None:
    """P2: the prefix changes and nothing else."""
    found = {one.code: one.href for one in languages.menu(RequestFactory().get(path).get_full_path())}
    assert found[code] == there


def test_dates_are_written_as_the_language_writes_them_and_always_with_their_zone() -> None:
    """P6: an instant is the same instant in every language."""
    with translation.override("es"):
        assert instants.in_words(BEGINS) == "viernes 8 de marzo de 2024, 12:00 UTC"
        assert instants.day(BEGINS) == "8 de marzo"
        assert instants.length(timedelta(days=3)) == "3 días"
    with translation.override("ar"):
        assert instants.in_words(BEGINS) == "الجمعة 8 مارس 2024، 12:00 UTC"
        assert [instants.length(timedelta(days=n)) for n in (1, 2, 3, 11)] == ["يوم واحد", "يومان", "3 أيام", "11 يومًا"]


def _tongue(page: str) -> tuple[str, str]:
    """The language of a page, and how it is written."""
    found = re.search(r'<html lang="(\w+)"(?: dir="(rtl)")?>', page)
    assert found is not None
    return found[1], found[2] or "ltr"


def test_what_was_voted_keeps_its_language_on_a_page_of_another(stage: Stage) -> None:
    """P2: a procedure's texts are marked with their own language, so that a voice reads them right, and only there."""
    law = stage.court.laws.named(web_stage.PROPOSED).procedure
    text = html.escape(" ".join(next(iter(law.roles.values())).text.split()))
    for language in RULES:
        page = Person().read(f"/{language}/procedure/{web_stage.PROPOSED}")
        assert f'<bdi lang="en">{text}</bdi>' in page
    assert "<bdi lang=" not in Person().read(f"/procedure/{web_stage.PROPOSED}")


def test_only_what_was_voted_is_marked() -> None:
    """P2: no tag, no name of a clause and no half of a word is touched; a single word only where the script differs."""
    words = {"Me": (("Member", "en"),), "Th": (("The lead &amp; others.", "en"),)}
    page = (
        '<p title="The lead &amp; others.">The lead &amp; others. عضو Member 1</p><title>Member</title>'
        "<a>§ Member</a><i>Membership</i><b>Member</b><svg><text>Member</text></svg>"
    )
    lead, member = '<bdi lang="en">The lead &amp; others.</bdi>', '<bdi lang="en">Member</bdi>'
    rest = f"<a>§ Member</a><i>Membership</i><b>{member}</b><svg><text>Member</text></svg>"
    head = f'<p title="The lead &amp; others.">{lead} عضو '
    cited = rest.replace("§ Member", '<bdi dir="ltr">§ Member</bdi>')
    seat = '<bdi lang="en">Member 1</bdi>'
    assert voted.marked(page, words, apart=True) == f"{head}{seat}</p><title>Member</title>{cited}"
    row = "<p> Member 1, Member 2: yes </p>"
    assert voted.marked(row, words, apart=True) == '<p> <bdi lang="en">Member 1, Member 2: yes</bdi> </p>'
    assert voted.marked(row, words, apart=False) == row
    receipt = '<ol class="words" lang="en"><li>Member</li></ol>'
    assert voted.marked(receipt, words, apart=True) == receipt, "the words of a receipt say their language"
    assert voted.marked(page, words, apart=False) == f"{head}Member 1</p><title>Member</title>{rest}"
