# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Class lists as schools have them: understood by meaning, or refused by place."""

import datetime as dt
import unicodedata

import pytest

from hocba.sheets import class_list

HEADER = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh"]
ANH = [1, "Trần Thị Ánh", "04/05/2013", "Nữ", "079313000001"]
BINH = [2, "Lê Văn Bình", "05/06/2013", "Nam", "079213000002"]


def texts(found):
    return [problem.text() for problem in found.problems]


def codes(found):
    return [problem.code for problem in found.problems]


def read(xlsx, *rows, header=HEADER, **more):
    return class_list.read(xlsx([header, *rows], **more), "lop.xlsx")


def change(row, **values):
    """Return the row with other values: number, name, birth, gender, id."""
    names = ("number", "name", "birth", "gender", "id")
    return [values.get(name, old) for name, old in zip(names, row, strict=True)]


def test_a_plain_list(xlsx):
    found = read(xlsx, ANH, BINH)
    assert found.problems == []
    assert [(row.row, row.name, row.gender) for row in found.rows] == [
        (2, "Trần Thị Ánh", "female"),
        (3, "Lê Văn Bình", "male"),
    ]
    assert found.rows[0].birth_date == dt.date(2013, 5, 4)
    assert found.mapping["personal_id"] == "E «Mã định danh»"


@pytest.mark.parametrize(
    "header",
    [
        ["Stt", "HỌ VÀ TÊN", "NGÀY THÁNG NĂM SINH", "Nam/Nữ", "SỐ ĐỊNH DANH CÁ NHÂN"],
        ["TT", "Họ  tên\nhọc sinh (*)", "Ngày sinh (dd/mm/yyyy)", "Phái", "CCCD"],
        [unicodedata.normalize("NFD", text) for text in HEADER],
        [text.replace("Đ", "\u00d0").replace("đ", "\u00f0") for text in HEADER],
        ["STT", "Ho va ten", "Ngay sinh", "Gioi tinh", "Ma dinh danh ca nhan"],
    ],
)
def test_headers_are_understood_by_meaning(xlsx, header):
    found = read(xlsx, ANH, BINH, header=header)
    assert found.problems == []
    assert found.rows[1].personal_id == "079213000002"


def test_columns_may_stand_in_any_order(xlsx):
    turned = [row[::-1] for row in (HEADER, ANH, BINH)]
    found = class_list.read(xlsx(turned), "lop.xlsx")
    assert (found.problems, found.rows[0].name) == ([], "Trần Thị Ánh")


def test_family_and_given_name_in_two_columns(xlsx):
    header = ["STT", "Họ và tên đệm", "Tên", *HEADER[2:]]
    found = read(xlsx, [1, "Trần Thị", "Ánh", *ANH[2:]], header=header)
    assert (found.problems, found.rows[0].name) == ([], "Trần Thị Ánh")


@pytest.mark.parametrize("merges", [["B1:C1"], []])
def test_one_name_header_over_two_columns(xlsx, merges):
    header = ["STT", "Họ và tên", None, *HEADER[2:]]
    rows = [[1, "Trần Thị", "Ánh", *ANH[2:]], [2, "Lê Văn", "Bình", *BINH[2:]]]
    found = read(xlsx, *rows, header=header, merges=merges)
    assert found.problems == []
    assert [row.name for row in found.rows] == ["Trần Thị Ánh", "Lê Văn Bình"]


def test_a_column_without_header_beside_the_names_is_refused(xlsx):
    header = ["STT", "Họ và tên", None, *HEADER[2:]]
    found = read(xlsx, [1, "Trần Thị Ánh", "lớp trưởng", *ANH[2:]], header=header)
    assert texts(found) == [
        "Tệp lop.xlsx, trang tính «7A1», hàng 1, cột C: cột bên phải cột họ tên có dữ "
        "liệu nhưng không có tiêu đề"
    ]


def test_a_header_merged_over_two_different_columns_is_refused_by_place(xlsx):
    header = ["STT", "Họ và tên", "Ngày sinh", None, "Mã định danh"]
    found = read(xlsx, ANH, BINH, header=header, merges=["C1:D1"])
    assert found.errors
    assert texts(found)[0] == (
        "Tệp lop.xlsx, trang tính «7A1», hàng 1, cột C, D: ô tiêu đề «Ngày sinh» trộn "
        "trên các cột C, D mà các cột này đều có dữ liệu: hãy bỏ trộn ô và ghi tiêu đề "
        "riêng cho từng cột"
    )
    assert found.rows[0].birth_date is None
    assert found.rows[0].gender == ""


def test_a_name_header_that_swallows_the_birth_date_is_refused(xlsx):
    header = ["STT", "Họ và tên", None, None, "Giới tính", "Mã định danh"]
    row = [1, "Trần Thị", "Ánh", "04/05/2013", "Nữ", "079313000001"]
    found = read(xlsx, row, header=header, merges=["B1:D1"])
    assert "header.merged" in codes(found)
    assert found.rows == []


def test_a_header_of_two_rows_with_merged_groups(xlsx):
    top = [*HEADER, "Cha", None, None, "Mẹ", None, None]
    below = [None] * 5 + ["Họ tên", "Nghề nghiệp", "ĐT"] * 2
    row = [
        *ANH,
        "Trần Văn Tám",
        "Thợ mộc",
        "0900000001",
        "Lê Thị Chín",
        "",
        "0900000002",
    ]
    merges = [f"{column}1:{column}2" for column in "ABCDE"] + ["F1:H1", "I1:K1"]
    found = read(xlsx, below, row, header=top, merges=merges)
    assert found.problems == []
    assert found.rows[0].father == class_list.Person(
        "Trần Văn Tám", "Thợ mộc", "0900000001"
    )
    assert found.rows[0].mother.name == "Lê Thị Chín"


def test_a_header_of_two_rows_that_nobody_merged(xlsx):
    top = [*HEADER, "Cha", None, None, "Mẹ", None]
    below = [None] * 5 + ["Họ tên", "Nghề", "ĐT", "Họ tên", "Năm sinh"]
    row = [*ANH, "Trần Văn Tám", "Thợ mộc", "0900000001", "Lê Thị Chín", "1985"]
    found = read(xlsx, below, row, header=top)
    assert found.problems == []
    assert found.rows[0].birth_date == dt.date(2013, 5, 4)
    assert (found.rows[0].father.phone, found.rows[0].mother.name) == (
        "0900000001",
        "Lê Thị Chín",
    )


def test_particulars_of_parents_in_one_header_row(xlsx):
    header = [
        *HEADER,
        "Họ tên cha",
        "Nghề nghiệp của bố",
        "SĐT Mẹ",
        "Họ và tên người giám hộ",
        "Điện thoại liên hệ",
        "Chỗ ở hiện nay",
        "Dân tộc",
        "Nơi sinh",
        "Mã định danh Bộ GD&ĐT",
    ]
    row = [*ANH, "Trần Tám", "Thợ", "0900000002", "Lê Mười", "0900 000 003"]
    found = read(xlsx, [*row, "Số 1", "Kinh", "Huế", "7912345678"], header=header)
    one = found.rows[0]
    assert found.problems == []
    assert (one.father.name, one.father.occupation) == ("Trần Tám", "Thợ")
    assert (one.mother.phone, one.guardian.name) == ("0900000002", "Lê Mười")
    assert (one.phone, one.address, one.ethnicity) == ("0900000003", "Số 1", "Kinh")
    assert (one.birth_place, one.student_code) == ("Huế", "7912345678")


def test_titles_tell_class_and_year(xlsx):
    rows = [
        ["ỦY BAN NHÂN DÂN PHƯỜNG TÂN ĐỊNH"],
        ["DANH SÁCH HỌC SINH LỚP: 6Đ1"],
        ["Năm học 2025 – 2026"],
        [],
        HEADER,
        ANH,
    ]
    merges = ["A1:E1", "A2:E2"]
    found = class_list.read(xlsx(rows, merges=merges, title="DS"), "lop.xlsx")
    assert (found.class_name, found.year) == ("6Đ1", "2025-2026")
    assert found.rows[0].row == 6


def test_numbering_row_blank_rows_and_footer_are_no_learners(xlsx):
    numbering = ["(1)", "(2)", "(3)", "(4)", "(5)"]
    empty = [3, None, None, None, None]
    footer = [None, "Danh sách có 2 học sinh", None, None, None]
    sign = [None, "Nguyễn Thị Lan", None, "HIỆU TRƯỞNG"]
    found = read(xlsx, numbering, ANH, [], BINH, empty, footer, sign)
    assert found.problems == []
    assert [row.number for row in found.rows] == [1, 2]


def test_a_header_repeated_on_the_next_page_is_no_learner(xlsx):
    found = read(xlsx, ANH, HEADER, BINH)
    assert (len(found.rows), found.problems) == (2, [])


def test_a_row_without_a_name_is_reported_by_its_number(xlsx):
    found = read(xlsx, change(ANH, name=None), BINH)
    assert [(p.code, p.where.row) for p in found.problems] == [("row.unclear", 2)]


def test_a_learner_without_number_and_id_below_the_table_is_not_lost(xlsx):
    found = read(xlsx, ANH, [None, "Lê Văn Bình", None, "Nam", "chưa có"])
    assert [(p.code, p.where.row) for p in found.problems] == [("row.unclear", 3)]


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("4/5/2013", dt.date(2013, 5, 4)),
        ("04-05-2013", dt.date(2013, 5, 4)),
        ("04.05.2013", dt.date(2013, 5, 4)),
        ("2013-05-04", dt.date(2013, 5, 4)),
        ("ngày 04 tháng 5 năm 2013", dt.date(2013, 5, 4)),
        (dt.date(2013, 5, 4), dt.date(2013, 5, 4)),
        (dt.datetime(2013, 5, 4, 0, 0), dt.date(2013, 5, 4)),
    ],
)
def test_birth_dates_as_schools_write_them(xlsx, typed, born):
    found = read(xlsx, change(ANH, birth=typed))
    assert (found.problems, found.rows[0].birth_date) == ([], born)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("31/02/2013", "ngày «31/02/2013» không có thật"),
        ("00/05/2013", "ngày «00/05/2013» không có thật"),
        ("04/05/1213", "ngày «04/05/1213» không có thật"),
        ("04/05/13", "không hiểu ngày «04/05/13»"),
        ("04/05-2013", "không hiểu ngày «04/05-2013»"),
        (41398, "ô chứa số «41398» thay cho ngày, có lẽ là 04/05/2013"),
        (3.5, "không hiểu ngày «3.5»"),
        (None, "chưa có giá trị, ô này bắt buộc"),
    ],
)
def test_a_birth_date_that_is_none_is_refused_by_cell(xlsx, typed, text):
    found = read(xlsx, BINH, change(ANH, birth=typed))
    place = (
        "Tệp lop.xlsx, trang tính «7A1», hàng 3, cột C «Ngày sinh», học sinh "
        "Trần Thị Ánh: "
    )
    [shown] = texts(found)
    assert shown.startswith(place + text)
    assert found.errors and found.rows[1].birth_date is None


def test_a_year_of_birth_alone_is_kept_apart_and_shown(xlsx):
    found = read(xlsx, change(ANH, birth=2013), change(BINH, birth="2013"))
    assert codes(found) == ["date.year_only"] * 2
    assert found.errors == []
    assert [(row.birth_date, row.birth_year_only) for row in found.rows] == [
        (None, 2013),
        (None, 2013),
    ]


@pytest.mark.parametrize("mark", ["x", "X", "1", 1, "Nữ", True])
def test_a_mark_in_the_column_nu_means_a_girl(xlsx, mark):
    header = ["STT", "Họ và tên", "Ngày sinh", "Nữ", "Mã định danh"]
    found = read(
        xlsx, change(ANH, gender=mark), change(BINH, gender=None), header=header
    )
    assert found.problems == []
    assert [row.gender for row in found.rows] == ["female", "male"]


def test_two_columns_nam_and_nu(xlsx):
    header = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", None, "Mã định danh"]
    below = [None, None, None, "Nam", "Nữ", None]
    rows = [
        [1, "Trần Thị Ánh", "04/05/2013", None, "x", "079313000001"],
        [2, "Lê Văn Bình", "05/06/2013", "x", None, "079213000002"],
        [3, "Đỗ An", "05/07/2013", "x", "x", "079213000003"],
    ]
    merges = ["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:F2"]
    found = read(xlsx, below, *rows, header=header, merges=merges)
    assert [row.gender for row in found.rows] == ["female", "male", ""]
    assert [(p.code, p.where.row) for p in found.problems] == [("gender.unclear", 5)]


def test_an_unknown_gender_is_refused_by_cell(xlsx):
    found = read(xlsx, change(ANH, gender="F"))
    assert "hàng 2, cột D «Giới tính»" in texts(found)[0]
    assert found.rows[0].gender == ""


@pytest.mark.parametrize("typed", [79313000001, "79313000001"])
def test_a_personal_id_that_lost_its_zero_is_asked_for_and_never_completed(xlsx, typed):
    """KP-2.16: no message holds an id that somebody else may have."""
    found = read(xlsx, BINH, change(ANH, id=typed))
    [text] = texts(found)
    assert "hàng 3, cột E «Mã định danh», học sinh Trần Thị Ánh" in text
    assert "«79313000001» chỉ có 11 chữ số" in text
    assert "079313000001" not in text
    assert found.rows[1].personal_id == ""
    assert found.errors


@pytest.mark.parametrize("typed", ["123456789012", "07931300000", "0793130000012", "?"])
def test_a_wrong_personal_id_is_refused_by_cell(xlsx, typed):
    found = read(xlsx, change(ANH, id=typed))
    assert codes(found) == ["personal_id.bad"]
    assert "cột E «Mã định danh»" in texts(found)[0]


def test_spaces_and_the_apostrophe_of_excel_in_an_id_do_no_harm(xlsx):
    found = read(xlsx, change(ANH, id="'079 313 000 001"))
    assert (found.problems, found.rows[0].personal_id) == ([], "079313000001")


def test_a_missing_id_is_refused(xlsx):
    assert codes(read(xlsx, change(ANH, id=None))) == ["value.missing"]


def test_a_duplicate_personal_id_names_both_rows(xlsx):
    found = read(xlsx, ANH, BINH, change(BINH, number=3, name="Đỗ An"))
    [text] = texts(found)
    assert text == (
        "Tệp lop.xlsx, trang tính «7A1», hàng 4, cột E «Mã định danh», học sinh Đỗ An: "
        "mã định danh «079213000002» trùng với hàng 3"
    )


def test_the_same_person_twice_is_a_question(xlsx):
    found = read(xlsx, ANH, change(ANH, number=2, id="079313000009"))
    assert codes(found) == ["class_list.same_person"]
    assert found.errors == []


def test_an_id_of_another_sex_or_year_is_a_warning(xlsx):
    found = read(xlsx, change(ANH, id="079213000001"), change(BINH, id="079212000002"))
    assert codes(found) == ["personal_id.unlikely"] * 2
    assert found.errors == []


@pytest.mark.parametrize(
    ("typed", "phone", "problems"),
    [
        ("0900000001", "0900000001", []),
        (900000001, "0900000001", ["phone.zero_restored"]),
        ("+84 900 000 001", "0900000001", []),
        ("0900.000.001 / 0900-000-002", "0900000001, 0900000002", []),
        ("không có", "không có", ["phone.unlikely"]),
        ("12345", "12345", ["phone.unlikely"]),
        (None, "", []),
    ],
)
def test_telephone_numbers(xlsx, typed, phone, problems):
    header = [*HEADER, "Điện thoại"]
    found = read(xlsx, [*ANH, typed], header=header)
    assert (found.rows[0].phone, codes(found)) == (phone, problems)
    assert found.errors == []


def test_a_formula_is_refused_by_cell(xlsx):
    found = read(xlsx, BINH, change(ANH, name='="Trần Thị "&"Ánh"'))
    assert texts(found) == [
        "Tệp lop.xlsx, trang tính «7A1», hàng 3, cột B «Họ và tên»: ô chứa công thức: "
        "hãy dán lại dạng giá trị (Paste Special, Values)"
    ]
    found = read(xlsx, change(ANH, id="=CONCAT(A1)"))
    assert (
        "hàng 2, cột E «Mã định danh», học sinh Trần Thị Ánh: ô chứa công thức"
        in (texts(found)[0])
    )


def test_a_running_number_by_formula_is_what_schools_do(xlsx):
    found = read(xlsx, ANH, change(BINH, number="=A2+1"))
    assert found.problems == []


def test_an_error_of_excel_is_refused_by_cell(xlsx):
    found = read(xlsx, change(ANH, birth="#N/A"))
    assert codes(found) == ["cell.error"]


def test_merged_cells_among_the_data_are_refused(xlsx):
    header = [*HEADER, "Chỗ ở hiện nay"]
    rows = [[*ANH, "Số 1 đường Một"], [*BINH, None]]
    found = read(xlsx, *rows, header=header, merges=["F2:F3"])
    [text] = texts(found)
    assert "hàng 2, cột F «Chỗ ở hiện nay»" in text
    assert "ô trộn F2:F3 trong vùng dữ liệu" in text


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Trần Thị Ánh (chuyển)", "name.bad_characters"),
        ("Trần Thị Ánh 2", "name.bad_characters"),
        ("NguyÔn ThÞ ¸nh", "name.bad_characters"),
        ("NguyÔn Lan", "name.old_font"),
    ],
)
def test_what_does_not_belong_to_a_name_is_refused(xlsx, name, code):
    found = read(xlsx, change(ANH, name=name))
    assert codes(found) == [code]
    assert "hàng 2, cột B «Họ và tên»" in texts(found)[0]


@pytest.mark.parametrize("name", ["H'Bia Niê", "Y Wang", "TRẦN THỊ ÁNH", "Thị-Lê An"])
def test_names_of_all_peoples_are_names(xlsx, name):
    assert read(xlsx, change(ANH, name=name)).problems == []


def test_names_come_in_one_unicode_form(xlsx):
    name = unicodedata.normalize("NFD", "Ðặng  Thị Ánh")
    assert read(xlsx, change(ANH, name=name)).rows[0].name == "Đặng Thị Ánh"


def test_a_missing_column_is_named(xlsx):
    found = class_list.read(
        xlsx([["STT", "Họ và tên", "Giới tính"], [1, "Trần Ánh", "Nữ"]]), "lop.xlsx"
    )
    assert texts(found) == [
        "Tệp lop.xlsx, trang tính «7A1», hàng 1: không tìm thấy cột «Ngày sinh»",
        "Tệp lop.xlsx, trang tính «7A1», hàng 1: không tìm thấy cột «Mã định danh cá "
        "nhân»",
    ]


def test_two_columns_of_one_meaning_are_refused(xlsx):
    found = read(xlsx, [*ANH, "05/05/2013"], header=[*HEADER, "Năm sinh"])
    assert codes(found) == ["header.duplicate"]
    assert "cột F «Năm sinh»: hai cột C và F" in texts(found)[0]


def test_a_column_nobody_understands_is_shown_and_left_out(xlsx):
    found = read(xlsx, [*ANH, "B+"], header=[*HEADER, "Nhóm máu"])
    assert codes(found) == ["header.unknown"]
    assert found.errors == []
    assert "cột F «Nhóm máu»" in texts(found)[0]


def test_parents_told_together_are_not_taken_for_one_of_them(xlsx):
    found = read(xlsx, [*ANH, "Trần Tám"], header=[*HEADER, "Họ tên cha mẹ"])
    assert not found.rows[0].father and not found.rows[0].mother


def test_a_list_without_learners_is_refused(xlsx):
    assert codes(read(xlsx)) == ["class_list.no_rows"]


def test_a_struck_name_is_shown(xlsx):
    def strike(book):
        from openpyxl.styles import Font

        book["7A1"]["B2"].font = Font(strike=True)

    found = read(xlsx, ANH, BINH, change=strike)
    assert [row.struck for row in found.rows] == [True, False]
    assert codes(found) == ["class_list.struck"]
