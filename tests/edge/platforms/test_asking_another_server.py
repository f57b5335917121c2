# SPDX-License-Identifier: Apache-2.0
"""How a platform is asked: within bounds, with its patience kept, and without giving away what lets us in."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import suppress

import pytest

from comity.desk.watch.ports import Later, Refused
from comity.edge.platforms import asking
from comity.edge.platforms.asking import Asking, Unwelcome
from tests.edge.platforms.loopback import Answer, Asked, answering

WORD = "a-word-that-lets-us-in"


def _asked(answer: Answer) -> object:
    with answering(lambda _: answer) as address:
        return Asking(address, {"Authorization": WORD}, seconds=5).ask("GET", "/there")


def test_an_answer_is_read_and_a_question_carries_who_asks() -> None:
    """P20: the platform can see who reads."""
    seen: list[Asked] = []

    def answer(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {"said": "ünd"})

    with answering(answer) as address:
        polite = Asking(address, {"Authorization": WORD})
        assert polite.ask("PUT", "/there", query={"a": "1 &"}, body={"b": ["ü"]}) == {"said": "ünd"}
        assert polite.ask("GET", "/again") == {"said": "ünd"}
    first, second = seen
    assert (first.method, first.path, first.query) == ("PUT", "/there", {"a": "1 &"})
    assert first.body == '{"b": ["ü"]}'.encode()
    assert first.headers["authorization"] == WORD
    assert "Comity" in first.headers["user-agent"]
    assert second.body == b""


@pytest.mark.parametrize(
    ("answer", "seconds"),
    [
        (Answer(429, {}, {"Retry-After": "7"}), 7),
        (Answer(429, {"retry_after": 1.5, "global": False}), 1.5),
        (Answer(429, {"retry_after_ms": 2500, "errcode": "M_LIMIT_EXCEEDED"}), 2.5),
        (Answer(429, b"busy", {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"}), 60),
        (Answer(429, {"retry_after": -4}), 60),
        (Answer(429, b'{"retry_after": NaN}', {}), 60),
        (Answer(429, {}, {"Retry-After": "1e999"}), 60),
        (Answer(429, {}, {"Retry-After": "99999999"}), asking.LONGEST_WAIT),
        (Answer(503, {}, {"Retry-After": "3"}), 3),
    ],
)
def test_a_platform_that_asks_to_wait_is_waited_for(answer: Answer, seconds: float) -> None:
    """P20: we never hammer; and no platform makes us wait for ever."""
    with pytest.raises(Later) as later:
        _asked(answer)
    assert later.value.seconds == seconds


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_platform_that_is_down_is_no_answer(status: int) -> None:
    """P24: what is not there now is asked for again, not given up."""
    with pytest.raises(OSError, match=str(status)):
        _asked(Answer(status, b"<html>"))


def test_nobody_listening_is_no_answer() -> None:
    """P24: the same."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with pytest.raises(OSError, match="gave no answer"):
        Asking(f"http://127.0.0.1:{port}", {}).ask("GET", "/there")


def test_a_refusal_says_why_in_the_platforms_own_words() -> None:
    """P23: what the operator has to do stands in the message."""
    with pytest.raises(Unwelcome) as refused:
        _asked(Answer(403, {"errcode": "M_FORBIDDEN", "error": "not in that room"}))
    assert refused.value.status == 403
    assert refused.value.code == "M_FORBIDDEN"
    assert str(refused.value) == "/there: was answered 403 M_FORBIDDEN not in that room"


@pytest.mark.parametrize("body", [b"<html>", b"{", b"[" * 100_000, b'{"a": Infinity}', b"\xff\xfe"])
def test_what_is_no_json_is_refused(body: bytes) -> None:
    """P22: hostile answers end in an error that names the place."""
    with pytest.raises(Refused, match="/there: an answer in JSON"):
        _asked(Answer(200, body))


def test_an_endless_answer_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """P22: one answer cannot fill the memory, and its rest is not taken for the next answer."""
    monkeypatch.setattr(asking, "LARGEST", 1000)
    answers = iter([Answer(200, b'"' + b"a" * 200_000 + b'"'), Answer(200, "short")])
    with answering(lambda _: next(answers)) as address:
        polite = Asking(address, {})
        with pytest.raises(Refused, match="at most 1000 bytes"):
            polite.ask("GET", "/there")
        assert polite.ask("GET", "/there") == "short"


def test_a_word_that_lets_us_in_follows_no_redirection() -> None:
    """P21: a server that points elsewhere is not given what belongs to it alone."""
    seen: list[Asked] = []

    def elsewhere(asked: Asked) -> Answer:
        seen.append(asked)
        return Answer(200, {})

    with answering(elsewhere) as other, pytest.raises(Unwelcome):
        _asked(Answer(302, {}, {"Location": f"{other}/there"}))
    assert not seen


@pytest.mark.parametrize("base", ["http://chat.example.org", "ftp://127.0.0.1", "chat.example.org", "https:///x"])
def test_no_word_travels_in_clear(base: str) -> None:
    """P21: http is for this machine alone."""
    with pytest.raises(ValueError, match="https"):
        Asking(base, {"Authorization": WORD})


def test_a_server_that_says_a_little_now_and_then_is_not_listened_to_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """P24: one answer has an end; a platform that drips holds nobody up."""
    monkeypatch.setattr(asking, "LONGEST_ANSWER", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def drip() -> None:
            one, _ = listening.accept()
            with one, suppress(OSError):
                one.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
                for _ in range(200):
                    one.sendall(b"[")
                    time.sleep(0.05)

        threading.Thread(target=drip, daemon=True).start()
        began = time.monotonic()
        with pytest.raises(OSError, match="not at its end"):
            Asking(f"http://127.0.0.1:{listening.getsockname()[1]}", {}).ask("GET", "/there")
        assert time.monotonic() - began < 5
