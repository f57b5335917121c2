# SPDX-License-Identifier: Apache-2.0
"""The commands of `comity`, one module each; `comity.cli` lists them.

A module of this package is a command when it has what `Command` asks for.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from typing import Protocol

YES, NO, NOT_ASKED = 0, 1, 2


class Command(Protocol):
    """What the command line asks of a command's module.

    `NAME` is the word after `comity`, `HELP` one sentence, `EXAMPLE` one or more lines that can be typed as
    they stand. A module may also say `NEEDS_SITE = False`: then the settings are not read before `run`.
    """

    @property
    def NAME(self) -> str:  # noqa: N802 - a module's constants, seen as attributes
        """The word after `comity`."""

    @property
    def HELP(self) -> str:  # noqa: N802
        """What it does, in one sentence."""

    @property
    def EXAMPLE(self) -> str:  # noqa: N802
        """Lines that can be typed as they stand."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""

    def run(self, args: Namespace) -> int:
        """Do it: `YES` (0), `NO` (1, the answer is no) or `NOT_ASKED` (2, could not be asked).

        A `Refusal` or `Malformed` that is let through is shown with clause, field and rule, and gives 1 or 2.
        """


__all__ = ["NO", "NOT_ASKED", "YES", "Command"]
