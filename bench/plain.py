# SPDX-License-Identifier: Apache-2.0
"""The peer: a plain Django view, one indexed query and one template, on the same database and the same server.

    python -m bench.plain DATABASE HOST:PORT

It has no middleware, signs nobody in, speaks one language and knows no law: what is left when everything that Comity
does for a page is taken away.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template
from django.urls import path
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from comity.desk.registers import ENTRIES
from comity.site.commands.serve import STOPS_WITHIN_SECONDS, THREADS_PER_WORKER

DATABASE = "COMITY_BENCH_DATABASE"
NEWEST = "SELECT fields FROM read_row WHERE model = %s ORDER BY sort DESC, key DESC LIMIT 25"
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The newest entries</title></head>
<body><h1>The newest entries</h1>
{% for entry in entries %}<article><h2>{{ entry.entry }} of {{ entry.period }}</h2>
<dl><dt>Under</dt><dd>{{ entry.procedure }}</dd>
{% for finding in entry.findings %}<dt>Found</dt><dd>{{ finding }}</dd>{% endfor %}
{% for name, number in entry.counts.items %}<dt>{{ name }}</dt><dd>{{ number }}</dd>{% endfor %}
{% for digest in entry.perspectives %}<dt>View</dt><dd>{{ digest }}</dd>{% endfor %}</dl></article>
{% endfor %}</body></html>
"""


def newest(request: HttpRequest) -> HttpResponse:
    """The newest entries, as they stand in the read model."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [ENTRIES])
        entries = [json.loads(fields) for (fields,) in cursor.fetchall()]
    return HttpResponse(_page().render(Context({"entries": entries})))


@cache
def _page() -> Template:
    return Template(PAGE)


urlpatterns = [path("", newest)]


def _served() -> WSGIHandler:
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ[DATABASE], "CONN_MAX_AGE": None}
    settings.configure(
        SECRET_KEY="a-peer-that-signs-nothing",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="bench.plain",
        DATABASES={"default": database},
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
    )
    return get_wsgi_application()


if DATABASE in os.environ:
    application = _served()


def main(database: str, bind: str) -> None:
    """Serve it as `comity serve` serves."""
    os.environ[DATABASE] = database
    host, _, port = bind.rpartition(":")
    Server(
        "bench.plain:application",
        address=host,
        port=int(port),
        interface=Interfaces.WSGI,
        workers=2,
        blocking_threads=THREADS_PER_WORKER,
        workers_kill_timeout=STOPS_WITHIN_SECONDS,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
