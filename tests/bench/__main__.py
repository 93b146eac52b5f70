"""Starts the servers, then runs each module of this folder that has run(table)."""

import os
import sys
from importlib import import_module
from pathlib import Path

import django

from tests import real_servers
from tests.bench.table import Table


def main(words):
    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
    django.setup()
    real_servers.migrate()
    found = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("__"))
    table = Table()
    for name in words or found:
        module = import_module(f"tests.bench.{name}")
        if hasattr(module, "run"):
            module.run(table)
    return 0 if table.rows and table.all_passed else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
