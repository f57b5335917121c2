# SPDX-License-Identifier: Apache-2.0
"""What the operator says through the environment, and what an unreadable word is answered."""

from __future__ import annotations

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.site import environment
from comity.site.environment import VARIABLES, Environment

KEY = "a-key-that-is-long-enough-for-anybody"


def read(home: Path, **variables: str) -> Environment:
    """The settings under a home, with some variables said by name without `COMITY_`."""
    said = {f"COMITY_{name.upper()}": value for name, value in variables.items()}
    return environment.read({"COMITY_HOME": str(home), "COMITY_SECRET_KEY": KEY, **said})


def test_nothing_said_means_sqlite_in_the_home_and_a_server_on_this_machine_alone(tmp_path: Path) -> None:
    """P23: two commands on a fresh machine, and no setting."""
    found = read(tmp_path)
    assert found.database["NAME"] == str(tmp_path / "comity.sqlite3")
    assert str(found.bind) == "127.0.0.1:8000"
    assert found.public_url == "http://127.0.0.1:8000"
    assert found.mail["EMAIL_FILE_PATH"] == str(tmp_path / "mail")


def test_sqlite_acknowledges_only_what_is_on_the_disk(tmp_path: Path) -> None:
    """P24: full synchronisation, one writer at a time, and patience before a busy database is an error."""
    options = read(tmp_path).database["OPTIONS"]
    assert isinstance(options, dict)
    assert options["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in options["init_command"]
    assert options["timeout"] == 20


def test_one_setting_moves_the_house_to_postgresql(tmp_path: Path) -> None:
    """P23: PostgreSQL by one setting, over a socket or a host."""
    url = "postgresql://ada:p%40ss@db.example.org:5433/council?sslmode=require"
    found = read(tmp_path, database_url=url).database
    assert found["ENGINE"] == "django.db.backends.postgresql"
    assert (found["USER"], found["PASSWORD"], found["HOST"]) == ("ada", "p@ss", "db.example.org")
    assert (found["PORT"], found["NAME"]) == ("5433", "council")
    assert found["OPTIONS"] == {"connect_timeout": 10, "sslmode": "require"}
    assert read(tmp_path, database_url="postgresql://ada@/council?host=/run/pg").database["HOST"] == "/run/pg"


def test_tls_is_what_the_public_address_says(tmp_path: Path) -> None:
    """P21: cookies that travel in the clear are only for an address that does."""
    assert read(tmp_path, public_url="https://council.example.org/").encrypted
    assert not read(tmp_path, public_url="http://council.example.org").encrypted
    assert read(tmp_path, public_url="https://council.example.org:8443").public_host == "council.example.org"


def test_mail_leaves_only_where_a_server_is_named(tmp_path: Path) -> None:
    """P23: a fresh machine sends no letter."""
    assert read(tmp_path).mail["EMAIL_BACKEND"].__str__().endswith("filebased.EmailBackend")
    wrapped = read(tmp_path, mail_url="smtps://ada:p%40ss@mail.example.org").mail
    assert (wrapped["EMAIL_PORT"], wrapped["EMAIL_USE_SSL"], wrapped["EMAIL_USE_TLS"]) == (465, True, False)
    assert wrapped["EMAIL_HOST_PASSWORD"] == "p@ss"
    assert read(tmp_path, mail_url="smtp://mail.example.org:25").mail["EMAIL_PORT"] == 25


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("bind", "8000"),
        ("bind", "localhost"),
        ("bind", "localhost:http"),
        ("bind", "localhost:99999"),
        ("bind", "localhost:0"),
        ("bind", "ada@localhost:80"),
        ("public_url", "council.example.org"),
        ("public_url", "ftp://council.example.org"),
        ("public_url", "https://council.example.org/comity"),
        ("public_url", "https://ada@council.example.org"),
        ("public_url", "https://council.example.org:port"),
        ("database_url", "mysql://localhost/council"),
        ("database_url", "comity.sqlite3"),
        ("database_url", "sqlite://"),
        ("database_url", "sqlite:///:memory:"),
        ("database_url", "sqlite://host/file"),
        ("database_url", "postgresql://localhost"),
        ("database_url", "postgresql://localhost/a/b"),
        ("database_url", "postgresql://localhost:port/council"),
        ("database_url", "postgresql://localhost/council?password=x"),
        ("mail_url", "sendmail"),
        ("mail_url", "smtp://"),
        ("mail_url", "smtp://mail.example.org:port"),
        ("mail_url", "file:///elsewhere"),
        ("secret_key", "short"),
        ("checkpoint_hours", "5"),
        ("checkpoint_hours", "06"),
    ],
)
def test_an_unreadable_word_is_answered_with_its_name_and_the_rule(tmp_path: Path, variable: str, value: str) -> None:
    """P26: a clear error that names the field and the rule."""
    with pytest.raises(Malformed) as refused:
        read(tmp_path, **{variable: value})
    [fault] = refused.value.faults
    assert fault.field == f"COMITY_{variable.upper()}"
    assert fault.rule
    assert fault.text


@given(variable=st.sampled_from(VARIABLES[1:]), value=st.text(st.characters(codec="utf-8")))
def test_no_word_at_all_ends_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, variable: str, value: str
) -> None:
    """P26: whatever stands in a variable, it is read or refused by name."""
    home = tmp_path_factory.getbasetemp()
    with suppress(Malformed):
        environment.read({"COMITY_HOME": str(home), "COMITY_SECRET_KEY": KEY, variable: value})


@pytest.mark.parametrize("reader", [environment.read_database, environment.read_mail], ids=["database", "mail"])
def test_a_refused_address_does_not_show_its_password(tmp_path: Path, reader: Callable[..., dict[str, object]]) -> None:
    """P21: an error message is often copied to where others read it."""
    with pytest.raises(Malformed) as refused:
        reader("what://ada:the-password@host:port/x", home=tmp_path)
    assert "the-password" not in str(refused.value)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    """P21: no setting is needed for a secret that nobody else has."""
    first = environment.read({"COMITY_HOME": str(tmp_path / "new")})
    again = environment.read({"COMITY_HOME": str(tmp_path / "new")})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 64
    assert stat.S_IMODE((tmp_path / "new" / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    """P24: server and worker start at the same instant on a fresh machine."""
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: environment.read_secret("", home=tmp_path), range(64)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret"]


def test_a_home_that_cannot_be_written_is_answered_by_name(tmp_path: Path) -> None:
    """P26: the operator reads which folder, and why."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Malformed, match=r"COMITY_HOME: .*file") as refused:
        environment.read({"COMITY_HOME": str(tmp_path / "file" / "home")})
    assert refused.value.faults[0].rule == "a writable folder"
