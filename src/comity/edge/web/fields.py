# SPDX-License-Identifier: Apache-2.0
"""What comes in from a form, checked. Every fault names its field and its rule; nothing typed is lost (P26)."""

from __future__ import annotations

import base64
import json
import re
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.core.clause import Clause, Fault, promise
from comity.core.evidence import MOST_FILES
from comity.desk.sealing import Sealed, Wraps
from comity.edge.web import zones

LONGEST_TEXT = 20_000
LONGEST_WRAPS = 1_000_000
"""Characters of the wraps of one paper: enough for a thousand readers."""
LONGEST_LINE = 200
_ACT_ID = re.compile(r"[A-Za-z0-9_-]{16,64}")
_PERSON = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_UNPRINTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_DIGITS_41 = re.compile(r"[0-9]{1,41}")
_UNREAD = (ValueError, TypeError, KeyError, RecursionError)


def _wraps(sent: Any) -> Wraps:
    """Wraps by person and key. Raises one of `_UNREAD`."""
    return {(str(one["person"]), str(one["key"])): base64.b64decode(one["wrap"], validate=True) for one in sent}


class Reader:
    """The fields of one form, and the faults found in them so far."""

    def __init__(self, request: HttpRequest) -> None:
        self._post = request.POST
        self.faults: list[Fault] = []

    def fault(self, field: str, rule: str, text: str, clause: Clause | None = None) -> None:
        """Note one fault; only the first of a field is kept."""
        if all(f.field != field for f in self.faults):
            self.faults.append(Fault(field=field, rule=rule, text=text, clause=str(clause or promise(26))))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields that were sent; at most a hundred."""
        return tuple(self._post)[:100]

    def raw(self, field: str) -> str:
        """What was sent, with line ends made alike, cut at the longest text that is ever shown again."""
        return self._post.get(field, "").replace("\r\n", "\n").replace("\r", "\n")[: LONGEST_TEXT * 2]

    def many(self, field: str) -> tuple[str, ...]:
        """Every value of a field that may be chosen more than once; at most a hundred."""
        return tuple(dict.fromkeys(value[:LONGEST_LINE] for value in self._post.getlist(field)[:100]))

    def text(self, field: str, *, needed: bool = True) -> str:
        """A text of any number of lines."""
        found = self.raw(field).strip()
        if needed and not found:
            self.fault(field, _("not empty"), _("Write something here; a sentence is enough."))
        if len(found) > LONGEST_TEXT:
            about = {"most": LONGEST_TEXT, "now": len(found)}
            text = _("This has %(now)d characters, and %(most)d are possible. Send the rest as a second paper.") % about
            self.fault(field, _("at most %(most)d characters") % about, text)
        if _UNPRINTED.search(found):
            self.fault(
                field,
                _("letters only"),
                _("There are signs in this text that nobody can read. Type it, or paste it as plain text."),
            )
        return found

    def paper(self, field: str, *, needed: bool = True) -> str | Sealed:
        """A text that becomes a paper: as it was typed, or sealed by the browser in two fields of its own."""
        sealed = self._post.get(f"{field}-sealed", "")
        if not sealed:
            return self.text(field, needed=needed)
        try:
            made = _wraps(json.loads(self._post.get(f"{field}-wraps", "")[:LONGEST_WRAPS]))
            return Sealed(ciphertext=base64.b64decode(sealed, validate=True), wraps=made)
        except _UNREAD:
            self._in_pieces(field)
            return ""

    def parcels(self, field: str) -> tuple[tuple[str, str, Wraps], ...]:
        """Files that the browser sealed and sent before: token, digest and wraps of each."""
        sent = self._post.get(f"{field}-sealed", "")
        try:
            found = json.loads(sent[: 10 * LONGEST_WRAPS]) if sent else []
            return tuple((str(one["parcel"]), str(one["digest"]), _wraps(one["wraps"])) for one in found)
        except _UNREAD:
            self._in_pieces(field)
            return ()

    def along(self) -> dict[str, Wraps]:
        """Wraps that the browser made for files that are handed on, by digest."""
        try:
            found = json.loads(self._post.get("along", "")[: 10 * LONGEST_WRAPS] or "[]")
            return {str(one["digest"]): _wraps(one["wraps"]) for one in found[:MOST_FILES]}
        except _UNREAD:
            self._in_pieces("files")
            return {}

    def _in_pieces(self, field: str) -> None:
        text = _("What your browser sealed arrived in pieces. Send it again.")
        self.fault(field, _("sealed as this page does"), text)

    def line(self, field: str, *, needed: bool = False) -> str:
        """A text of one line, at most 200 characters."""
        found = self.raw(field).strip()
        if needed and not found:
            self.fault(field, _("not empty"), _("Write something here; a few words are enough."))
        if len(found) > LONGEST_LINE or not found.isprintable():
            about = {"most": LONGEST_LINE}
            text = _("One line of at most %(most)d characters, please.") % about
            self.fault(field, _("one line of at most %(most)d characters") % about, text)
            return ""
        return found

    def one_of(self, field: str, allowed: tuple[str, ...], *, needed: bool = True) -> str:
        """One of the values that the page offered."""
        found = self.raw(field)
        if found in allowed or (not found and not needed):
            return found
        self.fault(field, _("one of the choices"), _("Choose one of these."))
        return ""

    def person(self, field: str) -> str:
        """A pseudonym."""
        found = self.raw(field).strip()
        if found and not _PERSON.fullmatch(found):
            self.fault(
                field,
                _("a pseudonym"),
                _("A pseudonym has letters, digits, points and hyphens, and no name of a person."),
            )
            return ""
        return found

    def instant(self, field: str) -> datetime | None:
        """A date and an hour in the zone that was chosen beside it; UTC where none was."""
        found, zone = self.raw(field).strip(), self.raw(f"{field}-zone")
        if zone and zone not in zones.HERE:
            self.fault(f"{field}-zone", _("one of the choices"), _("Choose one of these."))
            return None
        try:
            return zones.in_utc(found, zone)
        except ValueError:
            self.fault(field, _("date and hour"), _("Give a date and an hour, as in 2026-06-18T12:00."))
            return None

    def number(self, field: str) -> int:
        """A whole number that is not below nought; its thousands may stand apart."""
        found = re.sub(r"[\s,_\u202f]", "", self.raw(field))
        if not _DIGITS_41.fullmatch(found):
            self.fault(field, _("a whole number"), _("Give a whole number, nought or more, of at most 41 digits."))
            return 0
        return int(found)

    def act_id(self) -> str:
        """The id that came with the form, so that sending it twice does it once (P24); empty where it is none."""
        found = self.raw("act_id")
        if _ACT_ID.fullmatch(found):
            return found
        self.fault(
            "act_id", _("the form's own number"), _("This form is not one of ours, or was cut. Open the page again.")
        )
        return ""


__all__ = ["LONGEST_TEXT", "Reader"]
