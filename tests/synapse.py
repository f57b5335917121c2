# SPDX-License-Identifier: Apache-2.0
"""A real Matrix homeserver for the tests: Synapse, in an environment of its own (`make synapse`), on loopback alone.

    with synapse() as server: server.account("alba") ...

It listens on one loopback port, speaks with no other server, and dies with the process that started it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3

from tests.servers import PATIENCE_SECONDS, Unavailable, stop

ENVIRONMENT = Path(__file__).parent.parent / "build" / "synapse"
NAME = "fernhollow.test"
_SHARED = "this-secret-makes-accounts-in-tests-alone"
_PLENTY = {"per_second": 10_000, "burst_count": 10_000}


class Homeserver:
    """A running server: how a test makes accounts and speaks as one of them."""

    def __init__(self, address: str, process: subprocess.Popen[bytes]) -> None:
        self.address, self.process = address, process
        self._pool = urllib3.PoolManager(retries=False)

    def account(self, name: str, *, admin: bool = False) -> Account:
        """A new account, signed in."""
        nonce = self.call("GET", "/_synapse/admin/v1/register")["nonce"]
        word = secrets.token_hex(8)
        parts = [nonce, name, word, "admin" if admin else "notadmin"]
        mac = hmac.new(_SHARED.encode(), "\0".join(parts).encode(), hashlib.sha1).hexdigest()
        body = {"nonce": nonce, "username": name, "password": word, "admin": admin, "mac": mac}
        told = self.call("POST", "/_synapse/admin/v1/register", body)
        return Account(self, told["user_id"], told["access_token"])

    def call(self, method: str, path: str, body: object = None, token: str = "") -> Any:
        """One request; what was answered. Raises AssertionError where it was no success."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        answer = self._pool.request(method, self.address + path, json=body, headers=headers)
        assert answer.status == 200, f"{method} {path}: {answer.status} {answer.data[:300]!r}"
        return answer.json()


class Account:
    """Somebody with an account, and what they do in rooms."""

    def __init__(self, server: Homeserver, name: str, token: str) -> None:
        self.server, self.name, self.token = server, name, token

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request of the client-server API, below `/_matrix/client/v3`."""
        return self.server.call(method, f"/_matrix/client/v3{path}", body, self.token)

    def room(self, **settings: object) -> str:
        """A new room; its id."""
        made: str = self.call("POST", "/createRoom", {"preset": "public_chat", **settings})["room_id"]
        return made

    def join(self, room: str) -> None:
        """Enter a room."""
        self.call("POST", f"/join/{quote(room)}", {})

    def invite(self, room: str, name: str) -> None:
        """Ask somebody in."""
        self.call("POST", f"/rooms/{quote(room)}/invite", {"user_id": name})

    def send(self, room: str, content: object, kind: str = "m.room.message") -> str:
        """Send an event; its id."""
        sent: str = self.call("PUT", f"/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}", content)["event_id"]
        return sent

    def say(self, room: str, text: str, **more: object) -> str:
        """Say something; its id."""
        return self.send(room, {"msgtype": "m.text", "body": text, **more})

    def send_at(self, room: str, content: object, at: datetime, kind: str = "m.room.message") -> str:
        """Send an event as if it were `at`; its id."""
        name, when = quote(self.name), int(at.timestamp() * 1000)
        path = f"/_matrix/client/v3/rooms/{quote(room)}/send/{kind}/{secrets.token_hex(8)}?user_id={name}&ts={when}"
        sent: str = self.server.call("PUT", path, content, str(_CLOCK["as_token"]))["event_id"]
        return sent

    def state(self, room: str, kind: str, content: object, key: str = "") -> None:
        """Set a state of the room."""
        self.call("PUT", f"/rooms/{quote(room)}/state/{kind}/{key}", content)

    def redact(self, room: str, event: str) -> None:
        """Take an event's words away."""
        self.call("PUT", f"/rooms/{quote(room)}/redact/{quote(event)}/{secrets.token_hex(8)}", {})


@contextmanager
def synapse() -> Iterator[Homeserver]:
    """A fresh homeserver. Raises `Unavailable`."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        raise Unavailable("Synapse is not installed: make synapse")
    memory = Path("/dev/shm")  # nothing of it has to outlive the tests
    folder = Path(tempfile.mkdtemp(prefix="comity-synapse-", dir=memory if os.access(memory, os.W_OK) else None))
    port = _free_port()
    try:
        (folder / "homeserver.json").write_text(json.dumps(_settings(folder, port)), "utf-8")
        (folder / "clock.json").write_text(json.dumps(_CLOCK), "utf-8")
        (folder / "log.json").write_text(json.dumps(_LOG), "utf-8")
        (folder / "signing.key").write_text(f"ed25519 a_test {_base64(32)}\n", "utf-8")
        command = [str(python), "-m", "synapse.app.homeserver", "-c", str(folder / "homeserver.json")]
        with (folder / "server.log").open("wb") as log:
            process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "QUIT", *command],
                cwd=folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        try:
            server = Homeserver(f"http://127.0.0.1:{port}", process)
            _await(server, folder)
            yield server
        finally:
            stop(process, gently=signal.SIGTERM, seconds=2)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_CLOCK = {
    "id": "clock", "url": None, "as_token": secrets.token_hex(8), "hs_token": secrets.token_hex(8),
    "rate_limited": False, "sender_localpart": "clock", "namespaces": {"users": [{"exclusive": False, "regex": "@.*"}]},
}  # fmt: skip
"""What may speak in anybody's name, and say when it was said."""
_LOG = {"version": 1, "root": {"level": "WARNING"}, "disable_existing_loggers": False}


def _settings(folder: Path, port: int) -> dict[str, object]:
    """JSON is YAML. Nothing of it speaks to another server, and only what a test says is slowed down."""
    limits = ("rc_message", "rc_registration", "rc_admin_redaction", "rc_joins_per_room", "rc_room_creation")
    return {
        "server_name": NAME,
        "pid_file": str(folder / "server.pid"),
        "listeners": [
            {"port": port, "type": "http", "bind_addresses": ["127.0.0.1"], "resources": [{"names": ["client"]}]}
        ],
        "database": {"name": "sqlite3", "args": {"database": str(folder / "homeserver.sqlite3")}},
        "media_store_path": str(folder / "media"),
        "signing_key_path": str(folder / "signing.key"),
        "log_config": str(folder / "log.json"),
        "macaroon_secret_key": secrets.token_hex(16),
        "form_secret": secrets.token_hex(16),
        "registration_shared_secret": _SHARED,
        "app_service_config_files": [str(folder / "clock.json")],
        "trusted_key_servers": [],
        "federation_domain_whitelist": [],
        "report_stats": False,
        "url_preview_enabled": False,
        "enable_metrics": False,
        "presence": {"enabled": False},
        "bcrypt_rounds": 4,
        **dict.fromkeys(limits, _PLENTY),
        "rc_login": dict.fromkeys(("address", "account", "failed_attempts"), _PLENTY),
        "rc_joins": dict.fromkeys(("local", "remote"), _PLENTY),
        "rc_invites": dict.fromkeys(("per_room", "per_user", "per_issuer"), _PLENTY),
    }


def _await(server: Homeserver, folder: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            server.call("GET", "/_matrix/client/versions")
        except (urllib3.exceptions.HTTPError, AssertionError):
            if time.monotonic() > until or server.process.poll() is not None:
                said = (folder / "server.log").read_text("utf-8", "replace")[-2000:]
                raise Unavailable(f"Synapse did not come up: {said}") from None
            time.sleep(0.05)
        else:
            return


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def _base64(count: int) -> str:
    import base64

    return base64.b64encode(secrets.token_bytes(count)).decode().rstrip("=")
