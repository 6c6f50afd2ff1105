# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who teaches what, in the three ways schools write it."""

import pytest

from hocba.sheets import class_list, duty_list

CLASSES = ["6A1", "6A2", "6A10", "7A1"]


def read(xlsx, *rows, classes=CLASSES):
    return duty_list.read(xlsx(rows), "phan-cong.xlsx", classes)


def said(found):
    """What each person is assigned: «6A1» for the homeroom, «6A1 TOAN» to teach."""
    return {
        row.name: [f"{one.class_name} {one.subject}".strip() for one in row.assignments]
        for row in found.rows
    }


def codes(found):
    return [problem.code for problem in found.problems]


def test_a_grid_of_teachers_and_classes(xlsx):
    found = read(
        xlsx,
        ["STT", "Giáo viên", "6A1", "Lớp 6A2", "6a10"],
        [1, "Lê Thị Hòa", "Toán, GVCN", "Toán", ""],
        [2, "Trần Văn Nam", "Ngữ văn", "", "Tin học; Công nghệ"],
        [3, "Mai Văn Sáu", "", "", ""],
    )
    assert found.problems == []
    assert said(found) == {
        "Lê Thị Hòa": ["6A1 TOAN", "6A1", "6A2 TOAN"],
        "Trần Văn Nam": ["6A1 VAN", "6A10 TIN", "6A10 CONGNGHE"],
    }


def test_columns_of_subjects_and_classes(xlsx):
    found = read(
        xlsx,
        ["TT", "Họ và tên", "Môn dạy", "Lớp dạy", "Chủ nhiệm"],
        [1, "Lê Thị Hòa", "Toán", "6A1, 6A2; 7A1", "6A2"],
        [2, "Lê Thị Hòa", "Tin", "6A10", ""],
    )
    assert found.problems == []
    assert [[a.class_name for a in row.assignments] for row in found.rows] == [
        ["6A2", "6A1", "6A2", "7A1"],
        ["6A10"],
    ]


def test_one_column_that_says_both(xlsx):
    found = read(
        xlsx,
        ["TT", "Họ và tên", "Phân công chuyên môn", "Kiêm nhiệm"],
        [1, "Lê Thị Hòa", "Toán: 6A1, 6A2; Tin (7A1)", "TTCM, CN 6A10"],
        [2, "Trần Văn Nam", "GVCN 7A1 + Văn 7A1", "Thư kí"],
    )
    assert found.problems == []
    assert said(found) == {
        "Lê Thị Hòa": ["6A1 TOAN", "6A2 TOAN", "7A1 TIN", "6A10"],
        "Trần Văn Nam": ["7A1", "7A1 VAN"],
    }


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("Tóan", None),
        ("Tón", "duty_list.subject"),
        ("CN", "duty_list.cn"),
        ("Toán, Hoạt động trải nghiệm, hướng nghiệp", None),
        ("Lịch sử và Địa lí; Nội dung giáo dục của địa phương", None),
        ("8 tiết", "duty_list.subject"),
    ],
)
def test_a_cell_is_understood_or_refused(xlsx, cell, code):
    found = read(xlsx, ["STT", "Họ tên", "6A1", "6A2"], [1, "Lê Thị Hòa", cell, ""])
    assert codes(found) == ([code] if code else [])


@pytest.mark.parametrize(
    ("subjects", "taught", "code"),
    [
        ("Toán", "6A3", "duty_list.class"),
        ("Toán", "6A1 6A2", None),
        ("Toán", "6A1, 2", "duty_list.class"),
        ("Toán", "", "duty_list.no_class"),
        ("", "6A1", "duty_list.no_subject"),
    ],
)
def test_no_class_is_guessed(xlsx, subjects, taught, code):
    header = ["STT", "Họ tên", "Môn", "Lớp"]
    found = read(xlsx, header, [1, "Lê Thị Hòa", subjects, taught])
    assert codes(found) == ([code] if code else [])


def test_a_class_has_one_homeroom_teacher(xlsx):
    header = ["STT", "Họ tên", "Môn", "Lớp", "GVCN"]
    rows = [[1, "Lê Thị Hòa", "", "", "6A1"], [2, "Trần Văn Nam", "", "", "6a1"]]
    found = read(xlsx, header, *rows)
    assert codes(found) == ["duty_list.homeroom_twice"]


def test_a_class_is_called_by_a_number_after_a_stroke(xlsx):
    found = read(
        xlsx,
        ["STT", "Họ tên", "6/1", "6/2"],
        [1, "Lê Thị Hòa", "Toán", "GVCN"],
        classes=["6/1", "6/2"],
    )
    assert said(found) == {"Lê Thị Hòa": ["6/1 TOAN", "6/2"]}


def test_an_empty_table_is_said_to_be_so(xlsx):
    header = ["STT", "Họ tên", "6A1", "6A2"]
    assert codes(read(xlsx, header, [1, "Lê Thị Hòa", "", ""])) == ["duty_list.no_rows"]


LEARNERS = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh"]
ANH = [1, "Trần Thị Ánh", "04/05/2013", "Nữ", "079313000001"]


def test_the_classes_of_a_school_stand_on_sheets_or_in_a_column(xlsx):
    sheets = xlsx([LEARNERS, ANH], title="6A1", more={"6A2": [LEARNERS, ANH]})
    assert class_list.classes(sheets, "hs.xlsx") == [("6A1", "6A1"), ("6A2", "6A2")]
    column = [[*ANH, "Lớp 6A2"], [2, *ANH[1:], "6A1"], [3, *ANH[1:], "6a2"]]
    whole = xlsx([[*LEARNERS, "Lớp"], *column], title="HS")
    assert class_list.classes(whole, "hs.xlsx") == [("HS", "6A2"), ("HS", "6A1")]
    nameless = xlsx([LEARNERS, ANH], title="Sheet1")
    assert class_list.classes(nameless, "hs.xlsx") == [("Sheet1", "")]
