"""After every migration, as the owner: what the app's role may do, tables that are not models, the clinic's own key."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

from clinic.vault import own_keys


def prepare_database(sender, using, **kwargs):
    call_command("createcachetable", database=using, verbosity=0)
    own_keys.make()
    role = settings.APP_DATABASE_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    app = sql.Identifier(role)
    with connection.cursor() as cursor:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {app}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            "REVOKE UPDATE, DELETE, TRUNCATE ON clinic_auditentry, clinic_seal FROM {app}",
            "REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON clinic_purge FROM {app}",
        ):
            cursor.execute(sql.SQL(statement).format(app=app).as_string(cursor.connection))
