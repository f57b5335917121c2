# SPDX-License-Identifier: Apache-2.0
"""Leaves of the public log get numbers, batch by batch; a sealed one is found again by its owner's tag."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """Leaves that were promised before there was a tree wait for the first batch."""

    dependencies = (("store", "0003_keys_and_wraps"),)

    operations = (
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("due", models.CharField(max_length=32)),
                ("size", models.BigIntegerField()),
                ("note", models.TextField(blank=True)),
            ],
            options={
                "db_table": "leaf_batch",
            },
        ),
        migrations.AddField(
            model_name="leaf",
            name="number",
            field=models.BigIntegerField(null=True, unique=True),
        ),
        migrations.AddField(
            model_name="leaf",
            name="tag",
            field=models.CharField(max_length=64, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="leaf",
            name="until",
            field=models.CharField(blank=True, db_default="", default="", max_length=32),
        ),
    )
