# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT22/2021: why a result is so and no better, and what else the facts can say.

BT-6.1b, KP-17.1: averages and remark results by term and year, each with its reason.
"""

from dataclasses import replace

import pytest

from hocba.problems import HocbaError
from hocba.rules import tt22_2021 as tt22

REMARKS = ("GDTC", "NGHETHUAT", "GDDP", "HDTN")
NAMES = {"TOAN": "Toán", "VAN": "Ngữ văn", "GDTC": "Giáo dục thể chất"}
CODES = ("TOAN", "VAN", "NN1", "GDCD", "LSDL", "KHTN", "TIN", "CONGNGHE")


def term(mark):
    return tt22.TermCells((mark, mark), mark, mark)


def learner(scores, training=("TOT", "TOT"), failed=(), **more):
    subjects = [
        tt22.SubjectFacts(code, "score", term(mark), term(mark), 2)
        for code, mark in zip(CODES, scores, strict=False)
    ]
    for code in REMARKS:
        mark = "CD" if code in failed else "D"
        subjects.append(tt22.SubjectFacts(code, "remark", term(mark), term(mark), 2))
    levels = dict(zip(("hk1", "hk2"), training, strict=True))
    return tt22.LearnerFacts("hs", tuple(subjects), levels, **more)


def changed(facts, code, **values):
    subjects = tuple(
        replace(subject, **values) if subject.code == code else subject
        for subject in facts.subjects
    )
    return replace(facts, subjects=subjects)


def about(result, topic):
    """Return the texts that answer one question."""
    found = (*result.reasons, *result.next_steps)
    return [reason.text("vi", NAMES) for reason in found if reason.about == topic]


def test_why_kha_and_not_tot():
    """The marks and subjects that decided, with the article."""
    result = tt22.evaluate(learner(["6.2", "7.9", *["8"] * 5, "7"]))
    assert result.study["year"] == "KHA"
    wanted = [
        "Học tập cả năm chưa đạt mức Tốt: có môn dưới 6,5: Toán 6,2 (Điều 9.2a)",
        "Học tập cả năm chưa đạt mức Tốt: chỉ có 5 môn từ 8,0 trở lên, cần ít nhất 6; "
        "gần nhất: Ngữ văn 7,9 (Điều 9.2a)",
    ]
    assert about(result, "study_year") == wanted
    for period, name in (("study_hk1", "học kì I"), ("study_hk2", "học kì II")):
        texts = [text.replace("cả năm", name) for text in wanted]
        assert about(result, period) == texts


def test_why_dat_and_not_kha_by_a_remark_subject():
    result = tt22.evaluate(learner(["7"] * 8, failed=("GDTC",)))
    assert result.study["year"] == "DAT"
    assert about(result, "study_year") == [
        "Học tập cả năm chưa đạt mức Khá: môn nhận xét Chưa đạt: Giáo dục thể chất "
        "(được phép: 0) (Điều 9.2b)"
    ]


def test_why_chua_dat_names_every_condition():
    scores = ["3.4", "4.5", "4.9", *["6"] * 5]
    result = tt22.evaluate(learner(scores, failed=("GDTC", "HDTN")))
    assert result.study["year"] == "CHUA_DAT"
    assert about(result, "study_year") == [
        "Học tập cả năm chưa đạt mức Đạt: môn nhận xét Chưa đạt: Giáo dục thể chất, "
        "HDTN (được phép: 1) (Điều 9.2c)",
        "Học tập cả năm chưa đạt mức Đạt: có môn dưới 3,5: Toán 3,4 (Điều 9.2c)",
        "Học tập cả năm chưa đạt mức Đạt: chỉ có 5 môn từ 5,0 trở lên, cần ít nhất 6; "
        "gần nhất: NN1 4,9 (Điều 9.2c)",
    ]


def test_tot_says_what_it_met():
    result = tt22.evaluate(learner(["8.5"] * 8))
    assert about(result, "study_year") == [
        "Học tập cả năm đạt mức Tốt: các môn nhận xét đều Đạt, các môn khác đều từ 6,5 "
        "trở lên, 8 môn từ 8,0 trở lên (Điều 9.2a)"
    ]


def test_an_adjusted_level_says_both_why_it_rose_and_why_no_further():
    result = tt22.evaluate(learner(["4", *["8.5"] * 7]))
    assert about(result, "study_year") == [
        "Mức học tập cả năm được điều chỉnh từ Đạt lên Khá, do kết quả của duy nhất "
        "môn Toán (Điều 9.3)",
        "Học tập cả năm chưa đạt mức Tốt: có môn dưới 6,5: Toán 4,0 (Điều 9.2a)",
    ]


def test_too_few_subjects_with_marks():
    result = tt22.evaluate(learner(["8.5"] * 5))
    assert "có 5 môn từ 5,0 trở lên trong 5 môn" in about(result, "study_year")[0]


def test_a_level_that_is_not_known_yet_says_what_is_missing():
    facts = learner(["8"] * 8)
    result = tt22.evaluate(changed(facts, "TOAN", hk2=term(None)))
    assert result.study["hk2"] is None
    assert about(result, "study_hk2") == [
        "Chưa xếp mức học tập vì chưa đủ kết quả của các môn: Toán (học kì II) (Điều 9)"
    ]


def test_why_promoted_and_why_not():
    """DL2-7.5: promotion after retest or summer training, and what is still open."""
    good = tt22.evaluate(learner(["7"] * 8, absences=45))
    assert about(good, "promotion") == [
        "Đủ điều kiện lên lớp: rèn luyện Tốt, học tập Khá, nghỉ 45 buổi (không quá 45) "
        "(Điều 12.1)"
    ]
    absent = tt22.evaluate(learner(["7"] * 8, absences=46))
    assert about(absent, "promotion") == [
        "Nghỉ 46 buổi, quá 45 buổi trong năm học (Điều 12.1c)"
    ]
    weak = tt22.evaluate(learner(["3", "3", *["6"] * 6]))
    assert about(weak, "promotion") == [
        "Học tập cả năm Chưa đạt (Điều 12.1b)",
        "Được đăng ký kiểm tra, đánh giá lại các môn: Toán, Ngữ văn (Điều 14)",
    ]
    assert weak.retest_subjects == ("TOAN", "VAN")


@pytest.mark.parametrize(
    ("scores", "training", "texts"),
    [
        (
            ["9"] * 5 + ["8.9"] * 3,
            ("TOT", "TOT"),
            [
                "Đủ điều kiện danh hiệu Học sinh Giỏi (Điều 15.1a)",
                "Chưa đạt danh hiệu Học sinh Xuất sắc: có 5 môn từ 9,0 trở lên, cần ít "
                "nhất 6 (Điều 15.1a)",
            ],
        ),
        (
            ["7"] * 8,
            ("TOT", "KHA"),
            [
                "Không có danh hiệu: học tập cả năm Khá, cần mức Tốt (Điều 15.1a)",
                "Không có danh hiệu: rèn luyện cả năm Khá, cần mức Tốt (Điều 15.1a)",
            ],
        ),
    ],
)
def test_why_no_better_title(scores, training, texts):
    assert about(tt22.evaluate(learner(scores, training)), "award") == texts


def test_too_many_absences_are_said_while_marks_are_still_missing():
    facts = changed(learner(["7"] * 8, absences=46), "TOAN", hk2=term(None))
    result = tt22.evaluate(facts)
    assert result.promotion == "PENDING"
    assert "Nghỉ 46 buổi" in about(result, "promotion")[0]


def test_why_training():
    result = tt22.evaluate(learner(["7"] * 8, ("CHUA_DAT", "TOT")))
    assert about(result, "training") == [
        "Rèn luyện cả năm Khá: học kì I Chưa đạt, học kì II Tốt (Điều 8.2b)"
    ]


def test_every_reason_says_what_it_is_about_in_both_languages():
    facts = learner(["3", *["6"] * 7], failed=("GDTC", "HDTN"), absences=50)
    for reason in tt22.evaluate(facts).reasons:
        assert reason.about
        assert "{" not in reason.text("vi") + reason.text("en")
        assert reason.text("en") != reason.text("vi")


# -- missed tests, cụm chuyên đề -----------------------------------------------------


def test_a_test_missed_for_good_is_zero_and_says_so():
    """Example 11: no make-up is 0; a valid reason keeps the average open (Điều 7.4)."""
    waiting = tt22.TermCells(("8", "9", "7", "8"), "7.5", "V")
    facts = changed(learner(["8"] * 8), "TOAN", hk1=waiting, regular_count=4)
    assert tt22.evaluate(facts).subjects["TOAN"].hk1 is None
    lost = changed(facts, "TOAN", hk1=replace(waiting, missed=("ck",)))
    result = tt22.evaluate(lost)
    assert result.subjects["TOAN"].hk1 == "5.2"
    assert about(result, "subject") == [
        "Môn Toán, học kì I: kiểm tra cuối kì vắng không có lí do chính đáng hoặc "
        "không kiểm tra bù, nhận kết quả 0 (Điều 7.4)"
    ]
    made_up = changed(facts, "TOAN", hk1=replace(waiting, ck="6"))
    assert tt22.evaluate(made_up).subjects["TOAN"].hk1 == "7.2"


def test_a_remark_test_missed_for_good_is_chua_dat():
    lost = tt22.TermCells(("D", "D"), None, "D", missed=("gk",))
    result = tt22.evaluate(changed(learner(["8"] * 8), "GDTC", hk2=lost))
    assert result.subjects["GDTC"].year == "CD"


def test_a_missed_test_that_has_a_mark_is_refused():
    wrong = tt22.TermCells(("8", "8"), "8", "7", missed=("ck",))
    with pytest.raises(HocbaError):
        tt22.evaluate(changed(learner(["8"] * 8), "TOAN", hk1=wrong))


def test_example_14_the_topic_is_one_more_regular_mark_or_one_of_them():
    cells = tt22.TermCells(("7", "8", "8"), "7", "7.5", topic="9", takes_topic=True)
    facts = changed(learner(["8"] * 8), "TOAN", hk2=cells, regular_count=3)
    assert tt22.evaluate(facts).subjects["TOAN"].hk2 == "7.6"
    missing = changed(facts, "TOAN", hk2=replace(cells, topic=None))
    assert tt22.evaluate(missing).subjects["TOAN"].hk2 is None
    within = tt22.Params(special_topics="within")
    assert tt22.evaluate(facts, within).subjects["TOAN"].hk2 is None
    two = changed(facts, "TOAN", hk2=replace(cells, tx=("7", "8")))
    assert tt22.evaluate(two, within).subjects["TOAN"].hk2 == "7.6"


def test_a_topic_that_is_not_taken_is_not_used_and_named():
    cells = tt22.TermCells(("7", "8", "8"), "7", "7.5", topic="9")
    facts = changed(learner(["8"] * 8), "TOAN", hk2=cells, regular_count=3)
    result = tt22.evaluate(facts)
    assert result.subjects["TOAN"].hk2 == "7.4"
    assert "cụm chuyên đề không được dùng" in about(result, "subject")[0]


def test_columns_of_a_gradebook():
    """BT-6.1a: the required number of assessments follows from the periods."""
    physics = ("VATLI", "score", 10, 70)
    plain = ("tx1", "tx2", "tx3", "gk", "ck")
    topics = ("tx1", "tx2", "tx3", "cd", "gk", "ck")
    assert tt22.columns(*physics, "HK1", topics=True) == plain
    assert tt22.columns(*physics, "HK2", topics=True) == topics
    assert tt22.columns(*physics, "HK2") == plain
    each = tt22.Params(topic_term="each")
    assert tt22.columns(*physics, "HK1", each, topics=True) == topics
    assert tt22.columns("GDTC", "remark", 8, 70, "HK1") == ("tx1", "tx2", "gk", "ck")
    assert tt22.learner_columns(topics, takes_topic=False) == plain
    assert tt22.learner_columns(topics, takes_topic=True) == topics
    within = tt22.Params(special_topics="within")
    assert tt22.learner_columns(topics, True, within) == ("tx1", "tx2", *topics[3:])
    assert tt22.cell_kind("gk", "remark") == "remark"


def test_the_number_of_regular_marks_can_differ_by_semester():
    more = tt22.TermCells(("8", "8", "9"), "8", "8", regular_count=3)
    result = tt22.evaluate(changed(learner(["8"] * 8), "TOAN", hk2=more))
    assert (result.subjects["TOAN"].hk1, result.subjects["TOAN"].hk2) == ("8.0", "8.1")


# -- learners with disabilities, the order of the summer, commendations --------------


def test_a_subject_by_the_individual_plan_is_left_out_of_the_level():
    facts = changed(
        learner(["2", *["7"] * 7], disabled=True), "TOAN", individual_plan=True
    )
    result = tt22.evaluate(facts)
    assert (result.study["year"], result.promotion) == ("KHA", "PROMOTED")
    counting = tt22.evaluate(facts, tt22.Params(plan_subjects="count"))
    assert counting.study["year"] == "DAT"  # by Điều 9.3


def test_a_disabled_learner_who_is_not_assessed_waits_for_the_head_only():
    facts = learner([None] * 8, disabled=True, not_assessed=True)
    result = tt22.evaluate(facts)
    assert result.study["year"] is None
    assert [step.code for step in result.next_steps] == ["tt22.head_decides"]
    decided = tt22.evaluate(replace(facts, head_decision="PROMOTED"))
    assert (decided.promotion, decided.next_steps) == ("PROMOTED", ())


def test_the_head_decides_on_a_disabled_learner_who_fails():
    facts = learner(["3"] * 8, disabled=True, head_decision="NOT_PROMOTED")
    result = tt22.evaluate(facts)
    assert result.promotion == "NOT_PROMOTED"
    assert (
        "hiệu trưởng quyết định: Không được lên lớp" in about(result, "promotion")[-1]
    )
    missing = changed(facts, "TOAN", hk2=term(None))
    assert tt22.evaluate(missing).promotion == "PENDING"


def test_the_heads_decision_is_for_learners_with_a_disability():
    result = tt22.evaluate(learner(["3"] * 8, head_decision="PROMOTED"))
    assert result.promotion == "PENDING"
    assert any(
        "chỉ dùng cho học sinh khuyết tật" in t for t in about(result, "promotion")
    )


def test_the_order_of_summer_training_and_retest_is_a_parameter():
    """BT-8.3: what the text leaves open is switched in the record of the regulation."""
    facts = learner(["3", "3", *["6"] * 6], ("DAT", "CHUA_DAT"))
    assert tt22.evaluate(facts).promotion == "NOT_PROMOTED"
    order = tt22.Params(retest_training="after_summer")
    first = tt22.evaluate(facts, order)
    assert [step.code for step in first.next_steps] == ["tt22.summer_training"]
    assert first.retest_subjects == ()
    trained = replace(facts, summer_training="DAT")
    second = tt22.evaluate(trained, order)
    assert [step.code for step in second.next_steps] == ["tt22.retest"]
    assert second.retest_subjects == ("TOAN", "VAN")
    retested = replace(trained, retest={"TOAN": "5", "VAN": "4"})
    assert tt22.evaluate(retested, order).promotion == "PROMOTED"
    failed = replace(facts, summer_training="CHUA_DAT")
    assert tt22.evaluate(failed, order).promotion == "NOT_PROMOTED"


def test_commendations_are_carried_through():
    facts = learner(["7"] * 8, commendations=("Giải Nhì Tin học trẻ cấp tỉnh",))
    assert tt22.evaluate(facts).commendations == ("Giải Nhì Tin học trẻ cấp tỉnh",)


def test_a_higher_mark_can_take_away_the_right_to_a_retest():
    """The one corner where a higher mark is worse (docs/decisions/0009)."""
    scores = ["4.9", "3", "5.5", "5.5", "7", "7", "7", "7"]
    low = tt22.evaluate(learner(scores, retest={"TOAN": "8"}))
    assert (low.study["year_final"], low.promotion) == ("DAT", "PROMOTED")
    high = tt22.evaluate(learner(["5", *scores[1:]], retest={"TOAN": "8"}))
    assert (high.study["year_final"], high.promotion) == ("CHUA_DAT", "PENDING")
    assert "không thuộc diện" in about(high, "subject")[0]
