# SPDX-License-Identifier: Apache-2.0
"""The rolls of the houses: who votes with what weight, as an operator imported it. One file a house, in whole units."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile

from comity.core import veto
from comity.core.clause import Fault, Malformed
from comity.desk import house

NO_ROLL = hashlib.sha256(b"").hexdigest()
"""The digest of a roll that was not imported: of no bytes at all."""
COLUMNS = ("delegate", "weight")
MOST_FAULTS = 20
"""How many wrong lines are told at once."""
_DELEGATE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
_WHOLE = re.compile(r"[0-9]{1,41}")


class RollFiles:
    """The rolls that an operator imported: `<folder>/<role>.json` with `digest`, `weights`, and `amount`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[str, tuple[int, house.Roll]] = {}

    def roll(self, house_role: str, at: datetime | None = None) -> house.Roll:
        """The imported roll; an empty one whose base is unknown where none was imported. Raises `Malformed`.

        A file is read once as long as it stays the same one: every page asks who stands in it.
        """
        path = self._folder / f"{house_role}.json"
        try:
            stamp = path.stat().st_mtime_ns
        except FileNotFoundError:
            return house.Roll(roll=veto.Roll(digest=NO_ROLL), amount=None)
        known = self._read.get(house_role)
        if known is None or known[0] != stamp:
            known = (stamp, _read(path))
            self._read[house_role] = known
        return known[1]

    def keep(self, house_role: str, found: house.Roll) -> Path:
        """Put a roll in the place of the one before, whole or not at all. Windows that are open keep their own."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{house_role}.json"
        told = {"digest": found.roll.digest, "weights": dict(found.roll.weights), "amount": found.amount}
        with NamedTemporaryFile("w", dir=self._folder, delete=False, encoding="utf-8") as file:
            json.dump(told, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
        return path


def _read(path: Path) -> house.Roll:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
        weights = {str(k): int(v) for k, v in read["weights"].items()}
        amount = int(read.get("amount", sum(weights.values())))
        return house.Roll(roll=veto.Roll(digest=str(read["digest"]), weights=weights), amount=amount)
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        text = "a roll has a digest, weights by delegate in whole units, and an amount"
        raise Malformed([Fault(field=path.name, rule="roll", text=text)]) from wrong


def from_csv(text: bytes, *, amount: int | None = None) -> house.Roll:
    """A roll from lines of `delegate,weight` under that heading; its digest is that of the very bytes.

    `amount` is what shares are of, the sum of the weights where it is None. Raises `Malformed` with every wrong line.
    """
    try:
        lines = text.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as wrong:
        raise Malformed([_fault(1 + text[: wrong.start].count(b"\n"), "utf-8", "is not written in UTF-8")]) from wrong
    weights: dict[str, int] = {}
    faults = list(_faults(lines, weights))
    total = sum(weights.values())
    if not faults and not weights:
        faults.append(_fault(2, "somebody", "the roll names nobody"))
    if amount is not None and amount < total:
        text_ = f"the amount that shares are of is {amount}, and the weights alone come to {total}"
        faults.append(Fault(field="--amount", rule="at least the weights", text=text_))
    if faults:
        raise Malformed(faults[:MOST_FAULTS])
    digest = hashlib.sha256(text).hexdigest()
    return house.Roll(roll=veto.Roll(digest=digest, weights=weights), amount=total if amount is None else amount)


def _faults(lines: list[str], weights: dict[str, int]) -> Iterator[Fault]:
    """Every wrong line; the right ones are put into `weights`."""
    rows = csv.reader(lines, strict=True)
    try:
        heading = tuple(cell.strip().lower() for cell in next(rows, []))
        if heading != COLUMNS:
            yield _fault(1, "heading", f"the first line reads {','.join(COLUMNS)}")
            return
        for row in rows:
            if any(cell.strip() for cell in row):
                yield from _line(rows.line_num, [cell.strip() for cell in row], weights)
    except csv.Error as wrong:
        yield _fault(rows.line_num, "csv", f"cannot be read: {wrong}")


def _line(number: int, cells: list[str], weights: dict[str, int]) -> Iterator[Fault]:
    if len(cells) != len(COLUMNS):
        yield _fault(number, "two columns", f"has {len(cells)} columns instead of {len(COLUMNS)}")
        return
    delegate, weight = cells
    if not _DELEGATE.fullmatch(delegate):
        yield _fault(number, "pseudonym", "a delegate has letters, digits, points and hyphens, 80 at most")
    elif delegate in weights:
        yield _fault(number, "once", f"{delegate} stands in the roll twice")
    elif not _WHOLE.fullmatch(weight) or not int(weight):
        yield _fault(number, "whole units", "a weight is a whole number above nought, of 41 digits at most")
    else:
        weights[delegate] = int(weight)


def _fault(number: int, rule: str, text: str) -> Fault:
    return Fault(field=f"line {number}", rule=rule, text=text)


__all__ = ["COLUMNS", "MOST_FAULTS", "NO_ROLL", "RollFiles", "from_csv"]
