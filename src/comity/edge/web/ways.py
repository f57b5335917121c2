# SPDX-License-Identifier: Apache-2.0
"""How somebody may be reached: the kinds under which the vault keeps it, and their names on a page.

A mail address is for letters alone: nobody but its owner reads it on a page.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from comity.edge.web.door import MAIL

CALLED, WAY = "called", "way"


def own(ways: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What somebody gave, as they read it themselves."""
    found = (*shown(ways), (_("Mail address for letters"), ways.get(MAIL, "")))
    return tuple((name, text) for name, text in found if text)


def shown(ways: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What those read who may reach them."""
    found = ((_("Name"), ways.get(CALLED, "")), (_("Way to reach them"), ways.get(WAY, "")))
    return tuple((name, text) for name, text in found if text)


__all__ = ["CALLED", "WAY", "own", "shown"]
