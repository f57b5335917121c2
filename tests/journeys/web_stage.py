# SPDX-License-Identifier: Apache-2.0
"""The stage of the journeys through HTTP: an invented council in a real calendar, and people who fill in forms.

Nobody here is a real person. The council has sat for some months when a journey begins at `BEGINS`.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from unittest import mock

from django.core import signing
from django.http import HttpResponse
from django.test import Client

from comity.core import adoption, council
from comity.desk.clock import SetClock
from comity.edge.api import door as api
from comity.edge.store.keys import SqlKeys, SqlWraps
from comity.edge.store.papers import SqlPapers, SqlVault
from comity.edge.store.tokens import SqlTokens
from comity.edge.store.unit import SqlStore
from comity.edge.web import door, session, slips
from comity.edge.web.locator import Receipt
from comity.site import court as courts

BEGINS = datetime(2024, 3, 8, 12, tzinfo=UTC)
"""The second day of cycle 20."""
FOUNDED = datetime(2023, 11, 1, tzinfo=UTC)
PROPOSED = "optimism/proposed"
HOUSE = "token-house"
FIRST = "community"
MEMBERS = tuple(f"member-{n}" for n in range(1, 6))


@dataclass
class Stage:
    """A court, and the clock that a journey sets."""

    court: courts.Court
    clock: SetClock

    def later(self, **length: int) -> None:
        """Let time pass; what is due happens at its own instant."""
        from comity.desk.deadlines import pass_time

        until = self.clock.at + timedelta(**length)
        pass_time(self.court.desk, self.court.worker, until=until)
        self.clock.at = until

    def cases(self) -> list[str]:
        """The streams of all cases, newest first."""
        with self.court.desk.store.reading() as unit:
            return [row.key for row in unit.rows.list("cases", newest_first=True)]


def seat(court: courts.Court, procedure: str) -> None:
    """An invented council: a lead and five members, elected or appointed as that version says."""
    found = court.laws.named(procedure)
    law = found.procedure
    elected = {"member": MEMBERS, "lead": ("lead",)}
    ends = BEGINS + timedelta(days=100)
    owed = tuple(one for one in council.owed_by(law, found.calendar, FOUNDED, ends) if one.due > BEGINS)
    season = council.Constitute(season="sample", starts=FOUNDED, ends=ends, owed=owed)
    acts: list[tuple[Any, str]] = [(season, HOUSE)]
    for role, persons in elected.items():
        body = law.roles[role].filled_by[0]
        if law.roles[role].elected:
            acts.append((council.Elect(role=role, persons=persons, body=body), HOUSE))
            acts.extend((council.TakeSeat(role=role, person=person), person) for person in persons)
        else:
            acts.extend((council.Appoint(role=role, person=person, body=body), body) for person in persons)
    for number, (command, actor) in enumerate(acts):
        at = FOUNDED + timedelta(minutes=number)
        court.perform(command, act_id=f"seat/{number}", actor=actor, stream="council:sample", at=at)


def adopt(court: courts.Court, procedure: str) -> None:
    """That version is in force from the beginning."""
    digest = court.laws.named(procedure).procedure.digest
    linted = hashlib.sha256(b"linted").hexdigest()
    propose = adoption.Propose(digest=digest, version=procedure, by=FIRST)
    settle = adoption.Adopt(digest=digest, body=FIRST, since=FOUNDED, linted=linted, errors=0)
    for number, command in enumerate((propose, settle)):
        court.perform(command, act_id=f"adopt/{number}", actor=FIRST, stream=courts.ADOPTION, at=FOUNDED)


@contextmanager
def opened(home: Path, *, procedure: str = PROPOSED, alias: str = "default") -> Iterator[Stage]:
    """The council at work under a procedure in the database `alias`, and the pages with it as their court."""
    clock = SetClock(FOUNDED)
    usual = courts.build(home=home, clock=clock).outside
    vault = SqlVault(usual.seal, alias)
    tokens, keys, wraps = SqlTokens(alias), SqlKeys(alias), SqlWraps(alias, clock)
    built = courts.Court(
        replace(
            usual, store=SqlStore(alias), papers=SqlPapers(alias), vault=vault, tokens=tokens, keys=keys, wraps=wraps
        )
    )
    adopt(built, procedure)
    seat(built, procedure)
    clock.at = BEGINS
    with mock.patch.object(door, "court", return_value=built), mock.patch.object(api, "court", return_value=built):
        yield Stage(court=built, clock=clock)


@dataclass
class Forms(HTMLParser):
    """The forms of a page: for each its action, its hidden fields, and the names of what can be filled in."""

    found: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append({"action": told.get("action", ""), "hidden": {}, "names": set(), "values": {}})
        elif tag in ("input", "select", "textarea") and self.found and "name" in told:
            form = self.found[-1]
            form["names"].add(told["name"])
            if told.get("type") == "hidden":
                _keep(form["hidden"], told["name"], told.get("value", ""))
            elif told.get("type") in ("radio", "checkbox"):
                form["values"].setdefault(told["name"], []).append(told.get("value", ""))


def _keep(hidden: dict[str, Any], name: str, value: str) -> None:
    """A hidden field; one that stands there more than once has all its values."""
    before = hidden.get(name)
    hidden[name] = value if before is None else [*(before if isinstance(before, list) else [before]), value]


def forms(html: str) -> list[dict[str, Any]]:
    """The forms of a page, in order."""
    parser = Forms()
    parser.feed(html)
    return parser.found


@dataclass
class Person:
    """Somebody at a browser. Cross-site checks are on, as they are for everybody."""

    name: str = ""
    client: Client = field(default_factory=lambda: Client(enforce_csrf_checks=True))

    def __post_init__(self) -> None:
        if self.name:
            self.client.cookies[session.COOKIE] = cookie(self.name)

    def read(self, path: str, status: int = 200) -> str:
        """A page."""
        response = self.client.get(path)
        if response.status_code == 404 and status == 200:  # a party's door to the same case is another one
            response = self.client.get(path.replace("/chambers/case/", "/case-room/"))
        assert response.status_code == status, f"{path}: {response.status_code}"
        return str(response.content.decode())

    def send(self, path: str, form: Mapping[str, Any], **fields: Any) -> Any:
        """Send a form as it stands on its page, with these fields filled in."""
        action = (form["action"] or path).partition("#")[0]
        return self.client.post(action, {**form["hidden"], **fields})

    def free(self, path: str) -> Any:
        """Say on a case's page that one is free of conflict with everybody who is concerned."""
        return self.do(path, "declare:free")

    def form(self, path: str, act: str) -> dict[str, Any]:
        """The form of one act on a page."""
        found = [f for f in forms(self.read(path)) if f["hidden"].get("act") == act]
        assert found, f"{path} offers no {act}"
        return found[0]

    def do(self, path: str, act: str, **fields: Any) -> Any:
        """Do one act that a page offers; what the answer was."""
        response = self.send(path, self.form(path, act), **fields)
        assert response.status_code == 303, _text(response)
        return response

    def offers(self, path: str) -> list[str]:
        """The acts that a page offers."""
        return [f["hidden"]["act"] for f in forms(self.read(path)) if "act" in f["hidden"]]


def with_account(name: str, *, seconds_ago: float = 0) -> Person:
    """Somebody who signed in with an account, and showed so many seconds ago who they are."""
    from comity.edge.accounts.models import Account

    found = Person()
    account = Account.objects.invited(name)
    found.client.force_login(account)
    kept = found.client.session
    kept["account_authentication_methods"] = [{"method": "code", "at": time.time() - seconds_ago}]
    kept["account_authentication_methods_user"] = str(account.pk)
    kept.save()
    return found


def cookie(name: str) -> str:
    """What the browser of somebody who is signed in keeps."""
    return signing.get_cookie_signer(salt=session.COOKIE + session.COOKIE).sign(name)


def in_by_a_link(name: str, client: Client) -> Person:
    """Somebody who has just come in by a link in this browser, also where their links were ended before."""
    found, answer = Person(client=client), HttpResponse()
    if name:
        session.keep_in(answer, name)
        client.cookies[session.COOKIE] = answer.cookies[session.COOKIE].value
    return found


def report(words: str = "They made my street public.", **fields: Any) -> tuple[Person, str]:
    """File a report as somebody new; the person, and the address where it stands."""
    reporter = Person()
    form = next(f for f in forms(reporter.read("/report")) if "receipt" in f["hidden"])
    told = {"words": words, "intake": "report", "concerned": "none", **fields}
    response = reporter.send("/report", form, **told)
    assert response.status_code == 303, _text(response)
    receipt = reporter.read(response.headers["Location"])
    return reporter, re.findall(r'href="(/status/[0-9a-f]{32})"', receipt)[0]


def words_on(page: str) -> list[str]:
    """The words of the receipt that a page shows."""
    shown = re.findall(r'<ol class="words".*?</ol>', page, re.S)
    return re.findall(r"<li[^>]*>([a-z]+)", shown[0]) if shown else []


def receipt_of(reporter: Person, status: str) -> list[str]:
    """The words of a receipt, as the browser that sent the form is shown them."""
    return words_on(reporter.read(status.replace("/status/", "/receipt/")))


def slip(*receipts: Receipt) -> str:
    """What a browser keeps that holds these receipts."""
    return signing.get_cookie_signer(salt=slips.COOKIE + slips.COOKIE).sign(".".join(one.seed for one in receipts))


def _text(response: Any) -> str:
    """What a page says was wrong."""
    found = re.findall(
        r'class="error"[^>]*>.*?</p>|<section class="refusal".*?</section>', response.content.decode(), re.S
    )
    return f"{response.status_code}: " + " | ".join(re.sub(r"<[^>]+>|\s+", " ", one) for one in found)
