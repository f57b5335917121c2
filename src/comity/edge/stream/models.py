# SPDX-License-Identifier: Apache-2.0
"""The tables of the runner. No name of a conversation and no name of a person stands in any of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

NAME = 100
"""The most characters of the name of a source or of a worker."""


class State(models.Model):
    """What a fold knows of one live conversation. `key` is a hash of source and conversation (`states.key`).

    `last` is the latest instant of what was told in it, and never later than when it was told. A row of another
    version of the fold than the one that runs counts as none.
    """

    key = models.CharField(max_length=32, primary_key=True)
    space = models.CharField(max_length=300, blank=True)
    fold = models.CharField(max_length=200)
    last = models.DateTimeField()
    state = models.BinaryField()

    class Meta:
        db_table = "watch_state"


class Place(models.Model):
    """How far one source (or one partition) was read. `version` counts what was fed, so that two readers notice."""

    name = models.CharField(max_length=NAME, primary_key=True)
    cursor = models.TextField(blank=True)
    version = models.BigIntegerField(default=0)
    asked = models.DateTimeField(null=True)
    heard = models.DateTimeField(null=True)
    error = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField(null=True)
    told = models.BigIntegerField(default=0)
    passed_over = models.BigIntegerField(default=0)

    class Meta:
        db_table = "watch_place"


class Waiting(models.Model):
    """One delivery. `body` is sealed, and there until it was folded; the hash stays, to know a repetition by."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=32, unique=True)
    source = models.CharField(max_length=NAME)
    came = models.DateTimeField()
    body = models.BinaryField(null=True)

    class Meta:
        db_table = "watch_delivery"
        indexes = (models.Index(fields=["source", "id"], condition=Q(body__isnull=False), name="watch_delivery_waits"),)


class Recent(models.Model):
    """One message of a live conversation, sealed: what a signal may be shown in the context of.

    `key` is a hash of source and message, `conversation` one of its conversation (`states.key`).
    """

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=32, unique=True)
    conversation = models.CharField(max_length=32)
    came = models.DateTimeField()
    body = models.BinaryField()

    class Meta:
        db_table = "watch_recent"
        indexes = (models.Index(fields=["conversation", "id"], name="watch_recent_conversation"),)


class Lease(models.Model):
    """Who reads a source, or a partition, and until when nobody else does."""

    name = models.CharField(max_length=NAME, primary_key=True)
    holder = models.CharField(max_length=NAME)
    until = models.DateTimeField()

    class Meta:
        db_table = "watch_lease"


__all__ = ["NAME", "Lease", "Place", "Recent", "State", "Waiting"]
