# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Sheets as other systems give them, with what must survive: invented persons."""

import io
import zipfile

import openpyxl
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill, Protection
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

PEOPLE = [
    ("7900000001", "Trần Thị", "Ánh", "04/05/2013"),
    ("7900000002", "Lê Văn", "Bình", "12/11/2013"),
    ("7900000003", "Nguyễn Hoàng", "Đức", "30/01/2013"),
]
VNEDU = (
    ["SỞ GIÁO DỤC VÀ ĐÀO TẠO", "TRƯỜNG THCS NGUYỄN DU"],
    ["BẢNG ĐIỂM MÔN TOÁN"],
    ["Học kỳ I - Năm học 2025-2026"],
    ["Lớp 7A1"],
)


def finish(workbook, sheet, free):
    """Give a workbook catalogues, names, validation, styles and protection."""
    catalogue = workbook.create_sheet("DanhMuc")
    for row, text in enumerate(("Đ", "CĐ", "Chăm học, tiến bộ"), start=1):
        catalogue.cell(row, 1, text)
    catalogue.sheet_state = "veryHidden"
    workbook.defined_names["DS_NHANXET"] = DefinedName(
        "DS_NHANXET", attr_text="DanhMuc!$A$1:$A$3"
    )
    check = DataValidation("list", "DS_NHANXET", showErrorMessage=True)
    check.add(f"{free[-1]}5:{free[-1]}40")
    sheet.add_data_validation(check)
    sheet.conditional_formatting.add(
        "E5:F40",
        CellIsRule(operator="lessThan", formula=["5"], font=Font(color="FF0000")),
    )
    for column in free:
        for row in range(5, 20):
            cell = sheet[f"{column}{row}"]
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor="FFFFCC")
    sheet.protection.sheet = True
    sheet.protection.password = "x"
    sheet.freeze_panes = "E8"
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def vnedu():
    """Four title rows, two header rows, the name merged over two columns."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Toán"
    for line in VNEDU:
        sheet.append(line)
    sheet.append([])
    top = ["STT", "Mã học sinh", "Họ và tên", None, "ĐĐGtx", None, None, None, None]
    sheet.append([*top, "ĐĐGgk", "ĐĐGck", "ĐTBmhk", "Nhận xét"])
    sheet.append([None] * 4 + [f"TX{n}" for n in range(1, 6)])
    for area in (
        "A6:A7",
        "B6:B7",
        "C6:D7",
        "E6:I6",
        "J6:J7",
        "K6:K7",
        "L6:L7",
        "M6:M7",
    ):
        sheet.merge_cells(area)
    for number, (code, family, given, _born) in enumerate(PEOPLE, start=1):
        average = f"=ROUND(AVERAGE(E{7 + number}:K{7 + number}),1)"
        sheet.append([number, code, family, given, *[None] * 7, average])
    return finish(workbook, sheet, "EFGHIJKM")


def csdl_1():
    """The ministry's form 1: the class, the sector's code, a date of birth."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Toan_HK1"
    sheet.append(["DANH SÁCH ĐIỂM MÔN TOÁN - HỌC KỲ I"])
    head = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh"]
    sheet.append([*head, "ĐĐGtx 1", "ĐĐGtx 2", "ĐĐGtx 3", "ĐĐGgk", "ĐĐGck", "Nhận xét"])
    for number, (code, family, given, born) in enumerate(PEOPLE, start=1):
        sheet.append([number, "7A1", code, f"{family} {given}", born])
    return _open(workbook, sheet)


def csdl_2(marks=()):
    """The ministry's form 2: all ĐĐGtx of a learner in one cell."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Toan_HK1"
    sheet.append(["BẢNG ĐIỂM MÔN TOÁN - HỌC KỲ I"])
    head = ["STT", "Lớp", "Mã định danh Bộ GD&ĐT", "Họ và tên", "Ngày sinh", "ĐĐGtx"]
    more = ["ĐĐGgk", "ĐĐGck", "ĐTBmhk", "Mã nhận xét", "Nội dung nhận xét"]
    sheet.append([*head, *more])
    for number, (code, family, given, born) in enumerate(PEOPLE, start=1):
        filled = marks[number - 1] if marks else ()
        sheet.append([number, "7A1", code, f"{family} {given}", born, *filled])
    return _open(workbook, sheet)


def smas():
    """One header row, name in one column, several classes' titles above."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Toán học"
    sheet.append(["BẢNG ĐIỂM MÔN HỌC: TOÁN"])
    sheet.append(["Lớp: 7A1 - Học kỳ 1 - Năm học: 2025 - 2026"])
    sheet.append([])
    head = ["STT", "Mã HS", "Họ tên", "Ngày sinh", "TX1", "TX2", "TX3", "TX4"]
    sheet.append([*head, "GK", "CK", "TBM", "Nhận xét"])
    for number, (code, family, given, born) in enumerate(PEOPLE, start=1):
        sheet.append([number, code, f"{family} {given}", born])
    return finish(workbook, sheet, "EFGHIJL")


def learners_of_the_sector():
    """C1-HocSinh: catalogues beside it, a class title and a header for each class."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "Sheet1"
    head = ["Mã lớp", "Mã học sinh", "Họ tên", "Ngày\nsinh", "Giới tính"]
    head += ["Trạng thái HS", "Ngày nhập\ntrạng thái", "Dân tộc", "Loại khuyết tật"]
    head += ["Số định danh cá nhân"]
    sheet.append(["DANH SÁCH HỌC SINH"])
    for at, name in enumerate(("1A", "1B")):
        sheet.append([f"LỚP {name}"])
        sheet.append(head)
        for number in range(1, 4):
            digits = f"07931900{at}00{number}"
            row = [
                name,
                f"79000000{at}{number}",
                "Lê Thị Lan Anh Bảo Chi".split()[number],
            ]
            row[2] = f"Phạm Gia {row[2]}"
            born = f"0{number}/09/2019"
            row += [born, "Nữ", "Đang học", "05/09/2025", "Kinh", None, digits]
            sheet.append(row)
    sheet.append([])
    sheet.append([None, None, "Tổng số: 6 học sinh"])
    for number in range(16):
        catalogue = workbook.create_sheet(f"DM{number + 1:02}")
        for row in range(1, 6):
            catalogue.append([row, f"Giá trị {row}"])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def learners_of_the_city():
    """TP.HCM: 25 columns under two titles and a blank row."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["TRƯỜNG TRUNG HỌC CƠ SỞ NGUYỄN DU"])
    sheet.append(["DANH SÁCH HỌC SINH"])
    sheet.append([])
    head = ["STT", "Mã định danh Bộ GD&ĐT", "Họ tên", "Ngày sinh", "Giới tính"]
    head += ["Dân tộc", "Trạng thái", "SĐT liên hệ", "Nơi sinh chi tiết", "Quốc tịch"]
    head += ["Tôn giáo", "Quê quán", "Hộ khẩu thường trú", "Chỗ ở hiện nay", "Email"]
    head += ["Tên cha", "Nghề nghiệp cha", "Năm sinh cha", "Tên mẹ"]
    head += ["Nghề nghiệp mẹ", "Năm sinh mẹ", "Lớp học", "Khối học"]
    head += ["Số định danh cá nhân", "Ghi chú"]
    sheet.append(head)
    for number, (code, family, given, born) in enumerate(PEOPLE, start=1):
        row = [number, code, f"{family} {given}", born, "Nữ" if number == 1 else "Nam"]
        row += ["Kinh", "Đang học", "0901234567", "TP. Hồ Chí Minh", "Việt Nam"]
        row += ["Không", "Long An", None, "12 Lê Lợi", None]
        row += ["Trần Văn Ba", "Thợ mộc", "1980", "Lê Thị Tư", "Nông dân", "1982"]
        # the fourth digit tells the gender, the next two the year
        personal = f"0793130000{number:02}" if number == 1 else f"0792130000{number:02}"
        sheet.append([*row, "7A1", "7", personal, None])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _open(workbook, sheet):
    """The ministry locks nothing and checks what is typed."""
    check = DataValidation(
        "decimal",
        formula1="0",
        formula2="10",
        operator="between",
        showErrorMessage=True,
    )
    check.add("G3:H40")
    sheet.add_data_validation(check)
    catalogue = workbook.create_sheet("DanhMuc")
    catalogue.append(["T01", "Tiến bộ"])
    catalogue.sheet_state = "hidden"
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()
