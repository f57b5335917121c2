# SPDX-License-Identifier: Apache-2.0
"""What a part of an address may look like. It is checked here, so that no view sees a strange one."""

from __future__ import annotations

import re

from django.urls import register_converter


class _Text:
    """A part that stays the text it is."""

    regex = ""

    @classmethod
    def fits(cls, text: str) -> bool:
        """Whether a text could be such a part."""
        return re.fullmatch(cls.regex, text) is not None

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class Bits(_Text):
    """A locator: 32 hex digits."""

    regex = "[0-9a-f]{32}"


class Ref(_Text):
    """A case, a season, a tear."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"


class EntryId(_Text):
    """An entry."""

    regex = "[0-9a-f]{12}"


class Version(_Text):
    """A procedure version: community and name."""

    regex = "[a-z0-9][a-z0-9.-]{0,60}(?:/[a-z0-9][a-z0-9.-]{0,60})?"


class Token(_Text):
    """A signed link."""

    regex = "[A-Za-z0-9:_-]{10,300}"


class Kind(_Text):
    """One of the three entrances of the front desk."""

    regex = "tear|report|support"


class Kept(_Text):
    """A kind of stream that keeps papers."""

    regex = "case|tear|channel|petition|authority|past"


class PatternId(_Text):
    """A pattern of the library."""

    regex = "[a-z][a-z0-9-]{0,39}"


class Digest(_Text):
    """The name of a paper: SHA-256, in hex."""

    regex = "[0-9a-f]{64}"


def register() -> None:
    """Make the parts known to Django; once, before any address is named."""
    found = {
        "bits": Bits,
        "ref": Ref,
        "entry": EntryId,
        "version": Version,
        "token": Token,
        "door": Kind,
        "kept": Kept,
        "pattern": PatternId,
        "digest": Digest,
    }
    for name, kind in found.items():
        register_converter(kind, name)


__all__ = ["Bits", "Digest", "EntryId", "Kept", "Kind", "PatternId", "Ref", "Token", "Version", "register"]
