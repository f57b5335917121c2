# SPDX-License-Identifier: Apache-2.0
"""Matrix: reads the rooms that are watched and puts up their sign, over the client-server API."""

from __future__ import annotations

from collections.abc import Mapping

from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.matrix.homeserver import Homeserver
from comity.edge.platforms.matrix.reader import MatrixReader
from comity.edge.platforms.matrix.sign import MatrixSign
from comity.edge.platforms.settings import Settings


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """`url` of the homeserver, `token` of the account, `leave_out`: accounts of programs. Raises `Malformed`."""
    given = Settings(source, settings, ("url", "token", "leave_out"))
    token = given.needed("token", "the access token of an account of its own")
    given.needed("url", "https://matrix.example.org")
    for_reader, for_sign = (  # they are asked by two threads
        Homeserver(given.asking("url", "", {"Authorization": f"Bearer {token}"})) for _ in range(2)
    )
    reader = MatrixReader(source, for_reader, spaces, left_out=given.words("leave_out"))
    return Connection(reader=reader, sign=MatrixSign(source, for_sign))


__all__ = ["connect"]
