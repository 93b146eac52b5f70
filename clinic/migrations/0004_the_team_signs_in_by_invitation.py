import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Invitations, browsers known from before, and the moment from which a user's sessions count. PostgreSQL fills the new
    column of the users there are with the moment of the migration, without rewriting the table."""

    dependencies = [
        ("clinic", "0003_roll_cards"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="sessions_from",
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.CreateModel(
            name="KnownBrowser",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("seen_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "roles",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("person", "person"),
                                ("intake", "intake volunteer"),
                                ("accompanier", "accompanier"),
                                ("caller", "court-line caller"),
                                ("coordinator", "coordinator"),
                                ("lawyer", "reviewing lawyer"),
                                ("admin", "administrator"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                    ),
                ),
                ("language", models.CharField(default="en", max_length=8)),
                ("token_digest", models.CharField(max_length=64, unique=True)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ends_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "invited_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "used_by",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invitation",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True)),
                        name="one_invitation_waits_for_an_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="invitation_use_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("made_at__isnull", True),
                            ("ends_at__isnull", True),
                            ("made_at__lt", models.F("ends_at")),
                            _connector="OR",
                        ),
                        name="invitation_ends_after_it_was_made",
                    ),
                ],
            },
        ),
    ]
