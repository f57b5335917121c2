# SPDX-License-Identifier: Apache-2.0
"""Every page, in every state that the sample community has, in a real browser: see `places.toml`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import pytest
from django.test.testcases import LiveServerThread
from django.urls import Resolver404, resolve
from pytest_django import DjangoDbBlocker

from comity.site.court import Court
from tests.journeys import browser, places
from tests.site import fernhollow

SHIFT = """() => new Promise(done => {
    let sum = 0;
    new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
        .observe({type: 'layout-shift', buffered: true});
    requestAnimationFrame(() => setTimeout(() => done(sum), 0)); })"""
MOST_SHIFT = 0.01


@pytest.fixture(scope="module")
def court(
    tmp_path_factory: pytest.TempPathFactory,
    static_files: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Court]:
    """The sample community, whose commits are real because the site reads it from threads of its own."""
    with django_db_blocker.unblock(), fernhollow.opened(tmp_path_factory.mktemp("sample")) as found:
        yield found


@pytest.fixture(scope="module")
def address(court: Court) -> Iterator[str]:
    """The sample on a port of its own."""
    thread = LiveServerThread("127.0.0.1", cast(Any, lambda handler: handler))
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def test_every_address_is_looked_at_or_is_no_page(court: Court) -> None:
    """P2: a page that nobody photographs and no axe reads is found here; so is a row whose address is gone."""
    known = {place.route for place in places.places(court)} | set(places.no_pages())
    assert places.routes() - known == set(), "addresses that stand neither in places.toml nor among its [no-page]"
    assert set(places.no_pages()) - places.routes() - {"enter/<token:token>"} == set(), "addresses that are gone"


def test_an_address_that_nobody_looks_at_is_found() -> None:
    """P2: the gate can fail."""
    assert "chambers/case/<ref:ref>" in places.routes()
    assert "chambers/case/<ref:ref>" not in places.no_pages()
    with pytest.raises(Resolver404):
        resolve("/there/is/no/such/page")


def test_axe_finds_nothing_and_nothing_moves_on_any_page(chromium: Any, address: str, court: Court) -> None:
    """P2: every page in every state: no violation, no target too small, no scrolling sideways, no layout shift."""
    every = places.places(court)
    assert len(every) > 80
    wrong = list(_looked(chromium, address, every))
    assert not wrong, "\n".join(wrong)


def test_every_address_is_whole_on_a_phone_at_night(chromium: Any, address: str, court: Court) -> None:
    """P2: each address once, at phone width, dark."""
    once = list({(one.route, one.person): one for one in places.places(court)}.values())
    phone = {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"}
    wrong = list(_looked(chromium, address, once, **phone))
    assert not wrong, "\n".join(wrong)


def _looked(chromium: Any, address: str, every: list[places.Place], **options: Any) -> Iterator[str]:
    for who in dict.fromkeys(one.who for one in every):
        context = browser.window(chromium, address, who[0], account=who[1], bypass_csp=True, **options)
        page = context.new_page()
        for place in (one for one in every if one.who == who):
            found = browser.faults(page, place.path)
            assert page.url.removeprefix(address) == place.path, f"{place.name} leads to {page.url}"
            moved = page.evaluate(SHIFT)
            found += [f"moves by {moved:.3f} while it loads"] if moved > MOST_SHIFT else []
            yield from (f"{place.name}: {fault}" for fault in found)
        context.close()
