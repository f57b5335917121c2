# SPDX-License-Identifier: Apache-2.0
"""Every table of the first version, the triggers that make two of them append-only, and the ballot boxes."""

from __future__ import annotations

from django.db import migrations, models

from comity.edge.store.triggers import collate, make_boxes, protect


class Migration(migrations.Migration):
    """The first version."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Act",
            fields=[
                ("act_id", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("stream", models.CharField(max_length=300)),
                ("before", models.PositiveIntegerField()),
                ("version", models.PositiveIntegerField()),
                ("refusal", models.TextField(blank=True)),
                ("at", models.CharField(max_length=32)),
            ],
            options={
                "db_table": "act",
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("stream", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_index=True)),
                ("what", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "db_table": "deadline",
            },
        ),
        migrations.CreateModel(
            name="Leaf",
            fields=[
                ("place", models.BigAutoField(primary_key=True, serialize=False)),
                ("leaf", models.BinaryField()),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "leaf_queue",
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("mode", models.CharField(max_length=10)),
                ("ciphertext", models.BinaryField(null=True)),
            ],
            options={
                "db_table": "paper",
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=300)),
                ("kind", models.CharField(max_length=100)),
                ("sealed", models.BinaryField()),
            ],
            options={
                "db_table": "vault",
                "constraints": [models.UniqueConstraint(fields=("person", "kind"), name="vault_person_kind")],
            },
        ),
        migrations.CreateModel(
            name="Effect",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=300, unique=True)),
                ("kind", models.CharField(max_length=100)),
                ("certainty", models.CharField(max_length=10)),
                ("payload", models.TextField()),
                ("source", models.CharField(max_length=300)),
                ("lane", models.CharField(blank=True, max_length=300)),
                ("not_before", models.DateTimeField()),
                ("standing", models.CharField(default="queued", max_length=10)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("lease_by", models.CharField(blank=True, default="", max_length=300)),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "outbox",
                "indexes": [
                    models.Index(
                        condition=models.Q(("standing", "queued")),
                        fields=["not_before"],
                        name="outbox_queued",
                    ),
                    models.Index(
                        condition=models.Q(("standing", "leased")),
                        fields=["lease_until"],
                        name="outbox_leased",
                    ),
                    models.Index(
                        condition=models.Q(("standing__in", ["queued", "leased"])),
                        fields=["lane", "id"],
                        name="outbox_lane",
                    ),
                    models.Index(
                        condition=models.Q(("standing__in", ["asked", "failed"])),
                        fields=["id"],
                        name="outbox_human",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("stream", models.CharField(max_length=300)),
                ("version", models.PositiveIntegerField()),
                ("kind", models.CharField(max_length=100)),
                ("schema", models.PositiveSmallIntegerField()),
                ("data", models.TextField()),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
                ("at", models.CharField(max_length=32)),
                ("act_id", models.CharField(max_length=300)),
            ],
            options={
                "db_table": "history",
                "indexes": [
                    models.Index(condition=models.Q(("version", 1)), fields=["position"], name="history_beginnings")
                ],
                "constraints": [models.UniqueConstraint(fields=("stream", "version"), name="history_stream_version")],
            },
        ),
        migrations.CreateModel(
            name="ReadRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("model", models.CharField(max_length=100)),
                ("key", models.CharField(max_length=300)),
                ("sort", models.CharField(blank=True, max_length=300)),
                ("fields", models.TextField()),
            ],
            options={
                "db_table": "read_row",
                "indexes": [models.Index(fields=["model", "sort", "key"], name="read_row_sort")],
                "constraints": [models.UniqueConstraint(fields=("model", "key"), name="read_row_key")],
            },
        ),
        migrations.RunPython(make_boxes, migrations.RunPython.noop),
        migrations.RunPython(collate, migrations.RunPython.noop),
        migrations.RunPython(protect, migrations.RunPython.noop),
    )
