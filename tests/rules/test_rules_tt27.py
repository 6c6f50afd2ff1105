# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT27/2020: worked examples, checked by hand, and what else primary school needs.

DL2-7.3: study, qualities and competences at four points of time.
"""

from dataclasses import replace

import pytest

from hocba.rules import tt27_2020 as tt27

NAMES = {"TOAN": "Toán", "NGHETHUAT": "Nghệ thuật", "TIENGVIET": "Tiếng Việt"}
TESTED = ("TIENGVIET", "TOAN", "NN1", "LSDL", "KHOAHOC", "TINCONGNGHE")
OTHERS = ("DAODUC", "GDTC", "NGHETHUAT", "TRAINGHIEM")


def learner(tests=(9, 9, 9, 10, 9, 9), level="T", quality="T", grade=4, **more):
    """Return a learner of grade 4 whose year ends like this."""
    marks = dict(zip(TESTED, map(str, tests), strict=True))
    subjects = tuple(
        tt27.SubjectFacts(code, {"CN": tt27.PeriodCells(level, marks.get(code))})
        for code in (*TESTED, *OTHERS)
    )
    qualities = {code: {"CN": quality} for code in tt27.criteria(grade)}
    return tt27.LearnerFacts("hs", grade, subjects, qualities, **more)


def changed(facts, code, period="CN", **cells):
    subjects = []
    for subject in facts.subjects:
        if subject.code == code:
            found = subject.periods.get(period, tt27.PeriodCells())
            periods = {**subject.periods, period: replace(found, **cells)}
            subject = replace(subject, periods=periods)
        subjects.append(subject)
    return replace(facts, subjects=tuple(subjects))


def again(facts, code, level=None, test=None):
    cells = tt27.PeriodCells(level, test)
    subjects = tuple(
        replace(subject, again=cells) if subject.code == code else subject
        for subject in facts.subjects
    )
    return replace(facts, subjects=subjects)


def quality(facts, code, level, period="CN"):
    found = {**facts.qualities, code: {**facts.qualities[code], period: level}}
    return replace(facts, qualities=found)


def about(result, topic):
    found = (*result.reasons, *result.next_steps)
    return [reason.text("vi", NAMES) for reason in found if reason.about == topic]


def test_example_1_excellent():
    result = tt27.evaluate(learner())
    assert (result.level_year, result.award) == ("HTXS", "XUAT_SAC")
    assert (result.class_completed, result.promotion) == (True, "PROMOTED")
    assert result.award_candidates == ()
    assert about(result, "award") == [
        "Đủ điều kiện danh hiệu Học sinh Xuất sắc (Điều 13.1a)"
    ]


def test_example_2_one_test_of_8_and_tieu_bieu_is_only_possible():
    result = tt27.evaluate(changed(learner(), "TOAN", test="8"))
    assert (result.level_year, result.award) == ("HTT", None)
    assert result.award_candidates == ("TIEU_BIEU",)
    assert about(result, "study_year") == [
        "Chưa đạt mức Hoàn thành xuất sắc: bài kiểm tra định kì cuối năm dưới 9 điểm: "
        "Toán 8 (Điều 9.1a)"
    ]
    assert "ó thể đề nghị danh hiệu Học sinh Tiêu biểu" in about(result, "award")[1]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda facts: quality(facts, "tinh_toan", "D"),
            "phẩm chất, năng lực chưa ở mức Tốt: Tính toán",
        ),
        (
            lambda facts: changed(
                replace(facts, subjects=learner([10] * 6).subjects),
                "NGHETHUAT",
                level="H",
            ),
            "môn học chưa ở mức Hoàn thành tốt: Nghệ thuật",
        ),
        (
            lambda facts: changed(facts, "KHOAHOC", test="6"),
            "bài kiểm tra định kì cuối năm dưới 7 điểm: KHOAHOC 6",
        ),
    ],
)
def test_examples_3_to_5_completed(change, reason):
    """One competence Đ, one subject H, one test 6: Hoàn thành, without adjustment."""
    result = tt27.evaluate(change(learner()))
    assert (result.level_year, result.award_candidates) == ("HT", ())
    assert about(result, "study_year") == [
        f"Chưa đạt mức Hoàn thành tốt: {reason} (Điều 9.1b)"
    ]


def test_example_6_not_completed_help_again_then_the_head():
    facts = learner((5, 4, 5, 5, 5, 5), "H", "D")
    result = tt27.evaluate(facts)
    assert (result.level_year, result.promotion) == ("CHT", "PENDING")
    assert (result.class_completed, result.award) == (None, None)
    assert result.retest_subjects == ("TOAN",)
    assert about(result, "promotion") == [
        "Chưa hoàn thành chương trình lớp học (Điều 11.1)",
        "Giáo viên lập kế hoạch giúp đỡ và đánh giá bổ sung các môn: Toán (Điều 11.1b)",
    ]
    helped = tt27.evaluate(again(facts, "TOAN", "H", "6"))
    assert (helped.level_year, helped.level_final) == ("CHT", "HT")
    assert (helped.class_completed, helped.promotion) == (True, "PROMOTED")
    assert helped.subjects["TOAN"] == tt27.SubjectResult(None, "H", "H", "H", "H")
    still = again(facts, "TOAN", "H", "3")
    waits = tt27.evaluate(still)
    assert (waits.class_completed, waits.promotion) == (False, "PENDING")
    assert [step.code for step in waits.next_steps] == ["tt27.head_decides"]
    for decision in ("PROMOTED", "NOT_PROMOTED"):
        decided = tt27.evaluate(replace(still, head_decision=decision))
        assert (decided.promotion, decided.class_completed) == (decision, False)
        assert decided.next_steps == ()


def test_example_7_one_subject_or_one_quality_below():
    weak = tt27.evaluate(changed(learner(), "TOAN", level="C", test="5"))
    assert weak.level_year == "CHT"
    assert tt27.evaluate(quality(learner(), "nhan_ai", "C")).level_year == "CHT"


@pytest.mark.parametrize(
    ("code", "period", "cells", "grade", "problem"),
    [
        ("TOAN", "CN", {"test": "7.5"}, 4, "mark.not_whole"),
        ("TOAN", "CN", {"test": "11"}, 4, "mark.out_of_range"),
        ("TOAN", "GK1", {"test": "9"}, 3, "tt27.no_test"),
        ("TOAN", "GK2", {"test": "9"}, 1, "tt27.no_test"),
        ("NN1", "GK1", {"test": "9"}, 4, "tt27.no_test"),
        ("DAODUC", "CN", {"test": "9"}, 4, "tt27.no_test"),
        ("TOAN", "CK2", {"level": "T"}, 4, "tt27.unknown_period"),
        ("TOAN", "CN", {"level": "D"}, 4, "mark.not_a_level"),
        ("TOAN", "CN", {"level": "t"}, 4, "mark.not_canonical"),
    ],
)
def test_example_8_what_the_regulation_does_not_know_is_refused(
    code, period, cells, grade, problem
):
    facts = replace(changed(learner(), code, period, **cells), grade=grade)
    result = tt27.evaluate(facts)
    assert problem in [error.code for error in result.errors]
    assert (result.level_year, result.promotion) == (None, "PENDING")
    assert (result.award, result.reasons, result.next_steps) == (None, (), ())


def test_the_refusal_names_place_and_rule():
    facts = replace(changed(learner(), "TOAN", "GK1", test="9"), grade=3)
    texts = [error.text() for error in tt27.evaluate(facts).errors]
    assert (
        "Cột TOAN GK1, học sinh hs: môn TOAN lớp 3 không có bài kiểm tra định kì giữa "
        "học kì I (TT27 Điều 7.1b): điểm «9» không được nhận"
    ) in texts


def test_example_8_only_the_end_of_the_year_counts():
    facts = learner()
    for period, cells in (("CK1", ("C", "3")), ("GK2", ("C", "2"))):
        facts = changed(facts, "TOAN", period, level=cells[0], test=cells[1])
    facts = quality(facts, "nhan_ai", "C", "CK1")
    result = tt27.evaluate(facts)
    assert (result.errors, result.level_year) == ((), "HTXS")
    assert result.subjects["TOAN"].hk1 == "C"


@pytest.mark.parametrize(
    ("grade", "end", "middle"),
    [
        (1, {"TIENGVIET", "TOAN"}, set()),
        (2, {"TIENGVIET", "TOAN"}, set()),
        (3, {"TIENGVIET", "TOAN", "NN1", "TINCONGNGHE"}, set()),
        (4, set(TESTED), {"TIENGVIET", "TOAN"}),
        (5, set(TESTED), {"TIENGVIET", "TOAN"}),
    ],
)
def test_where_periodic_tests_exist(grade, end, middle):
    """Subject × grade × period, as in the table of TT27 Điều 7.1b."""
    codes = (*TESTED, *OTHERS, "TNXH")
    for period, wanted in (("CK1", end), ("CN", end), ("GK1", middle), ("GK2", middle)):
        found = {code for code in codes if tt27.has_test(code, grade, period)}
        assert found == wanted


def test_columns_of_a_gradebook():
    maths, other = ("TOAN", "level", 4, 175), ("DAODUC", "level", 4, 35)
    assert tt27.columns(*maths, "HK1") == ("gkl", "gk", "ckl", "ck")
    assert tt27.columns("TOAN", "level", 3, 175, "HK2") == ("gkl", "ckl", "ck")
    assert tt27.columns(*other, "HK2") == ("gkl", "ckl")
    kinds = [tt27.cell_kind(column, "level") for column in ("gkl", "gk", "nhan_ai")]
    assert kinds == ["level", "test", "quality"]


def test_qualities_and_competences_by_grade():
    assert len(tt27.criteria(3)) == 15
    assert len(tt27.criteria(2)) == 13
    assert not {"tin_hoc", "cong_nghe"} & set(tt27.criteria(1))


@pytest.mark.parametrize("cells", [{"level": None}, {"test": None}, {"test": "V"}])
def test_a_missing_level_or_test_leaves_the_year_open(cells):
    result = tt27.evaluate(changed(learner(), "TOAN", **cells))
    assert (result.level_year, result.promotion) == (None, "PENDING")
    assert "Toán" in about(result, "study_year")[0]


def test_a_missing_quality_leaves_the_year_open():
    result = tt27.evaluate(quality(learner(), "nhan_ai", None))
    assert result.level_year is None
    assert about(result, "study_year") == [
        "Chưa đánh giá cuối năm các phẩm chất, năng lực: Nhân ái (Điều 9)"
    ]


def test_an_exempted_subject_counts_nowhere():
    facts = changed(learner(), "GDTC", level="C")
    subjects = tuple(
        replace(subject, exempt=subject.code == "GDTC") for subject in facts.subjects
    )
    result = tt27.evaluate(replace(facts, subjects=subjects))
    assert result.level_year == "HTXS"
    assert result.subjects["GDTC"].final == "M"


def test_grade_5_completes_primary_school_and_goes_to_the_next():
    """DL2-7.5: completion of the class and of the primary programme."""
    result = tt27.evaluate(learner(grade=5))
    assert result.programme_completed is True
    assert about(result, "promotion")[1] == (
        "Được xác nhận hoàn thành chương trình tiểu học (Điều 11.2)"
    )
    assert result.handover.to == "LOWER_SECONDARY"
    assert tt27.evaluate(learner()).programme_completed is None
    weak = tt27.evaluate(changed(learner(grade=5), "TOAN", test="4"))
    assert weak.programme_completed is None


def test_the_next_teacher_is_told_where_help_is_needed():
    facts = quality(changed(learner(), "TOAN", level="C", test="3"), "nhan_ai", "C")
    facts = replace(facts, qualities_again={"nhan_ai": "D"})
    done = tt27.evaluate(replace(facts, head_decision="PROMOTED")).handover
    assert (done.to, done.level, done.class_completed) == ("NEXT_TEACHER", "CHT", False)
    assert (done.subjects, done.criteria) == (("TOAN",), ())


def test_a_quality_can_be_assessed_again():
    facts = quality(learner(), "nhan_ai", "C")
    first = tt27.evaluate(facts)
    assert first.retest_criteria == ("nhan_ai",)
    assert "Nhân ái" in first.next_steps[0].text()
    done = tt27.evaluate(replace(facts, qualities_again={"nhan_ai": "T"}))
    assert (done.level_final, done.promotion) == ("HT", "PROMOTED")
    anew = tt27.Params(again_level="recomputed")
    better = tt27.evaluate(replace(facts, qualities_again={"nhan_ai": "T"}), anew)
    assert (better.level_final, better.award) == ("HTXS", None)


def test_a_re_assessment_without_need_is_named_and_not_used():
    result = tt27.evaluate(again(learner(), "TOAN", "C", "1"))
    assert (result.level_final, result.promotion) == ("HTXS", "PROMOTED")
    assert "không được dùng" in about(result, "subject")[0]


def test_when_the_time_for_re_assessment_is_over_the_head_decides():
    facts = changed(learner(), "TOAN", test="4")
    result = tt27.evaluate(replace(facts, summer_closed=True))
    assert [step.code for step in result.next_steps] == ["tt27.head_decides"]
    assert result.class_completed is False


def test_a_heads_decision_that_is_not_needed_is_named():
    result = tt27.evaluate(learner(head_decision="NOT_PROMOTED"))
    assert result.promotion == "PROMOTED"
    assert any("không cần đến" in text for text in about(result, "promotion"))


def test_a_disabled_learner_by_the_individual_plan():
    facts = changed(learner(disabled=True), "TOAN", level="C", test="1")
    subjects = tuple(
        replace(subject, individual_plan=subject.code == "TOAN")
        for subject in facts.subjects
    )
    facts = replace(facts, subjects=subjects)
    assert tt27.evaluate(facts).level_year == "HTXS"
    counting = tt27.Params(plan_subjects="count")
    assert tt27.evaluate(facts, counting).level_year == "CHT"
    nothing = tt27.evaluate(replace(facts, not_assessed=True))
    assert (nothing.level_year, nothing.promotion) == (None, "PENDING")
    assert [step.code for step in nothing.next_steps] == ["tt27.head_decides"]


def test_absences_do_not_exist_in_primary_school():
    assert "absences" not in tt27.LearnerFacts.__dataclass_fields__


def test_every_parameter_names_its_source():
    assert all("Điều" in source for source in tt27.Params.sources().values())
    assert tt27.Params.uncertain() == {
        "again_level",
        "one_term_subject",
        "plan_subjects",
        "technology_from",
    }
    with pytest.raises(ValueError):
        tt27.Params(again_level="guess")


def test_every_reason_is_said_in_both_languages():
    facts = quality(changed(learner(), "TOAN", level="C", test="3"), "nhan_ai", "C")
    for reason in tt27.evaluate(facts).reasons:
        assert reason.about
        assert "{" not in reason.text("vi") + reason.text("en")
