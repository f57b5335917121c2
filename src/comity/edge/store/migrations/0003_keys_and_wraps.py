# SPDX-License-Identifier: Apache-2.0
"""The public keys of people, and who holds the key of which paper."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    """The third version."""

    dependencies = (("store", "0002_marks_words_and_tokens"),)

    operations = (
        migrations.CreateModel(
            name="PersonKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=16)),
                ("recipient", models.CharField(max_length=300, unique=True)),
                ("made", models.DateTimeField()),
                ("retired", models.DateTimeField(null=True)),
                ("wrapped", models.TextField()),
            ],
            options={
                "db_table": "person_key",
                "constraints": (models.UniqueConstraint(fields=("person", "key"), name="person_key_once"),),
            },
        ),
        migrations.CreateModel(
            name="PaperWrap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("person", models.CharField(max_length=300)),
                ("key", models.CharField(max_length=16)),
                ("wrap", models.BinaryField()),
            ],
            options={
                "db_table": "paper_wrap",
                "constraints": (models.UniqueConstraint(fields=("digest", "person", "key"), name="paper_wrap_once"),),
                "indexes": (models.Index(fields=["person", "key"], name="paper_wrap_person"),),
            },
        ),
    )
