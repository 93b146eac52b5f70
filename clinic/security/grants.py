"""After every migration, as the owner: what the app's database role may do, and the tables that are not models."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql


def grant_to_app(sender, using, **kwargs):
    call_command("createcachetable", database=using, verbosity=0)
    role = settings.APP_DATABASE_ROLE
    if not role or role == connection.settings_dict["USER"]:
        return
    app = sql.Identifier(role)
    with connection.cursor() as cursor:
        for statement in (
            "GRANT USAGE ON SCHEMA public TO {app}",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {app}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {app}",
            "REVOKE UPDATE, DELETE, TRUNCATE ON clinic_auditentry FROM {app}",
        ):
            cursor.execute(sql.SQL(statement).format(app=app).as_string(cursor.connection))
