# SPDX-License-Identifier: Apache-2.0
"""The case as pages see it: what the desk knows of it, see `desk.casefile`."""

from __future__ import annotations

from comity.desk.casefile import CASE, Casefile, read, read_each

__all__ = ["CASE", "Casefile", "read", "read_each"]
