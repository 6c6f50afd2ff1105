# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts of the reasons and problems of TT22/2021/TT-BGDĐT."""

from __future__ import annotations

from ..problems import register

register(
    {
        "tt22.regular_count": {
            "vi": "số tiết/năm phải là số dương, không phải {periods}",
            "en": "periods a year must be a positive number, not {periods}",
        },
        "tt22.unknown_level": {
            "vi": "mức «{value}» không có trong bốn mức Tốt, Khá, Đạt, Chưa đạt",
            "en": "level “{value}” is none of Tốt, Khá, Đạt, Chưa đạt",
        },
        "tt22.duplicate_subject": {
            "vi": "môn {subject} có hai lần trong dữ liệu của một học sinh",
            "en": "subject {subject} occurs twice in one learner's facts",
        },
        "tt22.adjusted": {
            "vi": "mức học tập {period} được điều chỉnh từ {base} lên {adjusted}, "
            "do kết quả của duy nhất môn {subject}",
            "en": "the level of study {period} is raised from {base} to {adjusted}, "
            "because of the single subject {subject}",
        },
        "tt22.too_many_regular": {
            "vi": "môn {subject}, {period}: có {found} điểm đánh giá thường xuyên, "
            "quy định là {wanted}",
            "en": "subject {subject}, {period}: {found} regular marks, "
            "the rule asks for {wanted}",
        },
        "tt22.marks_missing": {
            "vi": "chưa đủ điểm cả năm của các môn: {subjects}",
            "en": "results of the year are incomplete for: {subjects}",
        },
        "tt22.training_missing": {
            "vi": "chưa có kết quả rèn luyện cả năm",
            "en": "the year's rèn luyện is missing",
        },
        "tt22.all_met": {
            "vi": "rèn luyện {training}, học tập {study}, nghỉ {absences} buổi",
            "en": "rèn luyện {training}, study {study}, absent {absences} sessions",
        },
        "tt22.too_many_absences": {
            "vi": "nghỉ {absences} buổi, quá {limit} buổi trong năm học",
            "en": "absent {absences} sessions, more than {limit} in the year",
        },
        "tt22.both_failed": {
            "vi": "cả rèn luyện và học tập cả năm đều Chưa đạt, không thuộc diện kiểm "
            "tra, đánh giá lại",
            "en": "rèn luyện and study of the year are both Chưa đạt: no right to "
            "a retest",
        },
        "tt22.training_failed": {
            "vi": "rèn luyện cả năm Chưa đạt",
            "en": "rèn luyện of the year is Chưa đạt",
        },
        "tt22.study_failed": {
            "vi": "học tập cả năm Chưa đạt",
            "en": "study of the year is Chưa đạt",
        },
        "tt22.summer_training": {
            "vi": "phải rèn luyện trong kì nghỉ hè",
            "en": "has to train in the summer holiday",
        },
        "tt22.summer_training_unused": {
            "vi": "kết quả rèn luyện hè không được dùng: rèn luyện cả năm không phải "
            "Chưa đạt",
            "en": "the summer training is not used: rèn luyện of the year is not "
            "Chưa đạt",
        },
        "tt22.retest": {
            "vi": "được đăng kí kiểm tra, đánh giá lại các môn: {subjects}",
            "en": "may register for a retest in: {subjects}",
        },
        "tt22.retest_used": {
            "vi": "kết quả kiểm tra lại môn {subject} ({result}) thay kết quả cả năm "
            "({year})",
            "en": "the retest in {subject} ({result}) replaces the year's result "
            "({year})",
        },
        "tt22.retest_without_right": {
            "vi": "kết quả kiểm tra lại môn {subject} không được dùng: không thuộc "
            "diện kiểm tra, đánh giá lại",
            "en": "the retest in {subject} is not used: there is no right to it",
        },
        "tt22.head_decides": {
            "vi": "học sinh khuyết tật: hiệu trưởng quyết định việc lên lớp theo kết "
            "quả và kế hoạch giáo dục cá nhân",
            "en": "learner with a disability: the head decides on promotion by results "
            "and the individual plan",
        },
        "tt22.award": {
            "vi": "đủ điều kiện danh hiệu {title}",
            "en": "meets the conditions of {title}",
        },
        "tt22.award_needs_decision": {
            "vi": "đủ điều kiện danh hiệu {title} nhưng không được lên lớp: hiệu "
            "trưởng quyết định",
            "en": "meets the conditions of {title} but is not promoted: the head "
            "decides",
        },
    }
)
