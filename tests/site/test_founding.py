# SPDX-License-Identifier: Apache-2.0
"""`comity new`: from nothing to a council to which somebody reports, with the real command line and the real server."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest

from comity.core.clause import Malformed
from comity.site import environment
from tests.journeys import web_stage

BASE = {name: value for name, value in os.environ.items() if not name.startswith("COMITY_")}
STARTS_WITHIN_SECONDS = 120


def comity(*arguments: str, home: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The command line, with nobody at the terminal."""
    env = {**BASE, **({"COMITY_HOME": str(home)} if home else {})}
    line = [sys.executable, "-m", "comity.cli", *arguments]
    return subprocess.run(line, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)


@contextmanager
def served(home: Path, address: str) -> Iterator[OpenerDirector]:
    """The site of a home, and a browser before it."""
    line = [sys.executable, "-m", "comity.cli", "serve", "--workers", "1"]
    server = subprocess.Popen(line, env={**BASE, "COMITY_HOME": str(home)}, stdout=subprocess.DEVNULL)
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    try:
        until = time.monotonic() + STARTS_WITHIN_SECONDS
        while time.monotonic() < until:
            try:
                browser.open(address, timeout=5).close()
                break
            except OSError:  # nobody listens yet, or slowly
                time.sleep(0.3)
        yield browser
    finally:
        server.terminate()
        server.wait(20)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def test_a_small_council_is_founded_and_its_first_report_is_filed(tmp_path: Path) -> None:
    """P23: one command makes a home that `comity serve` opens, and the first report gets its receipt."""
    home, bind = tmp_path / "council", f"127.0.0.1:{free_port()}"
    made = comity("new", str(home), "--small", "--community", "Our garden", "--bind", bind)
    assert made.returncode == 0, made.stderr
    assert len(re.findall(r"/sign-in/invitation/\S+", made.stdout)) == 10
    with served(home, f"http://{bind}/") as browser:
        page = browser.open(f"http://{bind}/report/report").read().decode()
        assert "Our garden" in page
        form = next(one for one in web_stage.forms(page) if "receipt" in one["hidden"])
        told = {**form["hidden"], "words": "Somebody pulls my seedlings out.", "concerned": "none", "intake": "report"}
        answer = browser.open(f"http://{bind}/report/report", urlencode(told).encode())
        assert re.search(r"/receipt/[0-9a-f]{32}$", answer.url)
        house = browser.open(f"http://{bind}/").read().decode()
        assert 'href="/house/"' not in house


def test_founding_twice_founds_once(tmp_path: Path) -> None:
    """P24: a founding that was interrupted is gone on with, and what stands in the home is not written over."""
    home = tmp_path / "council"
    told = ("new", str(home), "--like", "django/2026", "--community", "Our project", "--seats", "member=4")
    first, second = comity(*told), comity(*told)
    assert (first.returncode, second.returncode) == (0, 0), second.stderr
    people = [re.findall(r"^  ([a-z]+(?:-\d)?)$", one.stdout, re.MULTILINE) for one in (first, second)]
    assert people[0] == people[1]
    assert people[0].count("member-4") == 1
    text = (home / "procedures" / "our-project" / "1.toml").read_text(encoding="utf-8")
    assert 'community = "Our project"' in text


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        ([], "--community"),
        (["--community", "x", "--like", "no/such"], "no/such"),
        (["--community", "x", "--small", "--seats", "pope=1"], "--seats"),
        (["--community", "x", "--small", "--seats", "member=-1"], "--seats"),
        (["--community", "x", "--small", "--bind", "nowhere"], "COMITY_BIND"),
        (["--community", "x" * 99, "--small"], "--community"),
    ],
)
def test_what_cannot_be_founded_is_said_by_field_and_rule(tmp_path: Path, arguments: list[str], named: str) -> None:
    """P26: nothing is made, and the error names what is wrong."""
    made = comity("new", str(tmp_path / "home"), *arguments)
    assert made.returncode == 2
    assert named in made.stderr
    assert "Traceback" not in made.stderr
    assert not (tmp_path / "home").exists()


def test_a_home_keeps_settings_of_its_own(tmp_path: Path) -> None:
    """P23: what is set outside comes before what the home says; a line that says nothing known is refused."""
    (tmp_path / environment.KEPT).write_text("# a word\n\nCOMITY_BIND=127.0.0.1:9\n", encoding="utf-8")
    told = {"COMITY_HOME": str(tmp_path)}
    assert environment.read(told).bind.port == 9
    assert environment.read({**told, "COMITY_BIND": "127.0.0.1:10"}).bind.port == 10
    for line in ("COMITY_HOME=elsewhere", "COMITY_BINDD=x", "nothing"):
        (tmp_path / environment.KEPT).write_text(line, encoding="utf-8")
        with pytest.raises(Malformed) as wrong:
            environment.read(told)
        assert "line 1" in wrong.value.faults[0].field
