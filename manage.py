#!/usr/bin/env python
"""Django's command line. Commands that change the schema or purge the trail run as the database's owner, all others
as the app."""

import os
import sys

AS_OWNER = {"migrate", "purge_audit"}


def main():
    if sys.argv[1:2] and sys.argv[1] in AS_OWNER:
        os.environ["DATABASE_AS"] = "owner"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
