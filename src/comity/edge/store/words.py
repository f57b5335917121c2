# SPDX-License-Identifier: Apache-2.0
"""The index over the words of read models: FTS5 beside `read_row` on SQLite, an expression index on PostgreSQL.

On PostgreSQL no text parser touches the words (they are cut and folded by `desk.words`), so both find the same rows.
"""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

LEXEMES = "array_to_tsvector(string_to_array(words, ' '))"
_GONE = "INSERT INTO read_word (read_word, rowid, words) SELECT 'delete', old.id, old.words WHERE old.words <> ''"
_COME = "INSERT INTO read_word (rowid, words) SELECT new.id, new.words WHERE new.words <> ''"
SQLITE = (
    "CREATE VIRTUAL TABLE read_word USING fts5(words, content='read_row', content_rowid='id')",
    f"CREATE TRIGGER read_word_come AFTER INSERT ON read_row BEGIN {_COME}; END",
    f"CREATE TRIGGER read_word_gone AFTER DELETE ON read_row BEGIN {_GONE}; END",
    "CREATE TRIGGER read_word_changed AFTER UPDATE OF words ON read_row WHEN old.words <> new.words "
    f"BEGIN {_GONE}; {_COME}; END",
)
POSTGRESQL = (
    f"CREATE INDEX read_row_words ON read_row USING gin ({LEXEMES}) WHERE words <> ''",
    'ALTER TABLE read_mark ALTER COLUMN "model" TYPE varchar(100) COLLATE "C"',
    'ALTER TABLE read_mark ALTER COLUMN "key" TYPE varchar(300) COLLATE "C"',
    'ALTER TABLE read_mark ALTER COLUMN "mark" TYPE varchar(100) COLLATE "C"',
    'ALTER TABLE read_mark ALTER COLUMN "value" TYPE varchar(300) COLLATE "C"',
)


def make(apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the index, and sort marks by code points on both databases (P25)."""
    for statement in POSTGRESQL if editor.connection.vendor == "postgresql" else SQLITE:
        editor.execute(statement.replace("%", "%%"))


__all__ = ["LEXEMES", "make"]
