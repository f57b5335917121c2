# SPDX-License-Identifier: Apache-2.0
"""Sealed files lie in the home; the database knows their digest, their mode and their size."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The fifth version."""

    dependencies = (("store", "0004_numbered_leaves"),)

    operations = (migrations.AddField("paper", "size", models.BigIntegerField(null=True)),)
