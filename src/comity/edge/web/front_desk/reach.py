# SPDX-License-Identifier: Apache-2.0
"""How the council may reach whoever tells: not at all, or by what they give. It lies in the vault and nowhere else.

No word of it enters the text, an event or a log (P21). A letter goes out only where one was asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from comity.core.clause import promise
from comity.edge.web.door import MAIL
from comity.edge.web.fields import Reader
from comity.edge.web.ways import CALLED, WAY

UNNAMED, NAMED = "unnamed", "named"
FIELDS = ("reach", CALLED, WAY, "letters", MAIL)
"""The fields of the form. Those that hold something of a person are also the kinds under which the vault keeps it."""


def read(form: Reader) -> Mapping[str, str]:
    """What is to be kept, by kind; nothing where somebody stays unnamed. The faults stand in `form`."""
    if form.one_of("reach", (UNNAMED, NAMED), needed=False) != NAMED:
        return {}
    letters = form.raw("letters") == "yes"
    found = {CALLED: form.line(CALLED), WAY: form.line(WAY), MAIL: _mail(form) if letters else ""}
    if not any(found.values()) and not letters:
        text = _("Give a name, a way to reach you or a mail address, or choose to stay unnamed.")
        form.fault("reach", _("one answer or the other"), text, promise(2))
    return {kind: text for kind, text in found.items() if text}


def _mail(form: Reader) -> str:
    found = form.line(MAIL)
    try:
        validate_email(found)
    except ValidationError:
        text = _("Give a mail address, as in somebody@example.org, or take the tick for letters away.")
        form.fault(MAIL, _("a mail address"), text)
        return ""
    return found


__all__ = ["CALLED", "FIELDS", "NAMED", "UNNAMED", "WAY", "read"]
