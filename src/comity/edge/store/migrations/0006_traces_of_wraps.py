# SPDX-License-Identifier: Apache-2.0
"""When the key of a paper was wrapped for whom, and when that wrap was destroyed. What lay here before has no trace."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The sixth version."""

    dependencies = (("store", "0005_files_on_the_shelf"),)

    operations = (
        migrations.CreateModel(
            name="WrapTrace",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=16)),
                ("made", models.DateTimeField()),
                ("gone", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "wrap_trace",
                "indexes": (models.Index(fields=["digest", "person"], name="wrap_trace_digest"),),
            },
        ),
    )
