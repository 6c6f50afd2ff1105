# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A signed class book is judged by the same four questions as a học bạ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hocba.verify.text import render
from tests.books.class_sample import CLASS_BOOK

VERDICTS = ("content", "certificate", "timestamp", "authority")


@pytest.fixture(scope="module")
def signed(files) -> bytes:
    return files.room.sign(CLASS_BOOK)


def test_a_signed_class_book_passes(files, signed):
    """KP-2.3, KP-18.3, KP-18.4, KP-18.6, KP-18.8: every place signed and proven."""
    report = files.report(signed)
    assert report.overall == "total-passed", report
    assert [one.id for one in report.signatures] == [
        *("o-TOAN-HK2-1", "o-KHTN-HK2-1", "o-KHTN-HK2-2", "o-GDTC-HK2-1"),
        *("ky-chu-nhiem", "ky-lanh-dao", "ky-to-chuc"),
    ]
    for one in report.signatures:
        assert {getattr(one, verdict) for verdict in VERDICTS} == {"ok"}


def test_the_report_names_the_class(files, signed):
    lines = render(files.report(signed)).splitlines()
    assert lines[1] == (
        "Sổ theo dõi và đánh giá: Trường THCS Nguyễn Du – năm học 2025-2026, lớp 7A1"
    )


def test_what_a_teacher_signed_is_told_by_learner(files, signed):
    report = files.report(signed)
    (cover,) = report.signatures[0].covers
    assert cover.name == "Môn Toán"
    assert cover.values["1. Đỗ Văn An"]["Giữa kì"] == "8.0"
    assert cover.values["1. Đỗ Văn An"]["Thường xuyên 3"] == "9.5"
    homeroom = report.signatures[4].covers[0].values
    assert homeroom["Danh sách lớp"]["4. Kim Min Seo"]["Quốc tịch"] == "Hàn Quốc"


@pytest.mark.parametrize(
    ("said", "forged"),
    [
        ("<GiuaKi>8.0<", "<GiuaKi>9.0<"),
        ("<HKII>CHUA_DAT<", "<HKII>TOT<"),
        ('Loai="K" Ngay="2"', 'Loai="P" Ngay="2"'),
        ("<CoPhep>2<", "<CoPhep>0<"),
    ],
)
def test_a_changed_value_is_found(files, signed, said, forged):
    """KP-15: one value of one learner changed after signing."""
    assert said.encode() in signed
    changed = signed.replace(said.encode(), forged.encode(), 1)
    assert files.report(changed).overall == "total-failed"


def test_a_subject_of_another_class_fails(files, signed):
    """KP-14: a signed subject says itself whose it is."""
    other = files.room.sign(
        replace(
            CLASS_BOOK,
            class_name="7A2",
            document_uuid="00000000-0000-4000-8000-0000000000b2",
            pdf_uuid="00000000-0000-4000-8000-0000000000b3",
        )
    )

    def part(xml: bytes, begin: bytes, end: bytes) -> bytes:
        at = xml.index(begin)
        return xml[at : xml.index(end, at) + len(end)]

    moved = signed
    for begin, end in (
        (b'<MonHoc Id="mon-TOAN-HK2"', b"</MonHoc>"),
        (b'<O Id="o-TOAN-HK2-1"', b"</O>"),
    ):
        moved = moved.replace(part(moved, begin, end), part(other, begin, end), 1)
    report = files.report(moved)
    assert report.overall == "total-failed"
    reasons = {problem.code for problem in report.signatures[0].reasons}
    assert "book.foreign_region" in reasons
