# SPDX-License-Identifier: Apache-2.0
"""Tokens of the HTTP interface in the table `token`: the digest of each secret, never the secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from comity.desk.tokens import Token
from comity.edge.store import models


class SqlTokens:
    """The tokens in the Django database `alias`."""

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias

    def keep(self, token: Token, digest: str) -> None:
        """Keep a new token."""
        models.Token.objects.using(self.alias).create(
            id=token.id,
            digest=digest,
            person=token.person,
            label=token.label,
            scopes=" ".join(sorted(token.scopes)),
            made=token.made,
            expires=token.expires,
        )

    def find(self, digest: str) -> Token | None:
        """The token of that secret."""
        found = models.Token.objects.using(self.alias).filter(digest=digest).first()
        return None if found is None else _token(found)

    def of(self, person: str) -> Sequence[Token]:
        """The tokens of a person, the newest first."""
        found = models.Token.objects.using(self.alias).filter(person=person).order_by("-made", "id")
        return [_token(one) for one in found]

    def revoke(self, id: str, *, at: datetime, person: str = "") -> bool:
        """End a token."""
        found = models.Token.objects.using(self.alias).filter(id=id, revoked=None)
        if person:
            found = found.filter(person=person)
        return found.update(revoked=at) > 0


def _token(found: models.Token) -> Token:
    return Token(
        id=found.id,
        person=found.person,
        label=found.label,
        scopes=frozenset(found.scopes.split()),
        made=found.made,
        expires=found.expires,
        revoked=found.revoked,
    )


__all__ = ["SqlTokens"]
