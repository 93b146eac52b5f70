"""What chance decides in a new process, and a benchmark should not: where its memory and its stack have their edges."""

BLOCK = 1 << 20  # bytes that are asked of the system at a time
SMALL, LARGE = 400, 600  # bytes: up to 512 Python shares out by itself, beyond that the C library does
ROOM = 70_000  # places of a frame: half a megabyte
_stays = []


def wear(megabytes=64):
    """Leaves a few things in each block of memory, as in a worker that has served for hours. A new process gives whole blocks
    back after a page and asks for them again, which takes a virtual machine longer than many a page."""
    for size in (SMALL, LARGE):
        things = [bytes(size) for _ in range(megabytes * BLOCK // size)]
        _stays.extend(things[:: BLOCK // size // 4])
        _stays.append(things[-1])


def roomy(work):
    """What `work()` returns. Python 3.11 keeps its frames in pieces of 16 kB, and asks the system for the next one at each call
    that goes over an edge; called from here, the next half megabyte has none."""
    return work()


roomy.__code__ = roomy.__code__.replace(co_stacksize=ROOM)
