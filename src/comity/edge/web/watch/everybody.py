# SPDX-License-Identifier: Apache-2.0
"""What is watched, for anybody to read: which spaces, by which clause, with which sign, and how well (P20)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.core.clause import promise
from comity.core.suppression import told
from comity.core.watch import figures
from comity.desk.watch import spaces as desk
from comity.edge.web import door, pages
from comity.edge.web.names import plainly
from comity.edge.web.watch import shelf, spaces


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The page. Where no clause lets anything be watched it says so, and nothing else."""
    court = door.court()
    now = court.desk.clock.now()
    law = court.law(now)
    adopted = None if law is None else law.procedure.watch
    found = figures(shelf.rules(court), desk.state(court), now)
    context = {
        "title": _("What is watched"), "rules": shelf.rules(court), "adopted": adopted,
        "spaces": spaces.known(court), "figures": found, "spent": told(found.spent), "p18": promise(18),
        "p19": promise(19), "p20": promise(20),
        "who": {
            "reads": tuple(plainly(role) for role in adopted.reads), "opens": tuple(map(plainly, adopted.opens)),
            "judges": tuple(map(plainly, adopted.judges)),
        } if adopted is not None else {},
    }  # fmt: skip
    return pages.show(request, "watch/everybody.html", context, private=False)


__all__ = ["page"]
