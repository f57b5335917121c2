# SPDX-License-Identifier: Apache-2.0
"""Why something was not done, in the reader's language. The law says it in English, with places for its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from comity.core.clause import Fault, Refusal


def said(no: Refusal) -> str:
    """The reason of a refusal."""
    return _filled(no.reason, no.about, no.text)


def wrong(fault: Fault) -> str:
    """What is wrong with one field."""
    return _filled(fault.reason, fault.about, fault.text) if fault.reason else fault.text


def spoken(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults with their texts in the reader's language."""
    return tuple(replace(fault, text=wrong(fault)) for fault in faults)


def fault_table(faults: Iterable[Fault]) -> dict[str, str]:
    """What is wrong, by field."""
    return {fault.field: wrong(fault) for fault in faults}


def _filled(reason: str, about: Mapping[str, str], english: str) -> str:
    translated = _(reason)
    return english if translated == reason else translated.format_map({**about})


__all__ = ["fault_table", "said", "spoken", "wrong"]
