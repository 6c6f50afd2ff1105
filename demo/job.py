# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The demo's job: all steps in order on one database."""

from __future__ import annotations

from collections.abc import Callable

from demo.first_class import FirstClass
from demo.levels import Levels
from demo.running import Running
from demo.stage import Stage


def steps(stage: Stage) -> list[tuple[str, Callable[[], int]]]:
    """Return each step by its name, with what does it and counts."""
    first, levels, running = FirstClass(stage), Levels(stage), Running(stage)
    return [
        ("Lập trường, năm học, nhân sự, chứng thư", first.set_up),
        ("Nhập danh sách lớp", first.import_class_list),
        ("Mở sổ theo dõi và đánh giá", first.open_gradebooks),
        ("Nhập điểm, nhận xét của từng môn", first.import_marks),
        ("Nhập rèn luyện, chuyên cần", first.import_homeroom),
        ("Khóa sổ", first.lock),
        ("Đánh giá lại sau hè", first.import_retests),
        ("Xét lên lớp, khen thưởng", first.decide),
        ("Lập học bạ", first.books.create),
        ("Giáo viên môn học ký", first.books.act("teacher")),
        ("Giáo viên chủ nhiệm ký", first.books.act("homeroom")),
        ("Chuẩn bị phát hành (số, bản PDF)", first.books.prepare),
        ("Hiệu trưởng ký XML và PDF", first.books.act("head")),
        ("Văn thư ký bằng khóa của trường, phát hành", first.books.act("organisation")),
        ("Lưu trữ gói của lớp", first.archive),
        ("Xuất tệp ra thư mục", first.export),
        ("Trường liên cấp: lập bốn lớp, bốn chương trình", levels.set_up),
        ("Trường liên cấp: mở sổ", levels.open_gradebooks),
        ("Trường liên cấp: nhập điểm, mức, rèn luyện", levels.enter),
        ("Trường liên cấp: khóa sổ, xét lên lớp", levels.close),
        ("Trường liên cấp: học bạ bốn lớp, ký, phát hành", levels.issue),
        ("Trường liên cấp: xuất tệp ra thư mục", levels.export),
        ("Năm học đang chạy: lớp 6A1, điểm giữa kì", running.set_up),
        ("Năm học đang chạy: lịch khóa, mở lại theo đề nghị", running.lock),
        ("Năm học đang chạy: đề nghị sửa điểm", running.correct),
        ("Năm học đang chạy: báo lỗi", running.report),
        ("Niêm phong và neo nhật ký", stage.anchor),
    ]
