"""Each module of a folder that has run(table), one after the other, each with servers of its own."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path


def main(package, words):
    if len(words) == 1:
        return _run(package, words[0])
    folder = Path(package.replace(".", "/"))
    found = sorted(path.stem for path in folder.glob("*.py") if "\ndef run(table)" in path.read_text())
    ended = [subprocess.run([sys.executable, "-m", package, name]).returncode for name in words or found]
    return max(ended)


def _run(package, name):
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic.settings"
    from tests import real_servers
    from tests.bench.table import Table

    django.setup()
    real_servers.migrate()
    table = Table()
    import_module(f"{package}.{name}").run(table)
    return 0 if table.rows and table.all_passed else 1


if __name__ == "__main__":
    sys.exit(main("tests.bench", sys.argv[1:]))
