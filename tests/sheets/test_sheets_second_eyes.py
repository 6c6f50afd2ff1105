# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a second pair of eyes found that the readers of sheets took wrongly."""

import pytest

from hocba.problems import HocbaError
from hocba.rules import cells
from hocba.sheets import (
    class_list,
    conduct_sheet,
    exchange_forms,
    exchange_reader,
    exchange_writer,
    mark_sheet,
)
from hocba.sheets.exchange import Identity, Row, Workbook
from hocba.sheets.scope import Scope

A1 = Scope("7A1", 7, "2025-2026")
LIST = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Mã định danh cá nhân"]
ANH = [1, "Trần Thị Ánh", "09/05/2013", "Nữ", "079313000011"]
BINH = [2, "Lê Văn Bình", "25/11/2013", "Nam", "079213000022"]
DANG = [3, "Đỗ Hải Đăng", "31/01/2013", "Nam", "079213000033"]
UONG = [4, "Võ Thị Ưởng", "28/02/2013", "Nữ", "079313000044"]
WHO = ["STT", "Mã học sinh", "Họ và tên"]
MARKS = [*WHO, "TX1", "ĐĐGgk", "ĐĐGck"]
TITLES = [["Môn: Toán"], ["Lớp: 7A1"], ["Học kì: I"]]
FIRST = [1, "7900000011", "Trần Thị Ánh"]
SECOND = [2, "7900000022", "Lê Văn Bình"]
THIRD = [3, "7900000033", "Đỗ Hải Đăng"]


def who(found):
    return [row.name for row in found.rows]


def codes(found):
    return [problem.code for problem in found.problems]


def rows_named(found, code):
    return [p.where.row for p in found.problems if p.code == code]


def learners(xlsx, rows, scope=A1, title="Sheet1", **more):
    return class_list.read(xlsx(rows, title=title, **more), "lop.xlsx", scope=scope)


def marks(xlsx, rows, scope=A1, **more):
    [found] = mark_sheet.read(
        xlsx(rows, title="Sheet1", **more), "diem.xlsx", scope=scope
    )
    return found


def page(body):
    text = f"<html><head><meta charset='utf-8'></head><body>{body}</body></html>"
    return text.encode()


def html_table(*rows):
    lines = ("".join(f"<td>{value}</td>" for value in row) for row in rows)
    return "<table>" + "".join(f"<tr>{line}</tr>" for line in lines) + "</table>"


def test_mark_columns_without_a_header_are_an_error(xlsx):
    """BT-6.1a: «ĐĐGtx» over four columns, not merged: three columns of marks lost."""
    top = [*WHO, "ĐĐGtx", None, None, None, "ĐĐGgk", "ĐĐGck"]
    rows = [*TITLES, top, [*FIRST, 8, 9, 7, 10, 8.5, 9], [*SECOND, 5, 6, 7, 8, 6.5, 7]]
    found = marks(xlsx, rows)
    places = [(p.code, p.where.column) for p in found.errors]
    assert places == [("header.none", column) for column in "EFG"]
    # nothing is lost where the header is merged over them
    found = marks(xlsx, rows, merges=["D4:G4"])
    assert (codes(found), found.rows[0].cells["tx4"]) == ([], "10")
    # right of the table it may be a note
    beside = [LIST, [*ANH, "0912345678"], BINH]
    found = learners(xlsx, beside)
    assert (codes(found), found.errors) == (["header.none_beside"], [])


@pytest.mark.parametrize(
    "title",
    [
        ["DANH SÁCH HỌC SINH LỚP 7A2"],
        ["7A2"],
        ["II. LỚP 7A2"],
        ["DANH SÁCH HỌC SINH CHUYỂN ĐI"],
        ["LỚP 7A2", None, None, None, None, "Sĩ số: 35"],
    ],
)
def test_a_title_row_between_learners_refuses_the_sheet(xlsx, title):
    """BT-5.1a: who stands below it may be of another class, or gone."""
    rows = [["DANH SÁCH LỚP 7A1"], LIST, ANH, BINH, title, LIST, DANG, UONG]
    found = learners(xlsx, rows)
    assert [(p.code, p.where.row) for p in found.errors] == [("row.title", 5)]
    assert title[0] in found.errors[0].text()


def test_rows_above_the_first_section_are_not_the_class_of_another(xlsx):
    """BT-5.1a: they are of the class in the title, or of none that is told."""
    rows = [["DANH SÁCH LỚP 7A2"], LIST, ANH, BINH, ["LỚP 7A1"], LIST, DANG, UONG]
    found = learners(xlsx, rows)
    assert who(found) == ["Đỗ Hải Đăng", "Võ Thị Ưởng"]
    assert (codes(found), found.errors) == (["scope.others"], [])
    found = learners(xlsx, [["DANH SÁCH HỌC SINH KHỐI 7"], *rows[1:]])
    assert {p.code for p in found.errors} == {"scope.unclear"}
    assert rows_named(found, "scope.unclear") == [3, 4]


def test_a_table_above_a_later_header_is_named(xlsx):
    """BT-5.1a, BT-6.1a: the fuller header is used; who stands above it is told."""
    later = [[], ["Chuyển đến trong năm"], [*LIST, "Dân tộc"], [*DANG, "Kinh"]]
    found = learners(xlsx, [["LỚP 7A1"], LIST, ANH, BINH, *later])
    assert {p.code for p in found.errors} == {"row.above"}
    assert rows_named(found, "row.above") == [3, 4]
    assert "Trần Thị Ánh" in found.errors[0].text()
    later = [[], [*MARKS, "Nhận xét"], [*THIRD, 7, 7, 7, "Tốt"]]
    found = marks(xlsx, [*TITLES, MARKS, [*FIRST, 8, 9, 7], [*SECOND, 5, 6, 7], *later])
    assert rows_named(found, "row.above") == [5, 6]


@pytest.mark.parametrize("merges", [[], ["B2:C2"]])
def test_a_column_that_repeats_given_names_does_not_lengthen_names(xlsx, merges):
    """BT-5.1a: schools sort by it; «Trần Thị Ánh Ánh» is nobody."""
    top = ["STT", "Họ và tên", None, *LIST[2:]]
    rows = [[*row[:2], row[1].split()[-1], *row[2:]] for row in (ANH, BINH, DANG)]
    found = learners(xlsx, [["LỚP 7A1"], top, *rows], merges=merges)
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Hải Đăng"]
    assert codes(found) == []
    # a given name that is not repeated still belongs to the name
    rows = [[row[0], *row[1].rsplit(" ", 1), *row[2:]] for row in (ANH, BINH, DANG)]
    found = learners(xlsx, [["LỚP 7A1"], top, *rows], merges=merges)
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Hải Đăng"]


@pytest.mark.parametrize(
    "title",
    ["<h3>DANH SÁCH LỚP {}</h3>", "<table><tr><td>DANH SÁCH LỚP {}</td></tr></table>"],
)
def test_titles_outside_the_table_of_a_web_page_are_obeyed(title):
    """BT-5.1a: software of schools saves web pages under the name .xls."""
    table = html_table(LIST, ANH, BINH)
    found = class_list.read(page(title.format("7A2") + table), "lop.xls", scope=A1)
    assert [p.code for p in found.errors] == ["scope.class"]
    found = class_list.read(page(title.format("7A1") + table), "lop.xls", scope=A1)
    assert (who(found), found.errors) == (["Trần Thị Ánh", "Lê Văn Bình"], [])


def test_a_label_and_its_value_in_two_cells(xlsx):
    """BT-5.1a, BT-6.1a: «Lớp:» | «6/2» is the title «Lớp: 6/2»."""
    rows = [["DANH SÁCH HỌC SINH"], ["Lớp:", "6/2"], LIST, ANH]
    found = learners(xlsx, rows, scope=Scope("6/1", 6))
    assert [p.code for p in found.errors] == ["scope.class"]
    assert codes(learners(xlsx, rows, scope=Scope("6/2", 6))) == []
    titles = [["Môn:", "Toán"], ["Lớp:", "7A1"], ["Học kì:", "I"]]
    found = marks(xlsx, [*titles, MARKS, [*FIRST, 8, 9, 7]])
    assert codes(found) == []
    assert (found.subject_name, found.class_name, found.term) == ("Toán", "7A1", "HK1")


def test_a_sheet_named_after_another_class_of_numbers(xlsx):
    """BT-5.1a, BT-6.1a: no sheet can be named «6/2»; «6.2» is that class where classes
    are called so, and nothing in particular where they are called 7A1."""
    rows = [["DANH SÁCH HỌC SINH"], LIST, ANH]
    scope = Scope("6/1", 6)
    for title in ("6.2", "6-2", "6_2", "7.1"):
        found = learners(xlsx, rows, scope=scope, title=title)
        assert [p.code for p in found.errors] == ["scope.class"], title
    for title in ("6.1", "6-1", "Sheet1", "13.5"):
        assert codes(learners(xlsx, rows, scope=scope, title=title)) == [], title
    assert codes(learners(xlsx, rows, title="6.2")) == []
    sheet = [["Môn: Toán"], ["Học kì: I"], MARKS, [*FIRST, 8, 9, 7]]
    for title, problems in (("6.2", ["scope.class"]), ("6.1", [])):
        [found] = mark_sheet.read(xlsx(sheet, title=title), "diem.xlsx", scope=scope)
        assert [p.code for p in found.errors] == problems


@pytest.mark.parametrize(
    "group", ["CHA MẸ HỌC SINH", "Thông tin gia đình", "Phụ huynh"]
)
def test_a_group_header_of_parents_keeps_names_and_phones(xlsx, group):
    """BT-5.1a."""
    top = [*LIST, group, None, None, None]
    below = [None] * 5 + ["Họ tên cha", "SĐT cha", "Họ tên mẹ", "SĐT mẹ"]
    row = [*ANH, "Trần Tám", "0912345678", "Lý Hai", "0987654321"]
    merges = [*(f"{column}2:{column}3" for column in "ABCDE"), "F2:I2"]
    found = learners(xlsx, [["LỚP 7A1"], top, below, row], merges=merges)
    assert codes(found) == []
    [one] = found.rows
    assert (one.father.name, one.father.phone) == ("Trần Tám", "0912345678")
    assert (one.mother.name, one.mother.phone) == ("Lý Hai", "0987654321")
    # whose phone «SĐT bố/mẹ» is, nobody knows: the column is left out aloud
    found = learners(xlsx, [["LỚP 7A1"], [*LIST, "SĐT bố/mẹ"], [*ANH, "0912345678"]])
    assert codes(found) == ["header.whose"]


def test_learning_is_no_conduct(xlsx):
    """«Học lực HK I» says «HK I», and is still no level of conduct."""
    top = [*WHO, "Học lực HK I", "Rèn luyện"]
    rows = [["Lớp: 7A1"], ["Học kì: II"], top, [*FIRST, "Tốt", "Khá"]]
    found = conduct_sheet.read(xlsx(rows, title="Sheet1"), "rl.xlsx", scope=A1)
    [one] = found.rows
    assert codes(found) == []
    assert list(found.mapping) == ["number", "student_code", "name", "hk2"]
    assert (one.hk1, one.hk2) == ("", "KHA")


def test_a_last_row_of_a_name_and_one_value_is_named(xlsx):
    """BT-5.1a, BT-6.1a: no number, no code, no date, and maybe a learner."""
    last = [None, "Lê Văn Bình", None, "Nam", None]
    found = learners(xlsx, [["LỚP 7A1"], LIST, ANH, last])
    assert (who(found), codes(found)) == (["Trần Thị Ánh"], ["row.below"])
    assert rows_named(found, "row.below") == [4]
    last = [None, None, "Lê Văn Bình", None, None, 7]
    found = marks(xlsx, [*TITLES, MARKS, [*FIRST, 8, 8.5, 9], last])
    assert (who(found), codes(found)) == (["Trần Thị Ánh"], ["row.below"])


@pytest.mark.parametrize(
    ("nationality", "foreign"),
    [
        ("", False),
        ("Việt Nam", False),
        ("Việt-Nam", False),
        ("Việt", False),
        ("VN", False),
        ("CHXHCN Việt Nam", False),
        ("Hàn Quốc", True),
        ("Lào", True),
        ("中国", True),
    ],
)
def test_a_nationality_spelt_otherwise_is_not_foreign(xlsx, nationality, foreign):
    """KP-2.16: a number that lost its zero is no foreigner's document."""
    assert class_list.is_foreign(nationality) is foreign
    row = [*BINH[:4], "79213000022", nationality]
    found = learners(xlsx, [["LỚP 7A1"], [*LIST, "Quốc tịch"], row])
    assert ("personal_id.zero_lost" in codes(found)) is not foreign


def test_numbers_by_formula_beside_a_student_code(xlsx):
    """BT-6.1a: without a stored value «=A5+1» is nothing; the learners stay."""
    rows = [[*FIRST, 8, 8.5, 9], ["=A5+1", *SECOND[1:], 5, 6.5, 7]]
    rows.append([None, *THIRD[1:], 6, 6, 6])
    found = marks(xlsx, [*TITLES, MARKS, *rows])
    assert who(found) == ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Hải Đăng"]
    assert found.errors == []
    assert found.rows[1].cells == {"tx1": "5", "gk": "6.5", "ck": "7"}


@pytest.mark.parametrize("group", ["KẾT QUẢ", "Kết quả đánh giá", "Học kì I", "Điểm"])
def test_results_merged_over_the_marks_hide_no_column(xlsx, group):
    """BT-6.1a: «Kết quả / ĐĐGgk» is a mark; «Kết quả / ĐTBmhk» is none."""
    top = [*WHO, group, None, None, None, None]
    below = [None, None, None, "TX1", "TX2", "ĐĐGgk", "ĐĐGck", "ĐTBmhk"]
    rows = [*TITLES, top, below, [*FIRST, 8, 9, 8.5, 9, 8.7]]
    found = marks(xlsx, rows, merges=["A4:A5", "B4:B5", "C4:C5", "D4:H4"])
    assert codes(found) == []
    assert found.rows[0].cells == {"tx1": "8", "tx2": "9", "gk": "8.5", "ck": "9"}


@pytest.mark.parametrize(
    ("name", "learner"), [("7A1", "Trần Thị Ánh"), ("7A2", "Lê Văn Bình")]
)
def test_a_header_of_two_rows_repeated_for_every_class(xlsx, name, learner):
    """BT-6.1a: the second row of it is nobody's either."""
    top = [*WHO, "ĐĐGtx", None, "ĐĐGgk", "ĐĐGck"]
    below = [None, None, None, "TX1", "TX2"]
    rows = [["Môn: Toán"], ["Học kì: I"]]
    rows += [["LỚP 7A1"], top, below, [*FIRST, 8, 9, 8.5, 9]]
    rows += [["LỚP 7A2"], top, below, [*SECOND, 5, 6, 7, 8]]
    merges = [
        f"{column}{row}:{column}{row + 1}" for column in "ABCFG" for row in (4, 8)
    ]
    merges += ["D4:E4", "D8:E8"]
    found = marks(xlsx, rows, scope=Scope(name, 7), merges=merges)
    assert (who(found), codes(found)) == ([learner], ["scope.others"])
    assert found.errors == []


def test_an_xml_spreadsheet_of_2003_is_no_web_page():
    """Its cells have no place that a reader of web pages knows."""
    cell = '<Cell><Data ss:Type="String">{}</Data></Cell>'
    rows = ("".join(map(cell.format, row)) for row in (LIST, ANH))
    text = (
        '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"'
        ' xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="7A1"><Table>'
        + "".join(f"<Row>{row}</Row>" for row in rows)
        + "</Table></Worksheet></Workbook>"
    )
    with pytest.raises(HocbaError) as caught:
        class_list.read(text.encode(), "lop.xls", scope=A1)
    assert [p.code for p in caught.value.problems] == ["file.not_excel"]


@pytest.mark.parametrize(
    "remark", ["\U000e0100", "\u2800", "\u034f", "Chăm\U000e0100 ngoan", "\u3164Tốt"]
)
def test_what_nobody_sees_in_a_remark_is_no_change(remark):
    """BT-6.1a: the reader drops it, and that is nothing that somebody typed."""
    kinds = {"tx1": "score", "gk": "score", "ck": "score"}
    filled = {"tx1": "8", "gk": "7", "ck": "9", "average": "", "remark": remark}
    inputs = frozenset({*kinds, "remark"})
    row = Row("K1", "Trần Thị Ánh", filled, "1", 1, None, inputs)
    sheet = exchange_forms.mark_sheet("TOAN", "Toán", "HK1", kinds, (row,), "tt22-2021")
    school = ("79-760-70999", "Trường THCS Nguyễn Du", "2025-2026", "7A1")
    identity = Identity(*school, "0f7c2d", "10:49 26/11/2025")
    data = exchange_writer.write(Workbook(identity, (sheet,)))

    def canonical(text, kind, where):
        return cells.canonical(text, kind, where, typed=False)

    [found] = exchange_reader.read(data, "diem.xlsx", canonical).sheets
    assert (found.refused, found.problems, found.changes) == (False, [], [])
    assert found.unchanged == len(inputs)
