# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A process of its own for each file, with so much time and memory and no more.

A stranger's file may declare any size and ask for any work. What judges it ends when
the budget is used up, takes nothing else with it, and its end says nothing about the
file: the answer then is ``indeterminate``. Where the system knows no limits, only the
clock holds.
"""

from __future__ import annotations

import contextlib
import functools
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from hocba.problems import HocbaError, Problem, register
from hocba.signing.trust import TrustStore
from hocba.verify.file import verify_file
from hocba.verify.issuers import Issuers
from hocba.verify.report import INDETERMINATE, FileReport

Result = TypeVar("Result")
STOPPED = "verify.stopped"


@dataclass(frozen=True)
class Budget:
    """What judging one file may cost.

    :param seconds: of a processor
    :param wait: seconds by the clock, for a machine that is busy with other work
    :param memory: bytes
    """

    seconds: int = 5
    wait: float = 60
    memory: int = 300 * 1024 * 1024


BUDGET = Budget()

register(
    {
        "verify.over_time": {
            "en": "The file could not be judged within {seconds} seconds. A record of "
            "this system never needs that long; nothing is known about this file.",
            "vi": "Chưa kiểm tra xong tệp trong {seconds} giây nên chưa có kết luận. "
            "Học bạ của hệ thống này không bao giờ cần lâu như vậy.",
        },
        "verify.over_memory": {
            "en": "Judging the file needs more than {megabytes} MB of memory. A record "
            "of this system never needs that much; nothing is known about this file.",
            "vi": "Việc kiểm tra tệp cần hơn {megabytes} MB bộ nhớ nên chưa có kết "
            "luận. Học bạ của hệ thống này không bao giờ cần nhiều như vậy.",
        },
        "verify.unexpected": {
            "en": "The file is built in a way that cannot be judged; "
            "nothing is known about it.",
            "vi": "Tệp có cấu tạo bất thường, không kiểm tra được nên chưa "
            "có kết luận.",
        },
        STOPPED: {
            "en": "The check was stopped from outside; this says nothing "
            "about the file. Please run it again.",
            "vi": "Việc kiểm tra bị dừng giữa chừng; điều này không nói gì "
            "về tệp. Hãy kiểm tra lại.",
        },
    }
)


def judge_file(
    path: str | os.PathLike[str],
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    now: datetime | None = None,
    budget: Budget = BUDGET,
) -> FileReport:
    """Verify a file as :func:`hocba.verify.verify_file` does, within a budget.

    A file that needs more is ``indeterminate``, and so is one whose judge was stopped
    (``verify.stopped``).
    """
    # What every file needs is loaded once, before this process is copied.
    import hocba.books.page  # noqa: F401

    try:
        judge = functools.partial(verify_file, now=now)
        return alone(judge, path, trust, issuers, budget=budget)
    except HocbaError as error:
        return FileReport(os.fspath(path), INDETERMINATE, [], error.problems)


def alone(
    function: Callable[..., Result], *arguments: Any, budget: Budget = BUDGET
) -> Result:
    """Return what a function returns in a process of its own.

    :raises HocbaError: what the function raises, ``verify.over_time``,
        ``verify.over_memory``, ``verify.unexpected``, ``verify.stopped``
    """
    context = _context()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(  # type: ignore[attr-defined]
        target=_work, args=(sender, budget, function, arguments), daemon=True
    )
    try:
        process.start()
        sender.close()
        in_time = receiver.poll(budget.wait)
        answer = None
        with contextlib.suppress(EOFError, OSError):
            answer = receiver.recv() if in_time else None
    except OSError as error:
        # No room for one more process.
        raise HocbaError(Problem(STOPPED, {"detail": error.strerror})) from error
    finally:
        receiver.close()
        if process.pid is not None:
            if process.is_alive() and not process.join(1):
                process.kill()
            process.join()
    if answer is None:
        raise HocbaError(_ended(process.exitcode, budget, in_time))
    if isinstance(answer, HocbaError):
        raise answer
    return answer[0]


def _context() -> BaseContext:
    """Return how to start a process.

    A copy of this one has everything loaded already; but a copy of a process with
    threads may wait for ever for a lock that one of them held.
    """
    methods = multiprocessing.get_all_start_methods()
    if "fork" in methods and threading.active_count() == 1:
        return multiprocessing.get_context("fork")
    if "forkserver" in methods:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["hocba.verify.budget"])
        return context
    return multiprocessing.get_context("spawn")


def _work(
    sender: Connection,
    budget: Budget,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
) -> None:
    """Do the work in the new process."""
    # Who stops the whole group of processes stops this one by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(budget)
    answer: Any
    try:
        answer = (function(*arguments),)
    except HocbaError as error:
        answer = error
    except MemoryError:
        answer = HocbaError(_over_memory(budget))
    except Exception as error:
        values = {"detail": type(error).__name__}
        answer = HocbaError(Problem("verify.unexpected", values))
    sender.send(answer)


def _limit(budget: Budget) -> None:
    try:
        import resource
    except ImportError:
        return
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_CPU: budget.seconds,
        resource.RLIMIT_AS: _room(budget.memory),
    }
    for kind, most in wanted.items():
        if most is None:
            continue
        _soft, hard = resource.getrlimit(kind)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (most, hard))


def _room(memory: int) -> int | None:
    """Return the size of address space with which no more memory can be filled.

    Much of it is reserved and never used; that part is left out of the budget.
    """
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            size, resident = map(int, file.read().split()[:2])
    except OSError:
        return None
    return memory + (size - resident) * os.sysconf("SC_PAGE_SIZE")


def _over_memory(budget: Budget) -> Problem:
    megabytes = budget.memory // (1024 * 1024)
    return Problem("verify.over_memory", {"megabytes": megabytes})


def _ended(code: int | None, budget: Budget, in_time: bool) -> Problem:
    """Return why there is no answer."""
    out_of_time = getattr(signal, "SIGXCPU", None)
    if not in_time or (out_of_time and code == -out_of_time):
        return Problem("verify.over_time", {"seconds": budget.seconds})
    if code is None or code >= 0:
        return Problem(STOPPED, {"detail": str(code)})
    detail = signal.Signals(-code).name
    crashed = -code in (signal.SIGSEGV, signal.SIGABRT, signal.SIGFPE, signal.SIGILL)
    return Problem("verify.unexpected" if crashed else STOPPED, {"detail": detail})
