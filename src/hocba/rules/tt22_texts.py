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
        "tt22.topic_unused": {
            "vi": "môn {subject}, {period}: kết quả cụm chuyên đề không được dùng vì "
            "học sinh không học cụm chuyên đề",
            "en": "subject {subject}, {period}: the result of the cụm chuyên đề is not "
            "used, as the learner does not take it",
        },
        "tt22.missed": {
            "vi": "môn {subject}, {period}: {test} vắng không có lí do chính đáng hoặc "
            "không kiểm tra bù, nhận kết quả {result}",
            "en": "subject {subject}, {period}: {test} missed without a valid reason "
            "or not made up: the result is {result}",
        },
        "tt22.missed_with_mark": {
            "vi": "môn {subject}, {period}: {test} ghi là vắng nhưng đã có kết quả",
            "en": "subject {subject}, {period}: {test} is said to be missed but has a "
            "result",
        },
        "tt22.level_best": {
            "vi": "học tập {period} đạt mức {level}: các môn nhận xét đều Đạt, các môn "
            "khác đều từ {floor} trở lên, {found} môn từ {mark} trở lên",
            "en": "study {period} is {level}: every remark subject Đạt, every other "
            "from {floor}, {found} of them from {mark}",
        },
        "tt22.why_remarks": {
            "vi": "học tập {period} chưa đạt mức {level}: môn nhận xét Chưa đạt: "
            "{subjects} (được phép: {wanted})",
            "en": "study {period} is below {level}: remark subjects Chưa đạt: "
            "{subjects} (allowed: {wanted})",
        },
        "tt22.why_floor": {
            "vi": "học tập {period} chưa đạt mức {level}: có môn dưới {floor}: {marks}",
            "en": "study {period} is below {level}: below {floor}: {marks}",
        },
        "tt22.why_count": {
            "vi": "học tập {period} chưa đạt mức {level}: chỉ có {found} môn từ {mark} "
            "trở lên, cần ít nhất {wanted}; gần nhất: {marks}",
            "en": "study {period} is below {level}: only {found} subjects from {mark}, "
            "at least {wanted} are needed; nearest: {marks}",
        },
        "tt22.why_few": {
            "vi": "học tập {period} chưa đạt mức {level}: có {found} môn từ {mark} trở "
            "lên trong {total} môn đánh giá bằng điểm số, cần ít nhất {wanted}",
            "en": "study {period} is below {level}: {found} subjects from {mark} of "
            "{total} with marks, at least {wanted} are needed",
        },
        "tt22.term_incomplete": {
            "vi": "chưa xếp mức học tập vì chưa đủ kết quả của các môn: {missing}",
            "en": "no level of study yet, results are incomplete for: {missing}",
        },
        "tt22.level_recorded": {
            "vi": "học tập {period}: {level}, theo kết quả đã ghi khi khóa sổ học kì "
            "hoặc của trường cũ",
            "en": "study {period}: {level}, as recorded when the term was locked or by "
            "the former school",
        },
        "tt22.never_taught": {
            "vi": "môn {subject} không được dạy trong học kì nào",
            "en": "subject {subject} is taught in no semester",
        },
        "tt22.nothing_counts": {
            "vi": "không xếp mức học tập vì không có môn nào được tính",
            "en": "no level of study, as no subject counts",
        },
        "tt22.not_assessed": {
            "vi": "học sinh khuyết tật không đánh giá",
            "en": "learner with a disability who is not assessed",
        },
        "tt22.training_year": {
            "vi": "rèn luyện cả năm {year}: học kì I {hk1}, học kì II {hk2}",
            "en": "rèn luyện of the year {year}: semester I {hk1}, semester II {hk2}",
        },
        "tt22.summer_training_used": {
            "vi": "kết quả rèn luyện trong kì nghỉ hè thay kết quả cả năm: {year}",
            "en": "the summer training replaces the year's rèn luyện: {year}",
        },
        "tt22.marks_missing": {
            "vi": "chưa đủ điểm cả năm của các môn: {missing}",
            "en": "results of the year are incomplete for: {missing}",
        },
        "tt22.training_missing": {
            "vi": "chưa có kết quả rèn luyện cả năm",
            "en": "the year's rèn luyện is missing",
        },
        "tt22.all_met": {
            "vi": "đủ điều kiện lên lớp: rèn luyện {training}, học tập {study}, nghỉ "
            "{absences} buổi (không quá {limit})",
            "en": "meets the conditions of promotion: rèn luyện {training}, study "
            "{study}, absent {absences} sessions (at most {limit})",
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
            "vi": "được đăng ký kiểm tra, đánh giá lại các môn: {subjects}",
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
        "tt22.head_decided": {
            "vi": "học sinh khuyết tật, hiệu trưởng quyết định: {decision}",
            "en": "learner with a disability, by the head's decision: {decision}",
        },
        "tt22.head_decision_unused": {
            "vi": "quyết định của hiệu trưởng về việc lên lớp chỉ dùng cho học sinh "
            "khuyết tật",
            "en": "the head's decision on promotion is only for learners with a "
            "disability",
        },
        "tt22.why_award_study": {
            "vi": "không có danh hiệu: học tập cả năm {level}, cần mức Tốt",
            "en": "no title: study of the year is {level}, Tốt is needed",
        },
        "tt22.why_award_training": {
            "vi": "không có danh hiệu: rèn luyện cả năm {level}, cần mức Tốt",
            "en": "no title: rèn luyện of the year is {level}, Tốt is needed",
        },
        "tt22.why_award_count": {
            "vi": "chưa đạt danh hiệu {title}: có {found} môn từ {mark} trở lên, cần "
            "ít nhất {wanted}",
            "en": "below the title {title}: {found} subjects from {mark}, at least "
            "{wanted} are needed",
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
