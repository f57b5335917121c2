# SPDX-License-Identifier: Apache-2.0
"""A backup is one tar file: a manifest, the database as it stood at one instant, and what else the home keeps.

It is made while the site runs: SQLite copies from one read snapshot, PostgreSQL dumps from an exported one, and the
manifest describes that very snapshot. Keys (`secret`, `*.key`) are not in it: a backup alone opens no sealed
paper and no contact (P21), so they must be kept somewhere else. A restore goes into an empty database only, and proves
itself: every chain is recomputed and the heads are those of the manifest (P25); on SQLite before the copy takes its
place, on PostgreSQL after it was loaded. What was destroyed after the backup was made is destroyed again (`tombs`).
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from comity.core.clause import Fault, Malformed
from comity.edge.store.history import EVERYTHING, SqlHistory, stored
from comity.edge.store.shelf import FOLDER, FileShelf, noted
from comity.edge.store.survey import Survey, survey
from comity.edge.store.tombs import Tombs
from comity.edge.store.wire import Wire

KEPT = ("procedures", "rolls")
"""The folders of the home that are state and no secret."""
LOG, CHECKPOINT = "log", "checkpoint"
"""The public log's folder, which comes back only where no longer one lies in the home (P25)."""

MANIFEST, DATABASE = "manifest.json", "database"


def make(target: Path, *, home: Path, made: str, alias: str = "default") -> dict[str, Any]:
    """Write a backup to `target` and give its manifest. Raises Malformed where it cannot be made; never half a file."""
    connection = connections[alias]
    with tempfile.TemporaryDirectory(prefix="comity-backup-", dir=target.parent) as name:
        dump = Path(name) / DATABASE
        found = _dump_sqlite(connection, dump) if connection.vendor == "sqlite" else _dump_postgresql(connection, dump)
        manifest = {
            "database": connection.vendor,
            "made": made,
            "sha256": _digest(dump),
            "format": 1,
            **found.told(),
            "broken_chains": len(found.broken),
        }
        whole = Path(name) / "backup.tar"
        _pack(whole, manifest, dump, home)
        whole.replace(target)
    return manifest


def restore(source: Path, *, home: Path, alias: str = "default") -> dict[str, Any]:
    """Bring a backup back into an empty database and give its manifest. Raises Malformed where it is none, where the
    database has a history already, or where what was brought back is not what the manifest says."""
    connection = connections[alias]
    with tempfile.TemporaryDirectory(prefix="comity-restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _check(manifest, folder / DATABASE, connection)
        if connection.vendor == "sqlite":
            _load_sqlite(connection, folder / DATABASE, manifest)
        else:
            _load_postgresql(connection, folder / DATABASE)
        for kept in KEPT:
            if (folder / kept).is_dir():
                shutil.copytree(folder / kept, home / kept, dirs_exist_ok=True)
        if _length(folder / LOG) > _length(home / LOG):
            shutil.copytree(folder / LOG, home / LOG, dirs_exist_ok=True)
        _bring_files(folder, home, alias)
    _prove(survey(SqlHistory(Wire(connection)).everything()), manifest)
    Tombs(home).again(alias)
    return manifest


def _dump_sqlite(connection: BaseDatabaseWrapper, dump: Path) -> Survey:
    """Copy from one read snapshot; writers go on meanwhile."""
    with _raw(connection.settings_dict["NAME"]) as live, _raw(dump) as copy:
        live.execute("BEGIN")
        found = survey(stored(row) for row in live.execute(EVERYTHING))
        live.backup(copy)
    return found


def _dump_postgresql(connection: BaseDatabaseWrapper, dump: Path) -> Survey:
    """Dump from one exported snapshot; writers go on meanwhile."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        found = survey(SqlHistory(Wire(connection)).everything())
        command = [_program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={dump}"]
        _run(command, connection)
    return found


def _load_sqlite(connection: BaseDatabaseWrapper, dump: Path, manifest: Mapping[str, Any]) -> None:
    """Prove the copy before it takes the place of the empty database."""
    with _raw(dump) as copy:
        _prove(survey(stored(row) for row in copy.execute(EVERYTHING)), manifest)
        connection.close()
        with _raw(connection.settings_dict["NAME"]) as live:
            copy.backup(live)


def _load_postgresql(connection: BaseDatabaseWrapper, dump: Path) -> None:
    command = [_program("pg_restore"), "--clean", "--if-exists", "--no-owner", "--single-transaction"]
    database = connection.settings_dict["NAME"]
    connection.close()
    _run([*command, f"--dbname={database}", str(dump)], connection)


@contextmanager
def _raw(path: Path | str) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(path, isolation_level=None, timeout=20)) as raw:
        yield raw


def _pack(whole: Path, manifest: Mapping[str, Any], dump: Path, home: Path) -> None:
    text = (json.dumps(manifest, indent=2, sort_keys=True) + "\n").encode()
    with whole.open("wb") as file:
        with tarfile.open(fileobj=file, mode="w") as tar:
            entry = tarfile.TarInfo(MANIFEST)
            entry.size = len(text)
            tar.addfile(entry, io.BytesIO(text))
            tar.add(dump, DATABASE)
            for kept in (*KEPT, LOG):
                if (home / kept).is_dir():
                    tar.add(home / kept, kept, filter=_published)
            _pack_files(tar, home)
        file.flush()
        os.fsync(file.fileno())
    whole.chmod(0o600)


def _published(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Neither a lock nor a file that is being written. A folder's entries come sorted: a checkpoint before its tiles,
    which are there before it is, so that what comes back is whole."""
    return None if Path(entry.name).name.startswith(".") else entry


def _length(log: Path) -> int:
    """How many leaves the checkpoint in a folder says; less than none where there is no log."""
    try:
        return int((log / CHECKPOINT).read_text("utf-8").split("\n")[1])
    except (OSError, ValueError, IndexError):
        return -1


def _pack_files(tar: tarfile.TarFile, home: Path) -> None:
    """The sealed files, after the database: whatever that notes is there. One that was erased meanwhile is left out."""
    for digest in FileShelf(home).digests():
        try:
            tar.add(home / FOLDER / digest[:2] / digest, f"{FOLDER}/{digest[:2]}/{digest}")
        except FileNotFoundError:
            continue


def _bring_files(folder: Path, home: Path, alias: str) -> None:
    """The sealed files that the database notes, each of them what its name says."""
    shelf, destroyed = FileShelf(folder), Tombs(home).papers()
    for digest in noted(alias):
        if digest in destroyed:
            continue
        if not shelf.true(digest):
            raise _malformed("file", "whole files", f"the sealed file {digest} is not what was saved")
        place = home / FOLDER / digest[:2] / digest
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(folder / FOLDER / digest[:2] / digest, place)
        place.chmod(0o600)


def _unpack(source: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, tarfile.TarError, ValueError) as wrong:
        raise _malformed("file", "backup", f"{source} is no backup of Comity: {type(wrong).__name__}") from wrong
    if not isinstance(manifest, dict) or manifest.get("format") != 1 or not (folder / DATABASE).is_file():
        raise _malformed("file", "backup", f"{source} is no backup that this version can read")
    return manifest


def _check(manifest: Mapping[str, Any], dump: Path, connection: BaseDatabaseWrapper) -> None:
    if manifest.get("database") != connection.vendor:
        text = f"the backup is of {manifest.get('database')}, COMITY_DATABASE_URL names {connection.vendor}"
        raise _malformed("file", "same database", text)
    if _digest(dump) != manifest.get("sha256"):
        raise _malformed("file", "unchanged", "the backup was changed or cut off since it was made")
    if "history" in connection.introspection.table_names() and SqlHistory(Wire(connection)).count():
        text = "the database has a history already; restore into an empty one"
        raise _malformed("COMITY_DATABASE_URL", "empty database", text)


def _prove(found: Survey, manifest: Mapping[str, Any]) -> None:
    if found.told() != {name: manifest.get(name) for name in found.told()} or found.broken:
        text = f"{found.events} events in {found.streams} streams came back, and they are not those that were saved"
        raise _malformed("file", "whole history", text)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _program(name: str) -> str:
    """PostgreSQL's own program: the newest of this machine, else the one on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which(name)
    if program is None:
        raise _malformed("machine", "PostgreSQL's client", f"{name} is missing; install postgresql-client")
    return program


def _run(command: list[str], connection: BaseDatabaseWrapper) -> None:
    settings = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    told = {name: str(settings[key]) for name, key in names.items() if settings[key]}
    ended = subprocess.run(command, env={**os.environ, **told}, capture_output=True, text=True, check=False)
    if ended.returncode:
        raise _malformed("database", Path(command[0]).name, ended.stderr.strip().splitlines()[-1])


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["KEPT", "make", "restore"]
