# SPDX-License-Identifier: Apache-2.0
"""Real servers for the tests and the measurements: a PostgreSQL of their own, and Comity itself.

    with postgresql(durable=True) as url: ...      COMITY_DATABASE_URL of a fresh, empty server

A server listens on a socket in a private folder only, and dies with the process that started it, even where
that one was ended by `kill -9`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

PATIENCE_SECONDS = 30.0
_NAME = "comity"


class Unavailable(RuntimeError):
    """A server that the tests need is not on this machine, or does not come up."""


@contextmanager
def postgresql(*, durable: bool, settings: Sequence[str] = ()) -> Iterator[str]:
    """A fresh PostgreSQL; gives its address. `durable=False` skips fsync: for suites, not for figures."""
    binaries = postgresql_binaries()
    folder = Path(tempfile.mkdtemp(prefix="comity-pg-"))
    account = _unprivileged_account()
    try:
        if account:
            shutil.chown(folder, account.pw_name, account.pw_gid)
        _make_cluster(binaries, folder, account)
        with _running(_command(binaries, folder, durable=durable, settings=settings), folder, account):
            _await_postgresql(binaries, folder)
            yield address_of(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_binaries() -> Path:
    """The folder with the newest `initdb` of this machine. Raises `Unavailable`."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    raise Unavailable("PostgreSQL is missing. As root: apt-get install -y --no-install-recommends postgresql")


def address_of(folder: Path) -> str:
    """The COMITY_DATABASE_URL of the server whose socket lies in `folder`."""
    return f"postgresql://{_NAME}@/postgres?host={folder}"


def _unprivileged_account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: the account to run it as, or None where we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Unavailable("no unprivileged account (postgres, nobody) to run PostgreSQL as")


def _as(account: pwd.struct_passwd | None, command: Sequence[str], *, dies_with_us: bool = False) -> list[str]:
    """The command run as `account`. `setpriv` also asks the kernel to end the server when we are gone."""
    prefix = ["setpriv"]
    if account:
        prefix += [f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    if dies_with_us:
        prefix += ["--pdeathsig", "QUIT"]
    return [*prefix, *command] if len(prefix) > 1 else list(command)


def _make_cluster(binaries: Path, folder: Path, account: pwd.struct_passwd | None) -> None:
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", _NAME]
    initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    made = subprocess.run(_as(account, initdb), capture_output=True, text=True, check=False, cwd=folder)
    if made.returncode:
        raise Unavailable(f"initdb: {made.stderr.strip()}")


def _command(binaries: Path, folder: Path, *, durable: bool, settings: Sequence[str]) -> list[str]:
    quick = [] if durable else ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
    options = [
        "listen_addresses=",
        f"unix_socket_directories={folder}",
        "max_connections=100",
        *quick,
        *settings,
    ]
    command = [str(binaries / "postgres"), "-D", str(folder / "data")]
    return command + [part for option in options for part in ("-c", option)]


@contextmanager
def _running(command: Sequence[str], folder: Path, account: pwd.struct_passwd | None) -> Iterator[None]:
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(
            _as(account, command, dies_with_us=True),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            cwd=folder,
            start_new_session=True,
        )
    try:
        yield
    finally:
        stop(server, gently=signal.SIGINT)


def _await_postgresql(binaries: Path, folder: Path) -> None:
    ready = [str(binaries / "pg_isready"), "-q", "-h", str(folder), "-U", _NAME]
    until = time.monotonic() + PATIENCE_SECONDS
    while subprocess.run(ready, check=False).returncode:
        if time.monotonic() > until:
            raise Unavailable(f"PostgreSQL did not come up: {(folder / 'server.log').read_text('utf-8')[-2000:]}")
        time.sleep(0.02)


class Nats:
    """A NATS JetStream server on this machine's loopback, which may be killed and come back with what it kept."""

    def __init__(self, folder: Path, *, always: bool = True) -> None:
        """`always=False` does not wait for the disk: for suites, not for figures."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._log, self._conf = folder / "nats.log", folder / "nats.conf"
        sync = "sync_interval: always" if always else "sync_interval: 2m"
        store = f'jetstream {{ store_dir: "{folder / "nats"}", {sync} }}'
        self._conf.write_text(f'listen: "127.0.0.1:{self.port}"\n{store}\n', "utf-8")
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Its address."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it answers. Raises `Unavailable`."""
        program = Path(sys.executable).parent / "nats-server"
        if not program.exists():
            raise Unavailable("nats-server is missing: it comes with requirements/test.txt")
        with self._log.open("ab") as log:
            command = ["setpriv", "--pdeathsig", "QUIT", str(program), "-c", str(self._conf)]
            self._running = subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > until or self._running.poll() is not None:
                    raise Unavailable(f"NATS did not come up: {self._log.read_text('utf-8')[-2000:]}") from None
                time.sleep(0.02)

    def kill(self) -> None:
        """End it as a power switch would."""
        assert self._running is not None
        self._running.kill()
        self._running.wait()

    def stop(self) -> None:
        """End it."""
        if self._running is not None:
            stop(self._running)


@contextmanager
def jetstream(folder: Path, *, always: bool = True) -> Iterator[Nats]:
    """A fresh NATS JetStream server."""
    server = Nats(folder, always=always)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def stop(server: subprocess.Popen[bytes], *, gently: signal.Signals = signal.SIGTERM, seconds: float = 10.0) -> int:
    """Ask a process that we started to end, and end it after `seconds`. Its exit code."""
    if server.poll() is None:
        server.send_signal(gently)
    try:
        return server.wait(seconds)
    except subprocess.TimeoutExpired:
        server.kill()
        return server.wait(seconds)
