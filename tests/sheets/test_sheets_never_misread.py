# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A class list is understood or refused, whatever happened to its header or bytes."""

import io
import random
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from demo import samples
from hocba.problems import HocbaError
from hocba.sheets import class_list

TRUTH = {
    "STT": ["1", "2", "3"],
    "Mã định danh": ["079313000001", "079213000002", "079213000003"],
    "Họ và tên": ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Hải Đăng"],
    "Ngày sinh": ["04/05/2013", "05/06/2013", "07/08/2013"],
    "Giới tính": ["Nữ", "Nam", "Nam"],
    "Dân tộc": ["Kinh", "Hoa", "Ê Đê"],
    "Nơi sinh": ["Huế", "Đà Nẵng", "Cần Thơ"],
    "Họ tên cha": ["Trần Tám", "Lê Chín", "Đỗ Mười"],
    "Nghề nghiệp cha": ["Thợ", "Y sĩ", "Nông dân"],
    "Họ tên mẹ": ["Lý Hai", "Hồ Ba", "Vũ Tư"],
}


def values(row):
    """Return what was read as the file had it."""
    return {
        "Mã định danh": row.personal_id,
        "Họ và tên": row.name,
        "Ngày sinh": f"{row.birth_date:%d/%m/%Y}" if row.birth_date else "",
        "Giới tính": {"male": "Nam", "female": "Nữ", "": ""}[row.gender],
        "Dân tộc": row.ethnicity,
        "Nơi sinh": row.birth_place,
        "Họ tên cha": row.father.name,
        "Nghề nghiệp cha": row.father.occupation,
        "Họ tên mẹ": row.mother.name,
    }


@given(
    st.permutations(list(TRUTH)),
    st.integers(1, 10),
    st.integers(0, 3),
    st.integers(0, 1),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_merged_header_puts_a_value_into_another_field(
    order, left, width, height, by_excel
):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.append(["DANH SÁCH LỚP 7A1"])
    sheet.append(order)
    for index in range(3):
        sheet.append([TRUTH[name][index] for name in order])
    right = min(left + width, len(order))
    if by_excel:
        # Excel keeps the first text of a merged area only
        sheet.merge_cells(
            start_row=2, start_column=left, end_row=2 + height, end_column=right
        )
    else:
        for column in range(left + 1, right + 1):
            sheet.cell(2, column).value = None
    target = io.BytesIO()
    workbook.save(target)
    try:
        found = class_list.read(target.getvalue(), "lop.xlsx")
    except HocbaError as error:
        assert str(error)
        return
    for row in found.rows:
        index = TRUTH["Mã định danh"].index(row.personal_id) if row.personal_id else -1
        if index < 0:
            assert found.errors
            continue
        for name, value in values(row).items():
            assert value in ("", TRUTH[name][index])
    if not found.errors:
        assert len(found.rows) == 3
        known = {"Mã định danh", "Họ và tên", "Ngày sinh", "Giới tính"}
        assert all(values(row)[name] for row in found.rows for name in known)


@pytest.mark.parametrize("name", ["danh-sach.xlsx", "lop-7a1.xls"])
@pytest.mark.parametrize("seed", range(40))
def test_damaged_files_raise_our_error_or_are_read(name, seed):
    folder = samples.FOLDER if name.endswith("x") else Path(__file__).parent
    data = bytearray((folder / name).read_bytes())
    chance = random.Random(seed)
    for _ in range(chance.choice((1, 5, 50))):
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    try:
        class_list.read(bytes(data), name)
    except HocbaError as error:
        assert name in str(error)
