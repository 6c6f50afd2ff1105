# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Columns judged as a whole: exchanged dates, codes, dates in three columns."""

import datetime as dt

import pytest

from hocba.sheets import absence_list, class_list, mark_sheet, names

HEAD = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"]
WORDS = ["Ánh", "Bình", "Cúc", "Dũng", "Em", "Giang", "Hà", "Khoa", "Lan", "Minh"]
WORDS += ["Nga", "Oanh", "Phúc", "Quý", "Sơn", "Tâm", "Uyên", "Vân", "Xuân", "Yến"]


def codes(found):
    return [problem.code for problem in found.problems]


def listed(xlsx, births, formats=None, head=HEAD):
    """Read a class list with these dates of birth, in these formats."""
    rows = [head]
    for number, born in enumerate(births, start=1):
        name = f"Trần Thị {WORDS[number % len(WORDS)]} {WORDS[number // len(WORDS)]}"
        rows.append([number, name, born, "Nữ", f"079313{number:06d}"])

    def change(book):
        for row, code in enumerate(formats or [], start=2):
            book["7A1"].cell(row, 3).number_format = code

    return class_list.read(xlsx(rows, change=change), "lop.xlsx")


def day(text):
    return dt.datetime.strptime(text, "%d/%m/%Y").date()


# -------------------------------------------------------------------- exchanged dates


@pytest.mark.parametrize(
    "births",
    [
        [day("09/05/2013"), "25/11/2013", day("12/10/2013"), "28/02/2013"],
        [day("09/05/2013"), "25-11-2013"],
        ["13.11.2013", *[day(f"{n:02d}/07/2013") for n in (1, 2, 3)]],
        ["25/11/2013", "05/09/2013", *[day(f"{n:02d}/12/2013") for n in range(1, 11)]],
    ],
)
def test_a_column_that_a_month_first_program_exchanged_is_refused_once(xlsx, births):
    """BT-5.1a: true dates up to day 12, texts above it: no single cell tells so"""
    found = listed(xlsx, births)
    assert codes(found) == ["date.swapped"]
    assert found.errors
    assert [row.birth_date for row in found.rows] == [None] * len(births)
    assert "kiểu tháng/ngày đổi chỗ ngày và tháng" in found.errors[0].text()


@pytest.mark.parametrize(
    "births",
    [
        [day("09/05/2013"), "05/11/2013", "28/02/2013"],
        [day("25/05/2013"), "25/11/2013"],
        [day("05/05/2013"), "25/11/2013"],
        [day("09/05/2013"), day("25/05/2013")],
        ["09/05/2013", "25/11/2013"],
        [day("09/05/2013"), "2013-11-25"],
        [day(f"{n:02d}/03/2013") for n in range(1, 10)],
        [day(f"01/{n:02d}/2013") for n in range(1, 13)],
        [day(f"{n:02d}/{n:02d}/2013") for n in range(1, 13)],
    ],
)
def test_a_column_that_a_class_may_well_have_is_taken(xlsx, births):
    found = listed(xlsx, births)
    assert codes(found) == []
    assert all(row.birth_date for row in found.rows)


def test_ten_dates_of_which_none_is_late_in_its_month_are_a_warning(xlsx):
    births = [day(f"{n % 12 + 1:02d}/{(n + 5) % 12 + 1:02d}/2013") for n in range(20)]
    found = listed(xlsx, births)
    assert (codes(found), found.errors) == (["date.small_days"], [])
    assert "cả 20 ngày sinh" in found.problems[0].text()
    assert [row.birth_date for row in found.rows] == births
    assert codes(listed(xlsx, [*births[:-1], day("13/01/2013")])) == []


@pytest.mark.parametrize(
    ("births", "code"),
    [
        (["9/25/2013", "5/9/2013"], "date.month_first"),
        (["05-09-2013", day("01/02/2013"), "12-31-2013"], "date.month_first"),
        ([day("05/09/2013"), "9/25/2013"], "date.month_first"),
    ],
)
def test_a_column_of_texts_with_the_month_first_is_refused(xlsx, births, code):
    found = listed(xlsx, births)
    assert codes(found) == [code]
    assert [row.birth_date for row in found.rows] == [None] * len(births)


def test_one_slip_among_dates_written_right_is_named_alone(xlsx):
    found = listed(xlsx, [day("25/11/2013"), "05/15/2013", day("06/07/2013")])
    assert codes(found) == ["date.impossible"]
    found = listed(xlsx, ["25/11/2013", "05/15/2013", "06/07/2013"])
    assert codes(found) == ["date.impossible"]
    assert [bool(row.birth_date) for row in found.rows] == [True, False, True]


def test_dates_that_show_the_month_first_need_a_witness(xlsx):
    """A cell shows 09/05/2013 for 5 September: the column tells how to read it."""
    births = [day("05/09/2013"), day("10/12/2013")]
    found = listed(xlsx, births, ["mm/dd/yyyy"] * 2)
    assert codes(found) == ["date.month_first_shown"]
    assert "«09/05/2013»" in found.errors[0].text()
    births.append(day("25/12/2013"))
    found = listed(xlsx, births, ["mm/dd/yyyy"] * 3)
    assert (codes(found), [row.birth_date for row in found.rows]) == ([], births)
    assert codes(listed(xlsx, births[:2], ["d-mmm-yy", "mmm d, yyyy"])) == []


def test_exchanged_days_of_absence_are_refused_too(xlsx):
    head = [*HEAD[:2], HEAD[4], "Ngày nghỉ", "Buổi", "Phép"]
    rows = [head] + [
        [n, "Trần Thị Ánh", "079313000001", date, "S", "P"]
        for n, date in enumerate([day("09/10/2025"), "25/10/2025"], start=1)
    ]
    found = absence_list.read(xlsx(rows), "cc.xlsx")
    assert codes(found) == ["date.swapped"]
    assert [row.date for row in found.rows] == [None, None]
    early = [
        row[:3] + [day(f"0{n}/10/2025"), *row[4:]] for n, row in enumerate(rows[1:], 1)
    ]
    assert codes(absence_list.read(xlsx([head, *early]), "cc.xlsx")) == []


# ------------------------------------------------------------------ marks and their ids


def marks(xlsx, head, *rows):
    title = [["BẢNG ĐIỂM MÔN: TOÁN - Học kì I"]]
    top = ["STT", *head, "Họ và tên", "TX1", "ĐĐGgk", "ĐĐGck"]
    lines = [
        [n, *row, f"Trần Thị {WORDS[n]}", 8, 7, 9]
        for n, row in enumerate(rows, start=1)
    ]
    [found] = mark_sheet.read(xlsx([*title, top, *lines]), "diem.xlsx")
    return found


@pytest.mark.parametrize(
    ("head", "values", "seen"),
    [
        ("Mã định danh", [79313000001, "079213000002"], ["", "079213000002"]),
        ("Mã định danh cá nhân", ["2301450011", "x"], ["", ""]),
        ("CCCD", ["=A3", "079213000002"], ["", "079213000002"]),
        ("CCCD", [True, "7,9313E+10"], ["", ""]),
    ],
)
def test_an_id_that_cannot_be_read_does_not_stop_marks(xlsx, head, values, seen):
    """KP-2.16: the name tells the learner; the id is left out and named once."""
    found = marks(xlsx, [head], *[[value] for value in values])
    assert found.errors == []
    assert codes(found) == ["identity.left_out"]
    assert [row.personal_id for row in found.rows] == seen
    assert [row.cells["tx1"] for row in found.rows] == ["8", "8"]


def test_birth_dates_of_marks_are_left_out_as_a_column(xlsx):
    found = marks(
        xlsx, ["Mã HS", "Ngày sinh"], ["A1", day("09/05/2013")], ["A2", "25/11/2013"]
    )
    assert (codes(found), found.errors) == (["identity.left_out"], [])
    assert [row.birth_date for row in found.rows] == [None, None]
    assert "hàng 3" in found.problems[0].text()


def test_an_id_that_is_struck_through_is_left_out_and_named(xlsx):
    def strike(book):
        from openpyxl.styles import Font

        book["7A1"]["B3"].font = Font(strike=True)

    rows = [["BẢNG ĐIỂM MÔN: TOÁN - Học kì I"]]
    rows += [["STT", "CCCD", "Họ và tên", "TX1", "ĐĐGgk", "ĐĐGck"]]
    rows += [[1, "079313000001", "Trần Thị Ánh", 8, 7, 9]]
    [found] = mark_sheet.read(xlsx(rows, change=strike), "diem.xlsx")
    assert (codes(found), found.rows[0].personal_id) == (["identity.left_out"], "")


def test_two_learners_of_one_id_still_stop_marks(xlsx):
    found = marks(xlsx, ["CCCD"], ["079313000001"], ["079313000001"])
    assert codes(found) == ["personal_id.duplicate"]
    assert found.errors


@pytest.mark.parametrize(
    "head", ["Mã định danh", "Số định danh", "Mã định danh học sinh"]
)
@pytest.mark.parametrize("value", ["2301450011", 2301450012])
def test_ten_digits_are_the_code_of_the_sector(xlsx, head, value):
    """Luật Căn cước 2023 Điều 12: the id of a person has twelve."""
    found = marks(xlsx, [head], [value], ["2301450013"])
    assert (codes(found), found.errors) == (["header.sector_code"], [])
    assert [row.student_code for row in found.rows] == [str(value), "2301450013"]
    assert [row.personal_id for row in found.rows] == ["", ""]


def with_codes(xlsx, head, *values, change=None):
    rows = [[*HEAD[:4], *head]]
    for number, row in enumerate(values, start=1):
        who = [number, f"Trần Thị {WORDS[number]}", f"1{number}/05/2013", "Nữ"]
        rows.append([*who, *row])
    return class_list.read(xlsx(rows, change=change), "lop.xlsx")


@pytest.mark.parametrize("other", ["Mã định danh cá nhân", "CCCD", "Số ĐDCN"])
def test_a_list_with_both_codes_takes_each_for_what_it_is(xlsx, other):
    """KP-2.16"""
    head = ["Mã định danh", other]
    found = with_codes(xlsx, head, ["2301450011", "079313000001"])
    assert found.problems == []
    assert found.rows[0].personal_id == "079313000001"
    assert found.rows[0].student_code == "2301450011"


def test_a_list_with_the_sector_code_alone_asks_for_the_id(xlsx):
    found = with_codes(xlsx, ["Mã định danh"], ["2301450011"], ["1313000001"])
    assert codes(found) == ["header.sector_code", "header.missing"]
    assert not any("00" + "1313000001" in problem.text() for problem in found.problems)


def test_two_columns_of_ids_are_still_one_too_many(xlsx):
    head = ["Mã định danh", "CCCD"]
    found = with_codes(xlsx, head, ["079313000001", "079313000001"])
    assert codes(found) == ["header.duplicate"]


@pytest.mark.parametrize("form", ["0000000000", "0000 000 000"])
def test_a_code_whose_zero_only_shows_is_refused_and_compared_as_shown(xlsx, form):
    def change(book):
        book["7A1"]["F2"].number_format = form

    head = ["CCCD", "Mã học sinh"]
    values = [["079313000001", 100000011], ["079313000002", "0100000011"]]
    found = with_codes(xlsx, head, *values, change=change)
    assert codes(found) == ["student_code.shown", "student_code.duplicate"]
    assert "trùng với hàng 2" in found.problems[1].text()
    assert [row.student_code for row in found.rows] == ["", "0100000011"]


@pytest.mark.parametrize(
    ("value", "code", "kept"),
    [
        (100000011, "student_code.zero_lost", ""),
        ("100000011", None, "100000011"),
        (2024001, None, "2024001"),
        (2301450011, None, "2301450011"),
        (2.3e9, "student_code.digits_lost", ""),
        ("2.3E+09", "student_code.digits_lost", ""),
        ("HS-07", None, "HS-07"),
    ],
)
def test_codes_that_lost_digits_are_refused_and_never_completed(
    xlsx, value, code, kept
):
    found = with_codes(xlsx, ["CCCD", "Mã học sinh"], ["079313000001", value])
    assert codes(found) == ([code] if code else [])
    assert found.rows[0].student_code == kept
    assert "0100000011" not in " ".join(problem.text() for problem in found.problems)


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (79313000011, "0.00E+00"),
        (7.9313e10, "General"),
        ("7.9313E+10", "@"),
        ("7,9E+10", "@"),
    ],
)
def test_an_id_that_went_through_scientific_notation_has_no_suggestion(
    xlsx, value, form
):
    """KP-2.16: no message holds an id that somebody else may have."""

    def change(book):
        book["7A1"]["E2"].number_format = form

    found = with_codes(xlsx, ["CCCD"], [value], change=change)
    [problem] = found.problems
    assert problem.code == "personal_id.digits_lost"
    assert "079313" not in problem.text()


@pytest.mark.parametrize(
    ("value", "form", "phone", "code"),
    [
        (9.61e8, "0.00E+00", "", "phone.digits_lost"),
        (961234567, "0.00E+00", "", "phone.digits_lost"),
        (912000000, "General", "", "phone.digits_lost"),
        ("9.61E+08", "@", "", "phone.digits_lost"),
        (961234567, "General", "0961234567", "phone.zero_restored"),
        (961234567, "0000000000", "0961234567", None),
        (2438251234, "General", "02438251234", "phone.zero_restored"),
        ("842438251234", "@", "02438251234", None),
        ("+84 (0)961 234 567", "@", "0961234567", None),
        ("(024) 3825-1234", "@", "02438251234", None),
        ("0243825123", "@", "0243825123", "phone.unlikely"),
        ("0961 234 567 / 02438251234", "@", "0961234567, 02438251234", None),
    ],
)
def test_telephones_are_completed_only_where_nothing_but_the_zero_is_lost(
    xlsx, value, form, phone, code
):
    def change(book):
        book["7A1"]["F2"].number_format = form

    head = ["CCCD", "Điện thoại"]
    found = with_codes(xlsx, head, ["079313000001", value], change=change)
    assert (found.rows[0].phone, codes(found)) == (phone, [code] if code else [])
    assert found.errors == []


# -------------------------------------------------------------- dates in three columns


BELOW = [None, None, "Ngày", "Tháng", "Năm", None, None]
THREE = ["STT", "Họ và tên", "Ngày sinh", None, None, "Giới tính", "CCCD"]
BORN = [
    [1, "Trần Thị Ánh", 1, 3, 2013, "Nữ", "079313000001"],
    [2, "Lê Văn Bình", "25", "12", "2013", "Nam", "079213000002"],
]


@pytest.mark.parametrize("merges", [["C1:E1"], ["C1:E1", "A1:A2", "F1:F2"], []])
def test_a_date_in_three_columns_is_put_together(xlsx, merges):
    """BT-5.1a"""
    found = class_list.read(xlsx([THREE, BELOW, *BORN], merges=merges), "lop.xlsx")
    assert found.problems == []
    born = [row.birth_date for row in found.rows]
    assert born == [dt.date(2013, 3, 1), dt.date(2013, 12, 25)]
    assert [row.gender for row in found.rows] == ["female", "male"]
    assert "male" not in found.mapping


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((31, 2, 2013), "date.impossible"),
        ((None, None, 2013), "date.year_only"),
        ((1, None, 2013), "date.unclear"),
        ((None, None, None), "value.missing"),
    ],
)
def test_three_columns_that_make_no_date_are_named(xlsx, parts, code):
    row = [3, "Đỗ Thị Cúc", *parts, "Nữ", "079313000003"]
    found = class_list.read(xlsx([THREE, BELOW, *BORN, row]), "lop.xlsx")
    assert [(p.code, p.where.row) for p in found.problems] == [(code, 5)]


def test_two_of_three_columns_are_told_to_be_one(xlsx):
    rows = [[THREE[i] for i in (0, 1, 2, 3, 5, 6)]]
    rows += [[None, None, "Ngày", "Tháng", None, None]]
    rows += [[*row[:4], *row[5:]] for row in BORN]
    found = class_list.read(xlsx(rows), "lop.xlsx")
    assert codes(found) == ["header.date_parts", "header.missing"]
    assert "một cột «Ngày sinh»" in found.errors[0].text()


@pytest.mark.parametrize("typed", ["Năm", "Nạm", "Nụ"])
def test_a_year_is_no_gender(xlsx, typed):
    found = class_list.read(
        xlsx([HEAD, [1, "Trần Thị Ánh", "14/05/2013", typed, "079313000001"]]), "a.xlsx"
    )
    assert codes(found) == ["gender.unclear"]


# ------------------------------------------------------------------------------ order


def test_names_of_the_highlands_have_their_place():
    """Ê Đê, Gia Rai, Ba Na, M'nông: a breve is an accent on i, u, o, e, as ICU says."""
    ordered = ["Y Bli", "Y Blĭ", "Y Blu", "Y Êban", "Y Ê̆ban", "K'Brŏi", "K'Bru"]
    ordered += ["Y U", "Y Ŭ", "Y Ya"]
    assert sorted(reversed(ordered), key=names.sort_key) == ordered
    assert names.sort_key("Y Blă") > names.sort_key("Y Bla")
