# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Lists of the staff as schools have them: understood, or refused by place."""

import datetime as dt

import pytest

from hocba.problems import HocbaError
from hocba.sheets import staff_list

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Mã giáo viên", "Chức vụ", "Email"]
HOA = [1, "Lê Thị Hòa", "04/05/1980", "7900000001", "Hiệu trưởng", "hoa@truong.edu.vn"]
NAM = [2, "Trần Văn Nam", "05/06/1985", "7900000002", "Giáo viên", ""]


def read(xlsx, *rows, header=HEADER, **more):
    return staff_list.read(xlsx([header, *rows], **more), "nhan-su.xlsx")


def codes(found):
    return [problem.code for problem in found.problems]


def test_a_plain_list(xlsx):
    found = read(xlsx, HOA, NAM)
    assert found.problems == []
    assert [(one.row, one.name, one.job) for one in found.rows] == [
        (2, "Lê Thị Hòa", "Hiệu trưởng"),
        (3, "Trần Văn Nam", "Giáo viên"),
    ]
    hoa = found.rows[0]
    assert hoa.birth_date == dt.date(1980, 5, 4)
    assert (hoa.staff_code, hoa.email) == ("7900000001", "hoa@truong.edu.vn")


def test_name_and_number_are_enough(xlsx):
    found = read(xlsx, [1, "Lê Thị Hòa", "GV"], header=["TT", "HỌ TÊN GV", "Chức danh"])
    assert found.problems == []
    assert found.rows[0].birth_date is None


def test_the_sector_code_under_a_short_header_is_the_staff_code(xlsx):
    header = ["STT", "Họ tên", "Ngày sinh", "Mã định danh"]
    found = read(xlsx, HOA[:4], NAM[:4], header=header)
    assert codes(found) == []
    assert [one.staff_code for one in found.rows] == ["7900000001", "7900000002"]


def test_twelve_digits_are_the_personal_id(xlsx):
    header = ["STT", "Họ tên", "Ngày sinh", "Mã định danh"]
    found = read(xlsx, [1, "Lê Thị Hòa", "04/05/1980", "079180000001"], header=header)
    assert found.rows[0].personal_id == "079180000001"
    assert found.rows[0].staff_code == ""


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ([2, "Lê Thị Hoà", "", "", "Giáo viên", ""], "staff_list.namesake"),
        ([2, "LÊ THỊ HÒA", "04/05/1980", "", "", ""], "staff_list.twice"),
        ([2, "Lê Thị Hòa", "09/09/1990", "", "", ""], None),
        ([2, "Lê Thị Hoa", "", "", "Giáo viên", ""], None),
        ([2, "Mai Văn Sáu", "", "7900000001", "", ""], "staff_code.duplicate"),
        ([2, "Mai Văn Sáu", "", "", "", "HOA@truong.edu.vn"], "email.duplicate"),
    ],
)
def test_namesakes_need_what_tells_them_apart(xlsx, other, code):
    one = [1, "Lê Thị Hòa", "04/05/1980", "7900000001", "", "hoa@truong.edu.vn"]
    assert codes(read(xlsx, one, other)) == ([code] if code else [])


def test_namesakes_without_any_particular_are_refused(xlsx):
    found = read(xlsx, [1, "Lê Thị Hòa", "", "", "GV", ""], [2, *HOA[1:]])
    assert codes(found) == ["staff_list.namesake"]
    assert "hàng 2" in found.problems[0].text()


def test_a_year_of_birth_is_no_date(xlsx):
    found = read(xlsx, [1, "Lê Thị Hòa", "1980", "", "Giáo viên", ""])
    assert codes(found) == ["date.year_only"]
    assert found.errors == []
    assert found.rows[0].birth_date is None


def test_what_cannot_be_a_mail_address_is_refused(xlsx):
    found = read(xlsx, [*HOA[:5], "hoa.truong.edu.vn"])
    assert codes(found) == ["email.bad"]
    assert found.errors


def test_a_code_that_lost_its_digits_is_refused(xlsx):
    found = read(xlsx, [1, "Lê Thị Hòa", "04/05/1980", "7,9E+09", "", ""])
    assert codes(found) == ["staff_code.digits_lost"]


def test_two_sheets_are_asked_about(xlsx):
    data = xlsx([HEADER, HOA], title="Quản lý", more={"Giáo viên": [HEADER, NAM]})
    with pytest.raises(HocbaError, match="Quản lý, Giáo viên"):
        staff_list.read(data, "nhan-su.xlsx")
    found = staff_list.read(data, "nhan-su.xlsx", "Giáo viên")
    assert [one.name for one in found.rows] == ["Trần Văn Nam"]


def test_a_struck_name_is_refused(xlsx):
    def strike(workbook):
        from openpyxl.styles import Font

        workbook["7A1"]["B3"].font = Font(strike=True)

    found = read(xlsx, HOA, NAM, change=strike)
    assert codes(found) == ["staff_list.struck"]
