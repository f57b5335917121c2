# SPDX-License-Identifier: Apache-2.0
"""The hooks of `comity serve` under attack: nothing is our fault, nothing counts twice, and no word gets into a log.

One server takes all of it, and the runner then folds what was kept with the shipped model.
"""

from __future__ import annotations

import gzip
import hashlib
import hmac
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.architecture.tree import ROOT
from tests.servers import postgresql, stop
from tests.site.test_bombs_through_the_server import PATIENCE, Site
from tests.site.test_serve import COMITY, _asked

SECRET = "a secret that both sides hold"
LAW = "optimism/proposed"
MARK = "zzunheardof"
"""A word that is in every text that is sent here, and must be in no log."""
QUARREL = (
    "I moved the harvest tally to the new sheet.",
    "It lacks last week. You always say it was sent. This is ridiculous.",
    "Stop twisting this. You are lying, and you are such an idiot.",
    "Liar. Shame on you, you pathetic fool.",
)
OPENED = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from comity.core import watch
from comity.desk.watch.spaces import STREAM
from comity.site.court import here
from tests.journeys import web_stage
court = here(); web_stage.adopt(court, "optimism/proposed"); web_stage.seat(court, "optimism/proposed")
now = timezone.now()
opened = watch.OpenSpace(by="lead", space="forum/4"), watch.PutUpSign(by="lead", space="forum/4", mark="sign")
for n, one in enumerate(opened):
    court.perform(one, act_id=f"space/{n}", actor="lead", stream=STREAM, at=now - timedelta(minutes=5 - n))
"""
FOLDED = """
import django; django.setup()
import json
from comity.desk.watch.spaces import signal_stream
from comity.edge.stream.inbox import trays
from comity.site import watch_live
from comity.site.court import here
court = here(); runner = watch_live.stream(court); box = watch_live.inbox(); folded = 0
while many := runner.drain("forum", box):
    folded += many
standing = {one.name: one for one in runner.standing()}
with court.desk.store.reading() as unit:
    signals = list(unit.history.streams(kind=signal_stream("").partition(":")[0]))
one = standing.get("forum")
print(json.dumps({"folded": folded, "told": one.told if one else 0, "passed_over": one.passed_over if one else 0,
                  "waiting": sum(tray.many for tray in trays()), "signals": sorted(signals)}))
"""


@dataclass
class Hooked:
    """A served site that listens to a forum and to a hub, and how they sign."""

    site: Site
    told: dict[str, str]
    log: Path
    statuses: Counter[int] = field(default_factory=Counter)
    _id: int = 0

    def send(self, body: bytes, *, platform: str = "discourse", source: str = "forum", id: str = "", kind: str = "",
             event: str = "post_created", signed: bytes | None = None,
             lines: tuple[str, ...] = ()) -> tuple[int, Any]:  # fmt: skip
        """One delivery; the status and the document of the answer."""
        self._id += 1
        sign = "sha256=" + hmac.new(SECRET.encode(), body if signed is None else signed, hashlib.sha256).hexdigest()
        if platform == "discourse":
            heads = [f"X-Discourse-Event-Id: {id or self._id}", "X-Discourse-Event-Type: post"]
            heads += [f"X-Discourse-Event: {event}", f"X-Discourse-Event-Signature: {sign}"]
        else:
            heads = [f"X-GitHub-Delivery: {id or self._id}", f"X-GitHub-Event: {event}", f"X-Hub-Signature-256: {sign}"]
        replaced = {line.partition(":")[0].lower() for line in lines}
        heads = [one for one in heads if one.partition(":")[0].lower() not in replaced]
        heads += [one for one in lines if not one.endswith(":")]
        status, said = self.site.post(f"/hooks/{platform}/{source}", body, kind or "application/json", *heads)
        self.statuses[status] += 1
        _, _, document = said.partition("\r\n\r\n")
        return status, json.loads(document) if document[:1] in "{[" and document else document

    def run(self, program: str) -> Any:
        """A program beside the server; what its last line says."""
        return _run(program, self.told)


def _run(program: str, told: dict[str, str]) -> Any:
    settings = {"DJANGO_SETTINGS_MODULE": "comity.site.settings", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", program], env={**told, **settings}, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None


def post(id: object, text: object, *, topic: int = 1, **more: Any) -> bytes:
    """A post as Discourse tells it."""
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    said = {
        "id": id, "topic_id": topic, "post_number": id if isinstance(id, int) else 1, "post_type": 1, "user_id": 7,
        "username": "reed", "cooked": f"<p>{text} {MARK}</p>", "created_at": now, "updated_at": now, "version": 1,
        "reply_to_post_number": None, "hidden": False, "user_deleted": False, "deleted_at": None, "category_id": 4,
        "topic_slug": "a-topic", "topic_title": "A topic", "topic_archetype": "regular", **more,
    }  # fmt: skip
    return json.dumps({"post": said}).encode()


@pytest.fixture(scope="module")
def hooked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hooked]:
    """A council whose clause opens a category of its forum, served on the database under test."""
    folder = tmp_path_factory.mktemp("hooked")
    law = folder / "home" / "procedures" / f"{LAW}.toml"
    law.parent.mkdir(parents=True)
    shipped = (ROOT / "procedures" / f"{LAW}.toml").read_text("utf-8")
    law.write_text(shipped.replace('mark = "forum/general"', 'mark = "forum/4"'), "utf-8")
    path = folder / "home" / "watch.toml"
    path.write_text(
        f'[forum]\nplatform = "discourse"\nurl = "https://forum.example"\nhook_secret = "{SECRET}"\n'
        f'[hub]\nplatform = "github"\nhook_secret = "{SECRET}"\n', "utf-8",
    )  # fmt: skip
    path.chmod(0o600)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COMITY_", "DJANGO_"))}
    told = {**kept, "COMITY_HOME": str(folder / "home"), "COMITY_BIND": f"127.0.0.1:{port}"}
    with ExitStack() as stack:
        if os.environ.get("COMITY_TEST_DATABASE") == "postgresql":
            told["COMITY_DATABASE_URL"] = stack.enter_context(postgresql(durable=False))
        assert subprocess.run([COMITY, "migrate"], env=told, capture_output=True, check=False).returncode == 0
        _run(OPENED, told)
        log = folder / "log"
        with log.open("wb") as out:
            server = subprocess.Popen([COMITY, "serve", "--workers", "2"], env=told, stdout=out, stderr=out)
        stack.callback(stop, server)
        assert _asked(told) == b"ok\n"
        yield Hooked(Site("127.0.0.1", port, server.pid), told, log)


def wrong(hooked: Hooked, body: bytes, **more: Any) -> str:
    """The field of the one fault of what is refused; it has a rule, and quotes nothing of what was sent."""
    status, said = hooked.send(body, **more)
    assert status == 422, (status, said)
    assert said["faults"][0]["rule"]
    assert MARK not in json.dumps(said)
    return str(said["faults"][0]["field"])


def issue(**more: Any) -> bytes:
    """An issue as GitHub tells it."""
    told = {"action": "opened", "repository": {"full_name": "acme/garden", "private": False, "visibility": "public"}}
    now = datetime.now(UTC).isoformat()
    said = {
        "id": 1,
        "number": 1,
        "body": MARK,
        "created_at": now,
        "updated_at": now,
        "user": {"id": 7, "login": "reed"},
    }
    return json.dumps({**told, "issue": said, **more}).encode()


@pytest.mark.parametrize("platform", ["discourse", "github"])
def test_what_is_forged_is_refused_by_field_and_rule(hooked: Hooked, platform: str) -> None:
    """P26: no signature, another's, an old one of another body, half of one, in other letters."""
    signature = {"discourse": "X-Discourse-Event-Signature", "github": "X-Hub-Signature-256"}[platform]
    event = {"discourse": "post_created", "github": "issues"}[platform]
    source = {"discourse": "forum", "github": "hub"}[platform]
    body = {"discourse": post(1, "Good morning."), "github": issue()}[platform]
    good = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    for told in ("", "sha256=" + "0" * 64, "sha256=" + good.upper(), good, f"sha256={good[:63]}", f"sha256={good}0",
                 "sha1=" + hmac.new(SECRET.encode(), body, hashlib.sha1).hexdigest(), "x" * 4000):  # fmt: skip
        about = {"platform": platform, "source": source, "event": event}
        assert (
            wrong(hooked, body, lines=(f"{signature}: {told}" if told else f"{signature}:",), **about)
            == signature.lower()
        )
    assert wrong(hooked, body, signed=body[:-1], platform=platform, source=source, event=event) == signature.lower()
    assert hooked.send(body, platform=platform, source="nowhere")[0] == 404


def test_a_kind_that_is_none_and_a_body_that_is_packed_are_refused(hooked: Hooked) -> None:
    """P26: what a platform does not send is not unpacked for anybody."""
    body = post(1, "Good morning.")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "x" * 300):
        assert wrong(hooked, body, kind=kind) == "content-type"
    packed = gzip.compress(b"[" * 50_000_000)
    assert wrong(hooked, packed, lines=("Content-Encoding: gzip",)) == "body"
    assert hooked.send(b"x" * 3_000_000)[0] == 413


@pytest.mark.parametrize(
    ("field", "body"),
    [
        ("post.created_at", post(2, "a", created_at="2099-01-01T00:00:00Z")),
        ("post.created_at", post(2, "a", created_at="yesterday")),
        ("post.created_at", post(2, "a", created_at=7)),
        ("post.created_at", post(2, "a", created_at="2026-01-01T00:00:00")),
        ("post.updated_at", post(2, "a", updated_at="0000-00-00")),
        ("post.id", post("x" * 10_000, "a")),
        ("post.id", post(2**64, "a")),
        ("post.id", post(True, "a")),
        ("post.id", post(None, "a")),
        ("post.topic_id", post(2, "a", topic_id=[1])),
        ("post.username", post(2, "a", username="n" * 10_000)),
        ("post.username", post(2, "a", username="a\x00b")),
        ("post.username", post(2, "a", username="\ud800")),
        ("post.user_id", post(2, "a", user_id="seven")),
        ("post.cooked", post(2, "a", cooked={"a": 1})),
        ("post.hidden", post(2, "a", hidden="no")),
        ("post", b'{"post": 7}'),
        ("post", b"{}"),
        ("body", b"[]"),
        ("body", b"{"),
        ("body", b'{"post": NaN}'),
        ("body", b'{"post": ' + b"9" * 100_000 + b"}"),
        ("body", b"[" * 500_000),
        ("body", b"\xff\xfe"),
    ],
)
def test_a_body_that_is_wrong_is_refused_by_field_and_rule(hooked: Hooked, field: str, body: bytes) -> None:
    """P26: whatever stands in it, it is a 422 that names the field; never a 5xx."""
    assert wrong(hooked, body) == field


def test_what_is_strange_and_right_is_taken(hooked: Hooked) -> None:
    """P26: half characters, direction and control characters, a million letters, nobody as author, an old instant."""
    strange: tuple[dict[str, Any], ...] = (
        {"text": "\u202e\u2066you are lying\u2069 \x00\x1b[2J\x07 \ud800"}, {"text": "<b>" * 200_000},
        {"text": "word " * 300_000}, {"text": ""}, {"text": "a", "username": ""}, {"text": "a", "user_id": 0},
        {"text": "a", "created_at": "1969-07-20T20:17:40Z"}, {"text": "a", "reply_to_post_number": 10**15},
        {"text": "a", "topic_slug": "../\x00<script>"},
    )  # fmt: skip
    for n, told in enumerate(strange, 100):
        assert hooked.send(post(n, topic=50, **told))[0] == 202, told
    for event in ("post_destroyed", "post_edited", "post_recovered"):
        assert hooked.send(post(98_765, "Nobody heard of it.", topic=51), event=event)[0] == 202
    found = hooked.run(FOLDED)
    assert found["passed_over"] == 0
    assert found["waiting"] == 0


def test_a_quarrel_sent_in_every_order_and_again_speaks_once(hooked: Hooked) -> None:
    """P24: each delivery four times, under other ids, backwards, from many at once, before and after it was folded."""
    before = set(hooked.run(FOLDED)["signals"])
    bodies = [post(200 + n, text, topic=60, user_id=n % 2 + 1) for n, text in enumerate(QUARREL)]
    for n, body in enumerate(bodies):
        assert hooked.send(body, id=f"first-{n}") == (202, {"kept": True})
        assert hooked.send(body, id=f"first-{n}") == (202, {"kept": False})
    spoke = set(hooked.run(FOLDED)["signals"]) - before
    assert len(spoke) == 1
    with ThreadPoolExecutor(8) as hands:
        again = [(body, f"{name}-{n}") for name in ("first", "other", "third") for n, body in enumerate(bodies)]
        answers = list(hands.map(lambda one: hooked.send(one[0], id=one[1])[0], reversed(again)))
    assert set(answers) == {202}
    assert set(hooked.run(FOLDED)["signals"]) - before == spoke


def test_a_storm_of_edits_is_taken_and_is_one_message(hooked: Hooked) -> None:
    """P24, P26: two thousand edits of one message from eight hands, some of them before it, some at once."""
    began = time.monotonic()
    start = datetime.now(UTC)
    edits = [
        post(300, f"{QUARREL[2]} {n}", topic=70, updated_at=(start + timedelta(milliseconds=n)).isoformat())
        for n in range(2_000)
    ]
    with ThreadPoolExecutor(8) as hands:
        answers = Counter(hands.map(lambda body: hooked.send(body, event="post_edited")[0], edits))
    assert set(answers) <= {202, 429, 503}, answers
    assert answers[202] > 1_900, answers
    assert time.monotonic() - began < 300
    before = set(hooked.run(FOLDED)["signals"])
    hooked.send(post(300, "I moved the tally.", topic=70))
    found = hooked.run(FOLDED)
    assert found["waiting"] == 0
    assert found["passed_over"] == 0
    assert set(found["signals"]) == before


def test_bodies_that_come_slowly_leave_the_hooks_open(hooked: Hooked) -> None:
    """P2: three senders who say one byte and wait; the fourth is answered."""
    head = b"POST /hooks/discourse/forum HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
    head += b"Content-Length: 999\r\n\r\n{"
    slow = []
    try:
        for _ in range(3):
            line = socket.create_connection((hooked.site.host, hooked.site.port), timeout=PATIENCE)
            line.sendall(head)
            slow.append(line)
        assert hooked.send(post(400, "Good morning.", topic=80))[0] == 202
    finally:
        for line in slow:
            line.close()
    assert hooked.send(post(401, "Good morning.", topic=80))[0] == 202


def test_no_answer_was_our_fault_and_no_word_is_in_a_log(hooked: Hooked) -> None:
    """P20, P26: after all of it: no 5xx, no traceback, and nothing that anybody wrote."""
    assert hooked.statuses, "the other tests of this file go before"
    assert not [status for status in hooked.statuses if status >= 500 or status == 0], hooked.statuses
    said = hooked.log.read_text("utf-8", "replace")
    for word in (MARK, "Traceback", "twisting", SECRET, "sha256="):
        assert word not in said
    assert MARK not in json.dumps(hooked.run(FOLDED))
