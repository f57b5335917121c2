# SPDX-License-Identifier: Apache-2.0
"""How a command shows an answer: a line for each field, or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping


def show(answer: Mapping[str, object], *, as_json: bool) -> None:
    """Print an answer."""
    if as_json:
        sys.stdout.write(json.dumps(answer, ensure_ascii=False, sort_keys=True) + "\n")
        return
    width = max(map(len, answer), default=0)
    for name, value in answer.items():
        sys.stdout.write(f"{name:<{width}}  {value}\n")


__all__ = ["show"]
