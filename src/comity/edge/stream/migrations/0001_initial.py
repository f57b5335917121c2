# SPDX-License-Identifier: Apache-2.0
"""The tables of the runner of the watch."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """The first version."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="State",
            fields=[
                ("key", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("space", models.CharField(blank=True, max_length=300)),
                ("fold", models.CharField(max_length=200)),
                ("last", models.DateTimeField()),
                ("state", models.BinaryField()),
            ],
            options={"db_table": "watch_state"},
        ),
        migrations.CreateModel(
            name="Place",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("cursor", models.TextField(blank=True)),
                ("version", models.BigIntegerField(default=0)),
                ("asked", models.DateTimeField(null=True)),
                ("heard", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
                ("since", models.DateTimeField(null=True)),
                ("told", models.BigIntegerField(default=0)),
                ("passed_over", models.BigIntegerField(default=0)),
            ],
            options={"db_table": "watch_place"},
        ),
        migrations.CreateModel(
            name="Waiting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=32, unique=True)),
                ("source", models.CharField(max_length=100)),
                ("came", models.DateTimeField()),
                ("body", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "watch_delivery",
                "indexes": (
                    models.Index(fields=["source", "id"], condition=Q(body__isnull=False), name="watch_delivery_waits"),
                ),
            },
        ),
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("name", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=100)),
                ("until", models.DateTimeField()),
            ],
            options={"db_table": "watch_lease"},
        ),
    )
