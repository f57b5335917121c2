# SPDX-License-Identifier: Apache-2.0
"""The post of this house: links that let somebody in, how they wish to hear of us, the address of their calendar."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

from django.conf import settings

from comity.desk.ports import Clock, Store, Vault
from comity.desk.wishes import PERIODS, Cadence, Wishes, wish, wishes
from comity.edge.store.seal import Seal
from comity.site import digests, links
from comity.site.links import Purpose

INVITED = "invited"
CALENDAR = "calendar"
MARK = "links"
"""What the vault keeps beside an address: the digest of the open invitation and of the calendar's address, and the mark
that a link must bear to let somebody in."""
STAMP = 16
"""Hex digits of a stamp."""
ENTER_LASTS = timedelta(days=30)
INVITATION_LASTS = timedelta(days=14)


class Post:
    """Links and wishes, for every person by pseudonym."""

    def __init__(self, seal: Seal, vault: Vault, clock: Clock, store: Store, *, sample: bool = False) -> None:
        self._seal = seal
        self._vault = vault
        self._clock = clock
        self._store = store
        self._sample = sample

    # -- links that let somebody in ---------------------------------------------------------------------------------

    def enter(self, person: str) -> str:
        """A link that lets `person` in for thirty days, or until all of theirs are ended."""
        until = self._clock.now() + ENTER_LASTS
        return links.make(self._seal, Purpose.ENTER, person, until=until, mark=self._mark(person))

    def entered(self, token: str) -> str:
        """Whom a link lets in; empty where it is over or was ended."""
        person, mark = links.read(self._seal, Purpose.ENTER, token, self._clock.now())
        return person if person and mark == self._mark(person) else ""

    def end_links(self, person: str) -> None:
        """From now on no link made before lets this person in, and whoever came in by one is in no more."""
        self._vault.put(person, MARK, secrets.token_hex(4))

    def _mark(self, person: str) -> str:
        return self._vault.get(person).get(MARK, "")

    def stamp(self, person: str) -> str:
        """What the browser of somebody who came in by a link carries; another one once their links were ended."""
        mark = self._mark(person)
        return links.digest(mark)[:STAMP] if mark else ""

    # -- invitations ------------------------------------------------------------------------------------------------

    def invite(self, person: str) -> str:
        """A link to make an account with, for fourteen days; it ends the one before it."""
        token = links.make(self._seal, Purpose.INVITE, person, until=self._clock.now() + INVITATION_LASTS)
        self._vault.put(person, INVITED, links.digest(token))
        return token

    def invited(self, token: str) -> str:
        """Whom an invitation is for; empty where it is over, used or replaced."""
        return self._kept(Purpose.INVITE, INVITED, token)

    def use_up(self, person: str) -> None:
        """No invitation of this person holds any more."""
        if self._vault.get(person).get(INVITED):
            self._vault.put(person, INVITED, "")

    # -- the calendar -----------------------------------------------------------------------------------------------

    def calendar(self, person: str) -> str:
        """A new address for the calendar; it ends the one before it."""
        token = links.make(self._seal, Purpose.CALENDAR, person)
        self._vault.put(person, CALENDAR, links.digest(token))
        return token

    def calendar_of(self, token: str) -> str:
        """Whose calendar has that address; empty where nobody's has any more."""
        return self._kept(Purpose.CALENDAR, CALENDAR, token)

    def has_calendar(self, person: str) -> bool:
        """Whether a calendar of this person has an address."""
        return bool(self._vault.get(person).get(CALENDAR))

    def end_calendar(self, person: str) -> None:
        """The calendar has no address any more."""
        self._vault.put(person, CALENDAR, "")

    def _kept(self, purpose: Purpose, kind: str, token: str) -> str:
        person, _mark = links.read(self._seal, purpose, token, self._clock.now())
        return person if person and self._vault.get(person).get(kind) == links.digest(token) else ""

    # -- letters ----------------------------------------------------------------------------------------------------

    def stop(self, person: str) -> str:
        """A link that ends letters and opens nothing."""
        return links.make(self._seal, Purpose.STOP, person)

    def stopped(self, token: str) -> str:
        """Whose letters a link ends."""
        return links.read(self._seal, Purpose.STOP, token, self._clock.now())[0]

    def wishes(self, person: str) -> Wishes:
        """How a person wishes to hear of us. In a sample everybody has an address, which no letter can reach."""
        found = wishes(self._vault, person)
        return found if found.address or not self._sample else replace(found, address=f"{person}@sample.invalid")

    def speak(self, person: str, language: str) -> None:
        """Keep the language in which somebody came in, where they never chose one and it is not that of the house."""
        if language and language != settings.LANGUAGE_CODE and not self.wishes(person).language:
            wish(self._vault, person, language=language)

    def wish(self, person: str, *, cadence: Cadence | None = None, language: str | None = None) -> None:
        """Keep what a person chose; a rhythm that is new to them begins now."""
        before = self.wishes(person).cadence
        wish(self._vault, person, cadence=cadence, language=language)
        if cadence is None or cadence is before:
            return
        every = PERIODS.get(cadence)
        if every is None:
            digests.end(self._vault, person)
        else:
            digests.begin(self._store, self._vault, person, at=self._clock.now(), every=every)


__all__ = ["CALENDAR", "ENTER_LASTS", "INVITATION_LASTS", "INVITED", "Post"]
