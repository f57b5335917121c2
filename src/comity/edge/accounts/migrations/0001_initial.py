# SPDX-License-Identifier: Apache-2.0
"""The accounts, and the table in which rate limits are counted."""

from __future__ import annotations

from django.db import migrations, models

from comity.edge.accounts.models import fresh_stamp


class Migration(migrations.Migration):
    """The first version."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=80, unique=True)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("stamp", models.CharField(default=fresh_stamp, max_length=32)),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={"db_table": "account"},
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("cache_key", models.CharField(max_length=255, primary_key=True, serialize=False)),
                ("value", models.TextField()),
                ("expires", models.DateTimeField(db_index=True)),
            ],
            options={"db_table": "counted"},
        ),
    )
