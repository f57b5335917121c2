# SPDX-License-Identifier: Apache-2.0
"""The promises that hold under every procedure, in a sentence each; refusals cite them as `§ P4`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

PROMISES = {
    "P1": _("What was acknowledged is never lost, and what happened once is not told twice."),
    "P2": _("Telling takes no account, no name and no script, and the small tear has a door of its own."),
    "P3": _("Whoever reported comes back with the receipt alone."),
    "P4": _("Nothing reaches the other side before the reporter has seen the exact words and agreed, or withdrawn."),
    "P5": _("Nobody is sanctioned before notice and a real chance to answer."),
    "P6": _(
        "A case is judged by the version under which it was opened, and a deadline is an instant fixed when it is set."
    ),
    "P7": _("Every refusal says which clause refuses, and what is possible instead."),
    "P8": _("Talks about the matter with one side are on the record; what is said in mediation is no evidence."),
    "P9": _("A finding names its standard of proof; not proven differs from did not happen."),
    "P10": _(
        "Who is in conflict is settled before anything is read, and for them the case looks like one that never was."
    ),
    "P11": _("No record joins a member and a choice, and each member can find the own ballot in the count."),
    "P12": _("Perspectives differ and stay different; a dissent stands beside the decision."),
    "P13": _("A council that turns over or vanishes does not lose its cases."),
    "P14": _("Load is visible and capped, and distressing content is veiled until asked for."),
    "P15": _("The arithmetic of a veto is in whole numbers, with its base, its comparison and its distance."),
    "P16": _("A decision that falls is undone everywhere it was carried out."),
    "P17": _("Nothing published changes unseen; corrections are new entries."),
    "P18": _("We publish no name and no quote, and dates only by cycle."),
    "P19": _("No measure of success is met by having more conflicts."),
    "P20": _("Nothing watches a space before a clause adopts it, and no person is ever scored."),
    "P21": _("Whoever runs the server reads no sealed paper from the database, a backup or a log alone."),
    "P22": _("Another council's decision is taken up only by a new decision here, with notice and appeal."),
    "P23": _("Two commands on a fresh machine: one runs it, one tests it."),
    "P24": _("Sending the same thing twice does it once."),
    "P25": _("The same history always gives the same state, and time does not go back."),
    "P26": _("What cannot be read gets a clear error that names the field and the rule."),
    "P27": _("All of the law stands in one folder that anybody can read."),
}

__all__ = ["PROMISES"]
