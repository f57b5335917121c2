# SPDX-License-Identifier: Apache-2.0
"""The table in which requests are counted for all processes of the server."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first version."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Bucket",
            fields=[
                ("caller", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("full_at", models.FloatField(db_index=True)),
            ],
            options={"db_table": "bucket"},
        ),
    )
