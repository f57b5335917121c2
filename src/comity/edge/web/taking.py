# SPDX-License-Identifier: Apache-2.0
"""A form is taken once (P24), or not taken: then what was typed comes back with what was wrong, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from comity.core.clause import Malformed, Refusal
from comity.desk.handle import Answer
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.reasons import fault_table, said

DONE = "done"
BEFORE = "before"
BALLOT = "ballot "
"""What the next page is told to say: it was done, it was done before, the ballot's mark."""
_OURS = ("csrfmiddlewaretoken", "act_id", "act")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was sent and not taken: its name, what was typed, what is wrong by field, and the refusal."""

    form: str
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    status: int = 422


def take(
    court: Court, read: Reader, do: Callable[[str], Answer], *, form: str = "", stands: bool = True
) -> str | Attempt:
    """Do what a form asks for, once: the code of what the next page says, or the attempt. Raises `Exhausted`.

    `do` is given the form's own number; it raises `Refusal` where the law says no whatever was typed, then `Malformed`
    with what was found wrong (see `whole`), the number among it, which then is empty.
    `form` is its name, where that is not the act's. Where it `stands` on no page, what is wrong with it has no place
    beside it, and `Malformed` is raised.
    """
    name, act_id = form or read.raw("act"), read.act_id()
    try:
        if act_id and known(court, act_id):
            return BEFORE
        return BEFORE if do(act_id).repeated else DONE
    except Malformed as wrong:
        if not stands:
            raise
        return Attempt(form=name, sent=typed(read), errors=fault_table(wrong.faults))
    except Refusal as no:
        if no.field == "act_id":  # this number was used for something else
            return BEFORE
        errors = {no.field: said(no)} if no.field else {}
        status = 422 if stands and no.field in read.names else 403  # what nobody typed, nobody can mend
        return Attempt(form=name, sent=typed(read), errors=errors, refusal=no, status=status)


def known(court: Court, act_id: str) -> bool:
    """Whether a form of that number was answered before, whatever is possible now."""
    with court.desk.store.reading() as unit:
        return unit.acts.find(act_id) is not None


def whole(read: Reader) -> None:
    """Raises `Malformed` where anything was found wrong so far."""
    if read.faults:
        raise Malformed(read.faults)


def typed(read: Reader) -> dict[str, str]:
    """What was typed or ticked, to be shown again; what was ticked more than once, with blanks between."""
    found = {name: read.many(name) for name in read.names if name not in _OURS}
    return {name: " ".join(values) if len(values) > 1 else read.raw(name) for name, values in found.items()}


__all__ = ["BALLOT", "BEFORE", "DONE", "Attempt", "known", "take", "typed", "whole"]
