# SPDX-License-Identifier: Apache-2.0
"""The one table of the interface."""

from __future__ import annotations

from django.db import models


class Bucket(models.Model):
    """How far one caller has emptied a bucket: `full_at` is the Unix time in seconds at which it is full again.

    `caller` is a hash, of no use without the key of the site. A bucket that is full is no row.
    """

    caller = models.CharField(max_length=32, primary_key=True)
    full_at = models.FloatField(db_index=True)

    class Meta:
        db_table = "bucket"


__all__ = ["Bucket"]
