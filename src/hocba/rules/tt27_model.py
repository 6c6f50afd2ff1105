# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Facts, parameters and results of TT27/2020/TT-BGDĐT.

Use them through :mod:`hocba.rules.tt27_2020`, which holds the rules themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..problems import Problem
from ..words import CompletionCode, PromotionCode
from . import tt27_texts as tt27_texts  # registers the texts
from .params import ParamSet, param
from .reasons import Reason

REGULATION = "TT27/2020/TT-BGDĐT"

PERIODS = ("GK1", "CK1", "GK2", "CN")
"""The four points of time: giữa and cuối học kì I, giữa học kì II, cuối năm học."""

PERIOD_TITLES = {
    "GK1": "giữa học kì I",
    "CK1": "cuối học kì I",
    "GK2": "giữa học kì II",
    "CN": "cuối năm học",
}


@dataclass(frozen=True)
class Params(ParamSet):
    """Numbers and readings, each with its title and its source.

    :raises ValueError: a reading that does not exist.
    """

    tested: tuple[tuple[str, int], ...] = param(
        (
            ("TIENGVIET", 1),
            ("TOAN", 1),
            ("NN1", 3),
            ("TINCONGNGHE", 3),
            ("TIN", 3),
            ("CONGNGHE", 3),
            ("LSDL", 4),
            ("KHOAHOC", 4),
        ),
        "Môn có bài kiểm tra định kì cuối học kì (môn: từ lớp)",
        "Điều 7.1b: các môn học bắt buộc có bài kiểm tra định kì cuối học kì, mỗi môn "
        "từ lớp đầu tiên mà Chương trình GDPT 2018 quy định là bắt buộc",
    )
    tested_middle: tuple[tuple[str, int], ...] = param(
        (("TIENGVIET", 4), ("TOAN", 4)),
        "Môn có bài kiểm tra định kì giữa học kì (môn: từ lớp)",
        "Điều 7.1b: Tiếng Việt và Toán có thêm bài kiểm tra giữa học kì từ lớp 4",
    )
    excellent_test: int = param(
        9,
        "Hoàn thành xuất sắc: điểm bài kiểm tra từ",
        "Điều 9.1a: Hoàn thành xuất sắc, bài kiểm tra định kì từ 9 điểm trở lên",
    )
    good_test: int = param(
        7,
        "Hoàn thành tốt: điểm bài kiểm tra từ",
        "Điều 9.1b: Hoàn thành tốt, bài kiểm tra định kì từ 7 điểm trở lên",
    )
    pass_test: int = param(
        5,
        "Hoàn thành: điểm bài kiểm tra từ",
        "Điều 9.1c: Hoàn thành, bài kiểm tra định kì từ 5 điểm trở lên",
    )
    again_level: str = param(
        "completed",
        "Mức đánh giá kết quả giáo dục sau đánh giá bổ sung",
        "Điều 11.1b: đánh giá bổ sung để xét hoàn thành chương trình lớp học; văn bản "
        "không nói mức của cả năm sau đó là Hoàn thành hay được xét lại",
        uncertain=True,
        readings={
            "completed": "Hoàn thành",
            "recomputed": "xét lại theo kết quả mới",
        },
    )
    plan_subjects: str = param(
        "leave_out",
        "Môn học theo kế hoạch giáo dục cá nhân khi xếp mức",
        "Điều 8: môn mà học sinh khuyết tật không theo được thì đánh giá theo kế "
        "hoạch giáo dục cá nhân; văn bản không nói môn đó có tính khi xếp mức không",
        uncertain=True,
        readings={"leave_out": "không tính", "count": "tính như môn khác"},
    )
    one_term_subject: str = param(
        "that_term",
        "Kết quả cả năm của môn chỉ học trong học kì I",
        "Điều 9 xét kết quả cuối năm học; văn bản không nói về môn mà kế hoạch giáo "
        "dục của trường chỉ dạy trong học kì I",
        uncertain=True,
        readings={
            "that_term": "lấy kết quả cuối học kì I",
            "pending": "để trống, chờ quyết định",
        },
    )
    technology_from: int = param(
        3,
        "Đánh giá năng lực công nghệ, tin học từ lớp",
        "Điều 3 nêu bảy năng lực đặc thù; mẫu biểu của lớp 1 và lớp 2 không có năng "
        "lực công nghệ và tin học",
        uncertain=True,
        least=1,
    )


DEFAULT = Params()


@dataclass(frozen=True)
class PeriodCells:
    """What a subject has at one point of time: a level, and a test where there is one.

    Canonical text of the kinds ``level`` and ``test``, or nothing.
    """

    level: str | None = None
    test: str | None = None


@dataclass(frozen=True)
class SubjectFacts:
    """One subject or activity of one learner in one school year.

    ``periods`` by the codes of :data:`PERIODS`. ``again`` is the re-assessment after
    help (đánh giá bổ sung, Điều 11.1b). ``counts``: takes part in the level of the
    year. ``individual_plan``: assessed by the plan of a learner with a disability.
    ``end`` is the last point of time of its lessons: ``"CK1"`` for a subject with
    lessons in HK I alone.
    """

    code: str
    periods: Mapping[str, PeriodCells]
    exempt: bool = False
    counts: bool = True
    again: PeriodCells | None = None
    individual_plan: bool = False
    end: Literal["CK1", "CN"] = "CN"


@dataclass(frozen=True)
class LearnerFacts:
    """All that decides one learner's year.

    ``qualities`` are the levels of qualities and competences by code and period: what
    is listed has to be assessed. ``qualities_again`` are those of the re-assessment.
    ``head_decision``: promotion of one who has not completed the class (Điều 11.1c).
    ``summer_closed``: the time for re-assessment is over. ``disabled``,
    ``not_assessed``: a learner with a disability, who may not be assessed at all.
    ``commendations``: khen đột xuất, thư khen (Điều 13), which the law only carries.
    """

    id: str
    grade: int
    subjects: tuple[SubjectFacts, ...]
    qualities: Mapping[str, Mapping[str, str | None]]
    qualities_again: Mapping[str, str] = field(default_factory=dict)
    head_decision: Literal["PROMOTED", "NOT_PROMOTED"] | None = None
    disabled: bool = False
    not_assessed: bool = False
    summer_closed: bool = False
    commendations: tuple[str, ...] = ()


@dataclass(frozen=True)
class SubjectResult:
    """Levels of one subject: ``"T"``, ``"H"``, ``"C"``, ``"M"`` or ``None``.

    ``year`` is before, ``final`` after the re-assessment, whose level is ``retest``.
    """

    hk1: str | None
    hk2: str | None
    year: str | None
    retest: str | None
    final: str | None


@dataclass(frozen=True)
class Handover:
    """What the next teacher, or the lower-secondary school, is told (Điều 12).

    ``subjects`` and ``criteria`` are those where the learner still needs help.
    """

    to: Literal["NEXT_TEACHER", "LOWER_SECONDARY"]
    level: CompletionCode | None
    class_completed: bool | None
    subjects: tuple[str, ...]
    criteria: tuple[str, ...]
    disabled: bool


@dataclass(frozen=True)
class LearnerResult:
    """What the law makes of one learner's facts.

    ``level_year`` is before, ``level_final`` after the re-assessment.
    ``award_candidates`` names titles that people may propose (Tiêu biểu is never
    automatic). ``retest_subjects`` and ``retest_criteria`` are open for re-assessment.
    With ``errors`` there are no results: a fact was refused.
    """

    id: str
    subjects: dict[str, SubjectResult]
    level_year: CompletionCode | None
    level_final: CompletionCode | None
    class_completed: bool | None
    programme_completed: bool | None
    promotion: PromotionCode
    award: Literal["XUAT_SAC"] | None
    award_candidates: tuple[str, ...]
    next_steps: tuple[Reason, ...]
    reasons: tuple[Reason, ...]
    errors: tuple[Problem, ...]
    retest_subjects: tuple[str, ...]
    retest_criteria: tuple[str, ...]
    handover: Handover
    commendations: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the result as the command ``hocba evaluate`` writes it.

        ``year_final`` stands in it only where a re-assessment changed the level.
        """
        values: dict[str, Any] = {"id": self.id, "year": self.level_year}
        if self.level_final != self.level_year:
            values["year_final"] = self.level_final
        values["errors"] = [problem.to_dict() for problem in self.errors]
        reasons = (*self.reasons, *self.next_steps)
        values["reasons"] = [reason.to_dict() for reason in reasons]
        return values
