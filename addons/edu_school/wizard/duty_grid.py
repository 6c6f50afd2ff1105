# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io

from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

#: What the headers say, as the reader of :mod:`hocba.sheets.duty_list` knows them.
HEADER = ["STT", "Họ và tên", "Mã cán bộ"]
WIDTHS = [6, 28, 16]
COLUMN = 16


def build(school, year) -> bytes:
    """Return an .xlsx file: a row for each of the staff, a column for each class, with
    the duties that there are. Reading it back unchanged changes nothing.

    The caller has checked that he may see who teaches what.
    """
    classes = year.class_ids
    staff = school.env["hr.employee"].search([("edu_school_id", "=", school.id)])
    duties = school.env["edu.duty"].search(
        [
            ("class_id", "in", classes.ids),
            ("kind", "in", ["homeroom", "subject_teacher"]),
            ("date_to", "=", False),
        ]
    )
    held = duties.grouped(lambda duty: (duty.employee_id, duty.class_id))
    book = Workbook()
    sheet = book.active
    sheet.title = "Phân công"
    sheet.append([f"PHÂN CÔNG CHUYÊN MÔN NĂM HỌC {year.name or ''}".strip()])
    sheet.append([])
    sheet.append([*HEADER, *classes.mapped("name")])
    for number, employee in enumerate(staff, start=1):
        cells = [
            "; ".join(
                duty.subject_id.name or "GVCN"
                for duty in held.get((employee, class_), ())
            )
            for class_ in classes
        ]
        sheet.append([number, employee.name, employee.edu_staff_code or "", *cells])
    for cell in sheet[3]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=4):
        for cell in row[1:]:
            if isinstance(cell.value, str):
                # a name is never a formula, nor a code a number
                cell.data_type = "s"
                cell.number_format = "@"
    for place, width in enumerate([*WIDTHS, *[COLUMN] * len(classes)], start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "D4"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()
