# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A report as a citizen reads it, in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from hocba.books.form import (
    AWARD_TEXTS,
    GENDER_TEXTS,
    LEVEL_TEXTS,
    date_text,
    mark_text,
)
from hocba.verify.report import (
    INDETERMINATE,
    TOTAL_FAILED,
    TOTAL_PASSED,
    Cover,
    FileReport,
    SignatureReport,
    Values,
)

OVERALL = {
    TOTAL_PASSED: "HỢP LỆ",
    INDETERMINATE: "CHƯA ĐỦ CĂN CỨ KẾT LUẬN",
    TOTAL_FAILED: "KHÔNG HỢP LỆ",
}
ROLES = {
    "teacher": "giáo viên bộ môn",
    "homeroom": "giáo viên chủ nhiệm",
    "head": "lãnh đạo trường",
    "organisation": "nhà trường (văn thư phát hành)",
}
_QUESTIONS = {
    "content": "Nội dung",
    "certificate": "Chứng thư số",
    "timestamp": "Dấu thời gian",
    "authority": "Thẩm quyền",
}
_ANSWERS = {"ok": "đạt", "failed": "KHÔNG ĐẠT", "unknown": "chưa kết luận"}
_CODES = {
    "Giới tính": {"NAM": GENDER_TEXTS["male"], "NU": GENDER_TEXTS["female"]},
    "Lên lớp": {
        "PROMOTED": "Được lên lớp",
        "NOT_PROMOTED": "Không được lên lớp",
        "PENDING": "Chờ kết quả trong hè",
    },
    "Khen thưởng": AWARD_TEXTS,
    "Loại": {"DIEM": "đánh giá bằng điểm số", "NHAN_XET": "đánh giá bằng nhận xét"},
}
_RESULTS = {
    "Học kì I",
    "Học kì II",
    "Cả năm",
    "Đánh giá lại",
    "Sau đánh giá lại, rèn luyện trong hè",
}
_ONCE = {"verify.no_issuers", "verify.list_unproven", "verify.list_false"}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def render(report: FileReport) -> str:
    """Return the report of one file as lines of text.

    Whatever a stranger wrote into the file loses its control characters here.
    """
    return "\n".join(map(_harmless, _lines(report)))


def _harmless(line: str) -> str:
    # A name with a line break in it would write lines of its own.
    return "".join(c if c.isprintable() else "�" for c in line)


def _lines(report: FileReport) -> Iterator[str]:
    yield f"Tệp: {report.file}"
    yield f"Kết luận: {OVERALL[report.overall]} ({report.overall})"
    for problem in report.problems:
        yield f"  ! {problem.text()}"
    for addition in report.additions:
        yield f"  + {addition.text()}"
    told: set[str] = set()
    for number, signature in enumerate(report.signatures, 1):
        yield from _signature(number, signature, told)


def _signature(
    number: int, signature: SignatureReport, told: set[str]
) -> Iterator[str]:
    role = ROLES.get(signature.role, signature.role)
    yield f"{number}. {signature.signer or '?'} – {role} [{signature.id}]"
    claimed, stamped = _moment(signature.signed_at), _moment(signature.stamped_at)
    yield f"   Ký lúc {claimed}, dấu thời gian {stamped}"
    for cover in signature.covers:
        yield from _cover(cover, told)
    yield "   " + " · ".join(
        f"{question}: {_ANSWERS[signature.verdicts[name]]}"
        for name, question in _QUESTIONS.items()
    )
    for reason in signature.reasons:
        # What is true of the whole file need not be said eight times.
        if (words := reason.text()) not in told:
            yield f"   ! {words}"
        if reason.code in _ONCE:
            told.add(words)


def _cover(cover: Cover, told: set[str]) -> Iterator[str]:
    if not cover.values:
        yield f"   Vùng ký: {cover.name}"
    elif cover.region in told:
        yield f"   Vùng ký: {cover.name} (như trên)"
    elif any(isinstance(value, dict) for value in cover.values.values()):
        told.add(cover.region)
        yield f"   Vùng ký: {cover.name}"
        yield from _groups(cover.values, "     ")
    else:
        told.add(cover.region)
        values = {k: v for k, v in cover.values.items() if k != "Môn học"}
        yield f"   Vùng ký: {cover.name} – {_inline(values)}"


def _groups(values: Values, indent: str) -> Iterator[str]:
    """Tell nested values, one line for each group that has no groups in it."""
    single = {k: v for k, v in values.items() if not isinstance(v, dict)}
    if single:
        yield f"{indent}{_inline(single)}"
    for key, value in values.items():
        if not isinstance(value, dict):
            continue
        if any(isinstance(inner, dict) for inner in value.values()):
            yield f"{indent}{key}:"
            yield from _groups(value, f"{indent}  ")
        else:
            yield f"{indent}{key} – {_inline(value)}"


def _inline(values: Values) -> str:
    return "; ".join(f"{key}: {_spoken(key, value)}" for key, value in values.items())


def _spoken(key: str, value: str) -> str:
    if key in _RESULTS:
        return LEVEL_TEXTS.get(value) or mark_text(value)
    if key in _CODES:
        return _CODES[key].get(value, value)
    return date_text(value) if _DATE.fullmatch(value) else value


def _moment(text: str | None) -> str:
    if not text:
        return "không rõ"
    return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M:%S")
