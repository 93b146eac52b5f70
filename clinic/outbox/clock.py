from django.db import connection


def database_now():
    """One clock for all machines: a worker whose own clock is wrong tells nothing early, late or twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
