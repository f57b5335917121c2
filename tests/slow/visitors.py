# SPDX-License-Identifier: Apache-2.0
"""People at browsers while the server is killed under them: they send a form again until it is answered.

An act is acknowledged when its answer, a 303, has reached the browser; then it is written to the visitor's own
file with fsync. Everybody here is invented.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from comity.edge.store.papers import SqlVault
from comity.edge.web import locator
from comity.edge.web.locator import Locator
from comity.site.carriers import ADDRESS
from tests.journeys.web_stage import forms

ANSWERS_WITHIN_SECONDS = 25
GIVES_UP_AFTER_SECONDS = 120
REST_SECONDS = 0.05
SCREENED = ("out-of-scope", "small-tear", "support-only", "duplicate")
DOORS = ("report", "report", "tear", "support")

Fields = Mapping[str, str]


class Cut(Exception):
    """No answer, or half of one: nobody knows whether it was done."""


@dataclass(frozen=True)
class Answer:
    """What a browser was told."""

    status: int
    leads_to: str
    text: str


@dataclass
class Seen:
    """What one visitor's browsers saw. `cut` counts by method, and `nobody` where nothing listened at all.

    `wrong` keeps the answers that nobody should get.
    """

    statuses: Counter[int] = field(default_factory=Counter)
    cut: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Browser:
    """One browser: a connection for each request, and a jar of cookies."""

    def __init__(self, port: int, seen: Seen, cookies: Fields | None = None) -> None:
        self._port, self._seen = port, seen
        self.cookies = dict(cookies or {})

    def ask(self, path: str, fields: Fields | None = None) -> Answer:
        """Read a page, or send a form. Raises `Cut`."""
        method = "GET" if fields is None else "POST"
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=ANSWERS_WITHIN_SECONDS)
        try:
            connection.request(method, path, body=urlencode(fields or {}) or None, headers=self._headers())
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException) as cut:
            self._seen.cut["nobody" if isinstance(cut, ConnectionRefusedError) else method] += 1
            raise Cut from cut
        finally:
            connection.close()
        self._keep(response.headers.get_all("Set-Cookie") or [])
        self._seen.statuses[response.status] += 1
        return Answer(response.status, response.headers.get("Location") or "", text)

    def _headers(self) -> dict[str, str]:
        jar = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"Cookie": jar, "Content-Type": "application/x-www-form-urlencoded"}

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, told in SimpleCookie(line).items():
                if told["max-age"] != "0":
                    self.cookies[name] = told.coded_value


@dataclass(frozen=True, kw_only=True)
class Acknowledged:
    """One act whose answer arrived, with all that is needed to look for it and to send it once more.

    `at` is the instant of the last sending; what was done before it, a sending did whose answer was cut off.
    """

    kind: str
    act_id: str
    stream: str
    bits: str
    words: str
    path: str
    fields: dict[str, str]
    cookies: dict[str, str]
    at: str
    sendings: int


class Gone(Exception):
    """An answer that ends a plan, kept in `Seen.wrong`."""


class Visitor(threading.Thread):
    """Files reports, tells tears, asks for support, and acts as the lead on what was filed, until told."""

    def __init__(self, port: int, seed: int, *, folder: Path, lead: Fields, vault: SqlVault) -> None:
        super().__init__(name=f"visitor-{seed}")
        self._port, self._seed, self._lead, self._vault = port, seed, lead, vault
        self._chance = random.Random(seed)
        self._file = folder / f"acknowledged-{seed}"
        self.seen, self.over = Seen(), threading.Event()
        self.drawn: list[str] = []

    def run(self) -> None:
        """One plan after the other. What goes wrong with a visitor itself is told as well."""
        from django.db import connections

        number = 0
        while not self.over.is_set():
            number += 1
            try:
                self._plan(f"words {self._seed} {number}")
            except Gone:
                continue
            except Exception as wrong:
                self.seen.wrong.append(repr(wrong))
        connections.close_all()

    def _plan(self, words: str) -> None:
        door = self._chance.choice(DOORS)
        found = self._tell(door, words)
        if door == "report":
            self._council(found, words)
        elif door == "tear" and self._chance.random() < 0.8:
            page = Browser(self._port, self.seen)
            self._act(page, f"/status/{found.bits}", found.tear, "report", paper=f"{words} report")

    def _tell(self, door: str, words: str) -> Locator:
        browser, path = Browser(self._port, self.seen), f"/report/{door}"
        page = self._answered(browser, path)[0].text
        form = next(f for f in forms(page) if "receipt" in f["hidden"])
        told = {**form["hidden"], "words": words}
        told |= {"intake": "report", "concerned": "none"} if door == "report" else {}
        found = locator.from_form(form["hidden"]["receipt"])
        assert found is not None
        stream = found.case if door == "report" else found.tear
        self.drawn.append(stream)
        self._send(browser, path, told, kind=door, act_id=found.act_id, stream=stream, bits=found.bits, words=words)
        return found

    def _council(self, found: Locator, words: str) -> None:
        """The lead adds a paper, enters somebody and says what it is; the reporter hears by letter."""
        self._vault.put(found.person, ADDRESS, f"{found.person}@example.org")
        case = f"/chambers/case/{found.case.removeprefix('case:')}"
        lead = Browser(self._port, self.seen, self._lead)
        self._act(lead, case, found.case, "add-evidence", paper=f"{words} evidence")
        self._act(lead, case, found.case, "enter-party", roles="witness", kind="person")
        if self._chance.random() < 0.8:
            self._act(lead, case, found.case, "screen", choice=self._chance.choice(SCREENED))

    def _act(self, browser: Browser, path: str, stream: str, act: str, **fields: str) -> None:
        page = self._answered(browser, path)[0].text
        offered = {f["hidden"].get("act"): f["hidden"] for f in forms(page)}
        if act not in offered:
            raise self._wrong(f"{path} offers no {act}")
        told = {**offered[act], **fields}
        found = {"act_id": told["act_id"], "words": fields.get("paper", ""), "bits": ""}
        self._send(browser, path, told, kind=act, stream=stream, **found)

    def _send(self, browser: Browser, path: str, fields: dict[str, str], **about: str) -> None:
        """Send the same form until it is answered, then write down that it was."""
        answer, at, sendings = self._answered(browser, path, fields)
        if answer.status != 303:
            raise self._wrong(f"{answer.status} for {about['kind']} after {sendings} sendings: {answer.text[-900:]}")
        told = {"path": path, "fields": fields, "cookies": browser.cookies, "at": at, "sendings": sendings}
        self._write(Acknowledged(**about, **told))  # type: ignore[arg-type]

    def _answered(self, browser: Browser, path: str, fields: Fields | None = None) -> tuple[Answer, str, int]:
        """The answer, when the sending that it answers began, and how many there were."""
        until, sendings = time.monotonic() + GIVES_UP_AFTER_SECONDS, 0
        while time.monotonic() < until:
            at, sendings = datetime.now(UTC).isoformat(), sendings + 1
            try:
                answer = browser.ask(path, fields)
            except Cut:
                time.sleep(REST_SECONDS)
                continue
            if answer.status == 503:
                time.sleep(REST_SECONDS)
                continue
            if answer.status not in (200, 303):
                raise self._wrong(f"{answer.status} for {path} after {sendings} sendings: {answer.text[-900:]}")
            return answer, at, sendings
        raise self._wrong(f"no answer for {path} after {sendings} sendings")

    def _wrong(self, text: str) -> Gone:
        self.seen.wrong.append(text)
        return Gone(text)

    def _write(self, done: Acknowledged) -> None:
        with self._file.open("ab") as file:
            file.write((json.dumps(asdict(done)) + "\n").encode())
            file.flush()
            os.fsync(file.fileno())


__all__ = ["Acknowledged", "Answer", "Browser", "Cut", "Seen", "Visitor"]
