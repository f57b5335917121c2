# SPDX-License-Identifier: Apache-2.0
"""Discord: reads the channels that are watched and puts up their sign, over its HTTP API."""

from __future__ import annotations

from collections.abc import Mapping

from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.discord.reader import DiscordReader
from comity.edge.platforms.discord.server import Server
from comity.edge.platforms.discord.sign import DiscordSign
from comity.edge.platforms.settings import Settings

ADDRESS = "https://discord.com/api/v10"
_WHO = "DiscordBot (urn:comity, 1)"


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """`token` of the application's bot, `leave_out`: accounts of programs that do not say so. Raises `Malformed`."""
    given = Settings(source, settings, ("url", "token", "leave_out"))
    token = given.needed("token", "the token of the application's bot")
    for_reader, for_sign = (  # they are asked by two threads
        Server(given.asking("url", ADDRESS, {"Authorization": f"Bot {token}", "User-Agent": _WHO})) for _ in range(2)
    )
    reader = DiscordReader(source, for_reader, spaces, left_out=given.words("leave_out"))
    return Connection(reader=reader, sign=DiscordSign(source, for_sign))


__all__ = ["connect"]
