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
from .reasons import Reason, param
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
    """Numbers and readings of TT43, each with its source.

    The counts are those of upper-secondary programmes, with seven subjects.
    """

    regular_limits: tuple[tuple[int, int], ...] = param(
        ((35, 2), (70, 3)), "TT43: regular assessments by periods, as in TT22 Điều 6.2b"
    )
    regular_more: int = param(
        4, "TT43: regular assessments by periods, as in TT22 Điều 6.2b"
    )
    regular_remark: int = param(
        2, "TT43: remark subjects as in TT22 Điều 6.2a", uncertain=True
    )
    special_topics: str = param(
        "extra",
        "TT43: the cụm chuyên đề as one more ĐĐGtx ('extra') or one of them ('within')",
        uncertain=True,
    )
    topic_term: str = param(
        "HK2",
        "TT43: semester of the cụm chuyên đề ('HK1', 'HK2' or 'each')",
        uncertain=True,
    )
    weight_middle: int = param(2, "TT43: averages as in TT22 Điều 9.1b")
    weight_end: int = param(3, "TT43: averages as in TT22 Điều 9.1b")
    weight_second: int = param(2, "TT43: averages as in TT22 Điều 9.1b")
    partial_exemption: str = param(
        "other_term",
        "TT43: exempted for one semester, the year is that of the other ('other_term') "
        "or stays open ('pending')",
        uncertain=True,
    )
    min_subjects: int = param(
        5,
        "TT43: number of subjects that a level asks for; seven subjects are taught "
        "where general schools have eight or more and ask for six",
        uncertain=True,
    )
    good_floor: Decimal = param(
        Decimal("6.5"), "TT43: levels as in TT22 Điều 9.2a", uncertain=True
    )
    good_mark: Decimal = param(
        Decimal("8.0"), "TT43: levels as in TT22 Điều 9.2a", uncertain=True
    )
    fair_floor: Decimal = param(
        Decimal("5.0"), "TT43: levels as in TT22 Điều 9.2b", uncertain=True
    )
    fair_mark: Decimal = param(
        Decimal("6.5"), "TT43: levels as in TT22 Điều 9.2b", uncertain=True
    )
    pass_floor: Decimal = param(
        Decimal("3.5"), "TT43: levels as in TT22 Điều 9.2c", uncertain=True
    )
    pass_mark: Decimal = param(
        Decimal("5.0"), "TT43: levels as in TT22 Điều 9.2c", uncertain=True
    )
    pass_remarks: int = param(1, "TT43: levels as in TT22 Điều 9.2c", uncertain=True)
    adjustment_fall: int = param(
        2, "TT43: adjustment as in TT22 Điều 9.3", uncertain=True
    )
    adjustment_reading: str = param(
        "replace",
        "TT43: adjustment as in TT22 Điều 9.3, but for one subject ('replace' it by "
        "the best) or without it ('remove')",
        uncertain=True,
    )
    absence_limit: int = param(
        45, "TT43: sessions a year as in TT22 Điều 12.1c", uncertain=True
    )
    retest_below: Decimal = param(
        Decimal("5.0"), "TT43: retests as in TT22 Điều 14", uncertain=True
    )
    retest_training: str = param(
        "year",
        "TT43: a retest needs rèn luyện of the 'year' or 'after_summer' training",
        uncertain=True,
    )
    plan_subjects: str = param(
        "leave_out",
        "TT43: subjects by an individual plan are left out of the levels ('leave_out') "
        "or 'count'",
        uncertain=True,
    )
    award_mark: Decimal = param(
        Decimal("9.0"), "TT43: titles as in TT22 Điều 15.1a", uncertain=True
    )
    award_subjects: int = param(
        5, "TT43: number of subjects for Xuất sắc, see min_subjects", uncertain=True
    )
    award_after_retest: bool = param(
        False, "TT43: whether a retest may lead to a title", uncertain=True
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
