# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sheets of a downloaded workbook: titles and columns as schools know them.

Marks as in the class book (TT22/2021), levels, tests, qualities and competences as in
the summary of primary schools (TT27/2020).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from .exchange import Column, Row, Sheet

_MARKS = {"gk": "ĐĐGgk", "ck": "ĐĐGck", "cd": "Chuyên đề"}
_PRIMARY = {
    "gkl": "Mức đạt giữa kì",
    "gk": "Điểm KT giữa kì",
    "ckl": "Mức đạt cuối kì",
    "ck": "Điểm KT cuối kì",
}
_END_OF_YEAR = {"ckl": "Mức đạt cuối năm", "ck": "Điểm KT cuối năm"}
_NUMERALS = {"HK1": "I", "HK2": "II"}
_SUBJECT_NAME = 26

QUALITIES = {
    "yeu_nuoc": "Yêu nước",
    "nhan_ai": "Nhân ái",
    "cham_chi": "Chăm chỉ",
    "trung_thuc": "Trung thực",
    "trach_nhiem": "Trách nhiệm",
}
GENERAL = {
    "tu_chu": "Tự chủ và tự học",
    "giao_tiep": "Giao tiếp và hợp tác",
    "giai_quyet": "Giải quyết vấn đề và sáng tạo",
}
SPECIFIC = {
    "ngon_ngu": "Ngôn ngữ",
    "tinh_toan": "Tính toán",
    "khoa_hoc": "Khoa học",
    "cong_nghe": "Công nghệ",
    "tin_hoc": "Tin học",
    "tham_mi": "Thẩm mĩ",
    "the_chat": "Thể chất",
}
_GROUPS = {
    "Phẩm chất": QUALITIES,
    "Năng lực chung": GENERAL,
    "Năng lực đặc thù": SPECIFIC,
}
_QUALITY_REMARKS = {
    "remark_quality": "Phẩm chất",
    "remark_general": "Năng lực chung",
    "remark_specific": "Năng lực đặc thù",
}


def mark_sheet(
    code: str,
    name: str,
    term: str,
    kinds: Mapping[str, str],
    rows: Iterable[Row],
    regulation: str = "",
) -> Sheet:
    """Return the sheet of a subject in a term.

    ``kinds`` has the mark columns in their order, each with its kind of cell; rows
    hold them, ``remark`` and the result of the term, ``average``.
    """
    primary = "level" in kinds.values()
    labels = _PRIMARY if primary else _MARKS
    if primary and term == "HK2":
        labels = {**labels, **_END_OF_YEAR}
    columns = [
        Column(column, kind, column[2:], "ĐĐGtx")
        if column.startswith("tx")
        else Column(column, kind, labels[column])
        for column, kind in kinds.items()
    ]
    if "score" in kinds.values():
        label = f"ĐTBmhk {_NUMERALS[term]}"
        columns.append(Column("average", "score", label, result=True))
    elif not primary:
        label = f"Học kì {_NUMERALS[term]}"
        columns.append(Column("average", "remark", label, result=True))
    columns.append(Column("remark", "text", "Nhận xét"))
    what = "ĐIỂM" if "score" in kinds.values() else "ĐÁNH GIÁ"
    short = name if len(name) <= _SUBJECT_NAME else code
    return Sheet(
        kind="marks",
        title=f"BẢNG {what} MÔN: {name.upper()}",
        columns=tuple(columns),
        rows=tuple(rows),
        subject_code=code,
        term=term,
        regulation=regulation,
        name=f"{short} {term}",
    )


def conduct_sheet(rows: Iterable[Row]) -> Sheet:
    """Return the sheet of rèn luyện: ``hk1``, ``hk2``, ``remark1``, ``remark2``."""
    group = "Kết quả rèn luyện"
    return Sheet(
        kind="conduct",
        title="KẾT QUẢ RÈN LUYỆN",
        columns=(
            Column("hk1", "conduct", "HK I", group),
            Column("hk2", "conduct", "HK II", group),
            Column("remark1", "text", "Nhận xét HK I"),
            Column("remark2", "text", "Nhận xét HK II"),
        ),
        rows=tuple(rows),
        name="Rèn luyện",
    )


def quality_sheet(criteria: Iterable[str], period: str, rows: Iterable[Row]) -> Sheet:
    """Return the sheet of qualities and competences at one of the four points."""
    wanted = set(criteria)
    columns = [
        Column(code, "quality", label, group)
        for group, known in _GROUPS.items()
        for code, label in known.items()
        if code in wanted
    ]
    columns += [
        Column(code, "text", label, "Nhận xét")
        for code, label in _QUALITY_REMARKS.items()
    ]
    return Sheet(
        kind="quality",
        title="ĐÁNH GIÁ PHẨM CHẤT VÀ NĂNG LỰC",
        columns=tuple(columns),
        rows=tuple(rows),
        term=period,
        name=f"PC-NL {period}",
    )
