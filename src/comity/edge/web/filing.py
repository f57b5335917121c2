# SPDX-License-Identifier: Apache-2.0
"""Filing what a form brought, typed or sealed, and asking for whom a browser seals (P10, P21)."""

from __future__ import annotations

import re

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from comity.core.clause import Fault, Malformed, Refusal
from comity.desk.court import Court
from comity.desk.filing import Filing
from comity.desk.ports import Missing
from comity.desk.sealing import Sealed
from comity.edge.web.scripted import readers_changed

_DIGEST = re.compile(r"[0-9a-f]{64}")


def filed(court: Court, paper: str | Sealed, filing: Filing, field: str) -> str:
    """Seal and keep what was typed, or keep what came sealed; its digest. Raises `Malformed` beside the form's field.

    Raises `Refusal` where it could not be filed anyway.
    """
    try:
        return court.file_paper(paper, filing)
    except Malformed as wrong:
        raise Malformed([_beside(field, fault) for fault in wrong.faults]) from wrong


def _beside(field: str, fault: Fault) -> Fault:
    if fault.field not in ("sealed", "wraps"):
        return fault
    if fault.rule == "readers":
        readers_changed()
    texts = {
        "readers": _("Who may read this has changed since you opened the page. Nothing is lost: send it once more."),
        "length": _("This is longer than a text may be. Send the rest as a second paper."),
    }
    text = texts.get(fault.rule, _("What your browser sealed cannot be read as such. Nothing is lost: send it again."))
    return Fault(field=field, rule=_("sealed for whoever reads it"), text=text, clause="P21")


def readers(court: Court, filing: Filing, request: HttpRequest) -> JsonResponse:
    """For whom the browser wraps the key of the paper whose digest it sends; nobody where it could not be filed."""
    digest = request.POST.get("digest", "")
    try:
        found = court.papers.readers(filing, digest) if _DIGEST.fullmatch(digest) else ()
    except (Refusal, Malformed, Missing):
        found = ()
    told = [{"person": r.person, "key": r.key, "recipient": r.recipient} for r in found]
    return JsonResponse({"readers": told})


__all__ = ["filed", "readers"]
