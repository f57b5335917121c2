# SPDX-License-Identifier: Apache-2.0
"""Marks and words by which read models are sought, and the tokens of the HTTP interface."""

from __future__ import annotations

from django.db import migrations, models

from comity.edge.store.words import make


class Migration(migrations.Migration):
    """The second version."""

    dependencies = (("store", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="ReadMark",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("model", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=300)),
                ("mark", models.CharField(max_length=100)),
                ("value", models.CharField(max_length=300)),
            ],
            options={
                "db_table": "read_mark",
            },
        ),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("person", models.CharField(max_length=300)),
                ("label", models.CharField(max_length=300)),
                ("scopes", models.CharField(max_length=300)),
                ("made", models.DateTimeField()),
                ("expires", models.DateTimeField()),
                ("revoked", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "token",
            },
        ),
        migrations.AddField(
            model_name="readrow",
            name="words",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="readrow",
            index=models.Index(fields=["model", "id"], name="read_row_last"),
        ),
        migrations.AddIndex(
            model_name="readmark",
            index=models.Index(fields=["model", "key"], name="read_mark_key"),
        ),
        migrations.AddConstraint(
            model_name="readmark",
            constraint=models.UniqueConstraint(fields=("model", "mark", "value", "key"), name="read_mark_once"),
        ),
        migrations.AddIndex(
            model_name="token",
            index=models.Index(fields=["person"], name="token_person"),
        ),
        migrations.RunPython(make, migrations.RunPython.noop),
    )
