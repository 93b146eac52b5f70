class Table:
    """What was measured: `ratio` beside the `bar` it is held to."""

    def __init__(self):
        self.rows = []

    def add(self, name, ratio, bar, passed):
        self.rows.append((name, ratio, bar, passed))
        print(f"{'✓' if passed else '✗'} {name}: {ratio} (bar: {bar})", flush=True)

    @property
    def all_passed(self):
        return all(passed for *_, passed in self.rows)
