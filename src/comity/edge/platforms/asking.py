# SPDX-License-Identifier: Apache-2.0
"""Asking another server for JSON over HTTP: politely, within bounds, and with the errors that `desk.watch.ports` names.

The word that lets us in travels in a header, to the named host alone: no redirect is followed, and without encryption
nothing is asked of any server but one on this machine.
"""

from __future__ import annotations

import ipaddress
import json
import math
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import TypeAlias
from urllib.parse import urlencode, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from comity.desk.watch.ports import Later, Refused

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"

SECONDS = 30.0
"""How long a server may say nothing."""
LONGEST_ANSWER = 120.0
"""Seconds for one whole answer, for a server that says a little now and then."""
LARGEST = 32 * 1024 * 1024
"""Bytes of one answer; a longer one is not read to its end."""
LONGEST_WAIT = 3600.0
"""Seconds that we let a platform make us wait at once: after them we ask again and may be told the same."""
_NAME = "Comity (conduct council software)"
_AT_ONCE = 1 << 20


class Unwelcome(Refused):
    """The platform understood us and does not do it. `code` is its own word for why, or empty."""

    def __init__(self, path: str, status: int, code: str, said: str) -> None:
        super().__init__(path, f"was answered {status} {code} {said}".rstrip())
        self.status, self.code = status, code


class Asking:
    """One server, as one account may ask it."""

    def __init__(self, base: str, headers: Mapping[str, str], *, seconds: float = SECONDS) -> None:
        """`base` is an address without a slash at its end. Raises ValueError where a secret would travel in clear."""
        split = urlsplit(base)
        if split.scheme not in ("http", "https") or not split.hostname or split.query or split.fragment:
            raise ValueError("is no http or https address")
        if split.scheme == "http" and not here(split.hostname):
            raise ValueError("begins with https:// (http:// is for this machine alone)")
        self._base = base.rstrip("/")
        self._headers = {"User-Agent": _NAME, "Accept": "application/json", **headers}
        self.said: Mapping[str, str] = {}  # the headers of the latest answer, whatever their letters' case
        self._pool = urllib3.PoolManager(
            num_pools=2, retries=False, ssl_context=ssl.create_default_context(), timeout=urllib3.Timeout(seconds)
        )

    def ask(self, method: str, path: str, *, query: Mapping[str, str] | None = None, body: Json = None) -> Json:
        """What the server answered; None where it answered with nothing. `path` is quoted by the caller.

        Raises `Later`, `Unwelcome`, `Refused` (an answer that is no JSON, or too long) and `OSError` (no answer).
        """
        url = f"{self._base}{path}" + (f"?{urlencode(query)}" if query else "")
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
        headers = self._headers if payload is None else {**self._headers, "Content-Type": "application/json"}
        try:
            answer = self._pool.request(
                method, url, body=payload, headers=headers, redirect=False, preload_content=False
            )
            raw = _whole(answer)
        except HTTPError as wrong:
            raise ConnectionError(f"{urlsplit(self._base).hostname} gave no answer ({type(wrong).__name__})") from wrong
        self.said = answer.headers
        if len(raw) > LARGEST:
            answer.close()  # the rest of it must not be taken for the next answer
            raise Refused(path, f"an answer of at most {LARGEST} bytes")
        answer.release_conn()
        return _read(path, answer.status, answer.headers.get("Retry-After", ""), raw)


def _whole(answer: urllib3.BaseHTTPResponse) -> bytes:
    """The body, at most one byte more than `LARGEST`. Raises `TimeoutError` where it comes to no end in time."""
    until, parts, length = time.monotonic() + LONGEST_ANSWER, list[bytes](), 0
    while length <= LARGEST and (part := answer.read1(min(_AT_ONCE, LARGEST + 1 - length))):
        parts.append(part)
        length += len(part)
        if time.monotonic() > until:
            answer.close()
            raise TimeoutError(f"an answer was not at its end after {LONGEST_ANSWER:.0f} s")
    return b"".join(parts)


def here(host: str) -> bool:
    """Whether it is this machine, to which a line needs no encryption."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


def _read(path: str, status: int, retry_after: str, raw: bytes) -> Json:
    told = _json(raw)
    if status == 429:
        raise Later(_wait(retry_after, told))
    if status >= 500:
        if retry_after:
            raise Later(_wait(retry_after, told))
        raise ConnectionError(f"{path} was answered {status}")
    if not 200 <= status < 300:
        code, said = _why(told)
        raise Unwelcome(path, status, code, said)
    if raw and told is None and raw.strip() != b"null":
        raise Refused(path, "an answer in JSON")
    return told


def _json(raw: bytes) -> Json:
    """The answer; None where it is none, or not JSON."""
    try:
        told: Json = json.loads(raw, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return told


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no JSON")


def _wait(header: str, told: Json) -> float:
    """Seconds to wait: by the header, else by what the body says in seconds or milliseconds, else a minute."""
    body = told if isinstance(told, dict) else {}
    for given, scale in ((header, 1.0), (body.get("retry_after"), 1.0), (body.get("retry_after_ms"), 0.001)):
        if isinstance(given, int | float | str) and not isinstance(given, bool) and given != "":
            with suppress(ValueError):
                seconds = float(given) * scale
                if math.isfinite(seconds) and seconds >= 0:
                    return min(seconds, LONGEST_WAIT)
    return 60.0


def _why(told: Json) -> tuple[str, str]:
    """The platform's own code and sentence, cut short."""
    if not isinstance(told, dict):
        return "", ""
    said = told.get("error") or told.get("message") or ""
    return str(told.get("errcode") or told.get("code") or "")[:80], str(said)[:200]


__all__ = ["LARGEST", "LONGEST_WAIT", "Asking", "Json", "Unwelcome", "here"]
