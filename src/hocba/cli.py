# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The command ``hocba``: judge files, archives and marks on any machine."""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import logging
import os
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from hocba.moment import read_iso
from hocba.problems import HocbaError, fail, io_reason, register
from hocba.rules import regulations
from hocba.rules.lines import evaluate_lines
from hocba.rules.params import ParamSet

if TYPE_CHECKING:
    from hocba.journal import Anchor, Verifier
    from hocba.signing.trust import TrustStore
    from hocba.verify import Issuers

PASSED = 0
FAILED = 1
INDETERMINATE = 2
#: Faults of the machine, which say nothing about a file: the answer could not be
#: written (closed pipe, full disk), the work was stopped (no memory, killed).
UNWRITTEN = 3
STOPPED = 4

_MISSING = (
    "Cần thư viện bổ sung (thiếu: {name}). Hãy cài đặt bằng lệnh:\n"
    '    pip install "hocba[{extra}]"\n'
)

register(
    {
        "cli.unreadable": {
            "en": "The file {name} cannot be read ({detail}).",
            "vi": "Không đọc được tệp {name} ({detail}).",
        },
        "cli.stopped": {
            "en": "This machine stopped the work ({detail}); nothing is concluded.",
            "vi": "Máy dừng công việc giữa chừng ({detail}) nên chưa có kết luận nào.",
        },
        "cli.no_signed_part": {
            "en": "The file {name} is no PDF that a school has signed.",
            "vi": "Tệp {name} không phải là PDF có chữ ký của nhà trường.",
        },
        "cli.unwritable": {
            "en": "The file {name} cannot be written ({detail}).",
            "vi": "Không ghi được tệp {name} ({detail}).",
        },
    }
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    :return: 0 for passed, 1 for failed, 2 for indeterminate, 3 if the answer could not
        be written, 4 if the machine stopped the work
    """
    for stream in (sys.stdout, sys.stderr):
        # A name that the terminal cannot show must not hide the verdict.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    arguments = _parser().parse_args(argv)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("hocba"):
            raise
        extra = "database" if error.name == "psycopg2" else "sign"
        sys.stderr.write(_MISSING.format(name=error.name, extra=extra))
        return INDETERMINATE
    except HocbaError as error:
        sys.stderr.write(f"{error}\n")
        return INDETERMINATE
    except OSError as error:
        # Files are read elsewhere, so this is where the answer goes.
        _silence()
        return _fault(UNWRITTEN, error.strerror or type(error).__name__)
    except MemoryError:
        return _fault(STOPPED, "thiếu bộ nhớ")
    except KeyboardInterrupt:
        return _fault(STOPPED, "bị ngắt")
    return code


def _silence() -> None:
    """Keep Python from writing once more, when it ends, what cannot be written."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _fault(code: int, detail: str) -> int:
    with contextlib.suppress(OSError):
        problem = fail("cli.stopped", detail=detail)
        sys.stderr.write(f"{problem}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hocba",
        description="Học bạ số: kiểm tra tệp, kho lưu trữ và kết quả đánh giá.",
    )
    commands = parser.add_subparsers(required=True, metavar="LỆNH")
    verify = commands.add_parser(
        "verify",
        help="kiểm tra chữ ký của tệp XML hoặc PDF",
        description="Kiểm tra chữ ký của học bạ số, không cần mạng hay cơ sở dữ liệu. "
        "Mã thoát: 0 hợp lệ, 1 không hợp lệ, 2 chưa đủ căn cứ kết luận hoặc không phải "
        "học bạ của hệ thống này; lỗi của máy, không nói gì về tệp: 3 không ghi được "
        "kết quả (đầu ra đã đóng, đầy đĩa), 4 việc kiểm tra bị dừng (thiếu bộ nhớ, bị "
        "ngắt).",
    )
    verify.add_argument(
        "--json", action="store_true", help="mỗi tệp một đối tượng JSON trên một dòng"
    )
    verify.add_argument(
        "--trust", metavar="PEM", type=Path, help="chứng thư số gốc tin cậy"
    )
    verify.add_argument(
        "--issuers",
        metavar="FILE",
        type=Path,
        help="danh sách trường được phê duyệt phát hành (JSON)",
    )
    verify.add_argument(
        "--last-signed",
        metavar="OUT",
        type=Path,
        help="ghi bản PDF đúng như lúc nhà trường ký ra tệp mới",
    )
    verify.add_argument(
        "--at",
        metavar="TIME",
        type=_moment,
        help="thời điểm kiểm tra (ISO 8601), nếu nơi lưu trữ chứng minh tệp đã có khi "
        "đó; mặc định là lúc này",
    )
    verify.add_argument(
        "--jobs",
        metavar="N",
        type=_jobs,
        help="số tệp kiểm tra cùng lúc; mặc định bằng số bộ xử lí",
    )
    verify.add_argument(
        "--second-opinion",
        action="store_true",
        help="hỏi thêm thư viện xmlsec về giá trị và mã băm của từng chữ ký XML",
    )
    verify.add_argument("files", metavar="FILE", nargs="+", type=Path)
    verify.set_defaults(run=_verify)
    evaluate = commands.add_parser(
        "evaluate",
        help="đánh giá học sinh theo thông tư, từ dữ kiện JSON Lines",
        description="Đọc mỗi dòng một đối tượng JSON là dữ kiện của một học sinh, ghi "
        "mỗi dòng một đối tượng JSON là kết quả kèm lí do, không cần Odoo hay cơ sở dữ "
        "liệu. Dòng sai cho một dòng báo lỗi, các dòng khác vẫn được đánh giá. Mã "
        "thoát: 0 mọi dòng đều được đánh giá, 1 có dòng sai, 2 không đọc được tệp.",
    )
    evaluate.add_argument("--regulation", required=True, choices=sorted(regulations()))
    evaluate.add_argument(
        "--params",
        metavar="FILE",
        type=Path,
        help="tham số của quy định (JSON), nếu khác mặc định",
    )
    evaluate.add_argument(
        "file", metavar="FILE", nargs="?", type=Path, help="mặc định: đầu vào chuẩn"
    )
    evaluate.set_defaults(run=_evaluate)
    audit = commands.add_parser(
        "audit",
        help="đối chiếu nhật ký với khối niêm phong và bản neo bên ngoài",
        description="Đối chiếu từng mục nhật ký với các khối niêm phong và với bản neo "
        "lưu ngoài cơ sở dữ liệu, không cần Odoo. Mã thoát: 0 nguyên vẹn, 1 đã bị thay "
        "đổi, 2 chưa đủ căn cứ kết luận.",
    )
    source = audit.add_mutually_exclusive_group(required=True)
    source.add_argument(
        "--database", metavar="DSN", help="cơ sở dữ liệu PostgreSQL, chỉ đọc"
    )
    source.add_argument(
        "--export", metavar="FILE", type=Path, help="tệp xuất (JSON Lines)"
    )
    audit.add_argument(
        "--anchors", metavar="DIR", type=Path, help="thư mục bản neo bên ngoài"
    )
    audit.add_argument(
        "--book",
        metavar="FILE",
        type=Path,
        nargs="+",
        help="học bạ đã phát hành (XML, PDF): khối nhật ký ghi trong đó là bản neo",
    )
    audit.add_argument(
        "--issuers",
        metavar="FILE",
        type=Path,
        help="danh sách trường được phê duyệt phát hành (JSON), cho --book",
    )
    audit.add_argument(
        "--trust",
        metavar="PEM",
        type=Path,
        action="append",
        help="chứng thư số gốc và trung gian của dịch vụ cấp dấu thời gian; với "
        "--book, của cả chữ ký",
    )
    audit.add_argument(
        "--owner",
        metavar="ROLE",
        help="vai trò phải sở hữu các bảng nhật ký (bản cài đặt tăng cường)",
    )
    audit.add_argument(
        "--save", metavar="FILE", type=Path, help="ghi nhật ký ra tệp xuất mới"
    )
    audit.add_argument("--json", action="store_true", help="một đối tượng JSON")
    audit.set_defaults(run=_audit)
    archive = commands.add_parser("archive", help="kho lưu trữ")
    tasks = archive.add_subparsers(required=True, metavar="LỆNH")
    check = tasks.add_parser(
        "check",
        help="đối chiếu gói lưu trữ với bảng kê",
        description="Đối chiếu từng tệp của gói lưu trữ với bảng kê SHA-256.",
    )
    check.add_argument("directory", metavar="DIR", type=Path)
    check.set_defaults(run=_archive_check)
    return parser


def _verify(arguments: argparse.Namespace) -> int:
    from hocba.verify import judge_files
    from hocba.verify.budget import STOPPED as STOPPED_CODE
    from hocba.verify.report import TOTAL_FAILED, TOTAL_PASSED
    from hocba.verify.text import render

    # The libraries tell of broken files on their own; the report does so in words.
    logging.getLogger().addHandler(logging.NullHandler())
    reports = judge_files(
        arguments.files,
        _trust(arguments.trust),
        _issuers(arguments.issuers),
        now=arguments.at,
        jobs=arguments.jobs,
        second_opinion=arguments.second_opinion,
    )
    found = set()
    stopped = False
    with contextlib.closing(reports):
        for number, (path, report) in enumerate(
            zip(arguments.files, reports, strict=True)
        ):
            found.add(report.overall)
            stopped |= any(problem.code == STOPPED_CODE for problem in report.problems)
            if arguments.last_signed:
                _save_signed(path, report.signed_length, arguments.last_signed)
            if arguments.json:
                print(report.to_line(), flush=True)
            else:
                print(("\n" if number else "") + render(report), flush=True)
    if TOTAL_FAILED in found:
        return FAILED
    if stopped:
        return STOPPED
    return PASSED if found == {TOTAL_PASSED} else INDETERMINATE


def _evaluate(arguments: argparse.Namespace) -> int:
    rules = regulations()[arguments.regulation]
    params = _params(rules, arguments.params)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    lines: Iterable[bytes] = sys.stdin.buffer
    if arguments.file and str(arguments.file) != "-":
        lines = _read(arguments.file).splitlines()
    code = PASSED
    for line, sound in evaluate_lines(rules, lines, params):
        print(line, flush=True)
        code = code if sound else FAILED
    return code


def _audit(arguments: argparse.Namespace) -> int:
    from hocba import journal

    anchors: list[journal.Anchor] = []
    faults: list[HocbaError] = []
    if arguments.anchors:
        anchors, faults = journal.read_anchors(arguments.anchors)
    verify = _timestamps(arguments.trust)
    if arguments.book:
        books, silent = _books(arguments)
        anchors += books
        faults += silent
        verify = partial(_proven, books, verify)
    if arguments.database:
        from hocba.journal.database import open_database

        with open_database(arguments.database) as database:
            if arguments.save:
                _save(
                    arguments.save,
                    journal.write_export(database.entries(), database.blocks()),
                )
            report = journal.audit(
                database.entries(), database.blocks(), anchors, verify
            )
            report.findings += journal.judge_guards(
                database.guards(), arguments.owner or ""
            )
    else:
        entries, blocks = journal.read_export(_read(arguments.export).splitlines())
        report = journal.audit(entries, blocks, anchors, verify)
    report.findings[:0] = [problem for fault in faults for problem in fault.problems]
    if arguments.json:
        print(json.dumps(report.to_dict(), ensure_ascii=False))
    else:
        print(journal.render(report))
    if report.broken:
        return FAILED
    return PASSED if report.whole else INDETERMINATE


def _timestamps(paths: list[Path] | None) -> Verifier:
    """Return who judges the timestamps of anchors."""
    if not paths:
        return lambda anchor: ("unknown", "chưa nêu --trust", None)
    from hocba.signing.trust import validate_timestamp

    trust = _trust_of(paths)

    def verify(anchor: Anchor) -> tuple[str, str, datetime | None]:
        if not anchor.token:
            return "unknown", "thiếu tệp .tsr", None
        verdict, time = validate_timestamp(anchor.token, anchor.header, trust, None)
        detail = verdict.reason.text() if verdict.reason else ""
        if time is not None and not verdict:
            # The token covers the header; only who made it is not proven.
            return "unknown", detail, time
        return verdict.state, detail, time

    return verify


def _books(
    arguments: argparse.Namespace,
) -> tuple[dict[Anchor, tuple[str, str, datetime | None]], list[HocbaError]]:
    """Return the blocks that issued books name, each with what proves it, and the
    books that name none."""
    from hocba.journal import Anchor
    from hocba.verify.budget import alone
    from hocba.verify.witness import journal_witness

    trust = _trust_of(arguments.trust) if arguments.trust else None
    issuers = _issuers(arguments.issuers)
    found, silent = {}, []
    for path in arguments.book:
        try:
            seen = alone(journal_witness, path, trust, issuers)
        except HocbaError as error:
            silent.append(error)
            continue
        head = seen.head
        anchor = Anchor(
            path.name, seen.school, seen.year, head.block, head.sealed_at, head.sha256
        )
        found[anchor] = seen.state, seen.detail, seen.stamped_at
    return found, silent


def _proven(
    books: dict[Anchor, tuple[str, str, datetime | None]],
    verify: Verifier,
    anchor: Anchor,
) -> tuple[str, str, datetime | None]:
    return books[anchor] if anchor in books else verify(anchor)


def _trust_of(paths: list[Path]) -> TrustStore:
    from hocba.signing.trust import TrustStore

    return TrustStore.from_pem(b"\n".join(map(_read, paths)))


def _save_signed(path: Path, length: int | None, target: Path) -> None:
    """Write the first bytes of a PDF: what it was when the school had signed it."""
    if length is None:
        raise fail("cli.no_signed_part", name=str(path))
    try:
        with target.open("xb") as file:
            file.write(_read(path)[:length])
    except OSError as error:
        raise fail("cli.unwritable", name=str(target), detail=error.strerror)


def _save(path: Path, lines: Iterable[str]) -> None:
    try:
        # What is there may be evidence: it is never overwritten.
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)
    except OSError as error:
        raise fail("cli.unwritable", name=str(path), detail=io_reason(error))


def _params(rules: ModuleType, path: Path | None) -> ParamSet | None:
    if not path:
        return None
    params: ParamSet = rules.Params.from_json(_read(path))
    return params


def _jobs(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _moment(text: str) -> datetime:
    found = read_iso(text)
    return found if found.tzinfo else found.astimezone()


def _trust(path: Path | None) -> TrustStore | None:
    from hocba.signing.trust import TrustStore

    return TrustStore.from_pem(_read(path)) if path else None


def _issuers(path: Path | None) -> Issuers | None:
    from hocba.verify import Issuers

    return Issuers.from_json(_read(path)) if path else None


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise fail("cli.unreadable", name=str(path), detail=io_reason(error))


def _archive_check(arguments: argparse.Namespace) -> int:
    from hocba import archive

    problems = archive.check(arguments.directory)
    for problem in problems:
        print(f"! {problem.text()}")
    print("Gói lưu trữ có sai lệch." if problems else "Gói lưu trữ nguyên vẹn.")
    return FAILED if problems else PASSED


if __name__ == "__main__":
    sys.exit(main())
