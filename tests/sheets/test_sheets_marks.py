# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Mark sheets, conduct, absences and retests."""

import datetime as dt
import unicodedata

import pytest

from hocba.problems import HocbaError
from hocba.rules import cells
from hocba.sheets import (
    absence_list,
    conduct_sheet,
    mark_sheet,
    retest_sheet,
    titles,
)

TITLE = [["TRƯỜNG THCS NGUYỄN DU"], ["BẢNG ĐIỂM MÔN: TOÁN - Học kỳ I - Lớp 7A1"]]
TOP = ["STT", "Mã định danh", "Họ và tên", "ĐĐGtx", None, "ĐĐGgk", "ĐĐGck", "ĐTBmhkI"]
BELOW = [None, None, None, "1", "2", None, None, None]
MERGES = ["A1:H1", "A2:H2", "D3:E3", *(f"{column}3:{column}4" for column in "ABCFGH")]
ANH = [1, "079313000001", "Trần Thị Ánh", "8,5", 9, 7.5, "10", "8,9"]
BINH = [2, "079213000002", "Lê Văn Bình", None, "V", 8.3, 0, None]


def texts(found):
    return [problem.text() for problem in found.problems]


def codes(found):
    return [problem.code for problem in found.problems]


def read(xlsx, *rows, top=TOP, below=BELOW, merges=MERGES, title=TITLE, **more):
    data = xlsx([*title, top, below, *rows], merges=merges, **more)
    return mark_sheet.read(data, "diem.xlsx")


def test_a_mark_sheet_with_a_header_of_two_rows(xlsx):
    [found] = read(xlsx, ANH, BINH)
    assert found.problems == []
    assert (found.class_name, found.term) == ("7A1", "HK1")
    assert (found.subject_name, found.subject_code) == ("TOÁN", "TOAN")
    assert found.cell_columns == {"tx1": "D", "tx2": "E", "gk": "F", "ck": "G"}
    assert [row.cells for row in found.rows] == [
        {"tx1": "8,5", "tx2": "9", "gk": "7.5", "ck": "10"},
        {"tx1": "", "tx2": "V", "gk": "8.3", "ck": "0"},
    ]
    assert found.rows[1].personal_id == "079213000002"


@pytest.mark.parametrize(
    "names",
    [
        ["TX1", "TX2", "GK", "CK", "TBM"],
        ["ĐGtx 1", "ĐGtx 2", "ĐGgk", "ĐGck", "TBM HK1"],
        ["ĐĐGtx", "ĐĐGtx", "Giữa kỳ", "Cuối kỳ", "ĐTB HK1"],
        ["Thường xuyên 1", "Thường xuyên 2", "Giữa kì", "Cuối kì", "Học kì I"],
        ["ðđgtx1", "ÐÐGTX2", "ÐÐGGK", "ÐÐGCK", "ÐTBmhk I"],
        [
            "Điểm thường xuyên lần 1",
            "Điểm thường xuyên lần 2",
            "Kiểm tra giữa kì",
            "Kiểm tra cuối kì",
            "Điểm trung bình",
        ],
    ],
)
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_names_of_columns_as_software_exports_them(xlsx, names, form):
    top = [*TOP[:3], *(unicodedata.normalize(form, name) for name in names)]
    [found] = read(xlsx, BINH, ANH, top=top, below=[], merges=MERGES[:2])
    assert found.problems == []
    assert found.rows[1].cells == {"tx1": "8,5", "tx2": "9", "gk": "7.5", "ck": "10"}


def test_regular_marks_under_one_merged_header_without_numbers(xlsx):
    merges = ["A1:H1", "A2:H2", "D3:E3"]
    [found] = read(xlsx, ANH, below=[], merges=merges)
    assert found.cell_columns == {"tx1": "D", "tx2": "E", "gk": "F", "ck": "G"}
    assert found.rows[0].cells["tx2"] == "9"


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        (11, "điểm «11» không hợp lệ: điểm phải từ 0 đến 10"),
        ("8,55", "điểm «8,55» có quá nhiều chữ số thập phân"),
        (8.55, "điểm «8.55» có quá nhiều chữ số thập phân"),
        ("abc", "«abc» không phải là điểm"),
        (dt.date(2026, 5, 8), "có lẽ Excel đã đổi điểm «8,5» thành ngày"),
    ],
)
def test_a_wrong_mark_is_refused_by_its_cell(xlsx, typed, text):
    [found] = read(xlsx, BINH, [*ANH[:6], typed, None])
    row = found.rows[1]
    where = found.where(row.row, "ck", row.name)
    with pytest.raises(HocbaError) as caught:
        cells.canonical(row.cells["ck"], "score", where, typed=False)
    assert str(caught.value).startswith(
        "Tệp diem.xlsx, trang tính «7A1», hàng 6, cột G «ĐĐGck», học sinh "
        "Trần Thị Ánh: "
    )
    assert text in str(caught.value)


def test_a_formula_for_a_mark_is_refused_but_averages_may_be_formulas(xlsx):
    [found] = read(xlsx, ANH, [*BINH[:5], "=F5+1", 8, "=ROUND(G6,1)"])
    [text] = texts(found)
    assert "hàng 6, cột F «ĐĐGgk», học sinh Lê Văn Bình: ô chứa công thức" in text


def test_decimals_of_binary_numbers_read_as_excel_shows_them(xlsx):
    [found] = read(xlsx, [*ANH[:5], 8.299999999999999, 0.1 + 0.2, None])
    assert found.rows[0].cells["gk"] == "8.3"
    assert found.rows[0].cells["ck"] == "0.3"


def test_many_sheets_in_a_file(xlsx):
    other = [["BẢNG ĐIỂM MÔN HỌC: Khoa học tự nhiên"], ["HỌC KÌ II"], TOP, ANH]
    cover = [["Sổ theo dõi và đánh giá học sinh"]]
    first, second = read(xlsx, ANH, more={"KHTN": other, "Bìa": cover})
    assert (second.subject_code, second.term) == ("KHTN", "HK2")
    assert second.subject_name == "Khoa học tự nhiên"
    assert codes(first) == ["sheet.not_understood"]
    assert first.errors == []


def test_the_name_of_the_sheet_tells_the_subject_if_no_title_does(xlsx):
    data = xlsx([["Học kì 2"], TOP, ANH], title="LS&ĐL")
    [found] = mark_sheet.read(data, "diem.xlsx")
    assert (found.subject_name, found.subject_code) == ("LS&ĐL", "LSDL")


def test_no_term_no_subject_are_errors(xlsx):
    data = xlsx([TOP, ANH], title="Sheet1", merges=["D1:E1"])
    [found] = mark_sheet.read(data, "diem.xlsx")
    assert codes(found) == ["mark_sheet.no_term", "mark_sheet.no_subject"]
    assert "trang tính «Sheet1»" in texts(found)[0]


def test_without_ids_learners_are_found_by_name_and_birth_date_at_best(xlsx):
    top = ["STT", "Họ và tên", "Ngày sinh", *TOP[3:]]
    row = [1, "Trần Thị Ánh", "04/05/2013", *ANH[3:]]
    [found] = read(xlsx, row, top=top)
    assert codes(found) == ["mark_sheet.no_identity"]
    assert found.rows[0].birth_date == dt.date(2013, 5, 4)


def test_a_learner_twice_in_a_mark_sheet_is_refused(xlsx):
    [found] = read(xlsx, ANH, [2, *ANH[1:]])
    assert codes(found) == ["personal_id.duplicate"]
    assert "trùng với hàng 5" in texts(found)[0]


def test_learners_who_left_stay_with_an_empty_or_struck_row(xlsx):
    def strike(book):
        from openpyxl.styles import Font

        book["7A1"]["C5"].font = Font(strike=True)

    left = [1, "079313000009", "Đỗ An", None, None, None, None, None]
    [found] = read(xlsx, left, ANH, change=strike)
    assert [row.struck for row in found.rows] == [True, False]
    assert set(found.rows[0].cells.values()) == {""}


def test_missing_columns_are_named(xlsx):
    top = [*TOP[:3], "Miệng", "15 phút", "1 tiết", "Thi", "TBM"]
    [found] = read(xlsx, ANH, top=top, below=[], merges=MERGES[:2])
    assert codes(found).count("header.missing") == 3
    assert codes(found).count("header.unknown") == 4


def test_regular_marks_numbered_twice_are_refused(xlsx):
    [found] = read(xlsx, ANH, below=[None, None, None, "1", "1"])
    assert codes(found) == ["header.duplicate"]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("MÔN: NGỮ VĂN", "NGỮ VĂN"),
        ("Môn học Ngữ văn  -  Lớp 7A1", "Ngữ văn"),
        ("Bảng điểm bộ môn Ngữ văn, lớp 7A1", "Ngữ văn"),
        ("Môn: Hoạt động trải nghiệm, hướng nghiệp; HK1", None),
        ("Giáo viên bộ môn: Nguyễn Thị Lan", ""),
        ("Tổng hợp các môn", ""),
    ],
)
def test_the_subject_in_a_title(title, name):
    expected = "Hoạt động trải nghiệm, hướng nghiệp" if name is None else name
    assert titles.subject([title]) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Lịch sử & Địa lý", "LSDL"),
        ("Ngoại ngữ 1 (Tiếng Pháp)", "NN1"),
        ("NDGD địa phương", ""),
        ("TOAN", "TOAN"),
        ("HĐTN, HN", "HDTN"),
        ("Thiên văn", ""),
        ("Tiếng Việt", "TIENGVIET"),
        ("TN&XH", "TNXH"),
        ("Vật lý", "VATLI"),
        ("Hoá học", "HOAHOC"),
        ("GDKT&PL", "GDKTPL"),
        ("GDQP&AN", "GDQPAN"),
        ("Mỹ thuật", "MITHUAT"),
    ],
)
def test_subject_names(name, code):
    assert titles.subject_code(name) == code


def test_two_terms_in_the_titles_are_no_term():
    assert titles.term(["Học kì I và học kì II"]) == ""
    assert titles.term(["HKII"]) == "HK2"


HEAD = ["STT", "Mã định danh", "Họ và tên"]
WHO = [1, "079313000001", "Trần Thị Ánh"]


def test_conduct_of_both_terms(xlsx):
    rows = [
        [*HEAD, "Kết quả rèn luyện", None, None, "Nhận xét của GVCN"],
        [None, None, None, "HK I", "HK II", "Cả năm", None],
        [*WHO, "Tốt", "K", "Khá", "Ngoan"],
        [2, "079213000002", "Lê Bình", "CĐ", None, None, None],
    ]
    merges = ["D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2"]
    found = conduct_sheet.read(xlsx(rows, merges=merges), "rl.xlsx")
    assert found.problems == []
    assert [(row.hk1, row.hk2, row.remark) for row in found.rows] == [
        ("TOT", "KHA", "Ngoan"),
        ("CHUA_DAT", "", ""),
    ]


def test_conduct_of_the_term_in_the_title(xlsx):
    rows = [["KẾT QUẢ RÈN LUYỆN HỌC KÌ II"], [*HEAD, "Rèn luyện"], [*WHO, "Đạt"]]
    found = conduct_sheet.read(xlsx(rows), "rl.xlsx")
    assert (found.rows[0].hk1, found.rows[0].hk2) == ("", "DAT")
    assert found.columns["hk2"] == "D"
    unknown = conduct_sheet.read(xlsx(rows[1:]), "rl.xlsx")
    assert codes(unknown) == ["conduct_sheet.no_term"]


def test_an_unknown_level_is_refused_by_cell(xlsx):
    rows = [[*HEAD, "RL HK1"], [*WHO, "Trung bình"]]
    found = conduct_sheet.read(xlsx(rows), "rl.xlsx")
    assert texts(found) == [
        "Tệp rl.xlsx, trang tính «7A1», hàng 2, cột D «RL HK1», học sinh Trần Thị Ánh: "
        "không hiểu mức «Trung bình»: ghi Tốt, Khá, Đạt hoặc Chưa đạt"
    ]


ABSENCES = [*HEAD, "Ngày nghỉ", "Buổi", "Phép", "Lí do"]


def test_absences_by_session(xlsx):
    rows = [
        ABSENCES,
        [*WHO, "06/10/2025", "S", "P", "Ốm"],
        [2, *WHO[1:], dt.date(2025, 10, 6), "Chiều", "Không phép", None],
    ]
    found = absence_list.read(xlsx(rows), "cc.xlsx")
    assert found.problems == []
    assert [(row.date, row.session, row.permitted) for row in found.rows] == [
        (dt.date(2025, 10, 6), "morning", True),
        (dt.date(2025, 10, 6), "afternoon", False),
    ]


def test_what_is_wrong_with_absences_is_named_by_cell(xlsx):
    rows = [
        ABSENCES,
        [*WHO, "06/10/2025", "S", "P", None],
        [2, *WHO[1:], dt.date(2025, 10, 6), "sáng", "K", None],
        [3, *WHO[1:], "31/02/2026", "S", "P", None],
        [4, *WHO[1:], "07/10/2025", "Cả ngày", "?", None],
        [5, *WHO[1:], None, "S", "P", None],
    ]
    found = absence_list.read(xlsx(rows), "cc.xlsx")
    assert [(p.code, p.where.row, p.where.column) for p in found.problems] == [
        ("date.impossible", 4, "D «Ngày nghỉ»"),
        ("absence.session", 5, "E «Buổi»"),
        ("absence.permitted", 5, "F «Phép»"),
        ("value.missing", 6, "D «Ngày nghỉ»"),
        ("absence.duplicate", 3, "D «Ngày nghỉ»"),
    ]
    assert "buổi nghỉ này đã có ở hàng 2" in texts(found)[-1]


def test_retests(xlsx):
    head = [*HEAD, "Môn", "ĐTBmcn", "Điểm kiểm tra lại", "Ngày kiểm tra"]
    rows = [
        head,
        [*WHO, "Toán", "4,8", "5,5", "22/06/2026"],
        [2, *WHO[1:], "Ngữ văn", "3,2", None, None],
        [3, *WHO[1:], "Toán", "4,8", 6, None],
    ]
    found = retest_sheet.read(xlsx(rows), "ktl.xlsx")
    first = found.rows[0]
    assert (first.subject_code, first.mark) == ("TOAN", "5,5")
    assert first.date == dt.date(2026, 6, 22)
    assert [(p.code, p.where.row) for p in found.problems] == [
        ("value.missing", 3),
        ("retest.duplicate", 4),
    ]
