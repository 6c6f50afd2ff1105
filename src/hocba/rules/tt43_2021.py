# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT43/2021/TT-BGDĐT: assessment of learners in continuing education (GDTX).

The circular has the skeleton of TT22/2021, so the same code computes by it, with
parameters of its own: every number is named here again and none comes silently from
TT22. The text itself was not at hand: what it does not confirm is marked uncertain, and
reasons name the corresponding article of TT22.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from ..problems import catalogue, register
from . import tt22_2021
from .params import param
from .reasons import Reason
from .tt22_2021 import (
    FACT_KEYS,
    LEVEL_TITLES,
    LEVELS,
    PROMOTION_TITLES,
    LearnerFacts,
    LearnerResult,
    Level,
    LevelCode,
    SubjectFacts,
    SubjectResult,
    TermCells,
    award,
    cell_kind,
    columns,
    facts_from_dict,
    learner_columns,
    level,
    regular_count,
    retest_candidates,
    term_result,
    training_year,
)

__all__ = [
    "AWARD_TITLES",
    "DEFAULT",
    "FACT_KEYS",
    "LEVELS",
    "LEVEL_TITLES",
    "LearnerFacts",
    "LearnerResult",
    "Level",
    "LevelCode",
    "PROMOTION_TITLES",
    "Params",
    "REGULATION",
    "Reason",
    "SubjectFacts",
    "SubjectResult",
    "TermCells",
    "award",
    "cell_kind",
    "columns",
    "evaluate",
    "facts_from_dict",
    "learner_columns",
    "level",
    "regular_count",
    "retest_candidates",
    "term_result",
    "training_year",
]

REGULATION = "TT43/2021/TT-BGDĐT"
AWARD_TITLES = {"XUAT_SAC": "Học viên Xuất sắc", "GIOI": "Học viên Giỏi"}


@dataclass(frozen=True)
class Params(tt22_2021.Params):
    """Numbers and readings of TT43, each with its title and its source.

    The counts are those of upper-secondary programmes, with seven subjects.
    """

    regular_limits: tuple[tuple[int, int], ...] = param(
        ((35, 2), (70, 3)),
        "Số ĐĐGtx mỗi học kì theo số tiết cả năm (đến số tiết: số ĐĐGtx)",
        "TT43: số ĐĐGtx theo số tiết như TT22 Điều 6.2b",
    )
    regular_more: int = param(
        4,
        "Số ĐĐGtx mỗi học kì của môn có nhiều tiết hơn",
        "TT43: số ĐĐGtx theo số tiết như TT22 Điều 6.2b",
    )
    regular_remark: int = param(
        2,
        "Số lần đánh giá thường xuyên mỗi học kì của môn nhận xét",
        "TT43: môn đánh giá bằng nhận xét như TT22 Điều 6.2a",
        uncertain=True,
    )
    special_topics: str = param(
        "extra",
        "Cụm chuyên đề học tập tính như thế nào",
        "TT43: cụm chuyên đề là thêm một ĐĐGtx hay là một trong số đó",
        uncertain=True,
        readings={"extra": "thêm một ĐĐGtx", "within": "là một trong số các ĐĐGtx"},
    )
    topic_term: str = param(
        "HK2",
        "Học kì tính kết quả cụm chuyên đề",
        "TT43: học kì tính kết quả cụm chuyên đề",
        uncertain=True,
        readings={"HK1": "học kì I", "HK2": "học kì II", "each": "mỗi học kì"},
    )
    weight_middle: int = param(
        2,
        "Hệ số của ĐĐGgk",
        "TT43: điểm trung bình như TT22 Điều 9.1b",
        least=1,
    )
    weight_end: int = param(
        3,
        "Hệ số của ĐĐGck",
        "TT43: điểm trung bình như TT22 Điều 9.1b",
        least=1,
    )
    weight_second: int = param(
        2,
        "Hệ số của ĐTBmhkII trong ĐTBmcn",
        "TT43: điểm trung bình như TT22 Điều 9.1b",
        least=1,
    )
    partial_exemption: str = param(
        "other_term",
        "Kết quả cả năm khi được miễn học một học kì",
        "TT43: được miễn học một học kì thì lấy kết quả của học kì kia hay để "
        "trống cả năm",
        uncertain=True,
        readings={
            "other_term": "lấy kết quả của học kì kia",
            "pending": "để trống, chờ quyết định",
        },
    )
    one_term_subject: str = param(
        "that_term",
        "Kết quả cả năm của môn chỉ học trong một học kì",
        "TT43: môn chỉ học trong một học kì thì lấy kết quả của học kì đó hay để "
        "trống cả năm",
        uncertain=True,
        readings={
            "that_term": "lấy kết quả của học kì có học",
            "pending": "để trống, chờ quyết định",
        },
    )
    min_subjects: int = param(
        5,
        "Số môn tối thiểu phải đạt ngưỡng điểm của mức",
        "TT43: số môn mà mỗi mức đòi hỏi; chương trình có bảy môn, trong khi "
        "trường phổ thông có tám môn trở lên và đòi hỏi 06 môn",
        uncertain=True,
    )
    good_floor: Decimal = param(
        Decimal("6.5"),
        "Mức Tốt: điểm thấp nhất của mọi môn",
        "TT43: các mức như TT22 Điều 9.2a",
        uncertain=True,
    )
    good_mark: Decimal = param(
        Decimal("8.0"),
        "Mức Tốt: ngưỡng điểm của số môn tối thiểu",
        "TT43: các mức như TT22 Điều 9.2a",
        uncertain=True,
    )
    fair_floor: Decimal = param(
        Decimal("5.0"),
        "Mức Khá: điểm thấp nhất của mọi môn",
        "TT43: các mức như TT22 Điều 9.2b",
        uncertain=True,
    )
    fair_mark: Decimal = param(
        Decimal("6.5"),
        "Mức Khá: ngưỡng điểm của số môn tối thiểu",
        "TT43: các mức như TT22 Điều 9.2b",
        uncertain=True,
    )
    pass_floor: Decimal = param(
        Decimal("3.5"),
        "Mức Đạt: điểm thấp nhất của mọi môn",
        "TT43: các mức như TT22 Điều 9.2c",
        uncertain=True,
    )
    pass_mark: Decimal = param(
        Decimal("5.0"),
        "Mức Đạt: ngưỡng điểm của số môn tối thiểu",
        "TT43: các mức như TT22 Điều 9.2c",
        uncertain=True,
    )
    pass_remarks: int = param(
        1,
        "Mức Đạt: số môn nhận xét Chưa đạt nhiều nhất",
        "TT43: các mức như TT22 Điều 9.2c",
        uncertain=True,
    )
    adjustment_fall: int = param(
        2,
        "Điều chỉnh mức: số mức bị thấp xuống ít nhất",
        "TT43: điều chỉnh mức như TT22 Điều 9.3",
        uncertain=True,
    )
    adjustment_reading: str = param(
        "replace",
        "Điều chỉnh mức: cách hiểu «chỉ do một môn học duy nhất»",
        "TT43: điều chỉnh mức như TT22 Điều 9.3, thay kết quả một môn bằng kết "
        "quả tốt nhất hay bỏ môn đó",
        uncertain=True,
        readings={
            "replace": "thay kết quả môn đó bằng kết quả tốt nhất",
            "remove": "xét như không có môn đó",
        },
    )
    absence_limit: int = param(
        45,
        "Số buổi nghỉ học nhiều nhất trong một năm học",
        "TT43: số buổi nghỉ trong một năm học như TT22 Điều 12.1c",
        uncertain=True,
    )
    retest_below: Decimal = param(
        Decimal("5.0"),
        "Kiểm tra, đánh giá lại khi ĐTBmcn dưới",
        "TT43: kiểm tra, đánh giá lại như TT22 Điều 14",
        uncertain=True,
    )
    retest_training: str = param(
        "year",
        "Kết quả rèn luyện để được kiểm tra, đánh giá lại",
        "TT43: kiểm tra lại cần kết quả rèn luyện cả năm hay sau rèn luyện trong hè",
        uncertain=True,
        readings={
            "year": "kết quả rèn luyện cả năm",
            "after_summer": "kết quả sau rèn luyện trong hè",
        },
    )
    plan_subjects: str = param(
        "leave_out",
        "Môn học theo kế hoạch giáo dục cá nhân khi xếp mức",
        "TT43: môn theo kế hoạch giáo dục cá nhân có tính khi xếp mức không",
        uncertain=True,
        readings={"leave_out": "không tính", "count": "tính như môn khác"},
    )
    award_mark: Decimal = param(
        Decimal("9.0"),
        "Học viên Xuất sắc: ngưỡng điểm",
        "TT43: danh hiệu như TT22 Điều 15.1a",
        uncertain=True,
    )
    award_subjects: int = param(
        5,
        "Học viên Xuất sắc: số môn tối thiểu đạt ngưỡng điểm",
        "TT43: số môn để xét Học viên Xuất sắc, xem số môn tối thiểu của các mức",
        uncertain=True,
    )
    award_after_retest: bool = param(
        False,
        "Xét danh hiệu theo kết quả sau kiểm tra lại",
        "TT43: kết quả sau kiểm tra lại có được xét danh hiệu không",
        uncertain=True,
    )


DEFAULT = Params()

register(
    {
        "tt43.topic_unused": {
            "vi": "môn {subject}, {period}: kết quả cụm chuyên đề không được dùng vì "
            "học viên không học cụm chuyên đề",
            "en": "subject {subject}, {period}: the result of the cụm chuyên đề is not "
            "used, as the learner does not take it",
        },
        "tt43.not_assessed": {
            "vi": "học viên khuyết tật không đánh giá",
            "en": "learner with a disability who is not assessed",
        },
        "tt43.head_decides": {
            "vi": "học viên khuyết tật: giám đốc quyết định việc lên lớp theo kết quả "
            "và kế hoạch giáo dục cá nhân",
            "en": "learner with a disability: the director decides on promotion by "
            "results and the individual plan",
        },
        "tt43.head_decided": {
            "vi": "học viên khuyết tật, giám đốc quyết định: {decision}",
            "en": "learner with a disability, by the director's decision: {decision}",
        },
        "tt43.head_decision_unused": {
            "vi": "quyết định của giám đốc về việc lên lớp chỉ dùng cho học viên "
            "khuyết tật",
            "en": "the director's decision on promotion is only for learners with a "
            "disability",
        },
        "tt43.award_needs_decision": {
            "vi": "đủ điều kiện danh hiệu {title} nhưng không được lên lớp: giám đốc "
            "quyết định",
            "en": "meets the conditions of {title} but is not promoted: the director "
            "decides",
        },
    }
)

_OWN = frozenset(code for code in catalogue() if code.startswith("tt43."))
_TITLES = {tt22_2021.AWARD_TITLES[code]: title for code, title in AWARD_TITLES.items()}


def evaluate(facts: LearnerFacts, params: tt22_2021.Params = DEFAULT) -> LearnerResult:
    """Return all results of one learner's year, the reasons in the words of TT43.

    :raises HocbaError: as :func:`hocba.rules.tt22_2021.evaluate`.
    """
    result = tt22_2021.evaluate(facts, params)
    return replace(
        result,
        reasons=tuple(map(_own, result.reasons)),
        next_steps=tuple(map(_own, result.next_steps)),
    )


def _own(reason: Reason) -> Reason:
    own = reason.code.replace("tt22.", "tt43.")
    values = dict(reason.params)
    if "title" in values:
        values["title"] = _TITLES[values["title"]]
    return replace(
        reason,
        code=own if own in _OWN else reason.code,
        article=f"TT43/2021, tương ứng TT22/2021 {reason.article}",
        params=values,
    )
