# SPDX-License-Identifier: Apache-2.0
"""With what a report form came: a receipt that the server drew, or a door whose words a browser drew for itself.

With script the words never leave the browser: the form brings the door, by which the house finds the report, and the
recipient, to which it seals what whoever told may read. Without script the server draws the words, shows them once and
keeps of them the same two things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from comity.core.clause import Fault
from comity.edge.web import locator
from comity.edge.web.fields import Reader
from comity.edge.web.locator import Keyed, Receipt


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """The door and the recipient; `receipt` has the words as well, where the server drew them."""

    keyed: Keyed
    receipt: Receipt | None = None


def fresh() -> Drawn:
    """Drawn by the server."""
    return _by_server(locator.fresh())


def _by_server(found: Receipt) -> Drawn:
    return Drawn(keyed=found.keyed, receipt=found)


def read(form: Reader) -> Drawn | None:
    """With what a form came; None where it is none of ours."""
    if form.raw("door"):
        keyed = locator.keyed(form.raw("door"), form.raw("recipient"))
        return None if keyed is None else Drawn(keyed=keyed)
    found = locator.from_form(form.raw("receipt"))
    return None if found is None else _by_server(found)


def not_ours(form: Reader) -> None:
    """Say that the form is none of ours."""
    if form.raw("door"):
        form.fault("recipient", _rule(), _text())
        return
    text = _("This form is not one of ours, or was cut. It has a new number now: send it again.")
    form.fault("receipt", _("the form's own number"), text)


def said(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """What is wrong with a recipient that nobody seals to, or that is somebody else's, in the reader's language."""
    return tuple(replace(one, rule=_rule(), text=_text()) if one.field == "recipient" else one for one in faults)


def _rule() -> str:
    return _("a key of your own, made by your browser")


def _text() -> str:
    return _("The key that your browser made cannot be taken. Nothing is lost: send it again, and it makes a new one.")


__all__ = ["Drawn", "fresh", "not_ours", "read", "said"]
