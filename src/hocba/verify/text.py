# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A report as a citizen reads it, in Vietnamese: the answer first, then the reasons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime

from hocba import words
from hocba.books import form
from hocba.books.form_parts import date_text
from hocba.verify.report import (
    INDETERMINATE,
    RECORD,
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
    words.TEACHER: "giáo viên bộ môn",
    words.HOMEROOM: "giáo viên chủ nhiệm",
    words.HEAD: "lãnh đạo trường",
    words.ORGANISATION: "nhà trường (văn thư phát hành)",
}
_QUESTIONS = {
    "content": "Nội dung",
    "certificate": "Chứng thư số",
    "timestamp": "Dấu thời gian",
    "authority": "Thẩm quyền",
}
_ANSWERS = {"ok": "đạt", "failed": "KHÔNG ĐẠT", "unknown": "chưa kết luận"}
_CODES = {
    "Giới tính": {
        "NAM": words.GENDER_TITLES["male"],
        "NU": words.GENDER_TITLES["female"],
    },
    "Lên lớp": {
        **words.PROMOTION_TITLES,
        "PENDING": "Chờ kết quả trong hè",
    },
    "Khen thưởng": {**words.AWARD_TITLES, **words.PRIMARY_AWARD_TITLES},
    "Đánh giá kết quả giáo dục": words.COMPLETION_TITLES,
    "Kết quả sau đánh giá bổ sung": words.COMPLETION_TITLES,
    "Hoàn thành chương trình lớp học": {"DA": "đã hoàn thành", "CHUA": "chưa"},
    "Mức đạt được": words.SUBJECT_TITLES,
    "Chương trình": {"GDTX": "giáo dục thường xuyên"},
    **dict.fromkeys(words.CRITERIA.values(), words.QUALITY_TITLES),
    "Loại": {
        "DIEM": "đánh giá bằng điểm số",
        "NHAN_XET": "đánh giá bằng nhận xét",
        "MUC_DAT_DUOC": "đánh giá bằng mức đạt được",
    },
}
_RESULTS = {
    "Học kì I",
    "Học kì II",
    "Cả năm",
    "Đánh giá lại",
    "Sau đánh giá lại, rèn luyện trong hè",
}
_ONCE = {
    *("verify.no_issuers", "verify.list_unproven", "verify.list_false"),
    *("verify.stamp_ended", "verify.untrusted"),
}
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
    if report.kind == RECORD:
        of_class = report.about and "learner" not in report.about
        book = "Sổ theo dõi và đánh giá" if of_class else "Học bạ"
        yield f"{book}: {_about(report)}"
        good, count = report.count
        overall = f"{OVERALL[report.overall]} ({report.overall})"
        yield f"Kết luận: {overall}; chữ ký đạt: {good}/{count}"
    else:
        yield f"Kết luận: KHÔNG PHẢI HỌC BẠ CỦA HỆ THỐNG NÀY ({report.overall})"
    yield f"Việc cần làm: {_next(report)}"
    if report.second:
        yield _second(report)
    for problem in report.problems:
        yield f"  {'!' if problem.level == 'error' else '*'} {problem.text()}"
    for addition in report.additions:
        yield f"  + {addition.text()}"
    told: set[str] = set()
    if report.signatures:
        yield "Chi tiết từng chữ ký:"
    for number, signature in enumerate(report.signatures, 1):
        if report.kind == RECORD:
            yield from _signature(number, signature, told)
        else:
            yield from _strangers(number, signature)


def _second(report: FileReport) -> str:
    second = report.second
    if second is None or second.missing:
        return second.missing.text() if second and second.missing else ""
    asked = [one for one in report.signatures if one.second is not None]
    same = len(asked) - len(second.differs)
    return (
        f"Ý kiến thứ hai ({second.judge}): giống {same}/{len(asked)} kết luận về giá "
        "trị và mã băm của chữ ký XML"
    )


def _about(report: FileReport) -> str:
    """Tell whose record it is, if a valid signature proves that."""
    about = report.about
    if not about:
        return "chưa chứng minh được là của ai (không có chữ ký hợp lệ trên dữ liệu)"
    where = (
        f"{about.get('school', '?')} – năm học {about.get('year', '?')}, "
        f"lớp {about.get('class', '?')}"
    )
    if "learner" not in about:
        return where
    born = date_text(about["born"]) if "born" in about else "?"
    return f"{about['learner']} (sinh {born}) – {where}"


def _next(report: FileReport) -> str:
    """Tell the person who received the file what to do now."""
    if report.kind != RECORD:
        return "không tiếp nhận tệp này thay học bạ; xin tệp gốc hoặc tra cứu mã."
    if report.overall == TOTAL_PASSED:
        return "tiếp nhận được; lưu nguyên tệp này, không mở ra rồi ghi lại."
    codes = {p.code for p in report.problems}
    codes |= {reason.code for s in report.signatures for reason in s.reasons}
    if report.overall == INDETERMINATE:
        return next((text for code, text in _TO_DO if code in codes), _ASK)
    return (
        "không tiếp nhận; báo cho nhà trường đã phát hành và xin tệp gốc (xem điều "
        "ghi bằng dấu «!» bên dưới)."
    )


_ASK = "chưa tiếp nhận; xin tệp gốc từ nhà trường đã phát hành."
#: What is missing for a conclusion, the most telling first.
_TO_DO = (
    ("verify.unreadable", "kiểm tra đường dẫn và quyền đọc tệp rồi thử lại."),
    ("verify.attached_alone", "xin và kiểm tra bản PDF mà tệp XML này đính kèm."),
    (
        "verify.second_refuses",
        "chưa tiếp nhận; báo người quản trị hệ thống: hai chương trình kiểm tra kết "
        "luận khác nhau.",
    ),
    ("verify.saved_again", "xin tệp gốc; nội dung đã ký còn nguyên."),
    ("verify.surplus_evidence", "xin tệp gốc; nội dung đã ký còn nguyên."),
    ("trust.no_anchors", "kiểm tra lại, nêu tệp chứng thư số gốc tin cậy (--trust)."),
    ("verify.untrusted", "kiểm tra lại với đúng tệp chứng thư số gốc (--trust)."),
    (
        "verify.stamp_ended",
        "yêu cầu nơi lưu trữ cung cấp bằng chứng gia hạn dấu thời gian.",
    ),
    (
        "verify.no_issuers",
        "kiểm tra lại, nêu danh sách trường được phê duyệt (--issuers).",
    ),
)


def _signature(
    number: int, signature: SignatureReport, told: set[str]
) -> Iterator[str]:
    role = ROLES.get(signature.role, signature.role)
    yield f"{number}. {signature.signer or '?'} – {role} [{signature.id}]"
    claimed, stamped = _moment(signature.signed_at), _moment(signature.stamped_at)
    yield f"   Ký lúc {claimed}, dấu thời gian {stamped}"
    if signature.status:
        yield f"   {_status(signature.status)}"
    for cover in signature.covers:
        yield from _cover(cover, told)
    yield "   " + " · ".join(
        f"{question}: {_ANSWERS[signature.verdicts[name]]}"
        for name, question in _QUESTIONS.items()
    )
    if signature.second is not None:
        yield f"   Ý kiến thứ hai: giá trị và mã băm {_ANSWERS[signature.second]}"
    for reason in signature.reasons:
        # What is true of the whole file need not be said eight times.
        if (words := reason.text()) not in told:
            yield f"   ! {words}"
        if reason.code in _ONCE:
            told.add(words)


def _strangers(number: int, signature: SignatureReport) -> Iterator[str]:
    """Tell of a signature in a file of others what its certificate says."""
    yield f"{number}. Người ký ghi trong chứng thư số: {signature.signer or 'không rõ'}"
    yield f"   Nội dung đã ký: {_INTACT[signature.content]}"


_INTACT = {
    "ok": "còn nguyên (không xét chứng thư số và thẩm quyền)",
    "failed": "đã bị thay đổi sau khi ký",
    "unknown": "không xét được",
}


def _status(status: Values) -> str:
    """Tell how old the answer about revocation was when the timestamp was taken."""
    source = {"ocsp": "phản hồi OCSP", "crl": "danh sách thu hồi (CRL)"}
    words = f"Tình trạng chứng thư số: {source[status['source']]} lập lúc "
    words += _moment(status["at"])
    if (seconds := status.get("seconds")) is None:
        return words
    side = "trước" if seconds >= 0 else "sau"
    return f"{words}, {side} dấu thời gian {_span(abs(seconds))}"


def _span(seconds: int) -> str:
    for size, unit in ((86400, "ngày"), (3600, "giờ"), (60, "phút")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit}"
    return f"{seconds} giây"


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
        return words.LEVEL_TITLES.get(value) or form.mark_text(value)
    if key in _CODES:
        return _CODES[key].get(value, value)
    return date_text(value) if _DATE.fullmatch(value) else value


def _moment(text: str | None) -> str:
    if not text:
        return "không rõ"
    return datetime.fromisoformat(text).strftime("%d/%m/%Y %H:%M:%S")
