# SPDX-License-Identifier: Apache-2.0
"""The closed words of requests and of the register of authorities, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy

KINDS: Mapping[str, object] = {
    "access": gettext_lazy("Tell me what is kept of me"),
    "rectification": gettext_lazy("Put something right that is wrong about me"),
    "erasure": gettext_lazy("Destroy something that is kept of me"),
}
HINTS: Mapping[str, object] = {
    "access": gettext_lazy(
        "You are told what is kept, why, until when and who reads it, unless it harms somebody else."
    ),
    "rectification": gettext_lazy("Nothing that was filed is changed. What you write stands beside it from then on."),
    "erasure": gettext_lazy("What a running case or a court still needs is kept until it is not needed any more."),
}
OUTCOMES: Mapping[str, object] = {
    "granted": gettext_lazy("Granted"),
    "partly": gettext_lazy("Granted in part"),
    "refused": gettext_lazy("Refused"),
}
STATUTES: Mapping[str, object] = {
    "gdpr-15": gettext_lazy("Article 15 of the GDPR: access"),
    "gdpr-15-4": gettext_lazy("Article 15(4) of the GDPR: it would harm the rights of others"),
    "gdpr-16": gettext_lazy("Article 16 of the GDPR: rectification"),
    "gdpr-17": gettext_lazy("Article 17 of the GDPR: erasure"),
    "gdpr-17-3": gettext_lazy("Article 17(3) of the GDPR: it is still needed for a duty or a claim"),
    "gdpr-12-5": gettext_lazy("Article 12(5) of the GDPR: asked again and again without a reason"),
    "gdpr-23": gettext_lazy("Article 23 of the GDPR: a law restricts it"),
}
AUTHORITIES: Mapping[str, object] = {
    "court": gettext_lazy("A court"),
    "prosecution": gettext_lazy("A prosecutor"),
    "police": gettext_lazy("The police"),
    "supervision": gettext_lazy("A supervisory authority"),
    "other": gettext_lazy("Another authority"),
}
BASES: Mapping[str, object] = {
    "order": gettext_lazy("an order of a court"),
    "statute": gettext_lazy("a duty by statute"),
    "voluntary": gettext_lazy("neither: nothing has to be given"),
}
SCOPES: Mapping[str, object] = {
    "contacts": gettext_lazy("ways to reach people"),
    "papers": gettext_lazy("papers"),
    "history": gettext_lazy("the history of acts"),
    "accounts": gettext_lazy("accounts"),
}
GIVEN: Mapping[str, object] = {
    "given": gettext_lazy("It was given"),
    "partly": gettext_lazy("It was given in part"),
    "refused": gettext_lazy("It was refused"),
    "": gettext_lazy("Not answered yet"),
}


def said(words: Mapping[str, object], code: str) -> str:
    """The words of a code; the code itself where a later version knows another one."""
    return str(words.get(code, code))


__all__ = ["AUTHORITIES", "BASES", "GIVEN", "HINTS", "KINDS", "OUTCOMES", "SCOPES", "STATUTES", "said"]
