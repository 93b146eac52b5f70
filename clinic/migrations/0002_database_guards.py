from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations

REFUSE = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only';
END $$;
CREATE TRIGGER audit_refuses_change BEFORE UPDATE OR DELETE ON clinic_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_refuses_truncate BEFORE TRUNCATE ON clinic_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
"""
ALLOW = """
DROP TRIGGER audit_refuses_truncate ON clinic_auditentry;
DROP TRIGGER audit_refuses_change ON clinic_auditentry;
DROP FUNCTION audit_is_append_only();
"""


class Migration(migrations.Migration):
    """What the database itself refuses: changing the audit trail; and the index type that keeps a volunteer from being
    in two places at once."""

    dependencies = [("clinic", "0001_the_clinic")]
    run_before = [("accompaniment", "0001_trips_and_outings")]

    operations = [BtreeGistExtension(), migrations.RunSQL(REFUSE, ALLOW)]
