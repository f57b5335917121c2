# SPDX-License-Identifier: Apache-2.0
"""What happened in a tear, in sentences: who listened, never who sat in which chair."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core import tear
from comity.edge.web.names import plainly
from comity.edge.web.tears.shelf import ENDINGS
from comity.edge.web.tears.tearfile import Tearfile


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One thing that happened, and when."""

    text: str
    at: datetime


_BESIDE = (tear.FilesLaid, tear.FilesHandedOn)


def trail(file: Tearfile, place: Callable[[str], str]) -> tuple[Moment, ...]:
    """Everything but files, which lie beside the words, oldest first.

    `place` says in words where something was, as far as the reader may know it.
    """
    return tuple(
        Moment(text=_told(event, place), at=event.at) for event in file.events if not isinstance(event, _BESIDE)
    )


def _told(event: Any, place: Callable[[str], str]) -> str:
    match event:
        case tear.TearHeard(through=through):
            return _("Told through %(who)s") % {"who": plainly(through)} if through else _("Told")
        case tear.Listened(by=by):
            return _("Taken up by %(who)s") % {"who": plainly(by)}
        case tear.QuietWordHad(conversation=reference):
            where = place(reference)
            return _("A quiet word was had: %(where)s") % {"where": where} if where else _("A quiet word was had")
        case tear.Answered():
            return _("The reporter was told in words how it ended")
        case tear.ReportAskedFor():
            return _("The reporter was asked whether it should become a report")
        case tear.SupportChosen():
            return _("The reporter wants support only")
        case _:
            return _of_dialogue(event)


def _of_dialogue(event: Any) -> str:
    match event:
        case tear.DialogueOffered(chairs=chairs):
            text = ngettext(
                "A dialogue was offered, with %(n)d chair", "A dialogue was offered, with %(n)d chairs", chairs
            )
            return text % {"n": chairs}
        case tear.DialogueAgreed(whole=whole):
            return _("A chair was taken; the circle is whole") if whole else _("A chair was taken")
        case tear.DialogueDeclined():
            return _("The dialogue did not come about, or was left")
        case tear.DialogueHeld():
            return _("The dialogue met")
        case tear.DialogueClosed(mended=mended):
            return _("The dialogue ended: mended") if mended else _("The dialogue ended")
        case _:
            return _ended(event)


def _ended(event: Any) -> str:
    match event:
        case tear.Rested():
            return str(ENDINGS[tear.Outcome.RESTED.value])
        case tear.BecameReport():
            return str(ENDINGS[tear.Outcome.REPORTED.value])
        case tear.Withdrawn():
            return str(ENDINGS[tear.Outcome.WITHDRAWN.value])
        case _:
            return str(ENDINGS[tear.Outcome.EXPIRED.value])


__all__ = ["Moment", "trail"]
