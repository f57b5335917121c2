# SPDX-License-Identifier: Apache-2.0
"""Sessions in the database under the digest of their key: whoever reads the table or a backup enters nowhere (P21)."""

from __future__ import annotations

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone


def digest(key: str) -> str:
    """What the table keeps of a key; as long as its column allows."""
    return hashlib.sha256(key.encode()).hexdigest()[:40]


class SessionStore(db.SessionStore):
    """Django's own store, which never writes the key itself."""

    def _get_session_from_db(self) -> Any:
        key = digest(self.session_key or "")
        found = self.model.objects.filter(session_key=key, expire_date__gt=timezone.now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        """Whether there is a session of that key."""
        return bool(super().exists(digest(session_key)))

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        """The row of this session."""
        row = super().create_model_instance(data)
        row.session_key = digest(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """End a session; this one where none is named."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(digest(key))


__all__ = ["SessionStore", "digest"]
