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
import gc
import itertools
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection, wait
from multiprocessing.context import BaseContext
from typing import Any, TypeVar

from hocba.books import schema
from hocba.problems import HocbaError, Problem, register
from hocba.signing.remembered import LEARNED, learn, parsed
from hocba.signing.trust import TrustStore
from hocba.verify import second
from hocba.verify.file import read_file, verify_bytes
from hocba.verify.issuers import Issuers
from hocba.verify.report import INDETERMINATE, FileReport

Result = TypeVar("Result")
STOPPED = "verify.stopped"
#: Reports that wait for one before them are kept; for each job no more than this.
_AHEAD = 8
_NOTHING = object()
#: New objects between two searches for garbage; a process ends before there is much.
_GARBAGE = 20_000


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
    second_opinion: bool = False,
) -> FileReport:
    """Verify a file as :func:`hocba.verify.verify_file` does, within a budget.

    A file that needs more is ``indeterminate``, and so is one whose judge was stopped
    (``verify.stopped``).

    :param second_opinion: ask another program too (:mod:`hocba.verify.second`)
    """
    (report,) = judge_files(
        [path],
        trust,
        issuers,
        now=now,
        budget=budget,
        jobs=1,
        second_opinion=second_opinion,
    )
    return report


def judge_files(
    paths: Iterable[str | os.PathLike[str]],
    trust: TrustStore | None = None,
    issuers: Issuers | dict[str, Any] | None = None,
    *,
    now: datetime | None = None,
    budget: Budget = BUDGET,
    jobs: int | None = None,
    second_opinion: bool = False,
) -> Generator[FileReport, None, None]:
    """Verify files as :func:`judge_file` does, several at a time.

    Each still has a process and a budget of its own. What is closed early leaves none
    of them behind.

    :param jobs: how many files at a time; None for one on each processor at hand
    :return: the reports in the order given
    """
    # What every file needs is loaded once, before this process is copied.
    from hocba.books import glyphs, page  # noqa: F401

    for root in schema.SCHEMAS:
        schema.compiled(root)
    glyphs.prepare()
    # Files of a class name the same certificates: what one process has proven of them
    # the next need not prove again. It is named by the bytes that prove it.
    known: dict[Hashable, None] = {}
    judge = functools.partial(_judge, trust, issuers, now, second_opinion, known)
    work = ((os.fspath(path), judge, (path,)) for path in paths)
    for name, answer in in_order(work, budget, jobs or processors()):
        if isinstance(answer, HocbaError):
            yield FileReport(name, INDETERMINATE, [], answer.problems)
            continue
        report, proven = answer
        known.update(dict.fromkeys(proven))
        for key in itertools.islice(list(known), max(len(known) - LEARNED, 0)):
            del known[key]
        yield report


def processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def alone(
    function: Callable[..., Result], *arguments: Any, budget: Budget = BUDGET
) -> Result:
    """Return what a function returns in a process of its own.

    :raises HocbaError: what the function raises, ``verify.over_time``,
        ``verify.over_memory``, ``verify.unexpected``, ``verify.stopped``
    """
    work = [("", _once, (function, *arguments))]
    ((_name, answer),) = in_order(work, budget, 1)
    if isinstance(answer, HocbaError):
        raise answer
    result: Result = answer
    return result


def _once(function: Callable[..., Result], *arguments: Any) -> Iterator[Result]:
    yield function(*arguments)


def _judge(
    trust: TrustStore | None,
    issuers: Issuers | dict[str, Any] | None,
    now: datetime | None,
    second_opinion: bool,
    known: dict[Hashable, None],
    path: str | os.PathLike[str],
) -> Iterator[tuple[FileReport, list[Hashable]]]:
    """Return a report and what was proven on the way.

    Ours comes first, so that another judge's end cannot take it along.
    """
    learn(known)
    data = read_file(path)
    if isinstance(data, FileReport):
        yield data, []
        return
    report = verify_bytes(data, trust, issuers, file=os.fspath(path), now=now)
    proven = parsed.proven.keys()
    if not second_opinion:
        yield report, proven
        return
    for told in second.opinions(report, data):
        yield told, proven


#: A name, and what yields answers in a process of its own; the last one counts.
Work = tuple[str, Callable[..., Iterator[Any]], tuple[Any, ...]]


def in_order(
    work: Iterable[Work], budget: Budget, jobs: int
) -> Generator[tuple[str, Any], None, None]:
    """Do work in processes of their own; return the answers in the order given."""
    left = iter(work)
    started: deque[_Apart] = deque()
    try:
        while True:
            running = [one for one in started if not one.ended]
            # One that takes long must not make us keep all that follow it.
            room = min(jobs - len(running), _AHEAD * jobs - len(started))
            for name, function, arguments in itertools.islice(left, max(room, 0)):
                started.append(_Apart(name, function, arguments, budget))
                running.append(started[-1])
            if not started:
                return
            while started and started[0].ended:
                first = started.popleft()
                yield first.name, first.answer
            _wait([one for one in running if not one.ended])
    finally:
        for one in started:
            one.end()


def _wait(running: list[_Apart]) -> None:
    """Take what the first of them have to say, or end what has no time left."""
    if not running:
        return
    left = min(one.until for one in running) - time.monotonic()
    ready = wait([one.receiver for one in running], max(0.0, left))
    for one in running:
        if one.receiver in ready:
            one.take()
        elif one.until <= time.monotonic():
            one.end(in_time=False)


class _Apart:
    """Work in a process of its own.

    :ivar answer: the last that it told, or why it told nothing
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Iterator[Any]],
        arguments: tuple[Any, ...],
        budget: Budget,
    ) -> None:
        self.name = name
        self.budget = budget
        self.answer: Any = _NOTHING
        self.ended = False
        self.until = time.monotonic() + budget.wait
        context = _context()
        self.receiver, sender = context.Pipe(duplex=False)
        self.process = context.Process(  # type: ignore[attr-defined]
            target=_work, args=(sender, budget, function, arguments), daemon=True
        )
        try:
            self.process.start()
        except OSError as error:
            # No room for one more process.
            values = {"detail": error.strerror}
            self.answer = HocbaError(Problem(STOPPED, values))
            self.end()
        finally:
            sender.close()

    def take(self) -> None:
        """Take one answer; behind the last comes the end."""
        try:
            self.answer = self.receiver.recv()
        except (EOFError, OSError):
            self.end()

    def end(self, *, in_time: bool = True) -> None:
        """Leave nothing of the process behind."""
        if self.ended:
            return
        self.ended = True
        self.receiver.close()
        process = self.process
        if process.pid is not None:
            # One that has told all ends by itself.
            if process.is_alive() and not (in_time and process.join(1)):
                process.kill()
            process.join()
        if self.answer is _NOTHING:
            self.answer = HocbaError(_ended(process.exitcode, self.budget, in_time))


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
    function: Callable[..., Iterator[Any]],
    arguments: tuple[Any, ...],
) -> None:
    """Do the work in the new process."""
    # Who stops the whole group of processes stops this one by its parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit(budget)
    # What was there before is never garbage here, and to look at it is to copy it.
    gc.freeze()
    gc.set_threshold(_GARBAGE)
    answer: Any
    try:
        for answer in function(*arguments):
            sender.send(answer)
        return
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
