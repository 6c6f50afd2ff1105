# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The texts of the reasons and problems of TT27/2020/TT-BGDĐT."""

from __future__ import annotations

from ..problems import register

register(
    {
        "tt27.grade": {
            "vi": "lớp phải từ 1 đến 5, không phải «{grade}»",
            "en": "the grade has to be 1 to 5, not “{grade}”",
        },
        "tt27.duplicate_subject": {
            "vi": "môn {subject} có hai lần trong dữ liệu của một học sinh",
            "en": "subject {subject} occurs twice in one learner's facts",
        },
        "tt27.unknown_period": {
            "vi": "không có thời điểm đánh giá «{period}»: chỉ có GK1, CK1, GK2, CN",
            "en": "there is no point of time “{period}”, only GK1, CK1, GK2, CN",
        },
        "tt27.no_test": {
            "vi": "môn {subject} lớp {grade} không có bài kiểm tra định kì {period} "
            "(TT27 Điều 7.1b): điểm «{value}» không được nhận",
            "en": "subject {subject} of grade {grade} has no periodic test {period} "
            "(TT27 Điều 7.1b): the mark “{value}” is refused",
        },
        "tt27.level_best": {
            "vi": "{level}: các môn học đều Hoàn thành tốt, phẩm chất, năng lực đều "
            "Tốt, bài kiểm tra định kì cuối năm đều từ {mark} điểm",
            "en": "{level}: every subject Hoàn thành tốt, every quality and "
            "competence Tốt, every test at the end of the year from {mark}",
        },
        "tt27.why_subjects": {
            "vi": "chưa đạt mức {level}: môn học chưa ở mức {wanted}: {subjects}",
            "en": "below {level}: subjects below {wanted}: {subjects}",
        },
        "tt27.why_qualities": {
            "vi": "chưa đạt mức {level}: phẩm chất, năng lực chưa ở mức {wanted}: "
            "{criteria}",
            "en": "below {level}: qualities or competences below {wanted}: {criteria}",
        },
        "tt27.why_tests": {
            "vi": "chưa đạt mức {level}: bài kiểm tra định kì cuối năm dưới {mark} "
            "điểm: {marks}",
            "en": "below {level}: tests at the end of the year below {mark}: {marks}",
        },
        "tt27.levels_missing": {
            "vi": "chưa có mức đạt được cuối năm của các môn: {subjects}",
            "en": "the level at the end of the year is missing for: {subjects}",
        },
        "tt27.tests_missing": {
            "vi": "chưa có điểm kiểm tra định kì cuối năm của các môn: {subjects}",
            "en": "the test at the end of the year is missing for: {subjects}",
        },
        "tt27.qualities_missing": {
            "vi": "chưa đánh giá cuối năm các phẩm chất, năng lực: {criteria}",
            "en": "not assessed at the end of the year: {criteria}",
        },
        "tt27.criteria_absent": {
            "vi": "dữ kiện không nêu các phẩm chất, năng lực: {criteria}",
            "en": "the facts do not name: {criteria}",
        },
        "tt27.nothing_counts": {
            "vi": "chưa có môn học hoặc phẩm chất, năng lực nào được đánh giá",
            "en": "no subject, quality or competence is assessed",
        },
        "tt27.not_assessed": {
            "vi": "học sinh khuyết tật không đánh giá",
            "en": "learner with a disability who is not assessed",
        },
        "tt27.again_used": {
            "vi": "đánh giá bổ sung môn {subject}: {result}",
            "en": "re-assessment of subject {subject}: {result}",
        },
        "tt27.again_unused": {
            "vi": "kết quả đánh giá bổ sung môn {subject} không được dùng: môn học "
            "không thuộc diện đánh giá bổ sung",
            "en": "the re-assessment of subject {subject} is not used: there was no "
            "need of it",
        },
        "tt27.criteria_again_used": {
            "vi": "đánh giá bổ sung phẩm chất, năng lực: {criteria}",
            "en": "re-assessment of qualities or competences: {criteria}",
        },
        "tt27.again_completed": {
            "vi": "đủ điều kiện hoàn thành sau đánh giá bổ sung",
            "en": "completed after the re-assessment",
        },
        "tt27.class_completed": {
            "vi": "được xác nhận hoàn thành chương trình lớp học: {level}",
            "en": "has completed the programme of the class: {level}",
        },
        "tt27.class_not_completed": {
            "vi": "chưa hoàn thành chương trình lớp học",
            "en": "has not completed the programme of the class",
        },
        "tt27.programme_completed": {
            "vi": "được xác nhận hoàn thành chương trình tiểu học",
            "en": "has completed the primary programme",
        },
        "tt27.reassess_subjects": {
            "vi": "giáo viên lập kế hoạch giúp đỡ và đánh giá bổ sung các môn: "
            "{subjects}",
            "en": "the teacher plans help and assesses again in: {subjects}",
        },
        "tt27.reassess_criteria": {
            "vi": "giáo viên lập kế hoạch giúp đỡ và đánh giá bổ sung phẩm chất, năng "
            "lực: {criteria}",
            "en": "the teacher plans help and assesses again: {criteria}",
        },
        "tt27.head_decides": {
            "vi": "hiệu trưởng xem xét, quyết định học sinh được lên lớp hoặc chưa "
            "được lên lớp",
            "en": "the head decides whether the learner moves up",
        },
        "tt27.head_decided": {
            "vi": "hiệu trưởng quyết định: {decision}",
            "en": "by the head's decision: {decision}",
        },
        "tt27.head_decision_unused": {
            "vi": "quyết định của hiệu trưởng về việc lên lớp không cần đến: học sinh "
            "đã hoàn thành chương trình lớp học",
            "en": "the head's decision on promotion is not needed: the programme of "
            "the class is completed",
        },
        "tt27.award": {
            "vi": "đủ điều kiện danh hiệu {title}",
            "en": "meets the conditions of {title}",
        },
        "tt27.award_possible": {
            "vi": "có thể đề nghị danh hiệu {title} nếu có thành tích vượt trội ở ít "
            "nhất một môn học hoặc tiến bộ rõ rệt ở ít nhất một phẩm chất, năng lực và "
            "được tập thể lớp công nhận",
            "en": "may be proposed for {title}, if outstanding in a subject or with "
            "marked progress in a quality or competence, and recognised by the class",
        },
        "tt27.why_award": {
            "vi": "không có danh hiệu {title}: kết quả giáo dục là {level}, cần mức "
            "{wanted}",
            "en": "no title {title}: the result is {level}, {wanted} is needed",
        },
    }
)
