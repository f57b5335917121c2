# SPDX-License-Identifier: Apache-2.0
"""Letters: that something waits and until when, never what; a code to come in with; an invitation.

Plain text, a neutral sender and subject, a link that says nothing. In the sample community everybody has an address
(see `post`), so that a visitor can follow the letters of an invented person.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from socket import gaierror
from typing import TYPE_CHECKING

from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.docket import options
from comity.desk.canonical import canonical
from comity.desk.errands import Carried, Impossible, NotCarried
from comity.desk.ports import Certainty, Effect, Missing
from comity.desk.wishes import ADDRESS, PERIODS, Cadence
from comity.edge.web.instants import in_words
from comity.edge.web.waits import Waits, waits
from comity.site import digests

if TYPE_CHECKING:
    from comity.site.court import Court

CODE = "sign-in-code"
INVITATION = "invitation"
"""The kinds of letters that no case asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter, as the mail server gets it. `stop` is the address that ends such letters; empty where none does."""

    key: str
    to: str
    subject: str
    body: str
    stop: str = ""

    def send(self) -> Carried:
        """Send it. Raises NotCarried where it surely did not leave the house, Impossible where it was refused."""
        headers = {"Message-ID": _message_id(self.key), "Auto-Submitted": "auto-generated"}
        if self.stop:
            headers |= {"List-Unsubscribe": f"<{self.stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        try:
            EmailMessage(subject=self.subject, body=self.body, to=[self.to], headers=headers).send()
        except (ConnectionRefusedError, gaierror) as wrong:
            raise NotCarried("the mail server did not answer") from wrong
        except SMTPRecipientsRefused as wrong:
            raise Impossible("the mail server refused the address") from wrong
        return Carried()


def _message_id(key: str) -> str:
    """The same for every attempt at one letter, and without a word of the case: two letters cannot be put together."""
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@comity>"


class _Carries:
    """What all carriers of letters have: whom they write for, and how somebody wishes to be written to."""

    def __init__(self, court: Court, public_url: str) -> None:
        self._court = court
        self._public_url = public_url

    def done(self, effect: Effect) -> Carried | None:
        """Letters cannot be read back."""
        return None

    def _ways(self, person: str) -> tuple[str, str]:
        """The link that lets this person in, and the one that ends letters, both in the language of the letter."""
        return (
            self._public_url + reverse("come-in", args=[self._court.post.enter(person)]),
            self._public_url + reverse("stop", args=[self._court.post.stop(person)]),
        )


class Notices(_Carries):
    """Sends at once that something waits, to whoever wishes to hear at once (P21)."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Send it. Somebody without an address finds the notice at the next visit: nothing is sent."""
        asked_for = json.loads(effect.payload)
        person = asked_for["to"]
        wishes = self._court.post.wishes(person)
        if not wishes.address or wishes.cadence is not Cadence.AT_ONCE:
            return Carried()
        with translation.override(wishes.language or None):
            return self._written(effect.key, person, wishes.address, self._due(asked_for["case"], person, at)).send()

    def _due(self, stream: str, person: str, at: datetime) -> datetime | None:
        """The first instant by which something of this case is due from this person."""
        try:
            law, case = self._court.case(stream)
        except Missing:
            return None
        return min(
            (o.until for o in options(law, case, person, at) if o.until is not None and o.until > at), default=None
        )

    def _written(self, key: str, person: str, to: str, due: datetime | None) -> Letter:
        way, stop = self._ways(person)
        lines = [f"{_('Something waits for you:')}\n{way}"]
        if due is not None:
            lines.append(_("It is due by %(instant)s.") % {"instant": in_words(due)})
        lines.append(_end(stop))
        return Letter(key=key, to=to, subject=_("Something waits for you"), body=_body(lines), stop=stop)


class Digests(_Carries):
    """Sends one letter about everything that waits: how many things, and until when the earliest."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Queue the next one; send this one where something waits and the rhythm is still wished for."""
        outside, person = self._court.outside, json.loads(effect.payload)["to"]
        wishes = self._court.post.wishes(person)
        every = PERIODS.get(wishes.cadence)
        if every is None or not digests.holds(outside.vault, effect):
            return Carried()
        digests.follow(outside.store, effect, at=at, every=every)
        found = waits(self._court, person)
        if not found.many or not wishes.address:
            return Carried()
        with translation.override(wishes.language or None):
            return self._written(effect.key, person, wishes.address, found).send()

    def _written(self, key: str, person: str, to: str, found: Waits) -> Letter:
        way, stop = self._ways(person)
        text = ngettext("%(n)d thing waits for you:", "%(n)d things wait for you:", found.many)
        lines = [f"{text % {'n': found.many}}\n{way}"]
        if found.first:
            lines.append(_("The earliest is due by %(instant)s.") % {"instant": in_words(found.first)})
        lines.append(_end(stop))
        return Letter(key=key, to=to, subject=_("Something waits for you"), body=_body(lines), stop=stop)


class Codes(_Carries):
    """Sends a code to come in with. One that would come too late is not sent."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Send it."""
        told = json.loads(effect.payload)
        if datetime.fromisoformat(told["until"]) <= at:
            return Carried()
        to, code, language = json.loads(self._court.unseal(told["sealed"]))
        with translation.override(language or None):
            lines = [
                _("Your code: %(code)s") % {"code": code},
                _("Type it where you asked for it, by %(instant)s. If you did not ask for one, do nothing.")
                % {"instant": in_words(datetime.fromisoformat(told["until"]))},
            ]
            return Letter(key=effect.key, to=to, subject=_("Your code"), body=_body(lines)).send()


class Invitations(_Carries):
    """Sends the link with which somebody makes an account."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Send it."""
        to, link = json.loads(self._court.unseal(json.loads(effect.payload)["sealed"]))
        lines = [
            f"{_('You are invited to come in:')}\n{link}",
            _("The link can be used once, within fourteen days. If it is not meant for you, delete this letter."),
        ]
        return Letter(key=effect.key, to=to, subject=_("An invitation"), body=_body(lines)).send()


def _end(stop: str) -> str:
    return f"{_('This letter says no more on purpose. To hear less often, or never again:')}\n{stop}"


def _body(lines: list[str]) -> str:
    return "\n\n".join(lines) + "\n"


def ask_for_code(court: Court, person: str, address: str, code: str, *, language: str, lasts: timedelta) -> None:
    """Queue the letter with a code. Address and code are sealed: neither the database nor a backup tells them."""
    now = court.outside.clock.now()
    sealed = court.seal(json.dumps([address, code, language]))
    payload = {"to": person, "sealed": sealed, "until": (now + lasts).isoformat()}
    _queue(court, CODE, payload, certainty=Certainty.IDEMPOTENT)


def ask_for_invitation(court: Court, address: str, link: str) -> None:
    """Queue the letter with an invitation."""
    _queue(court, INVITATION, {"sealed": court.seal(json.dumps([address, link]))}, certainty=Certainty.UNCERTAIN)


def _queue(court: Court, kind: str, payload: dict[str, str], *, certainty: Certainty) -> None:
    text = canonical(payload)
    key = f"{kind}/{hashlib.sha256(text.encode()).hexdigest()}"
    now = court.outside.clock.now()
    effect = Effect(key=key, kind=kind, certainty=certainty, payload=text, source="account", not_before=now)
    with court.desk.store.transaction() as unit:
        unit.outbox.put([effect])


__all__ = [
    "ADDRESS", "CODE", "INVITATION", "Codes", "Digests", "Invitations", "Letter", "Notices", "ask_for_code",
    "ask_for_invitation",
]  # fmt: skip
