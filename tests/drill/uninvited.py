"""Every field's name of every model, sent to every form of every role with one value after the other: what is written stays
what the form writes without them."""

from tests.drill import demo
from tests.fuzz import bodies, collecting, writing

TURNS = 5


def run(table):
    forms, found = demo.forms(), []
    for asked in forms:
        browser = collecting.browser_of(asked.role)
        found += [writing.sent(browser, asked, turn) for turn in range(TURNS)]
    wrong = {one.said: one.uninvited for one in found if one.uninvited}
    print(*wrong.items(), sep="\n")
    print(
        f"{len(bodies.FIELD_NAMES)} names, {len(found)} bodies, {sum(one.is_taken for one in found)} of them taken"
    )
    table.add("forms that wrote something else", len(wrong), "0", not wrong and bool(found))
