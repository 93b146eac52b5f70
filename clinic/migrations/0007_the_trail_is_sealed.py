import django.contrib.postgres.fields
from django.db import migrations, models

# The number of the transaction is known before the row is there, and the app cannot say another one.
COUNT = """
CREATE FUNCTION audit_says_when_it_was_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.era := (SELECT system_identifier FROM pg_control_system());
    NEW.written_in := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_says_when BEFORE INSERT ON clinic_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_says_when_it_was_written();
"""
FORGET = """
DROP TRIGGER audit_says_when ON clinic_auditentry;
DROP FUNCTION audit_says_when_it_was_written();
"""
# Entries from before the seals: their own number stands for the transaction's.
FILL = """
ALTER TABLE clinic_auditentry DISABLE TRIGGER audit_refuses_change;
UPDATE clinic_auditentry SET written_in = id;
ALTER TABLE clinic_auditentry ENABLE TRIGGER audit_refuses_change;
"""
REFUSE = """
CREATE TRIGGER seal_refuses_change BEFORE UPDATE OR DELETE ON clinic_seal
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER seal_refuses_truncate BEFORE TRUNCATE ON clinic_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
ALLOW = """
DROP TRIGGER seal_refuses_truncate ON clinic_seal;
DROP TRIGGER seal_refuses_change ON clinic_seal;
"""


class Migration(migrations.Migration):
    """The audit trail is sealed into a chain, by the order in which transactions ended."""

    dependencies = [("clinic", "0006_nothing_is_destroyed_under_a_hold")]

    operations = [
        migrations.AddField("auditentry", "era", models.BigIntegerField(default=0, editable=False)),
        migrations.AddField("auditentry", "written_in", models.BigIntegerField(default=0, editable=False)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunSQL(COUNT, FORGET),
        migrations.AddIndex("auditentry", models.Index(fields=["era", "written_in"], name="audit_order")),
        migrations.CreateModel(
            name="Seal",
            fields=[
                ("n", models.BigAutoField(primary_key=True, serialize=False)),
                ("sealed_at", models.DateTimeField()),
                ("era", models.BigIntegerField()),
                ("since", models.BigIntegerField()),
                ("until", models.BigIntegerField()),
                ("ids", django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), size=None)),
                ("leaves", models.BinaryField()),
                ("previous", models.BinaryField(max_length=32)),
                ("mac", models.BinaryField(max_length=32)),
            ],
            options={
                "ordering": ["n"],
                "indexes": [models.Index(fields=["era", "until"], name="seal_reach")],
            },
        ),
        migrations.RunSQL(REFUSE, ALLOW),
    ]
