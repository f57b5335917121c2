# SPDX-License-Identifier: Apache-2.0
"""The last messages of live conversations, sealed, for whoever looks at a signal."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The second version."""

    dependencies = (("stream", "0001_initial"),)

    operations = (
        migrations.CreateModel(
            name="Recent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=32, unique=True)),
                ("conversation", models.CharField(max_length=32)),
                ("came", models.DateTimeField()),
                ("body", models.BinaryField()),
            ],
            options={
                "db_table": "watch_recent",
                "indexes": (models.Index(fields=["conversation", "id"], name="watch_recent_conversation"),),
            },
        ),
    )
