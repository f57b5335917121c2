# SPDX-License-Identifier: Apache-2.0
"""How somebody shows that an address is theirs, to ask what is kept under it.

Whoever types an address gets the same answer, and the address the same letter, whether it is known here or not: else it
would be told whether somebody reported, or is named.
"""

from __future__ import annotations

import json
import secrets
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from comity.core.clause import Fault, Malformed
from comity.desk.canonical import canonical
from comity.desk.errands import Carried
from comity.desk.petitions import petitions
from comity.desk.ports import Certainty, Conflict, Effect
from comity.desk.wishes import ADDRESS
from comity.edge.api.buckets import Buckets, Rate
from comity.site import links
from comity.site.letters import Letter
from comity.site.links import Purpose
from comity.site.petitions import ASKER, FORGET, KEPT_FOR

if TYPE_CHECKING:
    from comity.site.court import Court

PROVE = "prove-address"
"""The errand that sends a link to an address."""
LASTS = timedelta(days=1)
"""How long such a link lets in."""
MOST = Rate(burst=30, each_minute=2)
"""Letters of this kind, to anybody."""


class Addresses:
    """The addresses that this community keeps, as their owners ask for them."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def prove(self, address: str, language: str) -> None:
        """Queue the letter with the link. The address is sealed: neither the database nor a backup tells it.

        Raises `Malformed` where too many letters are asked for.
        """
        at = self._court.outside.clock.now()
        if Buckets().take(PROVE, MOST, time.time()):
            text = "too many letters are asked for at this moment; ask again in a minute"
            raise Malformed([Fault(field="address", rule="most", text=text)])
        sealed = self._court.seal(json.dumps([address, language]))
        text = canonical({"sealed": sealed, "until": (at + LASTS).isoformat()})
        named = salted_hmac(PROVE, f"{address.casefold()} {at:%Y-%m-%d %H}", algorithm="sha256").hexdigest()
        effect = Effect(
            key=f"{PROVE}/{named}", kind=PROVE, certainty=Certainty.IDEMPOTENT, payload=text, source="account",
            not_before=at,
        )  # fmt: skip
        try:
            with self._court.desk.store.transaction() as unit:
                unit.outbox.put([effect])
        except Conflict:  # one letter an hour to one address, whoever asks
            return

    def link(self, address: str, until: datetime) -> str:
        """What the letter brings."""
        return links.make(self._court.outside.seal, Purpose.PROVE, address, until=until)

    def holds(self, token: str) -> bool:
        """Whether a link still proves an address. Nothing is kept by asking."""
        return bool(self._address(token))

    def _address(self, token: str) -> str:
        return links.read(self._court.outside.seal, Purpose.PROVE, token, self._court.outside.clock.now())[0]

    def proved(self, token: str) -> str:
        """The pseudonym of the address that a link proves; it is kept from now on. Empty where the link is over."""
        address = self._address(token)
        if not address:
            return ""
        known = self._court.outside.vault.who(ADDRESS, address)
        person = next((one for one in known if one.startswith(ASKER)), f"{ASKER}{secrets.token_hex(8)}")
        self._court.keep_contact(person, {ADDRESS: address})
        self._forget_later(person)
        return person

    def _forget_later(self, person: str) -> None:
        at = self._court.outside.clock.now()
        told = canonical({"person": person})
        effect = Effect(
            key=f"{FORGET}/{person}/{secrets.token_hex(8)}", kind=FORGET, certainty=Certainty.IDEMPOTENT, payload=told,
            source="account", not_before=at + KEPT_FOR,
        )  # fmt: skip
        with self._court.desk.store.transaction() as unit:
            unit.outbox.put([effect])

    def alike(self, person: str) -> tuple[str, ...]:
        """Under which other pseudonyms the address is kept that `person` proved; none where they proved none."""
        address = self._court.own_contact(person).get(ADDRESS, "") if person.startswith(ASKER) else ""
        found = self._court.outside.vault.who(ADDRESS, address) if address else ()
        return tuple(one for one in found if one != person)


class Forgetting:
    """Destroys the address of somebody who proved it, once nothing of theirs waits."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Destroy it, unless a request of theirs is open, or one was answered since less than that long ago."""
        person = json.loads(effect.payload)["person"]
        own = petitions(self._court.desk, at).of(person).values()
        if all(one.ended is not None and one.ended + KEPT_FOR <= at for one in own):
            self._court.forget_person(person)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


class Proofs:
    """Sends the link with which somebody shows that an address is theirs."""

    def __init__(self, court: Court, public_url: str) -> None:
        self._court = court
        self._public_url = public_url

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Send it; one that would come too late is not sent."""
        told = json.loads(effect.payload)
        until = datetime.fromisoformat(told["until"])
        if until <= at:
            return Carried()
        address, language = json.loads(self._court.unseal(told["sealed"]))
        with translation.override(language or None):
            link = self._public_url + reverse("your-data-proved", args=[self._court.addresses.link(address, until)])
            lines = [
                _("Somebody typed this address to ask what is kept under it. If it was you, go on here within a day:"),
                link,
                _("This letter is sent to every address that is typed, whether anything is kept or not. If it was not "
                  "you, do nothing."),
            ]  # fmt: skip
            body = "\n\n".join([f"{lines[0]}\n{lines[1]}", lines[2]]) + "\n"
            return Letter(key=effect.key, to=address, subject=_("Your link"), body=body).send()

    def done(self, effect: Effect) -> Carried | None:
        """Letters cannot be read back."""
        return None


__all__ = ["LASTS", "PROVE", "Addresses", "Forgetting", "Proofs"]
