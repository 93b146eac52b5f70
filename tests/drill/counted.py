"""Ten thousand cases made up at random, counted by the engine and day by day on a wall calendar. SEED tries others."""

import os
import random

from tests.cases.timeline.counted_twice import agree

CASES = 10_000


def run(table):
    chance, differ = random.Random(os.environ.get("SEED", 79)), []
    for _ in range(CASES):
        try:
            agree(chance)
        except AssertionError as other:
            differ.append(str(other).splitlines()[0])
    for said in differ[:5]:
        print(said)
    table.add(f"of {CASES} cases counted twice, that differ", len(differ), 0, not differ)
