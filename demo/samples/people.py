# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The invented people of the sample class, and what is odd about their files."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True)
class Person:
    """``province`` is the three digits a personal id begins with."""

    name: str
    gender: str
    profile: str
    ethnicity: str = "Kinh"
    province: str = "079"
    policy: str = ""


@dataclass(frozen=True)
class Relative:
    name: str = ""
    occupation: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Family:
    birth_place: str
    address: str
    father: Relative
    mother: Relative
    guardian: Relative


LEARNERS = (
    Person("Nguyễn Hoàng Minh Anh", "female", "xuat_sac"),
    Person("Trần Đức Anh", "male", "dat"),
    Person("Lê Thị Ngọc Ánh", "female", "gioi", province="052"),
    Person("Phạm Gia Bảo", "male", "kha"),
    Person("Nguyễn Thái Bình", "male", "adjusted"),
    Person("Huỳnh Bảo Châu", "female", "kha"),
    Person("Đặng Kim Chi", "female", "gioi", province="048"),
    Person("Võ Thành Danh", "male", "dat"),
    Person("Đào Hải Đăng", "male", "kha", province="001"),
    Person("Lý Tấn Đạt", "male", "kha", ethnicity="Hoa"),
    Person("Bùi Minh Đức", "male", "retest"),
    Person("Trương Mỹ Duyên", "female", "gioi"),
    Person(
        "Công Tằng Tôn Nữ Nguyễn Phước Đoàn Thụy Quỳnh Hương Trường Giang",
        "female",
        "longest_name",
        province="046",
    ),
    Person("Hồ Ngọc Hân", "female", "kha"),
    Person("Ngô Gia Hòa", "male", "kha"),
    Person("Phan Quốc Huy", "male", "absent", province="075"),
    Person("Nguyễn Văn Khải", "male", "dat", policy="Con thương binh"),
    Person("Đinh Đăng Khoa", "male", "gioi"),
    Person("Thạch Thị Sô Kha", "female", "kha", ethnicity="Khmer", province="084"),
    Person("Vũ Tuấn Kiệt", "male", "kha"),
    Person("Châu Mỹ Linh", "female", "gioi", ethnicity="Hoa"),
    Person("Nguyễn Ngọc Khánh Linh", "female", "xuat_sac"),
    Person("Tô Bảo Long", "male", "kha"),
    Person("Đỗ Nhật Minh", "male", "gioi"),
    Person("Lâm Hoàng Nam", "male", "dat", province="080"),
    Person("Nguyễn Thị Kim Ngân", "female", "exempt"),
    Person("Trịnh Thảo Nguyên", "female", "gioi"),
    Person("Phùng Yến Nhi", "female", "kha", policy="Hộ cận nghèo"),
    Person("Cao Minh Phát", "male", "failed_remark"),
    Person("Mai Hoàng Phúc", "male", "kha"),
    Person("Dương Thị Thanh Phương", "female", "kha", province="095"),
    Person("Kiều Minh Quân", "male", "gioi", ethnicity="Chăm", province="058"),
    Person("Nguyễn Lê Như Quỳnh", "female", "gioi"),
    Person("Tạ Hữu Tài", "male", "dat"),
    Person("Hà Phương Thảo", "female", "kha", province="038"),
    Person("Nguyễn Trần Anh Thư", "female", "kha"),
    Person("Lương Đình Trọng", "male", "kha"),
    Person("Quách Thanh Tú", "female", "gioi"),
    Person("Đoàn Ngọc Tường Vy", "female", "kha"),
    Person("Nguyễn Thị Như Ý", "female", "dat", policy="Hộ nghèo"),
)

SPECIALS = {
    "xuat_sac": "rèn luyện Tốt, học tập Tốt, từ 6 môn đạt 9,0: **Học sinh Xuất sắc**",
    "gioi": "rèn luyện Tốt, học tập Tốt: **Học sinh Giỏi**",
    "adjusted": "Lịch sử và Địa lí cả năm 4,4, các môn khác đủ mức Tốt: mức Đạt được "
    "**điều chỉnh lên Khá** (TT22 Điều 9.3)",
    "retest": "học tập cả năm Chưa đạt (Toán 4,8; Ngoại ngữ 1 3,2), kiểm tra lại trong "
    "hè được 5,5 và 5,0: **lên lớp sau kiểm tra lại**",
    "absent": "nghỉ **46 buổi**, từng buổi trong `chuyen-can.xlsx`: không được lên lớp",
    "exempt": "**miễn Giáo dục thể chất** cả năm theo quyết định trong `truong.json`",
    "failed_remark": "môn nhận xét Nghệ thuật **Chưa đạt**: học tập Đạt, vẫn lên lớp",
    "longest_name": "**họ tên dài nhất** (12 tiếng)",
}

README_HEAD = """# Lớp 7A1, Trường THCS Nguyễn Du, năm học 2025-2026

Một lớp mẫu gồm 40 học sinh với đủ điểm cả năm, trong những tệp Excel như nhà trường
vẫn dùng. Mọi người, mã số và số điện thoại đều là hư cấu. Các tệp do
`python -m demo.samples` tạo ra, không sửa bằng tay.

| tệp | nội dung |
|---|---|
| `danh-sach.xlsx` | danh sách lớp, sơ yếu lí lịch |
| `diem-hk1.xlsx`, `diem-hk2.xlsx` | bảng điểm, mỗi môn một trang tính |
| `ren-luyen.xlsx` | kết quả rèn luyện hai học kì, nhận xét của GVCN |
| `chuyen-can.xlsx` | mỗi dòng một buổi nghỉ |
| `kiem-tra-lai.xlsx` | kết quả kiểm tra, đánh giá lại trong hè |
| `truong.json` | trường, cơ quan quản lí, năm học, nhân sự, phân công, miễn học |

## Những học sinh đặc biệt

| STT | học sinh | mã định danh | vì sao |
|---|---|---|---|
"""

README_TAIL = """
Khoa học tự nhiên do hai giáo viên dạy; giáo viên chủ nhiệm dạy Toán; môn Giáo dục công
dân đổi giáo viên từ 19/01/2026 (sau học kì I).

## Những chỗ cố ý không gọn gàng

- Tiêu đề bảng trộn ô, hai hàng tiêu đề (`ĐĐGtx` trộn trên các cột 1, 2, 3, 4); họ đệm
  và tên ở hai cột dưới một ô tiêu đề; bảng điểm Toán và Ngữ văn có một cột ĐĐGtx thừa.
- Điểm lẫn lộn: số của Excel và chữ có dấu phẩy (`8,5`).
- Ngày sinh lẫn lộn: chữ `dd/mm/yyyy` và ngày của Excel.
- Giới tính là dấu `x` trong cột `Nữ`.
- Số điện thoại của mẹ học sinh STT 17 mất số 0 ở đầu (Excel tưởng là số).
- Dưới bảng có dòng tổng số và chữ ký.
"""

STREETS = (
    "Trần Quang Khải",
    "Hai Bà Trưng",
    "Đinh Tiên Hoàng",
    "Nguyễn Hữu Cầu",
    "Bà Lê Chân",
    "Trần Khánh Dư",
    "Đặng Dung",
    "Nguyễn Phi Khanh",
    "Thạch Thị Thanh",
    "Võ Thị Sáu",
)
PLACES = {
    "001": "Thành phố Hà Nội",
    "038": "Tỉnh Thanh Hóa",
    "046": "Thành phố Huế",
    "048": "Thành phố Đà Nẵng",
    "052": "Tỉnh Bình Định",
    "058": "Tỉnh Ninh Thuận",
    "075": "Tỉnh Đồng Nai",
    "079": "Thành phố Hồ Chí Minh",
    "080": "Tỉnh Long An",
    "084": "Tỉnh Trà Vinh",
    "095": "Tỉnh Bạc Liêu",
}
FATHERS = ("Văn Hùng", "Quốc Dũng", "Thanh Sơn", "Minh Tâm", "Hữu Phước", "Công Thành")
MOTHERS = ("Thị Lan", "Thị Thu Hà", "Ngọc Bích", "Thị Hồng", "Thị Mỹ Dung", "Kim Phụng")
FAMILIES = ("Nguyễn", "Trần", "Lê", "Phạm", "Võ", "Đặng", "Bùi", "Hồ")
OCCUPATIONS = (
    "Công nhân",
    "Buôn bán",
    "Nhân viên văn phòng",
    "Giáo viên",
    "Tài xế",
    "Nông dân",
    "Kĩ sư",
    "Y sĩ",
    "Thợ may",
)

# first day, number of sessions, with permission, why: 46 together
LONG_ABSENCES = (
    (dt.date(2025, 10, 6), 12, True, "Điều trị tại bệnh viện"),
    (dt.date(2025, 11, 24), 7, True, "Tái khám, nghỉ dưỡng bệnh"),
    (dt.date(2026, 1, 5), 5, False, ""),
    (dt.date(2026, 3, 2), 14, True, "Điều trị tại bệnh viện"),
    (dt.date(2026, 4, 13), 8, False, ""),
)
ABSENCE_REASONS = ("Ốm", "Việc gia đình", "Ốm", "")
