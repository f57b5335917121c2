# SPDX-License-Identifier: Apache-2.0
"""To whom a paper was handed out, once a day; and which wraps a browser made that opened nothing."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The seventh version."""

    dependencies = (("store", "0006_traces_of_wraps"),)

    operations = (
        migrations.AddField("WrapTrace", "by", models.CharField(max_length=300, default="")),
        migrations.AddField("WrapTrace", "useless", models.BooleanField(default=False)),
        migrations.CreateModel(
            name="Handing",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=300)),
                ("day", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "paper_handed",
                "constraints": (
                    models.UniqueConstraint(fields=("digest", "person", "day"), name="paper_handed_once_a_day"),
                ),
            },
        ),
    )
