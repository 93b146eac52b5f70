"""Ten thousand strange bodies, shared out among every form of every role: nothing may bring the clinic down.

SEED and REQUESTS in the environment send the same ones again, or fewer.
"""

import os
import random
import time
from collections import Counter

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.drill import demo
from tests.fuzz import bodies, collecting, knocking

TURNS = 5
ONE_TURN = {
    "max_examples": TURNS,
    "database": None,
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": [Phase.generate],
}


def run(table):
    chosen = int(os.environ.get("SEED") or random.randrange(2**32))
    wanted = int(os.environ.get("REQUESTS", 10_000))
    began = time.monotonic()
    forms = demo.forms()
    print(f"SEED={chosen} REQUESTS={wanted}: {len(forms)} forms", flush=True)
    drill, posts, rounds = knocking.Drill(), Counter(), -(-wanted // (len(forms) * TURNS))
    for number in range(rounds):
        for place, asked in enumerate(forms):
            posts[place] += _knock(drill, asked, chosen + number * len(forms) + place)
        print(f"round {number + 1} of {rounds}: {posts.total()} posts, {sorted(drill.faults)}", flush=True)
    _tell(drill, posts, time.monotonic() - began)
    table.add("posts", posts.total(), f"≥ {wanted}", posts.total() >= wanted)
    table.add("forms that broke", len(drill.faults), "0", not drill.faults)


def _knock(drill, asked, number):
    """How many were sent. Signed in anew each time: a session that has idled would only be asked to sign in."""
    browser, sent = collecting.browser_of(asked.role), []

    @seed(number)
    @settings(**ONE_TURN)
    @given(st.data())
    def turn(data):
        sent.append(drill.send(browser, asked, data.draw(bodies.bodies(asked.form))))

    while len(sent) < TURNS:
        turn()
    return len(sent)


def _tell(drill, posts, seconds):
    hundreds = Counter()
    for status, count in drill.statuses.items():
        hundreds[status if status == "raised" else f"{status // 100}xx"] += count
    print(
        f"{posts.total()} posts to {len(posts)} forms in {seconds:.0f} s; answers and pages: {dict(hundreds)}"
    )
    print(dict(sorted(drill.statuses.items(), key=str)))
    for where, (method, url, said, told) in drill.faults.items():
        print(f"\n{where}\n  {method} {url}\n  {said}\n{told}")
