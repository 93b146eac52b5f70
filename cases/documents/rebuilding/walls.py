"""What the process that opens a stranger's file gives up first: time, memory, and every door to the outside.

No file and no socket can be opened and no process started, even by a program smuggled into a library: no descriptor is left to
get (`RLIMIT_NOFILE`), and the kernel answers every call but reading, writing and memory with "not permitted" (seccomp).
"""

import ctypes
import errno
import os
import platform
import resource

MEMORY = 512 * 1024 * 1024
CPU_SECONDS = 15
NO_NEW_PRIVILEGES, SET_SECCOMP, FILTER = 38, 22, 2  # prctl
ALLOW, NOT_PERMITTED, KILL = 0x7FFF0000, 0x00050001, 0x80000000
LOAD, IF_EQUAL, RETURN = 0x20, 0x15, 0x06
# read write close fstat lseek mmap mprotect munmap mremap brk madvise futex exit exit_group clock_gettime gettimeofday
# getrandom sched_yield getpid gettid rt_sigaction rt_sigprocmask rt_sigreturn sigaltstack
# getcwd (Pillow asks where it is: at the root)
CALLS = {
    "x86_64": (
        0xC000003E,
        (0, 1, 3, 5, 8, 9, 10, 11, 25, 12, 28, 202, 60, 231, 228, 96, 318, 24, 39, 186, 13, 14, 15, 131, 79),
    ),
    "aarch64": (
        0xC00000B7,
        (63, 64, 57, 80, 62, 222, 226, 215, 216, 214, 233, 98, 93, 94)
        + (113, 169, 278, 124, 172, 178, 134, 135, 139, 132, 17),
    ),
}


class NoWalls(OSError):
    """This machine's kernel closes no doors as we need it: nothing may be opened here."""


class _Step(ctypes.Structure):
    _fields_ = [
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("k", ctypes.c_uint32),
    ]


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("steps", ctypes.POINTER(_Step))]


def can_be_built():
    """Whether this kernel can close doors, as far as can be told without closing any: asked to do it with a program that
    is nowhere, one that can says "bad address"."""
    if platform.machine() not in CALLS:
        return False
    prctl = _prctl()
    return prctl is not None and prctl(SET_SECCOMP, FILTER, None, 0, 0) and ctypes.get_errno() == errno.EFAULT


def limit():
    """Time, memory, no file written, no core left behind."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def close_doors():
    """From here on nothing is imported either: a module is a file. Raises NoWalls, then nothing may be opened."""
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    if not can_be_built():
        raise NoWalls
    _allow_only(*CALLS[platform.machine()])
    _try_a_door()


def _allow_only(machine, calls):
    steps = [(LOAD, 0, 0, 4), (IF_EQUAL, 1, 0, machine), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    steps += [(IF_EQUAL, len(calls) - place, 0, call) for place, call in enumerate(calls)]
    steps += [(RETURN, 0, 0, NOT_PERMITTED), (RETURN, 0, 0, ALLOW)]
    program = _Program(len(steps), (_Step * len(steps))(*steps))
    prctl = _prctl()
    if prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0) or prctl(SET_SECCOMP, FILTER, ctypes.byref(program), 0, 0):
        raise NoWalls


def _try_a_door():
    """An emulated kernel may say yes and do nothing."""
    try:
        os.stat("/")
    except PermissionError:
        return
    raise NoWalls


def _prctl():
    return getattr(ctypes.CDLL(None, use_errno=True), "prctl", None)
