"""The steps of a counting, to be said in words by `explained.py`."""

from cases.timeline.deadline import Step


def counting_steps(found, *, unsure=False, on_the_way=False):
    """The steps from day 0 to the last day. `on_the_way`: that day is not a last legal day, and is not called one."""
    compute, steps = found.compute, [Step("unsure")] if unsure else []
    if found.capped:
        return [*steps, Step("printed", found.capped), _landing("at_most", found.landed, found, "days")]
    if compute.op in ("fixed", "printed") or not found.n:
        return [*steps, _landing("set", found.landed, found, on_the_way=on_the_way)]
    steps.append(Step("day_zero", found.day_zero))
    kind = "before" if compute.op == "subtract" else "after"
    if found.shifted == found.landed:
        return [*steps, _landing(kind, found.landed, found, compute.unit, on_the_way=on_the_way)]
    steps.append(Step(kind, found.landed, n=found.n, unit=compute.unit, off="on_the_way"))
    shift = _landing("shift", found.shifted, found, n=compute.shift_days, on_the_way=on_the_way)
    return [*steps, shift]


def _landing(kind, day, found, unit="", *, n=None, on_the_way=False):
    """A step to `day`, with the day it rolled to and why, where it rolled."""
    off = found.off or ("on_the_way" if on_the_way else "")
    n = found.n if n is None else n
    return Step(kind, day, found.last if found.off else None, n, unit, off)
