# SPDX-License-Identifier: Apache-2.0
"""What a line of the log tells: what failed and where, and never who asked for what (P3, P21).

An address can be a key: a receipt, a link from a letter, a chair in a dialogue. So a line names the pattern of the
address. A traceback names its places and the kind of the exception: its message may repeat what somebody typed.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType
from typing import Any

UNKNOWN = "(an address that leads nowhere)"


class WithoutAddresses(logging.Filter):
    """Names the pattern of an address in place of the address, in what Django says of a request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the line, and say it so."""
        request = getattr(record, "request", None)
        path = getattr(request, "path", None)
        if path is not None and record.args:
            written = path.encode("unicode_escape").decode("ascii")
            found = record.args if isinstance(record.args, tuple) else (record.args,)
            record.args = tuple(_pattern(request) if one in (path, written) else one for one in found)
        return True


def _pattern(request: Any) -> str:
    match = getattr(request, "resolver_match", None)
    return UNKNOWN if match is None else f"/{match.route}"


class Line(logging.Formatter):
    """A line, and under it where an exception came from; its message is left out."""

    def formatException(  # noqa: N802  # the name is Python's
        self, ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
    ) -> str:
        """The places, innermost last, and the kind of the exception and of those behind it."""
        kinds: list[str] = []
        wrong = ei[1]
        while wrong is not None and len(kinds) < 8:
            kinds.append(type(wrong).__name__)
            wrong = wrong.__cause__ or wrong.__context__
        places = "".join(traceback.format_tb(ei[2]))
        return f"{places}{' from '.join(kinds)}"


__all__ = ["UNKNOWN", "Line", "WithoutAddresses"]
