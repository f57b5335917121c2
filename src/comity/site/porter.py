# SPDX-License-Identifier: Apache-2.0
"""Who keeps the entrance: what the accounts ask of this house (`comity.edge.accounts.porter`)."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

from django.utils.translation import get_language

from comity.desk.wishes import ADDRESS, LETTERS, Cadence
from comity.edge.web import door, doors
from comity.site import letters
from comity.site.court import Court


class Porter:
    """The porter of one court."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def invited(self, token: str) -> str:
        """Whom an invitation is for; empty where it was altered, used, replaced or is over."""
        return self._court.post.invited(token)

    def arrived(self, person: str, address: str) -> None:
        """Use the invitation up, and let letters go to the address that was proved.

        Much of what waits for whoever sits here comes without a notice, so a letter a day is where they begin.
        """
        post, vault = self._court.post, self._court.outside.vault
        post.use_up(person)
        if address and vault.get(person).get(ADDRESS) != address:
            vault.put(person, ADDRESS, address)
        if not vault.get(person).get(LETTERS):
            post.wish(person, cadence=Cadence.DAILY)
        post.speak(person, get_language() or "")

    def send_code(self, person: str, address: str, code: str, *, lasts: timedelta) -> None:
        """Queue the letter, in the language of the page."""
        letters.ask_for_code(self._court, person, address, code, language=get_language() or "", lasts=lasts)

    def waits(self) -> tuple[tuple[str, str], ...]:
        """Every door that somebody may be let in by, and what waits behind it."""
        return tuple((str(front.name), str(front.behind)) for front in doors.DOORS if front.behind)

    def seal(self, text: str) -> str:
        """A secret, sealed with the key of the house."""
        return self._court.seal(text)

    def open(self, sealed: str) -> str:
        """The secret."""
        return self._court.unseal(sealed)


def here() -> Porter:
    """The porter of this installation: of the court that its pages have."""
    return Porter(cast(Court, door.court()))


__all__ = ["Porter", "here"]
