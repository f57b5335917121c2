# SPDX-License-Identifier: Apache-2.0
"""One stream of a NATS JetStream server, asked one thing at a time. What is not answered is an `OSError`.

Nothing is kept in the client and there is no consumer at the server: a reader says after which number it reads on, so
that both may be killed at any instant. The client's own loop runs in a thread of its own.
"""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Coroutine, Mapping, Sequence
from contextlib import suppress
from threading import Thread
from typing import Any, TypeVar

import nats
from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from comity.core.clause import Fault, Malformed
from comity.edge.stream.nats.address import Address

SECONDS, CONNECT_SECONDS = 10.0, 3.0
MOST = 1000
"""So many messages the server takes or leaves together."""
KNOWN_SECONDS, KEPT_SECONDS = 24 * 3600, 7 * 24 * 3600
"""For so long a repetition is known; for so long an envelope waits that nobody folds."""
_SEQUENCE = "Nats-Sequence"
_WRONG_LAST, _NO_MESSAGE, _NO_STREAM = (10071, 10164), 10037, 10059
_T = TypeVar("_T")


class Elsewhere(Exception):
    """Somebody else published on that subject since we looked."""


Put = tuple[str, bytes, Mapping[str, str]]
"""Subject, body, headers."""


class Jet:
    """The stream, from threads that wait for answers."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._loop = asyncio.new_event_loop()
        self._client: Client | None = None
        self._ready, self._preparing = False, asyncio.Lock()
        self._thread = Thread(target=self._loop.run_forever, name="nats", daemon=True)
        self._thread.start()

    def put(self, subject: str, body: bytes, headers: Mapping[str, str]) -> bool:
        """Publish durably; False where the server knows the `Nats-Msg-Id`. Raises OSError."""
        answer = self._wait(self._asked(self._subject(subject), body, headers))
        return not answer.get("duplicate", False)

    def put_all(self, batch: str, puts: Sequence[Put]) -> int:
        """Publish all or none, durably; the number of the last. Raises `Elsewhere`, OSError."""
        if len(puts) > MOST:
            raise ValueError(f"at most {MOST} messages are published together")
        return int(self._wait(self._together(batch, puts))["seq"])

    def last(self, subject: str) -> tuple[bytes, int]:
        """The last message on a subject and its number; nothing and nought where there is none. Raises OSError."""
        asked = json.dumps({"last_by_subj": self._subject(subject)}).encode()
        answer = self._wait(self._api(f"STREAM.MSG.GET.{self.address.name}", asked, allow=(_NO_MESSAGE,)))
        if "message" not in answer:
            return b"", 0
        return base64.b64decode(answer["message"].get("data", "")), int(answer["message"]["seq"])

    def after(self, subject: str, number: int, *, most: int = 10) -> list[tuple[int, bytes]]:
        """The next messages on a subject after that number, oldest first. Raises OSError."""
        return self._wait(self._got(self._subject(subject), number + 1, most))

    def destroy(self, subject: str, upto: int) -> None:
        """Destroy the messages of a subject up to and with that number. Raises OSError."""
        asked = json.dumps({"filter": self._subject(subject), "seq": upto + 1}).encode()
        self._wait(self._api(f"STREAM.PURGE.{self.address.name}", asked))

    def waiting(self) -> int:
        """How many messages lie in the stream. Raises OSError."""
        return int(self._wait(self._api(f"STREAM.INFO.{self.address.name}", b""))["state"]["messages"])

    @property
    def largest(self) -> int:
        """The most bytes of one message."""
        return 1024 * 1024 if self._client is None else self._client.max_payload

    def close(self) -> None:
        """Hang up."""
        if self._loop.is_closed():
            return
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._hung_up(), self._loop).result(SECONDS)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(SECONDS)
        if not self._thread.is_alive():
            self._loop.close()

    async def _hung_up(self) -> None:
        if self._client is not None:
            with suppress(NatsError, OSError):
                await self._client.close()
        left = [one for one in asyncio.all_tasks() if one is not asyncio.current_task()]
        for one in left:
            one.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def _subject(self, subject: str) -> str:
        return f"{self.address.name}.{subject}"

    def _wait(self, work: Coroutine[Any, Any, _T]) -> _T:
        async def all_of_it() -> _T:
            try:
                async with self._preparing:
                    await self._prepare()
            except BaseException:
                work.close()
                raise
            return await work

        try:
            return asyncio.run_coroutine_threadsafe(all_of_it(), self._loop).result(4 * SECONDS)
        except (NatsError, TimeoutError) as wrong:
            raise OSError(f"the stream did not answer: {type(wrong).__name__}") from wrong

    async def _prepare(self) -> None:
        """Connect, and make the stream where there is none. Raises `Malformed` where it is cut otherwise."""
        if self._client is None:
            connecting = nats.connect(
                self.address.url, connect_timeout=2, max_reconnect_attempts=-1, reconnect_time_wait=0.25,
                error_cb=_quiet, disconnected_cb=_quiet0, reconnected_cb=_quiet0,
            )  # fmt: skip
            self._client = await asyncio.wait_for(connecting, CONNECT_SECONDS)
        if self._ready:
            return
        cut = {"partitions": str(self.address.partitions)}
        wanted = {
            "name": self.address.name, "subjects": [f"{self.address.name}.>"], "storage": "file",
            "num_replicas": self.address.replicas, "allow_atomic": True, "allow_direct": True, "allow_msg_ttl": True,
            "duplicate_window": KNOWN_SECONDS * 10**9, "metadata": cut,
        }  # fmt: skip
        found = await self._api(f"STREAM.INFO.{self.address.name}", b"", allow=(_NO_STREAM,))
        if "config" not in found:
            found = await self._api(f"STREAM.CREATE.{self.address.name}", json.dumps(wanted).encode())
        there = found["config"].get("metadata", {}).get("partitions")
        if there != cut["partitions"]:
            text = f"the stream is cut into {there} partitions, which cannot change while something waits in it"
            raise Malformed([Fault(field="COMITY_STREAM_URL", rule="partitions", text=text)])
        self._ready = True

    async def _api(self, what: str, body: bytes, *, allow: Sequence[int] = ()) -> dict[str, Any]:
        return await self._asked(f"$JS.API.{what}", body, {}, allow=allow)

    async def _asked(
        self, subject: str, body: bytes, headers: Mapping[str, str], *, allow: Sequence[int] = ()
    ) -> dict[str, Any]:
        assert self._client is not None
        answer = await self._client.request(subject, body, timeout=SECONDS, headers=dict(headers) or None)
        return _read(answer.data, allow)

    async def _together(self, batch: str, puts: Sequence[Put]) -> dict[str, Any]:
        """The first is asked, so that a server which takes nothing says so at once; the last commits."""
        assert self._client is not None
        for number, (subject, body, headers) in enumerate(puts, 1):
            last = {"Nats-Batch-Commit": "1"} if number == len(puts) else {}
            whole = {**headers, "Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number), **last}
            if last or number == 1:
                answer = await self._client.request(self._subject(subject), body, timeout=SECONDS, headers=whole)
                told = _read(answer.data) if answer.data else {}
            else:
                await self._client.publish(self._subject(subject), body, headers=whole)
        return told

    async def _got(self, subject: str, number: int, most: int) -> list[tuple[int, bytes]]:
        """Ask for many at once; the answer ends with an empty message that says so."""
        assert self._client is not None
        inbox = self._client.new_inbox()
        answers = await self._client.subscribe(inbox)
        try:
            asked = {"seq": number, "next_by_subj": subject, "batch": most}
            await self._client.publish(f"$JS.API.DIRECT.GET.{self.address.name}", json.dumps(asked).encode(), inbox)
            found: list[tuple[int, bytes]] = []
            while (one := _kept(await answers.next_msg(timeout=SECONDS))) is not None:
                found.append(one)
            return found
        finally:
            await answers.unsubscribe()


def _kept(answer: Msg) -> tuple[int, bytes] | None:
    """A message with its number; None at the end of an answer, or where there is none."""
    headers = answer.headers or {}
    if headers.get("Status") or _SEQUENCE not in headers:
        if headers.get("Status") not in ("204", "404"):
            raise OSError(f"the stream did not answer: {headers.get('Status')}")
        return None
    return int(headers[_SEQUENCE]), answer.data


def _read(data: bytes, allow: Sequence[int] = ()) -> dict[str, Any]:
    """An answer of the server. Raises `Elsewhere`, OSError."""
    answer: dict[str, Any] = json.loads(data)
    code = int((answer.get("error") or {}).get("err_code", 0))
    if code in _WRONG_LAST:
        raise Elsewhere
    if code and code not in allow:
        raise OSError(f"the stream refused: {code}")
    return answer


async def _quiet(_: Exception) -> None:
    """What is wrong with the connection is told to whoever asks next."""


async def _quiet0() -> None:
    """The same."""


__all__ = ["KEPT_SECONDS", "MOST", "Elsewhere", "Jet", "Put"]
