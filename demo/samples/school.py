# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invented school of the sample class: what its truong.json says."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from demo.samples.learner import Learner

SCHOOL = {
    "code": "79-760-70123",
    "name": "Trường THCS Nguyễn Du",
    "kind": "lower",
    "commune": "Phường Tân Định",
    "province": "Thành phố Hồ Chí Minh",
    "address": "Số 35 đường Trần Quang Khải, phường Tân Định, Thành phố Hồ Chí Minh",
    "head_title": "Hiệu trưởng",
}
AUTHORITIES = [
    {
        "code": "79",
        "name": "Sở Giáo dục và Đào tạo Thành phố Hồ Chí Minh",
        "kind": "department",
        "parent": None,
    },
    {
        "code": "79-760",
        "name": "Ủy ban nhân dân phường Tân Định",
        "kind": "commune",
        "parent": "79",
    },
]
YEAR = {
    "name": "2025-2026",
    "from": "2025-09-05",
    "to": "2026-05-31",
    "terms": [
        {"code": "HK1", "name": "Học kì I", "from": "2025-09-05", "to": "2026-01-17"},
        {"code": "HK2", "name": "Học kì II", "from": "2026-01-19", "to": "2026-05-31"},
    ],
}
CLASS = {"name": "7A1", "grade": 7, "programme": "GDPT2018"}

# name, login, title; the code is the place in the list
STAFF = (
    ("Phạm Thị Thu Hằng", "hieutruong", "Hiệu trưởng"),
    ("Trương Quốc Tuấn", "hieupho", "Phó Hiệu trưởng"),
    ("Lê Thị Bích Ngọc", "vanthu", "Văn thư"),
    ("Huỳnh Minh Khôi", "giaovu", "Giáo vụ"),
    ("Đỗ Thanh Bình", "quantri", "Quản trị hệ thống"),
    ("Nguyễn Thị Kim Dung", "gv.toan", "Giáo viên Toán"),
    ("Vũ Thị Hồng Nhung", "gv.van", "Giáo viên Ngữ văn"),
    ("Trần Lê Phương Uyên", "gv.anh", "Giáo viên Tiếng Anh"),
    ("Bùi Đức Trí", "gv.khtn1", "Giáo viên Khoa học tự nhiên"),
    ("Ngô Thị Mỹ Lệ", "gv.khtn2", "Giáo viên Khoa học tự nhiên"),
    ("Phan Văn Hòa", "gv.sudia", "Giáo viên Lịch sử và Địa lí"),
    ("Đinh Thị Thu Thảo", "gv.gdcd", "Giáo viên Giáo dục công dân"),
    ("Lâm Hữu Nghĩa", "gv.gdcd2", "Giáo viên Giáo dục công dân"),
    ("Võ Hoàng Long", "gv.tin", "Giáo viên Tin học"),
    ("Hồ Thị Cẩm Tú", "gv.congnghe", "Giáo viên Công nghệ"),
    ("Nguyễn Mạnh Cường", "gv.theduc", "Giáo viên Giáo dục thể chất"),
    ("Tạ Thị Yến Nhi", "gv.nghethuat", "Giáo viên Nghệ thuật"),
    ("Mai Xuân Quỳnh", "gv.trainghiem", "Tổng phụ trách Đội"),
)
CODES = {login: f"NS{index:03d}" for index, (_, login, _) in enumerate(STAFF, start=1)}
ASSIGNED = "Quyết định số 52/QĐ-THCSND ngày 29/8/2025"
REASSIGNED = "Quyết định số 04/QĐ-THCSND ngày 16/01/2026"
# login, kind, subject, from, to, decision
DUTIES: tuple[tuple[str, str, str | None, str, str | None, str], ...] = (
    (
        "hieutruong",
        "head",
        None,
        "2023-08-01",
        None,
        "Quyết định số 1180/QĐ-UBND ngày 28/7/2023",
    ),
    (
        "hieupho",
        "deputy",
        None,
        "2023-08-01",
        None,
        "Quyết định số 1181/QĐ-UBND ngày 28/7/2023",
    ),
    ("vanthu", "clerk", None, "2025-09-01", None, ASSIGNED),
    ("giaovu", "registrar", None, "2025-09-01", None, ASSIGNED),
    ("quantri", "administrator", None, "2025-09-01", None, ASSIGNED),
    ("gv.toan", "homeroom", None, "2025-09-01", None, ASSIGNED),
    ("gv.toan", "subject_teacher", "TOAN", "2025-09-01", None, ASSIGNED),
    ("gv.van", "subject_teacher", "VAN", "2025-09-01", None, ASSIGNED),
    ("gv.anh", "subject_teacher", "NN1", "2025-09-01", None, ASSIGNED),
    ("gv.khtn1", "subject_teacher", "KHTN", "2025-09-01", None, ASSIGNED),
    ("gv.khtn2", "subject_teacher", "KHTN", "2025-09-01", None, ASSIGNED),
    ("gv.sudia", "subject_teacher", "LSDL", "2025-09-01", None, ASSIGNED),
    ("gv.gdcd", "subject_teacher", "GDCD", "2025-09-01", "2026-01-18", ASSIGNED),
    ("gv.gdcd2", "subject_teacher", "GDCD", "2026-01-19", None, REASSIGNED),
    ("gv.tin", "subject_teacher", "TIN", "2025-09-01", None, ASSIGNED),
    ("gv.congnghe", "subject_teacher", "CONGNGHE", "2025-09-01", None, ASSIGNED),
    ("gv.theduc", "subject_teacher", "GDTC", "2025-09-01", None, ASSIGNED),
    ("gv.nghethuat", "subject_teacher", "NGHETHUAT", "2025-09-01", None, ASSIGNED),
    ("gv.sudia", "subject_teacher", "GDDP", "2025-09-01", None, ASSIGNED),
    ("gv.trainghiem", "subject_teacher", "HDTN", "2025-09-01", None, ASSIGNED),
)
EXEMPTION = "Quyết định số 61/QĐ-THCSND ngày 12/9/2025"
CLASS_DUTIES = ("homeroom", "subject_teacher")


def school_facts(learners: Sequence[Learner]) -> dict[str, Any]:
    """Return what truong.json holds."""
    [exempt] = [one for one in learners if one.special == "exempt"]
    return {
        "school": {**SCHOOL, "authority": AUTHORITIES[-1]["code"]},
        "authority": AUTHORITIES[-1],
        "authorities": AUTHORITIES,
        "year": YEAR,
        "class": CLASS,
        "staff": [
            {"code": CODES[login], "name": name, "login": login, "title": title}
            for name, login, title in STAFF
        ],
        "duties": [
            {
                "staff": CODES[login],
                "kind": kind,
                "class": CLASS["name"] if kind in CLASS_DUTIES else None,
                "subject": subject,
                "from": first,
                "to": last,
                "decision": decision,
            }
            for login, kind, subject, first, last, decision in DUTIES
        ],
        "exemptions": [
            {
                "personal_id": exempt.personal_id,
                "name": exempt.person.name,
                "subject": "GDTC",
                "period": "CN",
                "from": "2025-09-12",
                "decision": EXEMPTION,
                "reason": "Bệnh tim bẩm sinh, giấy chứng nhận của Bệnh viện Nhi đồng",
            }
        ],
    }
