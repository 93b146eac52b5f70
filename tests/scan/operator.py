"""Several management commands in one process, as an operator types them one after the other: starting Django six times
takes longer than all of them. Reads a list of word lists from stdin; tells what each said, with a mark between them."""

import json
import os
import sys

import django
from django.core.management import ManagementUtility

MARK = "\n==== next ====\n"

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    django.setup()
    for words in json.load(sys.stdin):
        try:
            ManagementUtility(["manage.py", *words]).execute()
        except SystemExit as ended:
            print(f"ended with {ended.code}")
        print(MARK, end="", flush=True)
