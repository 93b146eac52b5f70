"""python3 -m clinic.launch run | test | test-servers | bench | drill | check | setup | manage …

Starts with whatever Python there is, makes the .venv, and goes on inside it.
"""

import os
import sys

if sys.version_info < (3, 11):  # noqa: UP036 - this file alone is read by older ones, and has to say so
    sys.exit("The clinic needs Python 3.11 or newer: install one, then type  make run PYTHON=python3.11")

from clinic.launch import setup
from clinic.launch.trouble import Trouble

NEED_TESTS = {"test", "test-servers", "bench", "drill", "check"}
COMMANDS = {"run", "setup", "manage", *NEED_TESTS}
IS_SET_UP = "CLINIC_IS_SET_UP"  # tells the second half, inside .venv, that the first half was here


def main(command, words):
    if not os.environ.pop(IS_SET_UP, ""):
        python = setup.set_up(with_tests=command in NEED_TESTS)
        os.chdir(setup.ROOT)
        os.environ[IS_SET_UP] = "yes"
        os.execv(python, [str(python), "-m", "clinic.launch", command, *words])
    return _inside(command, words)


def _inside(command, words):
    from clinic.launch import bench, checks, run, suite  # these need the packages

    return {
        "setup": lambda words: print("Ready."),
        "run": run.run,
        "manage": run.manage,
        "check": checks.check,
        "bench": bench.bench,
        "drill": bench.drill,
        "test": suite.test,
        "test-servers": suite.test_on_servers,
    }[command](words)


if __name__ == "__main__":
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__.splitlines()[0])
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except Trouble as trouble:
        sys.exit(str(trouble))
    except KeyboardInterrupt:
        sys.exit(130)
