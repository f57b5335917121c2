# SPDX-License-Identifier: Apache-2.0
"""What every shape is made of: lines and texts that can be printed, bodies without unknown fields, clauses."""

from __future__ import annotations

from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field

LONGEST_TEXT = 20_000
LONGEST_LINE = 200
WHOLE = r"^[0-9]{1,41}$"

UNPRINTED = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\ufffe\uffff"
ONE_LINE, ANY_LINES = r"^[^\u0000-\u001f\u007f\ufffe\uffff]*$", rf"^[^{UNPRINTED}]*$"
Line = Annotated[str, Field(max_length=LONGEST_LINE, pattern=ONE_LINE)]
Text = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=ANY_LINES)]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT, pattern=ANY_LINES)]
Whole = Annotated[str, Field(pattern=WHOLE)]
Numbers = Annotated[dict[str, Whole], Field(max_length=50)]
Many = Annotated[list[Line], Field(max_length=100)]


class Sent(Schema):
    """What comes in: a field that nobody knows is a fault, and never silently dropped."""

    model_config = ConfigDict(extra="forbid")


class ClauseOut(Schema):
    """Where a rule stands, and where its words can be read."""

    document: str
    id: str
    href: str
