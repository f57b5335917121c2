# SPDX-License-Identifier: Apache-2.0
"""`make screens`: the sample on a port of its own, and every page of it photographed into `build/screens`.

Each page of `places.toml` at 1280 and 390 px, light and dark; the main ones as they print, and in every language that
is written from right to left. `build/screens/index.html` lays them side by side.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from itertools import product
from pathlib import Path
from typing import Any
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "screens"
WIDTHS = (1280, 390)
SCHEMES = ("light", "dark")
FLAGS = "--headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking".split()
STARTS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One picture: of which page, in which way, in which file."""

    place: str
    path: str
    way: str
    file: str


def main(arguments: Sequence[str]) -> int:
    """Take them all; the names of places to take only some."""
    with tempfile.TemporaryDirectory(prefix="comity-screens-") as made:
        with _port() as port:
            pass
        address = f"http://127.0.0.1:{port}"
        os.environ |= {"COMITY_HOME": made, "COMITY_SAMPLE": "1", "COMITY_BIND": f"127.0.0.1:{port}"}
        os.environ |= {"COMITY_PUBLIC_URL": address, "DJANGO_SETTINGS_MODULE": "comity.site.settings"}
        _open(Path(made))
        with _serving(address):
            shots = list(_shots(address, arguments))
    (OUT / "index.html").write_text(_index(shots), encoding="utf-8")
    print(f"{len(shots)} pictures; open {OUT.relative_to(ROOT) / 'index.html'}")
    return 0


def _open(home: Path) -> None:
    """The sample in a home of its own."""
    import django

    django.setup()
    from datetime import UTC, datetime

    from django.core.management import call_command

    from comity.site import sample

    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    sample.build(home, datetime.now(UTC))


@contextmanager
def _port() -> Iterator[int]:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@contextmanager
def _serving(address: str) -> Iterator[None]:
    """`comity serve` as everybody runs it, until the last picture is taken."""
    server = subprocess.Popen([sys.executable, "-m", "comity.cli", "serve", "--workers", "1"])
    try:
        _await(f"{address}/healthz", server)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _await(url: str, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + STARTS_WITHIN_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("make screens: the server did not start")


def _shots(address: str, only: Sequence[str]) -> Iterator[Shot]:
    from playwright import sync_api

    from comity.site.court import here
    from tests.journeys import places
    from tests.journeys.browser import window

    found = [one for one in places.places(here()) if not only or any(name in one.name for name in only)]
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps a loop running in this thread
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        raise SystemExit("make screens: chromium is not installed; make test says how")
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        for who in dict.fromkeys(one.who for one in found):
            theirs = [one for one in found if one.who == who]
            for width, scheme in product(WIDTHS, SCHEMES):
                view = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
                context = window(browser, address, who[0], account=who[1], **view)
                yield from _taken(context.new_page(), theirs, width, scheme)
                context.close()
        browser.close()


def _taken(page: Any, found: Sequence[Any], width: int, scheme: str) -> Iterator[Shot]:
    for place in found:
        page.goto(place.path)
        yield _picture(page, place, f"{width}-{scheme}")
        if scheme == "light" and place.main:
            yield from _more(page, place, width)


def _more(page: Any, place: Any, width: int) -> Iterator[Shot]:
    """A main page as it prints, and from right to left where such a language is there."""
    if width == WIDTHS[0]:
        page.emulate_media(media="print")
        yield _picture(page, place, "print")
        page.emulate_media(media="screen")
    for language in _from_right_to_left():
        page.goto(f"/{language}{place.path}")
        yield _picture(page, place, f"{width}-{language}")


def _from_right_to_left() -> list[str]:
    from django.conf import settings

    return [code for code, _ in settings.LANGUAGES if code.split("-")[0] in settings.LANGUAGES_BIDI]


def _picture(page: Any, place: Any, way: str) -> Shot:
    shot = Shot(place=place.name, path=place.path, way=way, file=f"{place.name}-{way}.png")
    page.screenshot(path=str(OUT / shot.file), full_page=True)
    return shot


def _index(shots: Sequence[Shot]) -> str:
    """The pictures by page, in a file that needs no other."""
    rows = {shot.place: [one for one in shots if one.place == shot.place] for shot in shots}
    body = "".join(
        f"<h2>{escape(name)}</h2><p>{escape(theirs[0].path)}</p><div>"
        + "".join(
            f'<figure><a href="{escape(s.file)}"><img loading="lazy" src="{escape(s.file)}" alt="{escape(s.place)}, '
            f'{escape(s.way)}"></a><figcaption>{escape(s.way)}</figcaption></figure>'
            for s in theirs
        )
        + "</div>"
        for name, theirs in rows.items()
    )
    style = "body{font:16px sans-serif;margin:2rem}div{display:flex;gap:1rem;overflow-x:auto;align-items:start}"
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Every page</title><style>{style}'
        f"img{{height:480px;border:1px solid #999}}figure{{margin:0}}</style><h1>Every page</h1>{body}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
