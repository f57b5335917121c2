# SPDX-License-Identifier: Apache-2.0
"""Drills: every way in is gone end to end with an invented report, in a transaction that is then undone.

The form or the request passes through all of the site: the page, the checks, the seal and its keys, the desk, the read
models, the receipt, the status page. Then everything is taken back before anybody could see it: it is in no list, on no
figure, in no public log, and no paper of it is left. What stays is the instant (`desk.heartbeat`).
"""

from __future__ import annotations

import json
import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from comity.core.muting import MAIL
from comity.desk import muting
from comity.desk.canonical import instant, parse_instant
from comity.desk.heartbeat import Beat, due

if TYPE_CHECKING:
    from django.test import Client

    from comity.edge.web.locator import Locator
    from comity.site.court import Court
    from comity.site.letters import Letter

WORDS = "This is a drill of the site itself. It is taken back before anybody can read it."
_HIDDEN = re.compile(r'name="receipt" value="([^"]+)"')
_INTAKE = re.compile(r'name="intake"[^>]* value="([^"]+)"')
_TWELVE = re.compile(r"(?:[a-z]+ ){11}[a-z]+")
_BITS = re.compile(r"/receipt/([0-9a-f]{32})$")

logger = logging.getLogger(__name__)


class Failed(Exception):
    """A drill did not come through; the text is a code and says at which step."""


class _TakenBack(Exception):
    """Ends the transaction of a drill, so that nothing of it stays."""


class HomeBeats:
    """The last drills, in a file of the home or, where there is none, in memory."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._kept: tuple[Beat, ...] = ()

    def last(self) -> tuple[Beat, ...]:
        """The last beat of each way. A file that cannot be read is as if every way were silent since ever."""
        if self._path is None or not self._path.is_file():
            return self._kept
        return tuple(_beat(one) for one in json.loads(self._path.read_text(encoding="utf-8")))

    def keep(self, beats: Sequence[Beat]) -> None:
        """Keep these in place of the former ones; whoever reads meanwhile reads the one or the other."""
        self._kept = tuple(beats)
        if self._path is not None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside = self._path.with_suffix(".new")
            beside.write_text(json.dumps([_written(one) for one in beats]), encoding="utf-8")
            beside.replace(self._path)


def _written(beat: Beat) -> dict[str, str]:
    told = {name: "" if at is None else instant(at) for name, at in (("heard", beat.heard), ("muted", beat.muted))}
    return {**asdict(beat), "tried": instant(beat.tried), **told}


def _beat(told: Mapping[str, str]) -> Beat:
    heard, muted = (parse_instant(told[name]) if told.get(name) else None for name in ("heard", "muted"))
    return Beat(way=told["way"], tried=parse_instant(told["tried"]), heard=heard, wrong=told["wrong"], muted=muted)


def ways(court: Court) -> Mapping[str, Callable[[Client], Locator]]:
    """Every way in that a drill can go now, by name: the three doors of the front desk, the interface, and letters."""
    law = court.law(court.outside.clock.now())
    if law is None:
        return {}
    tears = {"tear": _by_form("tear"), "support": _by_form("support")} if law.procedure.tears is not None else {}
    letters = {MAIL: partial(_by_letter, court)} if MAIL in muting.rules(court).ways else {}
    return {"report": _by_form("report"), **tears, "api": _by_interface, **letters}


def drill(court: Court, at: datetime) -> tuple[Beat, ...]:
    """Go every way in now, and keep what came of it. An operator reads of a silent one in the log."""
    before = {beat.way: beat for beat in court.outside.beats.last()}
    made = tuple(_tried(court, way, go, before.get(way), at) for way, go in ways(court).items())
    court.outside.beats.keep(made)
    for beat in made:
        if beat.wrong:
            logger.error("the way in '%s' is silent: %s", beat.way, beat.wrong)
    return made


def drill_if_due(court: Court, at: datetime) -> None:
    """As `drill`, where it is time for it, and `comity serve` has laid out the site's files in this home."""
    from django.conf import settings

    if Path(settings.STATIC_ROOT).is_dir() and due(court.outside.beats.last(), ways(court), at):
        drill(court, at)


def _tried(court: Court, way: str, go: Callable[[Client], Locator], before: Beat | None, at: datetime) -> Beat:
    beat = replace(before or Beat(way=way, tried=at), muted=None)
    closed = muting.shut(court, way)
    try:
        if closed is not None:
            _said_to_be_muted(court, way)
            return replace(beat, tried=at, wrong="", muted=closed.until)
        _gone(court, go)
    except Failed as wrong:
        return replace(beat, tried=at, wrong=str(wrong))
    except Exception as wrong:  # whatever breaks a way in: the operator must hear of it, and of the other ways too
        return replace(beat, tried=at, wrong=f"error-{type(wrong).__name__}")
    return Beat(way=way, tried=at, heard=at)


def _said_to_be_muted(court: Court, way: str) -> None:
    """A way that the council has muted says so: in the place of its form, or in its answer. Raises `Failed`."""
    if way == MAIL:
        if _letter_answered(court)[0]:
            raise Failed("muted-and-taken")
        return
    if way == "api":
        answer = _client().post("/api/v1/reports", json.dumps({"words": WORDS}), content_type="application/json")
        if answer.status_code != 503 or answer.json()["type"] != "/api/#muted":
            raise Failed(f"muted-{answer.status_code}")
        return
    page = _client().get(f"/report/{way}")
    if page.status_code != 200 or 'id="muted"' not in page.content.decode():
        raise Failed(f"muted-{page.status_code}")


def _gone(court: Court, go: Callable[[Client], Locator]) -> None:
    """Go one way and take everything back. Raises `Failed`."""
    found: list[Locator] = []
    try:
        with court.desk.store.transaction():
            client = _client()
            found.append(go(client))
            _there(court, client, found[0])
            raise _TakenBack
    except _TakenBack:
        pass
    if any(court.desk.state(stream).version for stream in (found[0].case, found[0].tear)):
        raise Failed("not-taken-back")


def _there(court: Court, client: Client, locator: Locator) -> None:
    """The report is there, sealed, and its reporter finds and reads it by the receipt. Raises `Failed`."""
    from comity.edge.web.locator import Receipt

    case, tear = court.desk.state(locator.case).state, court.desk.state(locator.tear).state
    if case is None and tear is None:
        raise Failed("nothing-arrived")
    digest = case.papers[0].digest if case is not None else tear.words
    sealed, _mode = court.outside.papers.get(digest)
    if WORDS.encode() in sealed:
        raise Failed("not-sealed")
    person = locator.person
    secrets = [locator.secret] if isinstance(locator, Receipt) else []
    if case is None:
        read = court.read_tear(locator.tear, person, "", secrets)
    else:
        read = court.read_paper(locator.case, person, digest, secrets)
    page = client.get(f"/status/{locator.bits}")
    if page.status_code != 200:
        raise Failed("no-status-page")
    if read != WORDS and WORDS not in page.content.decode():  # by the words, or by the cookie that holds them
        raise Failed("not-readable")


def _client() -> Client:
    """A browser without script, in this process: what it does is part of the transaction around it."""
    from django.conf import settings
    from django.test import Client

    public = urlsplit(settings.COMITY.public_url)
    client = Client(raise_request_exception=False, headers={"host": public.netloc})
    client.defaults["wsgi.url_scheme"] = public.scheme or "http"
    return client


def _by_form(door: str) -> Callable[[Client], Locator]:
    """The form behind one of the three doors, filled in and sent."""

    def go(client: Client) -> Locator:
        from comity.edge.web.locator import Locator

        page = client.get(f"/report/{door}")
        shown = page.content.decode()
        receipt, intake = _HIDDEN.search(shown), _INTAKE.search(shown)
        if page.status_code != 200 or receipt is None:
            raise Failed(f"form-{page.status_code}")
        sent = dict(_fields(receipt[1], intake[1] if intake is not None else ""))
        answer = client.post(f"/report/{door}", sent)
        arrived = _BITS.search(answer.headers.get("Location", ""))
        if answer.status_code != 303 or arrived is None:
            raise Failed(f"sent-{answer.status_code}")
        return Locator(arrived[1])

    return go


def _fields(receipt: str, intake: str) -> Iterator[tuple[str, str]]:
    yield from (("receipt", receipt), ("words", WORDS), ("concerned", "none"))
    if intake:
        yield "intake", intake


def _by_interface(client: Client) -> Locator:
    """The interface for programs."""
    from comity.edge.web import locator

    body: dict[str, Any] = {"words": WORDS}
    answer = client.post("/api/v1/reports", json.dumps(body), content_type="application/json")
    if answer.status_code != 201:
        raise Failed(f"sent-{answer.status_code}")
    found = locator.typed(str(answer.json()["receipt"]))
    if found is None:
        raise Failed("no-receipt")
    return found


def _by_letter(court: Court, _client: Client) -> Locator:
    """A letter, as a mail server hands it over. Its answer is read and not sent."""
    from comity.edge.web import locator

    taken, answer = _letter_answered(court)
    lines = (locator.typed(line) for line in answer.splitlines() if _TWELVE.fullmatch(line))
    found = next((one for one in lines if one is not None), None)
    if not taken or found is None:
        raise Failed("no-receipt")
    return found


def _letter_answered(court: Court) -> tuple[bool, str]:
    """Whether a letter was taken, and the text of the one answer to it. Raises `Failed`."""
    from comity.site import incoming

    answers: list[Letter] = []
    raw = f"From: drill@example.org\r\nMessage-ID: <{secrets.token_hex(16)}@example.org>\r\n\r\n{WORDS}\r\n"
    taken = incoming.take(court, raw.encode(), court.outside.clock.now(), answers.append)
    if len(answers) != 1 or not answers[0].body:
        raise Failed("not-answered")
    return bool(taken.case), answers[0].body


__all__ = ["Failed", "HomeBeats", "drill", "drill_if_due", "ways"]
