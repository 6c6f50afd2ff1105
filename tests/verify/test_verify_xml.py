# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a stranger learns from a signed file."""

from __future__ import annotations

import json

import pytest

from hocba.verify import Issuers
from tests.books.sample import BOOK, FOREIGN, NEWCOMER

SLOTS = [
    "o-TOAN-CN-1",
    "o-KHTN-CN-1",
    "o-KHTN-CN-2",
    "o-GDTC-CN-1",
    "o-NGHETHUAT-CN-1",
    "ky-chu-nhiem",
    "ky-lanh-dao",
    "ky-to-chuc",
]


def test_a_good_file_passes_with_all_verdicts(files):
    """Content, certificate and timestamp are each told for each signature (KP-15)."""
    report = files.report(files.good)
    assert report.overall == "total-passed" and report.problems == []
    assert [s.id for s in report.signatures] == SLOTS
    assert {v for s in report.signatures for v in s.verdicts.values()} == {"ok"}
    assert [s.reasons for s in report.signatures] == [[]] * 8


def test_who_signed_what_and_when(files):
    report = files.report(files.good)
    found = {s.id: s for s in report.signatures}
    teacher = found["o-TOAN-CN-1"]
    assert (teacher.role, teacher.signer) == ("teacher", "Nguyễn Thị Lan")
    assert teacher.signed_at.endswith("+07:00") and teacher.stamped_at
    (cover,) = teacher.covers
    assert (cover.region, cover.name) == ("mon-TOAN-CN", "Môn Toán")
    assert cover.values == {
        "Môn học": "Toán",
        "Loại": "DIEM",
        "Học kì I": "8.0",
        "Học kì II": "8.5",
        "Cả năm": "8.3",
        "Nhận xét": "Chăm học; tư duy < & > tốt",
        "Giáo viên": "Nguyễn Thị Lan",
    }
    school = found["ky-to-chuc"]
    assert school.signer == BOOK.school.name
    assert [cover.region for cover in school.covers] == [
        "du-lieu",
        "ky-giao-vien",
        "ky-chu-nhiem",
        "phat-hanh",
        "ky-lanh-dao",
    ]
    values = {cover.region: cover.values for cover in school.covers}
    assert values["du-lieu"]["Học sinh"]["Mã định danh cá nhân"] == "079213000017"
    assert values["du-lieu"]["Bảng điểm"]["Khoa học tự nhiên"]["Đánh giá lại"] == "6.0"
    assert values["phat-hanh"]["Mã tra cứu"] == "ND26-7F3K-Q9XA"
    assert values["ky-giao-vien"]["o-KHTN-CN-2"] == "Lê Thị Mai"
    assert values["ky-lanh-dao"] == {"ky-lanh-dao": "Vũ Minh Châu"}


def test_json_has_exactly_the_agreed_keys(files):
    data = json.loads(files.report(files.good).to_line())
    assert set(data) == {
        *("file", "kind", "overall", "about", "signatures", "problems"),
        *("additions", "signed_length"),
    }
    for signature in data["signatures"]:
        assert set(signature) == {
            *("id", "role", "signer", "listed", "signed_at", "stamped_at", "covers"),
            *("content", "certificate", "timestamp", "authority", "reasons"),
            *("status", "evidence", "added"),
        }
        for cover in signature["covers"]:
            assert set(cover) == {"region", "name", "values"}


def states(report, verdict):
    return {getattr(signature, verdict) for signature in report.signatures}


def test_without_issuers_nothing_is_concluded(files):
    """Trust in a CA is not trust in a school."""
    report = files.report(files.good, issuers=None)
    assert report.overall == "indeterminate"
    assert states(report, "authority") == {"unknown"}
    assert states(report, "certificate") == states(report, "timestamp") == {"ok"}


def test_without_trust_nothing_is_concluded(files):
    report = files.report(files.good, trust=None)
    assert report.overall == "indeterminate"
    assert states(report, "certificate") == states(report, "timestamp") == {"unknown"}
    assert states(report, "content") == {"ok"}
    assert states(report, "authority") == {"unknown"}


def test_a_file_on_its_way_is_not_valid_yet(files):
    report = files.report(files.room.sign(until="ky-chu-nhiem"))
    assert report.overall == "total-failed"
    assert {p.code for p in report.problems} == {
        "verify.missing_signature",
        "verify.not_issued",
    }
    assert states(report, "content") == {"ok"}
    assert states(report, "authority") == {"unknown"}


def approved(files, since, until, code=BOOK.school.code):
    data = files.room.issuers()
    data["schools"][0]["code"] = code
    data["schools"][0]["certificates"][0].update(
        {"approved_from": since, "approved_to": until}
    )
    return Issuers.from_data(data)


def test_approval_counts_at_the_time_of_the_timestamp(files):
    for since, until, state in (
        ("2020-01-01T00:00:00Z", "2999-12-31", "ok"),
        ("2020-01-01", "2021-01-01T00:00:00+07:00", "failed"),
        ("2999-01-01", None, "failed"),
    ):
        report = files.report(files.good, issuers=approved(files, since, until))
        assert states(report, "authority") == {state}
    elsewhere = approved(files, "2020-01-01", None, code="79-760-70999")
    report = files.report(files.good, issuers=elsewhere)
    assert report.overall == "total-failed"
    assert states(report, "authority") == {"failed"}


@pytest.mark.parametrize("book", [FOREIGN, NEWCOMER])
def test_books_with_additions_pass_and_tell_them(files, book):
    """KP-2.16, KP-26.2c: signed by another document, or with a former school's results,
    a book verifies as any, and its verified values say so."""
    report = files.report(files.room.sign(book))
    assert report.overall == "total-passed", report
    told = str(report)
    expected = (
        ("M12345678", "HO_CHIEU")
        if book is FOREIGN
        else ("Kết quả của trường cũ", "Học kì I: Trường THCS Lê Lợi")
    )
    for text in expected:
        assert text in told
