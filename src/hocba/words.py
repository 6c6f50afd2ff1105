# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The words of the field, each once: codes that are stored and signed, and their names.

Ground below all rooms: what decides, what is typed, what is signed and what verifies
speak of the same levels, awards, criteria and places, without knowing of each other.
"""

from __future__ import annotations

from typing import Literal, get_args

# Terms and points of time

TERM_TITLES = {"HK1": "Học kì I", "HK2": "Học kì II"}
#: The terms of a year, and the year as a whole.
PERIODS = (*TERM_TITLES, "CN")
YEAR_TITLE = "Cả năm"

# Levels: codes from the lowest to the best, names from the best down

LevelCode = Literal["CHUA_DAT", "DAT", "KHA", "TOT"]
LEVELS: tuple[LevelCode, ...] = get_args(LevelCode)
#: Of rèn luyện and học tập (TT22/2021, Điều 8 and 9).
LEVEL_TITLES: dict[str, str] = {
    "TOT": "Tốt",
    "KHA": "Khá",
    "DAT": "Đạt",
    "CHUA_DAT": "Chưa đạt",
}
CompletionCode = Literal["CHT", "HT", "HTT", "HTXS"]
COMPLETIONS: tuple[CompletionCode, ...] = get_args(CompletionCode)
#: Of a year in primary school (TT27/2020, Điều 9).
COMPLETION_TITLES: dict[str, str] = {
    "HTXS": "Hoàn thành xuất sắc",
    "HTT": "Hoàn thành tốt",
    "HT": "Hoàn thành",
    "CHT": "Chưa hoàn thành",
}
#: Of a subject in primary school (TT27/2020, Điều 7.1).
SUBJECT_TITLES = {"T": "Hoàn thành tốt", "H": "Hoàn thành", "C": "Chưa hoàn thành"}
#: Of a quality or competence (TT27/2020, Điều 7.2).
QUALITY_TITLES = {"T": "Tốt", "D": "Đạt", "C": "Cần cố gắng"}

# Qualities and competences in the order of the forms (TT27/2020, Điều 5)

QUALITIES = {
    "yeu_nuoc": "Yêu nước",
    "nhan_ai": "Nhân ái",
    "cham_chi": "Chăm chỉ",
    "trung_thuc": "Trung thực",
    "trach_nhiem": "Trách nhiệm",
}
GENERAL_COMPETENCES = {
    "tu_chu": "Tự chủ và tự học",
    "giao_tiep": "Giao tiếp và hợp tác",
    "giai_quyet": "Giải quyết vấn đề và sáng tạo",
}
SPECIFIC_COMPETENCES = {
    "ngon_ngu": "Ngôn ngữ",
    "tinh_toan": "Tính toán",
    "khoa_hoc": "Khoa học",
    "cong_nghe": "Công nghệ",
    "tin_hoc": "Tin học",
    "tham_mi": "Thẩm mĩ",
    "the_chat": "Thể chất",
}
CRITERIA = {**QUALITIES, **GENERAL_COMPETENCES, **SPECIFIC_COMPETENCES}

# What is decided at the year's end

PromotionCode = Literal["PROMOTED", "NOT_PROMOTED", "PENDING"]
#: As TT22/2021, Điều 12 and TT43/2021 say it.
PROMOTION_TITLES = {
    "PROMOTED": "Được lên lớp",
    "NOT_PROMOTED": "Không được lên lớp",
    "PENDING": "Chưa xác định",
}
#: As TT27/2020, Điều 11 says it.
PRIMARY_PROMOTION_TITLES = {
    "PROMOTED": "Được lên lớp",
    "NOT_PROMOTED": "Chưa được lên lớp",
    "PENDING": "Chưa xác định",
}
#: Titles of a year (TT22/2021, Điều 15).
AWARD_TITLES = {"XUAT_SAC": "Học sinh Xuất sắc", "GIOI": "Học sinh Giỏi"}
#: In primary school (TT27/2020, Điều 13).
PRIMARY_AWARD_TITLES = {
    "XUAT_SAC": AWARD_TITLES["XUAT_SAC"],
    "TIEU_BIEU": "Học sinh Tiêu biểu hoàn thành tốt trong học tập và rèn luyện",
}

# The learner

GENDER_TITLES = {"male": "Nam", "female": "Nữ"}
#: By what else a learner without a personal identification number is known.
DOCUMENT_TITLES = {
    "passport": "Hộ chiếu",
    "residence_card": "Thẻ tạm trú, thường trú",
    "birth_certificate": "Giấy khai sinh",
    "other": "Giấy tờ khác",
}

# Marks that are no number, as a book and a sheet show them

MARK_TITLES = {"D": "Đ", "CD": "CĐ", "M": "Miễn", "V": "Vắng"}

# Who signs a book, and the regions of its XML

TEACHER = "teacher"
HOMEROOM = "homeroom"
HEAD = "head"
ORGANISATION = "organisation"

#: The places for signatures that every book has beside those of its teachers. A PDF's
#: signature fields bear the same names.
HOMEROOM_SLOT = "ky-chu-nhiem"
HEAD_SLOT = "ky-lanh-dao"
ORGANISATION_SLOT = "ky-to-chuc"
TEACHERS_SLOTS = "ky-giao-vien"

DATA = "du-lieu"
SUMMARY = "tong-ket"
ISSUE = "phat-hanh"
