import uuid

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import clinic.vault.fields

# An entry may go where a purge covers its seal, and only for the role that owns the table; nothing else ever changes.
LET_GO = """
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    its_seal bigint;
BEGIN
    IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'clinic_auditentry'
        AND current_user = (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID) THEN
        SELECT n INTO its_seal FROM clinic_seal
            WHERE era = OLD.era AND since <= OLD.written_in AND until > OLD.written_in;
        IF EXISTS (SELECT FROM clinic_purge WHERE its_seal BETWEEN first AND last) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER purge_refuses_change BEFORE UPDATE OR DELETE ON clinic_purge
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER purge_refuses_truncate BEFORE TRUNCATE ON clinic_purge
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
KEEP_ALL = """
DROP TRIGGER purge_refuses_truncate ON clinic_purge;
DROP TRIGGER purge_refuses_change ON clinic_purge;
CREATE OR REPLACE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
"""


class Migration(migrations.Migration):
    """A record is closed with its last case, and opened with a reason; months of the trail go, and their seals stay."""

    dependencies = [
        ("clinic", "0008_messages_by_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="person",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="BreakGlass",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("holder_id", models.UUIDField(db_index=True, editable=False)),
                ("reason", clinic.vault.fields.SealedTextField(blank=True)),
                ("opened_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "looked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="clinic.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("looked_at__isnull", False), ("looked_by__isnull", False)),
                            models.Q(("looked_at__isnull", True), ("looked_by__isnull", True)),
                            _connector="OR",
                        ),
                        name="look_at_an_opening_is_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("looked_by", models.F("opened_by")), _negated=True),
                        name="somebody_else_looks_at_an_opening",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Purge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("first", models.BigIntegerField()),
                ("last", models.BigIntegerField()),
                ("entries", models.BigIntegerField()),
                ("before", models.DateField()),
                ("purged_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("first__lte", models.F("last"))),
                        name="purge_begins_before_it_ends",
                    ),
                    models.UniqueConstraint(fields=("first",), name="seal_is_purged_once"),
                ],
            },
        ),
        migrations.RunSQL(LET_GO, KEEP_ALL),
    ]
