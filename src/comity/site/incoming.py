# SPDX-License-Identifier: Apache-2.0
"""A letter that comes in is a report: sealed on arrival, answered with a receipt, and kept nowhere in clear.

The receipt is worked out from the letter under the site's own secret, so that a mail server which hands the same letter
over again opens nothing twice and gets the same answer (P1, P24). No address is kept.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from comity.core.clause import Fault, Malformed
from comity.core.evidence import MOST_FILES
from comity.core.muting import MAIL, Shut
from comity.core.procedure.model import Procedure
from comity.desk import muting
from comity.desk.filing import ForReport
from comity.desk.handle import Answer
from comity.desk.intake import Told
from comity.desk.ports import Coming
from comity.edge.web import locator, muted
from comity.edge.web.locator import Receipt
from comity.site.letters import Letter

if TYPE_CHECKING:
    from comity.site.court import Court

LARGEST = 10_000_000
"""Bytes of one letter, attachments included."""
LONGEST = 200_000
"""Characters of its text."""
_OURS = frozenset({"auto-generated", "auto-replied"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One letter: who wrote it, its text, its attachments by name, how many were left out, and what names it."""

    sender: str
    words: str
    attachments: tuple[tuple[str, bytes], ...]
    left: int
    name: bytes
    automatic: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a letter. `case` is empty where it was written by a machine, which nobody answers.

    It is empty too where letters are `muted`: then the answer says until when, and what stays open.
    """

    case: str = ""
    repeated: bool = False
    muted: bool = False


def take(court: Court, raw: bytes, at: datetime, send: Callable[[Letter], object] | None = None) -> Taken:
    """Open a case for the letter and `send` its answer; by the mail server, where nothing else is said.

    Raises `Malformed`, `Refusal`, and `NotCarried` where the answer could not be sent: handed over again, the letter is
    answered then.
    """
    letter, send = read(raw), send or Letter.send
    if letter.automatic:
        return Taken()
    found = court.law(at)
    if found is None:
        raise Malformed([_fault("procedure", "in force", "no procedure is in force here")])
    receipt = _receipt(letter)
    repeated = bool(court.desk.state(receipt.case).version)
    no = None if repeated else muting.shut(court, MAIL, _way(found.procedure))
    if no is not None:
        send(_said_to_be_muted(court, letter, no))
        return Taken(muted=True)
    if not repeated:
        _open(court, found.procedure, letter, receipt, at)
    send(_answer(letter, receipt))
    return Taken(case=receipt.case, repeated=repeated)


def read(raw: bytes) -> Incoming:
    """The letter, whatever its form. Raises `Malformed` naming what cannot be taken."""
    if len(raw) > LARGEST:
        raise Malformed([_fault("letter", "size", f"has {len(raw)} bytes, and {LARGEST} are possible")])
    parsed = message_from_bytes(raw, policy=policy.default)
    assert isinstance(parsed, EmailMessage)
    sender = parseaddr(_header(parsed, "From"))[1]
    words = "\n\n".join(part for part in (_header(parsed, "Subject").strip(), _text(parsed).strip()) if part)
    faults = []
    if "@" not in sender:
        faults.append(_fault("From", "address", "no address stands there, so nobody could be answered"))
    if not words or len(words) > LONGEST:
        faults.append(_fault("text", "length", f"has 1 to {LONGEST} characters"))
    if faults:
        raise Malformed(faults)
    attached = _attached(parsed)
    return Incoming(
        sender=sender,
        words=words,
        attachments=attached[:MOST_FILES],
        left=len(attached[MOST_FILES:]),
        name=hashlib.sha256(raw).digest(),
        automatic=_header(parsed, "Auto-Submitted").strip().lower() in _OURS or _header(parsed, "Return-Path") == "<>",
    )


def _attached(parsed: EmailMessage) -> tuple[tuple[str, bytes], ...]:
    """What came with the letter, by the name that it gives; a letter within a letter as it stands."""
    parts = tuple(parsed.iter_attachments()) if parsed.is_multipart() else ()
    return tuple((_named(part), _whole(part)) for part in parts)


def _named(part: Any) -> str:
    try:
        return str(part.get_filename() or "")
    except (ValueError, LookupError, TypeError, AttributeError):  # parameters that no standard knows
        return ""


def _whole(part: Any) -> bytes:
    found = part.get_payload(decode=True)
    inner = part.get_payload() if part.is_multipart() else ()
    return found if isinstance(found, bytes) else b"\n".join(one.as_bytes() for one in inner)


def _header(parsed: EmailMessage, name: str) -> str:
    """A header as text; empty where it is missing or cannot be read."""
    try:
        return str(parsed.get(name, ""))
    except (ValueError, LookupError, IndexError, TypeError, AttributeError):  # headers that no standard knows
        return ""


def _text(parsed: EmailMessage) -> str:
    """What was written: the plain text, else the words of the page."""
    try:
        body = parsed.get_body(preferencelist=("plain", "html"))
        content = "" if body is None else str(body.get_content())
    except (KeyError, LookupError, ValueError, AttributeError) as wrong:
        raise Malformed([_fault("text", "form", "cannot be read; send it as plain text")]) from wrong
    return content if body is None or body.get_content_subtype() != "html" else _plain(content)


class _Words(HTMLParser):
    """The words of a page, without what only a browser reads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in ("script", "style") and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden and data.strip():
            self.found.append(data.strip())


def _plain(page: str) -> str:
    words = _Words()
    words.feed(page)
    return "\n".join(words.found)


def _receipt(letter: Incoming) -> Receipt:
    """The receipt of this very letter, which nobody works out who has not both the letter and the site's secret."""
    key = f"comity mail {settings.SECRET_KEY}".encode()
    return locator.of(hmac.new(key, letter.name, hashlib.sha256).hexdigest()[:32])


def _open(court: Court, law: Procedure, letter: Incoming, receipt: Receipt, at: datetime) -> None:
    told = Told(intake=_way(law), reporter=receipt.person, concerned=(), words="", channel=MAIL, way=MAIL)
    told = replace(told, recipient=receipt.recipient)
    words = court.file_paper(letter.words, ForReport(told=told))

    def act(files: Mapping[str, int]) -> Answer:
        whole = replace(told, words=words, sealed=receipt.leaf(words), files=files)
        return court.open_case(whole, case=receipt.case, act_id=receipt.act_id, at=at)

    with ExitStack() as coming:
        found = [_coming(court, coming, name, whole) for name, whole in letter.attachments]
        court.files.filed(found, ForReport(told=told), words, act)


def _way(law: Procedure) -> str:
    """The kind of matter that a letter is. Raises `Malformed` where none comes by mail."""
    ways = [i for i in law.intakes.values() if i.starts and MAIL in i.channels]
    if not ways:
        text = "under the procedure in force no report comes by mail"
        raise Malformed([_fault("channel", "known", text)])
    return ways[0].id


def _said_to_be_muted(court: Court, letter: Incoming, no: Shut) -> Letter:
    """That letters are closed for now, until when and on what ground, and what stays open. Nothing was kept."""
    told = muted.notice(court, no)
    lines = [
        _("Your letter was not taken, and nothing of it was kept."),
        told.door.reason,
        *([told.ground] if told.ground else []),
        _("Is somebody in danger? Call the number for emergencies where you are; this house is none."),
        _("What you can do instead, at %(address)s:") % {"address": settings.COMITY.public_url},
        "\n".join(f"- {way.text}" for way in told.door.possible),
    ]
    name = hashlib.sha256(letter.name).hexdigest()[:32]
    return Letter(
        key=f"mail/muted/{name}",
        to=letter.sender,
        subject=_("Your letter was not taken"),
        body="\n\n".join(lines) + "\n",
    )  # fmt: skip


def _coming(court: Court, until: ExitStack, name: str, whole: bytes) -> Coming:
    """An attachment, sealed; it is destroyed in the end, unless it was filed."""
    one = court.files.begin(name)
    until.callback(one.drop)
    one.write(whole)
    one.finish()
    return one


def _answer(letter: Incoming, receipt: Receipt) -> Letter:
    """The receipt and what it means. Nothing of the letter is repeated."""
    lines = [
        _("Your letter arrived and is sealed. This is your receipt, and the only way back to it:"),
        " ".join(receipt.words),
        _("Type it at %(address)s to see where it stands, to add something, to answer or to withdraw.")
        % {"address": settings.COMITY.public_url},
        _("Nobody else hears of it before you have agreed to the exact words, where the procedure has that clause."),
        _(
            "A letter passes servers that can read it, this answer too: whoever has it has your receipt. Write the "
            "words down, then delete both. We sealed your letter when it arrived and kept no address of yours."
        ),
    ]
    if letter.attachments:
        lines.append(
            _("What was attached lies beside it, sealed as well: files (%(n)d).") % {"n": len(letter.attachments)}
        )
    if letter.left:
        text = _("Attachments beyond ten were not kept (%(n)d). Add them by the receipt.")
        lines.append(text % {"n": letter.left})
    return Letter(
        key=f"mail/{receipt.tag}", to=letter.sender, subject=_("Your letter arrived"), body="\n\n".join(lines) + "\n"
    )  # fmt: skip


def _fault(field: str, rule: str, text: str) -> Fault:
    return Fault(field=field, rule=rule, text=text)


__all__ = ["LARGEST", "LONGEST", "MAIL", "Incoming", "Taken", "read", "take"]
