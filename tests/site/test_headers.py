# SPDX-License-Identifier: Apache-2.0
"""What the site tells every browser."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from comity.site import settings

ADDRESSES = ["/healthz", "/no-such-page", "/static/fonts/fonts.css"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_forbids_what_does_not_come_from_us(client: Client, address: str) -> None:
    """P21: a page, an error and a file alike: nothing from a third party, no script inside the page."""
    with closing(client.get(address)) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES[:2])
def test_every_page_keeps_what_it_knows_to_itself(client: Client, address: str) -> None:
    """P21: no address of a page travels to another site, no other site frames or guesses ours."""
    headers = client.get(address).headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]


@pytest.mark.django_db
def test_a_healthy_site_says_so_and_nothing_else(client: Client) -> None:
    """P21: a balancer learns nothing about any case."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert client.post("/healthz").status_code == 405


def test_the_settings_pass_the_deployment_check_but_for_tls(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P21: with an http address only what TLS would add is missing."""
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # the browser's driver needs it in the tests
    call_command("check", deploy=True)
    warned = {word for word in capsys.readouterr().err.split() if "security.W" in word}
    assert {word.strip("?:()") for word in warned} <= {f"security.W{n:03}" for n in (4, 8, 12, 16)}


def test_there_is_no_admin_and_an_account_tells_no_role() -> None:
    """P21, P27: no operator edits a case behind the council's back; the history alone says what one may do."""
    from comity.edge.accounts.models import Account

    assert not any("admin" in app for app in settings.INSTALLED_APPS)
    kept = {field.name for field in Account._meta.get_fields() if not field.is_relation}
    assert kept == {"id", "person", "email", "stamp", "is_active"}


def test_the_fonts_come_from_our_own_address(static_files: None) -> None:
    """P21: no font server sees who reads."""
    fonts = Path(settings.STATIC_ROOT) / "fonts"
    style = (fonts / "fonts.css").read_text("utf-8")
    assert "Literata" in style
    assert "Atkinson" in style
    assert "//" not in style.replace("/*", "").replace("*/", "")
    assert list(fonts.glob("*LICENSE*"))
