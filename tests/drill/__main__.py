"""`make drill`: each module of this folder that has run(table), one after the other, each with servers of its own."""

import sys

from tests.bench.__main__ import main

if __name__ == "__main__":
    sys.exit(main("tests.drill", sys.argv[1:]))
