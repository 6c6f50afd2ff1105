# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts, parameters and results of TT22/2021/TT-BGDĐT.

Use them through :mod:`hocba.rules.tt22_2021`, which holds the rules themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from ..words import LevelCode, PromotionCode
from . import tt22_texts as tt22_texts  # registers the texts
from .params import ParamSet, param
from .reasons import Reason

REGULATION = "TT22/2021/TT-BGDĐT"

PERIOD_TITLES = {
    "study_hk1": "học kì I",
    "study_hk2": "học kì II",
    "study_year": "cả năm",
    "study_final": "cả năm sau kiểm tra lại",
}
"""By what a reason is about."""


@dataclass(frozen=True)
class Params(ParamSet):
    """Numbers and readings, each with its title and its source.

    :raises ValueError: a reading that does not exist.
    """

    regular_limits: tuple[tuple[int, int], ...] = param(
        ((35, 2), (70, 3)),
        "Số ĐĐGtx mỗi học kì theo số tiết cả năm (đến số tiết: số ĐĐGtx)",
        "Điều 6.2b: môn có đến 35 tiết/năm 02 ĐĐGtx, trên 35 đến 70 tiết/năm 03 ĐĐGtx",
    )
    regular_more: int = param(
        4,
        "Số ĐĐGtx mỗi học kì của môn có nhiều tiết hơn",
        "Điều 6.2b: môn trên 70 tiết/năm 04 ĐĐGtx",
    )
    regular_remark: int = param(
        2,
        "Số lần đánh giá thường xuyên mỗi học kì của môn nhận xét",
        "Điều 6.2a: môn đánh giá bằng nhận xét 02 lần mỗi học kì",
    )
    special_topics: str = param(
        "extra",
        "Cụm chuyên đề học tập tính như thế nào",
        "Điều 6: kết quả cụm chuyên đề được tính là một ĐĐGtx; văn bản không nói là "
        "thêm một lần hay thay cho một lần trong số đó",
        uncertain=True,
        readings={
            "extra": "thêm một ĐĐGtx",
            "within": "là một trong số các ĐĐGtx",
        },
    )
    topic_term: str = param(
        "HK2",
        "Học kì tính kết quả cụm chuyên đề",
        "Điều 6: cụm chuyên đề có một kết quả trong năm; văn bản không nói tính vào "
        "học kì nào",
        uncertain=True,
        readings={"HK1": "học kì I", "HK2": "học kì II", "each": "mỗi học kì"},
    )
    weight_middle: int = param(
        2, "Hệ số của ĐĐGgk", "Điều 9.1b: ĐĐGgk tính hệ số 2", least=1
    )
    weight_end: int = param(
        3, "Hệ số của ĐĐGck", "Điều 9.1b: ĐĐGck tính hệ số 3", least=1
    )
    weight_second: int = param(
        2,
        "Hệ số của ĐTBmhkII trong ĐTBmcn",
        "Điều 9.1b: ĐTBmhkII tính hệ số 2",
        least=1,
    )
    partial_exemption: str = param(
        "other_term",
        "Kết quả cả năm khi được miễn học một học kì",
        "Thông tư 22/2021 không nói về miễn học một học kì; TT58/2011 Điều 12.5 lấy "
        "kết quả của học kì kia làm kết quả cả năm",
        uncertain=True,
        readings={
            "other_term": "lấy kết quả của học kì kia",
            "pending": "để trống, chờ quyết định",
        },
    )
    one_term_subject: str = param(
        "that_term",
        "Kết quả cả năm của môn chỉ học trong một học kì",
        "Điều 9.1 tính kết quả cả năm từ hai học kì; văn bản không nói về môn mà kế "
        "hoạch giáo dục của trường chỉ dạy trong một học kì",
        uncertain=True,
        readings={
            "that_term": "lấy kết quả của học kì có học",
            "pending": "để trống, chờ quyết định",
        },
    )
    min_subjects: int = param(
        6,
        "Số môn tối thiểu phải đạt ngưỡng điểm của mức",
        "Điều 9.2: ít nhất 06 môn học",
    )
    good_floor: Decimal = param(
        Decimal("6.5"),
        "Mức Tốt: điểm thấp nhất của mọi môn",
        "Điều 9.2a: mức Tốt, tất cả các môn từ 6,5 trở lên",
    )
    good_mark: Decimal = param(
        Decimal("8.0"),
        "Mức Tốt: ngưỡng điểm của số môn tối thiểu",
        "Điều 9.2a: mức Tốt, ít nhất 06 môn từ 8,0 trở lên",
    )
    fair_floor: Decimal = param(
        Decimal("5.0"),
        "Mức Khá: điểm thấp nhất của mọi môn",
        "Điều 9.2b: mức Khá, tất cả các môn từ 5,0 trở lên",
    )
    fair_mark: Decimal = param(
        Decimal("6.5"),
        "Mức Khá: ngưỡng điểm của số môn tối thiểu",
        "Điều 9.2b: mức Khá, ít nhất 06 môn từ 6,5 trở lên",
    )
    pass_floor: Decimal = param(
        Decimal("3.5"),
        "Mức Đạt: điểm thấp nhất của mọi môn",
        "Điều 9.2c: mức Đạt, không có môn nào dưới 3,5",
    )
    pass_mark: Decimal = param(
        Decimal("5.0"),
        "Mức Đạt: ngưỡng điểm của số môn tối thiểu",
        "Điều 9.2c: mức Đạt, ít nhất 06 môn từ 5,0 trở lên",
    )
    pass_remarks: int = param(
        1,
        "Mức Đạt: số môn nhận xét Chưa đạt nhiều nhất",
        "Điều 9.2c: mức Đạt, có nhiều nhất 01 môn nhận xét ở mức Chưa đạt",
    )
    adjustment_fall: int = param(
        2,
        "Điều chỉnh mức: số mức bị thấp xuống ít nhất",
        "Điều 9.3: bị thấp xuống từ 02 mức trở lên",
    )
    adjustment_reading: str = param(
        "replace",
        "Điều chỉnh mức: cách hiểu «chỉ do một môn học duy nhất»",
        "Điều 9.3: «chỉ do kết quả của duy nhất một môn học»: thay kết quả môn đó bằng "
        "kết quả tốt nhất hay bỏ môn đó; hai cách chỉ khác nhau khi đếm 06 môn",
        uncertain=True,
        readings={
            "replace": "thay kết quả môn đó bằng kết quả tốt nhất",
            "remove": "xét như không có môn đó",
        },
    )
    absence_limit: int = param(
        45,
        "Số buổi nghỉ học nhiều nhất trong một năm học",
        "Điều 12.1c: không quá 45 buổi trong một năm học, tính theo kế hoạch 01 "
        "buổi/ngày",
    )
    retest_below: Decimal = param(
        Decimal("5.0"),
        "Kiểm tra, đánh giá lại khi ĐTBmcn dưới",
        "Điều 14: ĐTBmcn dưới 5,0",
    )
    retest_training: str = param(
        "year",
        "Kết quả rèn luyện để được kiểm tra, đánh giá lại",
        "Điều 13, 14: phải có kết quả rèn luyện từ mức Đạt; văn bản không nói là của "
        "cả năm hay sau rèn luyện trong kì nghỉ hè",
        uncertain=True,
        readings={
            "year": "kết quả rèn luyện cả năm",
            "after_summer": "kết quả sau rèn luyện trong hè",
        },
    )
    plan_subjects: str = param(
        "leave_out",
        "Môn học theo kế hoạch giáo dục cá nhân khi xếp mức",
        "Điều 11: môn mà học sinh khuyết tật không theo được thì đánh giá theo kế "
        "hoạch giáo dục cá nhân; văn bản không nói môn đó có tính khi xếp mức không",
        uncertain=True,
        readings={"leave_out": "không tính", "count": "tính như môn khác"},
    )
    award_mark: Decimal = param(
        Decimal("9.0"),
        "Học sinh Xuất sắc: ngưỡng điểm",
        "Điều 15.1a: Học sinh Xuất sắc, ĐTBmcn từ 9,0 trở lên",
    )
    award_subjects: int = param(
        6,
        "Học sinh Xuất sắc: số môn tối thiểu đạt ngưỡng điểm",
        "Điều 15.1a: Học sinh Xuất sắc, ít nhất 06 môn học",
    )
    award_after_retest: bool = param(
        False,
        "Xét danh hiệu theo kết quả sau kiểm tra lại",
        "Điều 15.1a nói về kết quả cả năm; văn bản không nói kết quả sau kiểm tra lại "
        "có được xét danh hiệu không",
        uncertain=True,
    )


DEFAULT = Params()


@dataclass(frozen=True)
class TermCells:
    """The cells of one subject in one semester, canonical text or nothing.

    ``topic`` is the result of the cụm chuyên đề, which counts only with
    ``takes_topic``. ``regular_count`` is the required number of ĐĐGtx where it differs
    from the subject's in this semester. ``missed`` names periodic tests (``"gk"``,
    ``"ck"``) missed for good: without a valid reason, or the make-up test was not sat
    (Điều 7.4). A test made up within the semester is a cell like any other (Điều 7.3).

    ``recorded`` is the semester's result where it stands on record already, of a
    semester that is closed or of a former school: no cell is asked then. ``exempt``:
    exempted in this semester. ``taught``: the subject has lessons in this semester.
    """

    tx: tuple[str | None, ...] = ()
    gk: str | None = None
    ck: str | None = None
    topic: str | None = None
    takes_topic: bool = False
    regular_count: int | None = None
    missed: tuple[str, ...] = ()
    recorded: str | None = None
    exempt: bool = False
    taught: bool = True

    @property
    def filled(self) -> tuple[str, ...]:
        """Return the cells that hold something; all ``"M"`` is an exemption."""
        found = (*self.tx, self.topic, self.gk, self.ck)
        return tuple(cell for cell in found if cell)


@dataclass(frozen=True)
class SubjectFacts:
    """One subject of one learner in one school year.

    ``regular_count`` is the required number of ĐĐGtx a semester, without the cụm
    chuyên đề. ``exempt``: exempted for the whole year. ``counts``: takes part in
    levels, retests and awards (an optional subject that the school did not register as
    studied does not). ``individual_plan``: assessed by the individual plan of a learner
    with a disability (Điều 11).
    """

    code: str
    kind: Literal["score", "remark"]
    hk1: TermCells
    hk2: TermCells
    regular_count: int
    exempt: bool = False
    counts: bool = True
    individual_plan: bool = False


@dataclass(frozen=True)
class LearnerFacts:
    """All that decides one learner's year.

    ``training`` holds the level of rèn luyện of ``"hk1"`` and ``"hk2"``; ``absences``
    are sessions, with and without permission; ``retest`` holds canonical results by
    subject code; ``summer_training`` is the level after rèn luyện trong hè;
    ``summer_closed``: the time for retests and summer training is over, what is still
    open fails; ``disabled``: a learner with a disability in inclusive education, of
    whom ``head_decision`` may decide (Điều 12); ``not_assessed``: a disabled learner
    who is not assessed at all; ``commendations``: khen thưởng đột xuất and special
    achievements (Điều 15), which people decide and the law only carries; ``study``
    holds levels of học tập of ``"hk1"`` and ``"hk2"`` that stand on record already, of
    a semester that is closed or of a former school.
    """

    id: str
    subjects: tuple[SubjectFacts, ...]
    training: Mapping[str, LevelCode | None]
    absences: int = 0
    retest: Mapping[str, str] = field(default_factory=dict)
    summer_training: LevelCode | None = None
    disabled: bool = False
    summer_closed: bool = False
    not_assessed: bool = False
    head_decision: Literal["PROMOTED", "NOT_PROMOTED"] | None = None
    commendations: tuple[str, ...] = ()
    study: Mapping[str, LevelCode | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Level:
    """A level of học tập: by Điều 9.2 (``base``) and after Điều 9.3 (``adjusted``).

    ``subject`` is the one subject whose result pulled the level down, if adjusted.
    ``reasons`` say why it is this level: the adjustment, and each condition of the
    next better level that is not met.
    """

    base: LevelCode
    adjusted: LevelCode
    subject: str | None = None
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class SubjectResult:
    """Results of one subject: ``"8.0"``, ``"D"``, ``"CD"``, ``"M"`` or ``None``.

    ``year`` is before, ``final`` after the retest (Điều 14).
    """

    hk1: str | None
    hk2: str | None
    year: str | None
    retest: str | None
    final: str | None


@dataclass(frozen=True)
class LearnerResult:
    """What the law makes of one learner's facts.

    ``study`` has the levels ``hk1``, ``hk2``, ``year`` (before) and ``year_final``
    (after retest). ``next_steps`` are things a person has still to do;
    ``retest_subjects`` those that the learner may register for a retest (Điều 14).
    ``reasons`` say of each result why it is so and not better.
    """

    id: str
    subjects: dict[str, SubjectResult]
    study: dict[str, LevelCode | None]
    training_year: LevelCode | None
    training_year_final: LevelCode | None
    promotion: PromotionCode
    next_steps: tuple[Reason, ...]
    award: Literal["XUAT_SAC", "GIOI"] | None
    reasons: tuple[Reason, ...]
    retest_subjects: tuple[str, ...] = ()
    commendations: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as the command ``hocba evaluate`` writes it.

        ``retest`` and ``final`` of a subject, ``year_final`` of study and
        ``training_year_final`` stand in it only where a retest or the summer training
        was used.
        """
        subjects = {
            code: {
                name: getattr(found, name)
                for name in ("hk1", "hk2", "year", "retest", "final")
                if found.retest is not None or name not in ("retest", "final")
            }
            for code, found in self.subjects.items()
        }
        study = dict(self.study)
        if not any(found.retest for found in self.subjects.values()):
            del study["year_final"]
        values: dict[str, Any] = {
            "id": self.id,
            "subjects": subjects,
            "study": study,
            "training_year": self.training_year,
        }
        if self.training_year_final != self.training_year:
            values["training_year_final"] = self.training_year_final
        values["promotion"] = self.promotion
        values["next_steps"] = [
            STEPS[name]
            for step in self.next_steps
            if (name := step.code.partition(".")[2]) in STEPS
        ]
        values["award"] = self.award
        if self.commendations:
            values["commendations"] = list(self.commendations)
        reasons = (*self.reasons, *self.next_steps)
        values["reasons"] = [reason.to_dict() for reason in reasons]
        return values


class Outcome(NamedTuple):
    """The outcome of Điều 12, with what is still to be done and why."""

    outcome: PromotionCode
    next_steps: tuple[Reason, ...] = ()
    reasons: tuple[Reason, ...] = ()


STEPS = {
    "retest": "RETEST",
    "summer_training": "SUMMER_TRAINING",
    "head_decides": "HEAD_DECISION",
}
"""The next steps by the names of their reasons, as the command writes them."""
