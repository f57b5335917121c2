# SPDX-License-Identifier: Apache-2.0
"""The linter: a procedure is checked for fairness before anybody votes on it.

It drives the real docket through every state that a case can come to, tries every filing hour of a season against the
calendar, and reads the rest off the text. It does not judge whether a rule is wise, only whether it holds what a
community was promised; what a text leaves undefined it lists, for that is legal.
"""

from comity.core.lint.hours import Hours, season_of, try_hours
from comity.core.lint.rules import READ, WALKED, lint
from comity.core.lint.walk import BOUND, Walk, walk

__all__ = ["BOUND", "Hours", "READ", "WALKED", "Walk", "lint", "season_of", "try_hours", "walk"]
