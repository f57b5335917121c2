# SPDX-License-Identifier: Apache-2.0
"""Leaks that somebody could build in, each planted in a copy of the package: `test_markers` must find every one."""

from __future__ import annotations

from dataclasses import dataclass

PARTS = ("crashes", "small", "mail", "programs")
"""The parts of the walk by which they show."""


@dataclass(frozen=True)
class Leak:
    """One planted leak: what it is, where, and by which part of the walk it shows."""

    name: str
    part: str
    file: str
    old: str
    new: str


VIEWS, MAIL, SHELF = "edge/web/front_desk/views.py", "site/incoming.py", "edge/store/shelf.py"


def before(name: str, part: str, file: str, line: str, *planted: str) -> Leak:
    """Lines that are planted before another one, as deep as that."""
    deep = line[: len(line) - len(line.lstrip())]
    return Leak(name, part, file, line, "".join(f"{deep}{one}\n" for one in planted) + line)


def told(name: str, *planted: str) -> Leak:
    """Where the front desk takes what somebody told: it is in `form.raw("words")`."""
    return before(name, "small", VIEWS, "    if arrived(found.keyed):\n", *planted)


def lettered(name: str, *planted: str) -> Leak:
    """Where a letter comes in: it is in `raw`."""
    return before(name, "mail", MAIL, "    letter = read(raw)\n", *planted)


LEAKS = (
    Leak("the log repeats what an exception says", "crashes", "site/logs.py",
         "' from '.join(kinds)}", "' from '.join(kinds)} {ei[1]}"),
    told("the log has the body of a form",
         "import logging; logging.getLogger('comity').error('%s', dict(request.POST))"),
    told("the log has it in UTF-16, as base64", "import base64, logging",
         "said = base64.b64encode(('x' + form.raw('words')).encode('utf-16-be')).decode()",
         "logging.getLogger('comity').error(said)"),
    told("the log has it as in an address", "import logging, urllib.parse",
         "logging.getLogger('comity').error(urllib.parse.quote_plus(form.raw('words')))"),
    told("what was typed is cached", "from django.core.cache import cache", "cache.set('typed', _typed(form))"),
    told("a draft stays in the session", "request.session['draft'] = form.raw('words') * 9"),
    told("what was written is deleted again", "from django.db import connection",
         "with connection.cursor() as line:",
         "    line.execute('CREATE TABLE IF NOT EXISTS draft (words text)')",
         "    line.execute('INSERT INTO draft VALUES (%s)', [form.raw('words')])",
         "    line.execute('DELETE FROM draft')"),
    told("the server keeps the seed of a receipt",
         "if found.receipt is not None: request.session['receipt'] = found.receipt.seed"),
    told("the server keeps the words of a receipt", "import pathlib, tempfile",
         "if found.receipt is not None:",
         "    pathlib.Path(tempfile.mkstemp()[1]).write_text(' '.join(found.receipt.words))"),
    told("a copy waits in the home, turned around", "from django.conf import settings",
         "(settings.COMITY.home / 'waiting').write_text(form.raw('words')[::-1])"),
    before("a paper is kept beside its seal, packed", "small", "desk/sealing.py", "    key = age.fresh()\n",
           "import os, zlib",
           "with open(os.environ['COMITY_HOME'] + '/spare', 'ab') as spare: spare.write(b'1' + zlib.compress(text))"),
    before("an index for searching has every word", "small", "desk/sealing.py", "    key = age.fresh()\n",
           "import os; said = repr(text.decode().upper().split())",
           "with open(os.environ['COMITY_HOME'] + '/index', 'a') as spare: spare.write(said)"),
    before("contacts lie in a file beside the vault", "small", "site/court.py",
           "        for kind, text in ways.items():\n", "import json; from django.conf import settings",
           "(settings.COMITY.home / 'contacts.json').write_text(json.dumps(dict(ways)))"),
    Leak("where a quiet word was had stands in its event", "small", "edge/web/tears/steps.py",
         "conversation=court.file_paper(where))", "conversation=where.split()[0])"),
    before("a file is written down open before it is sealed", "mail", SHELF,
           "        self._pour(self._wrapping.lay(part))\n", "import pathlib, tempfile",
           "pathlib.Path(tempfile.gettempdir(), self.path.name).write_bytes(bytes(part)[5:])"),
    Leak("a file keeps its name", "mail", SHELF, "        self._wrapping = Wrapping(name)\n",
         "        self._wrapping = Wrapping(name)\n"
         "        path.parent.mkdir(parents=True, exist_ok=True)\n        (path.parent / name).touch()\n"),
    lettered("a copy of each letter is kept, packed", "import bz2",
             "(settings.COMITY.home / 'letters.bz2').write_bytes(bz2.compress(raw))"),
    lettered("a letter waits in a temporary file", "import tempfile, quopri",
             "with open(tempfile.mkstemp()[1], 'wb') as spare: spare.write(quopri.encodestring(raw))"),
    lettered("who wrote is kept for later", "from html import escape",
             "(settings.COMITY.home / 'senders').write_text(escape(read(raw).sender).encode('utf-16-le').hex())"),
    Leak("an answer repeats the letter", "mail", MAIL,
         'body="\\n\\n".join(lines)', 'body="\\n\\n".join([*lines, letter.words])'),
    Leak("a refusal repeats what a program named", "programs", "edge/api/rooms.py",
         'act=body.act if body.act in file.law.acts else ""', "act=body.act"),
)  # fmt: skip


__all__ = ["LEAKS", "PARTS", "Leak"]
