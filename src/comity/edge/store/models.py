# SPDX-License-Identifier: Apache-2.0
"""The tables. The ballot boxes are a table without a model, made by the first migration (see `boxes`).

Instants of events are text in RFC 3339, because they are hashed; instants that a worker searches by are
datetimes.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

NAME = 300
"""The most characters of a key that is worked out from a stream's name (`answers.LONGEST`) and numbers."""


class Event(models.Model):
    """One event of the history. The database itself refuses to change or delete a row."""

    position = models.BigAutoField(primary_key=True)
    stream = models.CharField(max_length=NAME)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=100)
    schema = models.PositiveSmallIntegerField()
    data = models.TextField()
    prev = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)
    at = models.CharField(max_length=32)
    act_id = models.CharField(max_length=NAME)

    class Meta:
        db_table = "history"
        constraints = (models.UniqueConstraint(fields=["stream", "version"], name="history_stream_version"),)
        indexes = (models.Index(fields=["position"], condition=Q(version=1), name="history_beginnings"),)


class Act(models.Model):
    """One answered act. The database refuses to change or delete a row."""

    act_id = models.CharField(primary_key=True, max_length=NAME)
    digest = models.CharField(max_length=64)
    stream = models.CharField(max_length=NAME)
    before = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    refusal = models.TextField(blank=True)
    at = models.CharField(max_length=32)

    class Meta:
        db_table = "act"


class Effect(models.Model):
    """One effect that waits, is being carried out, or was."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=NAME, unique=True)
    kind = models.CharField(max_length=100)
    certainty = models.CharField(max_length=10)
    payload = models.TextField()
    source = models.CharField(max_length=NAME)
    lane = models.CharField(max_length=NAME, blank=True)
    not_before = models.DateTimeField()
    standing = models.CharField(max_length=10, default="queued")
    attempts = models.PositiveIntegerField(default=0)
    lease_by = models.CharField(max_length=NAME, blank=True, default="")
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        db_table = "outbox"
        indexes = (
            models.Index(fields=["not_before"], condition=Q(standing="queued"), name="outbox_queued"),
            models.Index(fields=["lease_until"], condition=Q(standing="leased"), name="outbox_leased"),
            models.Index(fields=["lane", "id"], condition=Q(standing__in=["queued", "leased"]), name="outbox_lane"),
            models.Index(fields=["id"], condition=Q(standing__in=["asked", "failed"]), name="outbox_human"),
        )


class Deadline(models.Model):
    """The next deadline of a stream."""

    stream = models.CharField(primary_key=True, max_length=NAME)
    at = models.DateTimeField(db_index=True)
    what = models.CharField(max_length=NAME, blank=True)

    class Meta:
        db_table = "deadline"


class ReadRow(models.Model):
    """One row of a read model; `fields` is canonical JSON."""

    id = models.BigAutoField(primary_key=True)
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=NAME)
    sort = models.CharField(max_length=NAME, blank=True)
    fields = models.TextField()
    words = models.TextField(blank=True, default="", db_default="")

    class Meta:
        db_table = "read_row"
        constraints = (models.UniqueConstraint(fields=["model", "key"], name="read_row_key"),)
        indexes = (
            models.Index(fields=["model", "sort", "key"], name="read_row_sort"),
            models.Index(fields=["model", "id"], name="read_row_last"),
        )


class ReadMark(models.Model):
    """One mark of a row of a read model, by which the row can be sought and counted."""

    id = models.BigAutoField(primary_key=True)
    model = models.CharField(max_length=100)
    key = models.CharField(max_length=NAME)
    mark = models.CharField(max_length=100)
    value = models.CharField(max_length=NAME)

    class Meta:
        db_table = "read_mark"
        constraints = (models.UniqueConstraint(fields=["model", "mark", "value", "key"], name="read_mark_once"),)
        indexes = (models.Index(fields=["model", "key"], name="read_mark_key"),)


class Token(models.Model):
    """One token of the HTTP interface: the digest of its secret, whose it is, what it may do and until when."""

    id = models.CharField(primary_key=True, max_length=32)
    digest = models.CharField(max_length=64, unique=True)
    person = models.CharField(max_length=NAME)
    label = models.CharField(max_length=NAME)
    scopes = models.CharField(max_length=NAME)
    made = models.DateTimeField()
    expires = models.DateTimeField()
    revoked = models.DateTimeField(null=True)

    class Meta:
        db_table = "token"
        indexes = (models.Index(fields=["person"], name="token_person"),)


class Paper(models.Model):
    """One sealed text, or a sealed file of that size on the shelf. An erased one keeps its digest alone."""

    digest = models.CharField(primary_key=True, max_length=64)
    mode = models.CharField(max_length=10)
    ciphertext = models.BinaryField(null=True)
    size = models.BigIntegerField(null=True)

    class Meta:
        db_table = "paper"


class PersonKey(models.Model):
    """One key of one person; `wrapped` is JSON, the identity as only that person can open it."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=NAME)
    key = models.CharField(max_length=16)
    recipient = models.CharField(max_length=NAME, unique=True)
    made = models.DateTimeField()
    retired = models.DateTimeField(null=True)
    wrapped = models.TextField()

    class Meta:
        db_table = "person_key"
        constraints = (models.UniqueConstraint(fields=["person", "key"], name="person_key_once"),)


class PaperWrap(models.Model):
    """The key of one paper, sealed to one key of one reader."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=NAME)
    key = models.CharField(max_length=16)
    wrap = models.BinaryField()

    class Meta:
        db_table = "paper_wrap"
        constraints = (models.UniqueConstraint(fields=["digest", "person", "key"], name="paper_wrap_once"),)
        indexes = (models.Index(fields=["person", "key"], name="paper_wrap_person"),)


class WrapTrace(models.Model):
    """That the key of a paper was wrapped for one key of one reader, when, and when that wrap was destroyed."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=NAME)
    key = models.CharField(max_length=16)
    made = models.DateTimeField()
    gone = models.DateTimeField(null=True)
    by = models.CharField(max_length=NAME, default="")
    useless = models.BooleanField(default=False)

    class Meta:
        db_table = "wrap_trace"
        indexes = (models.Index(fields=["digest", "person"], name="wrap_trace_digest"),)


class Handing(models.Model):
    """That a paper, or its key, was handed out to a reader: the first instant of a day. Rows are only ever added."""

    id = models.BigAutoField(primary_key=True)
    digest = models.CharField(max_length=64)
    person = models.CharField(max_length=NAME)
    day = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        db_table = "paper_handed"
        constraints = (models.UniqueConstraint(fields=["digest", "person", "day"], name="paper_handed_once_a_day"),)


class Contact(models.Model):
    """One contact or account in the vault, sealed with the key in the home."""

    id = models.BigAutoField(primary_key=True)
    person = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=100)
    sealed = models.BinaryField()

    class Meta:
        db_table = "vault"
        constraints = (models.UniqueConstraint(fields=["person", "kind"], name="vault_person_kind"),)


class Leaf(models.Model):
    """One leaf that was promised a place in the public log. Without a number it waits for the next batch."""

    place = models.BigAutoField(primary_key=True)
    leaf = models.BinaryField()
    digest = models.CharField(max_length=64)
    number = models.BigIntegerField(null=True, unique=True)
    tag = models.CharField(max_length=64, null=True, unique=True)
    until = models.CharField(max_length=32, blank=True, default="", db_default="")

    class Meta:
        db_table = "leaf_queue"


class Batch(models.Model):
    """One batch of numbered leaves: its instant, the size of the log with it, and the checkpoint once signed."""

    id = models.BigAutoField(primary_key=True)
    due = models.CharField(max_length=32)
    size = models.BigIntegerField()
    note = models.TextField(blank=True)

    class Meta:
        db_table = "leaf_batch"
