# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose row a row is: what a file says of class, grade, year, school is obeyed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.sheets import (
    absence_list,
    class_list,
    conduct_sheet,
    mark_sheet,
    names,
    retest_sheet,
    titles,
)
from hocba.sheets.scope import Scope

A1 = Scope("7A1", 7, "2025-2026", ("Trường THCS Nguyễn Du", "79-760-70999"))
LIST = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"]
ANH = [1, "Trần Thị Ánh", "09/05/2013", "Nữ", "079313000011"]
BINH = [2, "Lê Văn Bình", "25/11/2013", "Nam", "079213000022"]
DANG = [3, "Đỗ Hải Đăng", "31/01/2013", "Nam", "079213000033"]
UONG = [4, "Võ Thị Ưởng", "28/02/2013", "Nữ", "079313000044"]
ALL = (ANH, BINH, DANG, UONG)


def who(found):
    return [row.name for row in found.rows]


def codes(found):
    return [problem.code for problem in found.problems]


def texts(found):
    return "\n".join(problem.text() for problem in found.problems)


def learners(xlsx, rows, header, scope=A1, title="DANH SÁCH HỌC SINH", **more):
    data = xlsx([[title], header, *rows], title="Danh sách", **more)
    return class_list.read(data, "khoi7.xlsx", scope=scope)


def with_column(header, values, rows=ALL):
    joined = [[*row, value] for row, value in zip(rows, values, strict=True)]
    return joined, [*LIST, header]


GRADE = ("7A1", "7A1", "7A2", "7A2")


def test_a_list_of_the_whole_grade_gives_the_class_its_own_rows(xlsx):
    """BT-5.1a, KP-2.16: rows of 7A2 are left out and named with their place."""
    found = learners(xlsx, *with_column("Lớp", GRADE), title="DANH SÁCH KHỐI 7")
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình"]
    assert codes(found) == ["scope.others"]
    assert "bỏ qua 2 hàng ghi «Lớp 7A2», không phải «7A1»" in texts(found)
    assert "Đỗ Hải Đăng (5), Võ Thị Ưởng (6)" in texts(found)


def test_what_is_wrong_in_a_row_of_others_stops_nobody(xlsx):
    bad = [[*DANG[:2], "31/31/2013", "?", "12"], UONG]
    rows, header = with_column("Mã lớp", GRADE, (ANH, BINH, *bad))
    found = learners(xlsx, rows, header)
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình"]
    assert found.errors == []


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Lớp", ["Lớp 7A1", "7a1", "7 A1", "7/A1"]),
        ("Lớp học", ["7A1", "7A1", "7A1", "7A1"]),
        ("Khối", ["7", "Khối 7", 7, "7"]),
        ("Năm học", ["2025-2026", "2025 - 2026", "2025/2026", "2025-26"]),
        ("Trường", ["THCS Nguyễn Du", "Trường THCS Nguyễn Du", "79-760-70999"] * 2),
    ],
)
def test_other_spellings_of_what_was_chosen_fit(xlsx, header, values):
    found = learners(xlsx, *with_column(header, values[:4]))
    assert (len(found.rows), codes(found)) == (4, [])


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("Lớp", ["7A1", "7A1", "7A10", "7A11"]),
        ("Lớp", ["7A1", "7A1", "17A1", "6A1"]),
        ("Khối lớp", ["7", "7", "8", "Khối 6"]),
        ("Năm học", ["2025-2026", "2025-2026", "2024-2025", "2025"]),
        ("Tên trường", ["THCS Nguyễn Du"] * 2 + ["THCS Lê Lợi"] * 2),
    ],
)
def test_rows_of_another_class_grade_year_or_school_stay_out(xlsx, header, values):
    found = learners(xlsx, *with_column(header, values))
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình"]
    assert set(codes(found)) == {"scope.others"}
    assert "Đỗ Hải Đăng (5)" in texts(found)


def test_a_file_of_nobody_in_the_class_is_refused(xlsx):
    found = learners(xlsx, *with_column("Lớp", ["7A2", "7A2", "7A3", "7A3"]))
    assert (found.rows, codes(found)) == ([], ["scope.no_row"])
    assert "không hàng nào là của «7A1», tệp ghi: Lớp 7A2, Lớp 7A3" in texts(found)


def test_a_row_without_class_among_others_is_refused_by_its_place(xlsx):
    rows, header = with_column("Lớp", ["7A1", None, "7A2", "7A2"])
    found = learners(xlsx, rows, header)
    assert [(p.code, p.where.row) for p in found.errors] == [("scope.unclear", 4)]
    # an empty column says nothing
    found = learners(xlsx, *with_column("Lớp", [None] * 4))
    assert (len(found.rows), codes(found)) == (4, [])
    # where the title says the class, the cell may be empty
    found = learners(xlsx, rows, header, title="DANH SÁCH LỚP 7A1")
    assert (who(found), found.errors) == (["Trần Thị Ánh", "Lê Văn Bình"], [])


def test_one_class_cell_merged_downwards_speaks_for_its_rows(xlsx):
    rows, header = with_column("Lớp", ["7A1", None, "7A2", None])
    found = learners(xlsx, rows, header, merges=["F3:F4", "F5:F6"])
    assert (who(found), codes(found)) == (
        ["Trần Thị Ánh", "Lê Văn Bình"],
        ["scope.others"],
    )


def test_a_class_made_by_a_formula_is_not_guessed(xlsx):
    found = learners(xlsx, *with_column("Lớp", ["7A1", "7A1", '="7A"&2', "7A1"]))
    assert ("scope.formula", 5) in [(p.code, p.where.row) for p in found.errors]


def test_without_a_chosen_class_rows_of_several_are_refused(xlsx):
    rows, header = with_column("Lớp", GRADE)
    assert codes(learners(xlsx, rows, header, None)) == ["scope.several"]
    found = learners(xlsx, rows, header, None, title="DANH SÁCH HỌC SINH LỚP 7A2")
    assert who(found) == ["Đỗ Hải Đăng", "Võ Thị Ưởng"]


def test_class_titles_in_rows_of_their_own(xlsx):
    """As the sector's export has them: the first above the header, header repeated."""
    rows = [["LỚP 7A1"], LIST, ANH, BINH, ["LỚP 7A2"], LIST, DANG, UONG]
    data = xlsx([["DANH SÁCH HỌC SINH"], *rows], title="Sheet1")
    found = class_list.read(data, "C1.xlsx", scope=A1)
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình"]
    assert codes(found) == ["scope.others"]
    assert "Đỗ Hải Đăng (8), Võ Thị Ưởng (9)" in texts(found)
    found = class_list.read(data, "C1.xlsx", scope=Scope("7A2", 7))
    assert who(found) == ["Đỗ Hải Đăng", "Võ Thị Ưởng"]
    assert codes(class_list.read(data, "C1.xlsx")) == ["scope.several"]


def test_one_class_title_above_the_header_is_the_title_of_the_sheet(xlsx):
    data = xlsx([["LỚP 7A2"], LIST, *ALL], title="Sheet1")
    found = class_list.read(data, "lop.xlsx", scope=A1)
    assert [p.code for p in found.errors] == ["scope.class"]


@pytest.mark.parametrize(
    ("title", "code"),
    [
        ("DANH SÁCH HỌC SINH LỚP 7A2", "scope.class"),
        ("DANH SÁCH HỌC SINH LỚP 7A10", "scope.class"),
        ("DANH SÁCH LỚP 7A2 (tách từ lớp 7A1)", "scope.class"),
        ("DANH SÁCH HỌC SINH KHỐI 6", "scope.grade"),
        ("DANH SÁCH HỌC SINH KHỐI 7", "scope.whole_grade"),
        ("DANH SÁCH HỌC SINH LỚP 7", "scope.whole_grade"),
        ("Lớp 7A1 - Năm học 2024-2025", "scope.year"),
    ],
)
def test_a_title_that_contradicts_what_was_chosen(xlsx, title, code):
    found = learners(xlsx, ALL, LIST, title=title)
    assert [p.code for p in found.errors] == [code]


@pytest.mark.parametrize(
    "title",
    [
        "DANH SÁCH HỌC SINH LỚP 7A1 NĂM HỌC 2025 - 2026",
        "Lớp: 7/A1 - Năm học: 2025-2026",
        "lớp 7a1",
        "Lớp 7 A1 (trước là lớp 6A3)",
        "DANH SÁCH HỌC SINH",
    ],
)
def test_a_title_that_agrees(xlsx, title):
    assert codes(learners(xlsx, ALL, LIST, title=title)) == []


def test_the_name_of_a_sheet_alone_can_contradict(xlsx):
    data = xlsx([LIST, *ALL], title="7A2")
    found = class_list.read(data, "truong.xlsx", scope=A1)
    assert [p.code for p in found.errors] == ["scope.class"]
    data = xlsx([LIST, *ALL], title="7A1")
    assert codes(class_list.read(data, "truong.xlsx", scope=A1)) == []


def hide(*rows, columns=()):
    def change(book):
        for row in rows:
            book.active.row_dimensions[row].hidden = True
        for column in columns:
            book.active.column_dimensions[column].hidden = True

    return change


def test_rows_that_a_filter_hides_are_named_and_refused(xlsx):
    """BT-5.1a: nobody saw these learners; nothing is taken before someone has."""
    found = learners(xlsx, ALL, LIST, change=hide(5, 6))
    assert [p.code for p in found.errors] == ["hidden.rows"]
    assert "2 hàng đang bị ẩn" in texts(found)
    assert "Đỗ Hải Đăng (5), Võ Thị Ưởng (6)" in texts(found)


def test_hidden_rows_of_another_class_are_left_out_like_all_of_it(xlsx):
    found = learners(xlsx, *with_column("Lớp", GRADE), change=hide(5, 6))
    assert (who(found), found.errors) == (["Trần Thị Ánh", "Lê Văn Bình"], [])
    assert "Đỗ Hải Đăng (5), Võ Thị Ưởng (6)" in texts(found)


def test_a_hidden_column_of_particulars_is_refused(xlsx):
    found = learners(xlsx, ALL, LIST, change=hide(columns="C"))
    assert [p.code for p in found.errors] == ["hidden.column"]
    assert "cột C «Ngày sinh»" in texts(found)


MARKS = ["STT", "Mã định danh", "Họ và tên", "ĐĐGtx 1", "ĐĐGgk", "ĐĐGck", "Nhận xét"]


def marks(xlsx, rows, header=MARKS, scope=A1, title="Lớp 7A1 - Học kì I", **more):
    lines = [["BẢNG ĐIỂM MÔN: TOÁN"], [title], header, *rows]
    [found] = mark_sheet.read(
        xlsx(lines, title="Toán", **more), "diem.xlsx", scope=scope
    )
    return found


FIRST = [1, "079313000011", "Trần Thị Ánh", 8, 7, 9, None]
SECOND = [2, "079213000022", "Lê Văn Bình", 5, 6, 7, None]


def test_a_mark_sheet_of_two_classes(xlsx):
    """BT-6.1a: a namesake's mark stays with his class."""
    header = [*MARKS, "Lớp"]
    found = marks(xlsx, [[*FIRST, "7A1"], [*SECOND, "7A2"]], header)
    assert (who(found), codes(found)) == (["Trần Thị Ánh"], ["scope.others"])


def test_a_mark_sheet_with_a_column_of_subjects(xlsx):
    header = [*MARKS, "Môn"]
    rows = [[*FIRST, "Toán học"], [*SECOND, "Ngữ văn"]]
    found = marks(xlsx, rows, header)
    assert (who(found), codes(found)) == (["Trần Thị Ánh"], ["scope.others"])
    assert "«Môn Ngữ văn», không phải «TOÁN»" in texts(found)


def test_hidden_rows_and_columns_of_marks(xlsx):
    found = marks(xlsx, [FIRST, SECOND], change=hide(5))
    assert [p.code for p in found.errors] == ["hidden.rows"]
    found = marks(xlsx, [FIRST, SECOND], change=hide(columns="E"))
    assert [p.code for p in found.errors] == ["hidden.column"]
    assert "cột E «ĐĐGgk»" in texts(found)
    # a learner who left is hidden with nothing in his row: nothing is taken from it
    left = [2, "079213000022", "Lê Văn Bình", None, None, None, None]
    assert codes(marks(xlsx, [FIRST, left], change=hide(5))) == []
    # software hides its own codes; they are told, and used to find learners only
    found = marks(xlsx, [FIRST, SECOND], change=hide(columns="B"))
    assert (codes(found), found.errors) == (["hidden.identity"], [])


@pytest.mark.parametrize(
    ("kind", "header", "values"),
    [
        (conduct_sheet, ["Rèn luyện HK I"], ["Tốt"]),
        (absence_list, ["Ngày nghỉ", "Buổi", "Phép"], ["27/09/2025", "S", "P"]),
        (retest_sheet, ["Môn", "Điểm kiểm tra lại"], ["Toán", 6]),
    ],
)
def test_every_kind_of_sheet_obeys_its_class_column(xlsx, kind, header, values):
    """BT-5.1b, BT-5.1c, DL2-7.5."""
    head = ["STT", "Họ và tên", "Ngày sinh", "Lớp", *header]
    rows = [
        [1, "Trần Thị Ánh", "09/05/2013", "7A1", *values],
        [2, "Trần Thị Ánh", "10/05/2013", "7A2", *values],
    ]
    data = xlsx([["TRƯỜNG THCS NGUYỄN DU"], head, *rows], title="Sheet1")
    found = kind.read(data, "tep.xlsx", scope=A1)
    assert [row.birth_date.day for row in found.rows] == [9]
    assert codes(found) == ["scope.others"]
    hidden = xlsx([["7A1"], head[:3] + head[4:], *[r[:3] + r[4:] for r in rows]])
    assert [p.code for p in kind.read(hidden, "tep.xlsx", scope=A1).errors] == []
    hidden = xlsx(
        [["7A1"], head[:3] + head[4:], *[r[:3] + r[4:] for r in rows]], change=hide(4)
    )
    found = kind.read(hidden, "tep.xlsx", scope=A1)
    assert [p.code for p in found.errors] == ["hidden.rows"]


# ------------------------------------------------------------------- names of classes


@pytest.mark.parametrize(
    "same",
    [
        ["7A1", "7a1", "Lớp 7A1", "LỚP: 7A1", " 7 A1 ", "7/A1", "7.A1", "7-A1"],
        ["6/2", "6.2", "6-2", "lớp 6 / 2"],
        ["10 Toán 1", "10TOÁN1", "10 toán-1"],
        ["6Đ", "6đ", "6\u00d0"],
    ],
)
def test_spellings_of_one_class(same):
    assert len({titles.class_key(text) for text in same}) == 1


def test_two_classes_are_never_one():
    distinct = ["7A1", "7A10", "7A11", "17A1", "7A", "6/2", "62", "6D", "6Đ", "6/21"]
    assert len({titles.class_key(text) for text in distinct}) == len(distinct)


# -------------------------------------------------------------------- names of people


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Trần Thị Hoà", "Trần Thị Hòa"),
        ("Lê Thuý", "lê  thúy "),
        ("Nguyễn Quý", "NGUYỄN QÚY"),
        ("Ánh", "A\u0301nh"),
        ("Nguyễn Hữu Khoẻ", "Nguyễn Hữu Khỏe"),
        ("H'Bia Niê", "H\u2019Bia Niê"),
        ("Đặng", "\u00d0ặng"),
    ],
)
def test_two_spellings_of_one_name(one, other):
    assert names.spelling(one) == names.spelling(other)
    assert not names.alike(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Nguyễn Ngọc Anh", "Nguyễn Ngọc Ánh"),
        ("Lê Văn Đức", "Lê Văn Dức"),
        ("Trần Thị Hoa", "Trần Thị Hoà"),
        ("Nguyễn Văn Tuấn", "Nguyen Van Tuan"),
        ("Lê Thị Thuý", "Lê Thị Thuỷ"),
    ],
)
def test_names_that_fold_alike_are_two(one, other):
    """KP-2.16: Ánh is not Anh."""
    assert names.spelling(one) != names.spelling(other)
    assert names.alike(one, other)


LETTERS = "aăâeêioôơuưybcdđghklmnpqrstvx ' AĂÁÀẠẢÃẤẦỆỘỚỨỶ"


@given(st.text(alphabet=LETTERS, max_size=14))
def test_the_key_of_a_name_does_not_depend_on_how_it_is_written(text):
    key = names.spelling(text)
    assert key == names.spelling(text.upper()) == names.spelling(f"  {text}\n")
    assert names.spelling(key) == key
    # folding forgets more, never less
    assert names.fold(key) == names.fold(text)


def test_a_component_in_brackets_is_no_subject():
    """A sheet is named after its subject, the component stands in brackets."""
    assert titles.subject(["BẢNG ĐIỂM", "LS và ĐL (phân môn Lịch sử)"]) == ""
    assert titles.subject(["Môn: Lịch sử và Địa lí (phân môn Địa lí)"]) == (
        "Lịch sử và Địa lí (phân môn Địa lí)"
    )
