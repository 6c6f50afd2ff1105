# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sheets of other systems: read without an edit, and the blank file filled in."""

import datetime as dt
import io
import re
import zipfile

import openpyxl
import pytest

from hocba.problems import HocbaError
from hocba.sheets import class_list, mark_sheet
from hocba.sheets.fill import Given, Wanted, fill
from hocba.sheets.identity import Known
from hocba.sheets.scope import Scope
from tests.sheets import foreign

SCOPE = Scope("7A1", 7, "2025-2026", ("Trường THCS Nguyễn Du",))
WANTED = Wanted("TOAN", "Toán", "HK1", SCOPE)
MARKS = [
    {"tx1": "8,5", "tx2": "9", "tx3": "", "gk": "7,5", "ck": "10", "remark": "Tiến bộ"},
    {"tx1": "V", "tx2": "6", "tx3": "7", "gk": "8", "ck": "", "remark": ""},
    {"tx1": "4", "tx2": "5", "tx3": "6,5", "gk": "5", "ck": "6", "remark": "A & <B>"},
]
BLANKS = {
    "vnEdu": foreign.vnedu,
    "SMAS": foreign.smas,
    "CSDL 1": foreign.csdl_1,
    "CSDL 2": foreign.csdl_2,
}


def people(codes=True):
    return [
        Given(
            Known(
                number,
                f"{family} {given}",
                dt.datetime.strptime(born, "%d/%m/%Y").date(),
                student_code=code if codes else "",
            ),
            MARKS[number],
        )
        for number, (code, family, given, born) in enumerate(foreign.PEOPLE)
    ]


def codes(problems):
    return [problem.code for problem in problems]


def changed_by(blank, change):
    workbook = openpyxl.load_workbook(io.BytesIO(blank))
    change(workbook.worksheets[0])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


@pytest.mark.parametrize("system", BLANKS)
def test_a_blank_file_is_filled_and_no_foreign_byte_changes(system):
    """KP-17.1 every other part is equal; in the sheet, all but the cells written."""
    blank = BLANKS[system]()
    done = fill(blank, "mau.xlsx", WANTED, people())
    assert set(codes(done.problems)) <= {"fill.recalculate"}
    before, after = foreign.parts(blank), foreign.parts(done.content)
    assert list(before) == list(after)
    [changed] = [name for name in before if before[name] != after[name]]
    assert changed == "xl/worksheets/sheet1.xml"
    old, new = _cells(before[changed]), _cells(after[changed])
    written = {place for place in new if old.get(place) != new[place]}
    assert len(written) == done.written >= 10
    assert not set(old) - set(new)
    for place in written & set(old):
        assert _style(old[place]) == _style(new[place])
    assert _around(before[changed]) == _around(after[changed])


@pytest.mark.parametrize("system", BLANKS)
def test_what_was_filled_is_read_back(system):
    """KP-17.1 the reader finds the marks where the other system looks for them"""
    done = fill(BLANKS[system](), "mau.xlsx", WANTED, people())
    [sheet] = mark_sheet.read(done.content, "mau.xlsx", SCOPE)
    together = system == "CSDL 2"
    for row, marks in zip(sheet.rows, MARKS, strict=True):
        found = {**row.cells, "remark": row.remark}
        found = {name: text.replace(".", ",") for name, text in found.items() if text}
        assert found == _expected(marks, together)
    again = fill(done.content, "mau.xlsx", WANTED, people())
    assert (again.written, again.same) == (0, done.written)
    assert again.content == done.content


def _expected(marks, together):
    filled = {name: text for name, text in marks.items() if text}
    if together:
        regular = [filled.pop(n) for n in ("tx1", "tx2", "tx3") if n in filled]
        filled |= {f"tx{number}": text for number, text in enumerate(regular, start=1)}
    return filled


def test_a_learner_is_never_known_by_the_name_alone():
    """BT-5.1 without a code on record and without a birth date the row is left"""
    done = fill(foreign.vnedu(), "mau.xlsx", WANTED, people(codes=False))
    assert done.written == 0
    assert codes(done.problems).count("fill.only_name") == 3
    assert codes(done.problems).count("fill.missing") == 3
    done = fill(foreign.csdl_1(), "mau.xlsx", WANTED, people(codes=False))
    assert done.learners == [0, 1, 2]


def test_a_code_of_another_name_is_left():
    """BT-5.1"""

    def change(sheet):
        sheet["D3"] = "Trần Thị Anh"

    done = fill(changed_by(foreign.csdl_1(), change), "mau.xlsx", WANTED, people())
    assert done.learners == [1, 2]
    [problem] = [p for p in done.problems if p.code == "fill.not_known"]
    assert "Trần Thị Ánh" in problem.text()


def test_what_is_filled_otherwise_is_named_and_left():
    def change(sheet):
        sheet["I3"] = 6
        sheet["J3"] = "=5+5"
        sheet["F3"] = "8.50"

    blank = changed_by(foreign.csdl_1(), change)
    done = fill(blank, "mau.xlsx", WANTED, people())
    sheet = openpyxl.load_workbook(io.BytesIO(done.content)).worksheets[0]
    assert (sheet["I3"].value, sheet["J3"].value, sheet["G3"].value) == (6, "=5+5", 9)
    assert codes(done.problems) == ["fill.differs", "fill.formula", "fill.recalculate"]
    assert done.same == 1


def test_a_cell_that_the_other_system_locked_is_left():
    def change(sheet):
        sheet.protection.sheet = True

    done = fill(changed_by(foreign.csdl_1(), change), "mau.xlsx", WANTED, people())
    assert done.written == 0
    assert set(codes(done.problems)) == {"fill.locked"}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Wanted("VAN", "Ngữ văn", "HK1", SCOPE), "fill.no_sheet"),
        (Wanted("TOAN", "Toán", "HK2", SCOPE), "fill.no_sheet"),
        (Wanted("TOAN", "Toán", "HK1", Scope("7A2", 7)), "scope.class"),
    ],
)
def test_a_file_of_something_else_is_refused(wanted, code):
    with pytest.raises(HocbaError) as error:
        fill(foreign.smas(), "mau.xlsx", wanted, people())
    assert code in codes(error.value.problems)


def test_an_old_file_is_refused_with_what_to_do():
    with pytest.raises(HocbaError, match=r"Lưu thành.*\.xlsx"):
        fill(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a.xls", WANTED, [])


def test_a_signed_file_is_refused():
    target = io.BytesIO(foreign.csdl_1())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("_xmlsignatures/origin.sigs", b"")
    with pytest.raises(HocbaError) as error:
        fill(target.getvalue(), "mau.xlsx", WANTED, people())
    assert codes(error.value.problems) == ["file.signed"]


def test_more_marks_than_columns_are_named():
    def change(sheet):
        sheet.delete_cols(8)

    done = fill(changed_by(foreign.csdl_1(), change), "mau.xlsx", WANTED, people())
    assert "fill.no_column" in codes(done.problems)


def test_all_regular_marks_in_one_cell_are_read():
    """KP-17.1 the ministry's form 2, as it comes out of the ministry's system"""
    rows = [("8,5 9 7", 8, 9, 8.5, "T01", "Tiến bộ"), ("7", 6, 5), ("6 Đ", 7, 7)]
    [sheet] = mark_sheet.read(foreign.csdl_2(rows), "diem.xlsx", SCOPE)
    assert codes(sheet.problems) == ["sheet.hidden"]
    first = {"tx1": "8,5", "tx2": "9", "tx3": "7", "gk": "8", "ck": "9"}
    assert (sheet.rows[0].cells, sheet.rows[0].remark) == (
        {name: first[name] for name in sheet.rows[0].cells},
        "Tiến bộ",
    )
    assert sheet.columns["tx3"] == sheet.columns["tx1"] == "F"


@pytest.mark.parametrize(("name", "count"), [("1A", 3), ("1B", 3)])
def test_learners_of_the_ministry_are_read_without_an_edit(name, count):
    """KP-17.1 a title and a header for each class, 16 catalogues beside it"""
    data = foreign.learners_of_the_sector()
    assert [found for _, found in class_list.classes(data, "C1.xlsx")] == ["1A", "1B"]
    found = class_list.read(data, "C1-HocSinh.xlsx", scope=Scope(name, 1))
    assert found.errors == []
    assert len(found.rows) == count
    assert not any(p.code == "header.unknown" for p in found.problems)


def test_learners_of_the_city_are_read_without_an_edit():
    """KP-17.1 the 25 columns of Ho Chi Minh City"""
    found = class_list.read(foreign.learners_of_the_city(), "ds.xlsx", scope=SCOPE)
    assert found.errors == [], [p.text() for p in found.errors]
    assert [row.student_code for row in found.rows] == [p[0] for p in foreign.PEOPLE]
    assert found.rows[0].birth_place == "TP. Hồ Chí Minh"
    assert found.rows[0].father.occupation == "Thợ mộc"
    assert not any(p.code == "header.unknown" for p in found.problems)


def _cells(xml):
    pattern = rb'<c r="([A-Z]+\d+)"(?:[^>]*/>|.*?</c>)'
    return {found[1]: found[0] for found in re.finditer(pattern, xml, re.S)}


def _style(cell):
    found = re.search(rb'\ss="(\d+)"', cell.partition(b">")[0])
    return found and found[1]


def _around(xml):
    """The sheet without its cells: protection, validation, merged areas, widths."""
    return re.sub(rb'<c r="[A-Z]+\d+"(?:[^>]*/>|.*?</c>)', b"", xml, flags=re.S)


def test_a_sheet_with_prefixes_and_a_byte_order_mark_is_cut_at_the_right_bytes():
    """Other programs name the elements otherwise; the cells still stand in order."""
    blank = foreign.csdl_1()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in foreign.parts(blank).items():
            archive.writestr(name, _prefixed(data) if "sheet1" in name else data)
    done = fill(target.getvalue(), "mau.xlsx", WANTED, people())
    plain = fill(blank, "mau.xlsx", WANTED, people())
    assert done.written == plain.written
    [one] = mark_sheet.read(done.content, "mau.xlsx", SCOPE)
    [other] = mark_sheet.read(plain.content, "mau.xlsx", SCOPE)
    assert one.rows == other.rows
    assert openpyxl.load_workbook(io.BytesIO(done.content)).worksheets[0]["F3"].value


def _prefixed(xml):
    xml = xml.replace(b"<worksheet xmlns=", b"<worksheet xmlns:x=", 1)
    xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
    return b"\xef\xbb\xbf" + xml
