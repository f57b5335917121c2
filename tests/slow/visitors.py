# SPDX-License-Identifier: Apache-2.0
"""People at browsers while the server is killed under them: they send a form again until it is answered.

Half of what is told is typed without script; the other half is sealed before it leaves, as a browser with script does:
under words that it drew itself. An act is acknowledged when its answer, a 303, has reached the browser; then it is
written to the visitor's own file with fsync. Everybody here is invented.
"""

from __future__ import annotations

import base64
import http.client
import json
import os
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from comity.desk import sealing
from comity.desk.sealing import Reader, Sealed
from comity.edge.age import Rage
from comity.edge.store.papers import SqlVault
from comity.edge.web import locator
from comity.edge.web.locator import Locator
from comity.site.carriers import ADDRESS
from tests.journeys.web_stage import forms

ANSWERS_WITHIN_SECONDS = 25
GIVES_UP_AFTER_SECONDS = 120
REST_SECONDS = 0.05
CHANGED, MOST_SEALINGS = 422, 50
"""The answer to what was sealed for others than those who read it now; how often it is sealed anew."""
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

    `at` is the instant of the last sending; what was done before it, a sending did whose answer was cut off. `secret`
    is the identity of whoever told it, which opens what is sealed to their words; `sealed`: no word of it left them.
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
    secret: str = ""
    sealed: bool = False


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

    def prepared(self, door: str, words: str) -> Acknowledged:
        """Something to tell, its form filled in, and sealed or not, but not sent."""
        browser, path = Browser(self._port, self.seen), f"/report/{door}"
        page = self._answered(browser, path)[0].text
        form: dict[str, str] = next(f for f in forms(page) if "receipt" in f["hidden"])["hidden"]
        found = locator.from_form(form["receipt"])
        assert found is not None
        told = {"intake": "report", "concerned": "none"} if door == "report" else {}
        if sealed := self._chance.random() < 0.5:
            found = locator.fresh()
            own = {"door": found.bits, "recipient": found.recipient}
            kept = {name: value for name, value in form.items() if name != "receipt"}
            told = self._sealed(browser, path, {**kept, **told, **own}, words)
        else:
            told = {**form, **told, "words": words}
        stream = found.case if door == "report" else found.tear
        self.drawn.append(stream)
        about: dict[str, Any] = {"kind": door, "act_id": found.act_id, "stream": stream, "bits": found.bits}
        sending: dict[str, Any] = {"path": path, "fields": told, "cookies": browser.cookies, "at": "", "sendings": 0}
        return Acknowledged(**about, **sending, words=words, secret=found.secret, sealed=sealed)

    def once(self, told: Acknowledged) -> int:
        """Send it once; the status of the answer. The browser keeps what the answer gives it."""
        browser = Browser(self._port, self.seen, told.cookies)
        status = browser.ask(told.path, told.fields).status
        if status == CHANGED and told.sealed:
            self._reseal(browser, told.path, told.fields, told.words)
            status = browser.ask(told.path, told.fields).status
        told.cookies.update(browser.cookies)
        return status

    def _reseal(self, browser: Browser, path: str, fields: dict[str, str], words: str) -> None:
        """Seal it anew, for whoever reads it now: places of the council fill up while reports come in (P14)."""
        for name in ("words-sealed", "words-wraps"):
            fields.pop(name)
        fields.update(self._sealed(browser, path, dict(fields), words))

    def _tell(self, door: str, words: str) -> Locator:
        told = self.prepared(door, words)
        browser = Browser(self._port, self.seen, told.cookies)
        about = {
            name: getattr(told, name) for name in ("kind", "act_id", "stream", "bits", "words", "secret", "sealed")
        }
        self._send(browser, told.path, told.fields, **about)
        return Locator(told.bits)

    def _sealed(self, browser: Browser, path: str, form: dict[str, str], words: str) -> dict[str, str]:
        """What a browser with script sends in place of the words: it asks for whom, and seals."""
        ciphertext, key = sealing.sealed(Rage(), words.encode())
        digest = Sealed(ciphertext=ciphertext, wraps={}).digest
        answer = self._answered(browser, f"{path}/readers", {**form, "words": "", "digest": digest})[0]
        readers = [Reader(**one) for one in json.loads(answer.text)["readers"]]
        wraps = [
            {"person": person, "key": id, "wrap": base64.b64encode(wrap).decode()}
            for (person, id), wrap in sealing.wrapped(Rage(), key.secret, readers).items()
        ]
        sealed = {"words-sealed": base64.b64encode(ciphertext).decode(), "words-wraps": json.dumps(wraps)}
        return {**form, "words": "", **sealed}

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

    def _send(self, browser: Browser, path: str, fields: dict[str, str], **about: str | bool) -> None:
        """Send the same form until it is answered, then write down that it was."""
        answer, at, sendings = self._answered(browser, path, fields)
        anew = 0
        while answer.status == CHANGED and anew < MOST_SEALINGS:
            self._reseal(browser, path, fields, str(about["words"]))
            answer, at, more = self._answered(browser, path, fields)
            sendings, anew = sendings + more, anew + 1
        if answer.status != 303:
            raise self._wrong(f"{answer.status} for {about['kind']} after {sendings} sendings: {_wrong_in(answer)}")
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
            if answer.status not in (200, 303) and not (answer.status == CHANGED and "words-wraps" in (fields or {})):
                raise self._wrong(f"{answer.status} for {path} after {sendings} sendings: {_wrong_in(answer)}")
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


def _wrong_in(answer: Answer) -> str:
    """What the page says was wrong; its end, where it says nothing."""
    return " | ".join(re.findall(r'class="error"[^>]*>(.*?)</p>', answer.text, re.S)) or answer.text[-900:]


__all__ = ["Acknowledged", "Answer", "Browser", "Cut", "Seen", "Visitor"]
