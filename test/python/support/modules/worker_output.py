"""Everything that writes to the descriptors a worker must keep out of its channel."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys


def print_from_python(text: str) -> int:
    print(text)
    return 1


def print_unfinished_line(text: str) -> int:
    print(text, end="")
    return 1


def print_from_c(text: str) -> int:
    libc = ctypes.CDLL(None)
    libc.puts(text.encode())
    libc.fflush(None)
    return 2


def buffer_in_c(text: str) -> int:
    ctypes.CDLL(None).puts(text.encode())
    return 2


def print_from_child(text: str) -> int:
    return subprocess.run(["/bin/echo", text], check=True).returncode


def write_to_descriptor(descriptor: int, text: str) -> int:
    return os.write(descriptor, text.encode())


def write_to_stderr(text: str) -> int:
    return sys.stderr.write(text)


def read_stdin() -> str:
    return sys.stdin.read()


def open_descriptors() -> list[int]:
    return sorted(int(name) for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}"))


def descriptors_of_child() -> str:
    """What a child started without any care inherits."""
    listing = subprocess.run(["/bin/ls", "/proc/self/fd"], stdout=subprocess.PIPE, check=True, close_fds=False)
    return listing.stdout.decode()


def write_everywhere_in_fork() -> int:
    """A forked child writes to every descriptor number and reads from each; the status says how it ended."""
    child = os.fork()
    if child == 0:
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b"\xff\xff\xff\xff junk")
            except OSError:
                continue
        os._exit(7)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def fork_in_fork() -> int:
    """A child opens a file, which gets a number that the channel had, and forks: the grandchild must leave it open."""
    child = os.fork()
    if child == 0:
        opened = [os.open("/dev/null", os.O_WRONLY) for _ in range(8)]
        grandchild = os.fork()
        if grandchild == 0:
            os._exit(sum(os.write(descriptor, b"x") for descriptor in opened))
        os._exit(os.waitstatus_to_exitcode(os.waitpid(grandchild, 0)[1]))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def return_twice() -> int:
    """Forks and returns in both processes. The child's return must go nowhere."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
    return child


def fork_with_multiprocessing(method: str) -> list[int]:
    import multiprocessing

    with multiprocessing.get_context(method).Pool(2) as pool:
        return pool.map(abs, [-1, -2, -3])
