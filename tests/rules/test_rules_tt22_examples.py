# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Worked examples of TT22/2021, checked by hand; each test names its number."""

from dataclasses import replace
from decimal import Decimal

import pytest

from hocba.problems import HocbaError
from hocba.rules import tt22_2021 as tt22

REMARKS = {"GDTC": "D", "NGHETHUAT": "D", "GDDP": "D", "HDTN": "D"}


def results(*scores, **remarks):
    named = {f"S{index}": f"{score:.1f}" for index, score in enumerate(scores)}
    return {**named, **REMARKS, **remarks}


def base_and_adjusted(*scores, params=tt22.DEFAULT, **remarks):
    found = tt22.level(results(*scores, **remarks), params)
    return found.base, found.adjusted


def average(tx, gk, ck, count=None):
    found = tt22.term_average(tx.split(), gk, ck, count or len(tx.split()))
    return None if found is None else str(found)


def test_example_1_a_tie_is_rounded_up():
    assert average("7 7.3 7.5", "8", "7") == "7.4"


def test_example_2_the_year_is_computed_from_the_recorded_averages():
    hk1 = tt22.term_average(("8", "9"), "8", "9", 2)
    hk2 = tt22.term_average(("9", "9"), "9.5", "9", 2)
    assert (hk1, hk2) == (Decimal("8.6"), Decimal("9.1"))
    assert tt22.year_average(hk1, hk2) == Decimal("8.9")


@pytest.mark.parametrize(
    ("hk1", "hk2", "year"),
    [("6.4", "6.5", "6.5"), ("8.0", "7.9", "7.9"), ("4.8", "5.0", "4.9")],
)
def test_example_3_year_averages(hk1, hk2, year):
    assert tt22.year_average(Decimal(hk1), Decimal(hk2)) == Decimal(year)


@pytest.mark.parametrize(
    ("low", "expected"),
    [
        (4.0, ("DAT", "KHA")),
        (3.0, ("CHUA_DAT", "DAT")),
        (6.0, ("KHA", "KHA")),
    ],
)
def test_example_4_one_subject_pulls_the_level_down(low, expected):
    assert base_and_adjusted(*[8.5] * 6, 7.0, low) == expected


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([8.5] * 6 + [4.0, 4.5], ("DAT", "DAT")),
        ([8.5] * 6 + [6.0, 3.0], ("CHUA_DAT", "DAT")),
        ([6.6] * 6 + [5.5, 3.2], ("CHUA_DAT", "DAT")),
        ([6.6] * 6 + [5.5, 4.9], ("DAT", "DAT")),
    ],
)
def test_example_5_two_culprits_or_one_level_are_not_adjusted(scores, expected):
    assert base_and_adjusted(*scores) == expected


@pytest.mark.parametrize(
    ("scores", "remarks", "expected"),
    [
        ([8.5] * 8, {"GDTC": "CD"}, ("DAT", "KHA")),
        ([7.0] * 8, {"GDTC": "CD"}, ("DAT", "DAT")),
        ([8.5] * 8, {"GDTC": "CD", "HDTN": "CD"}, ("CHUA_DAT", "CHUA_DAT")),
        ([8.5] * 7 + [3.0], {"GDTC": "CD"}, ("CHUA_DAT", "CHUA_DAT")),
    ],
)
def test_example_6_a_remark_subject_can_be_the_one_subject(scores, remarks, expected):
    assert base_and_adjusted(*scores, **remarks) == expected


def test_example_7_the_reading_of_the_adjustment_is_a_parameter():
    scores = [8.5] * 5 + [7.0, 7.0, 4.0]
    remove = tt22.Params(adjustment_reading="remove")
    assert base_and_adjusted(*scores) == ("DAT", "KHA")
    assert base_and_adjusted(*scores, params=remove) == ("DAT", "DAT")


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([8.0] * 6 + [6.5, 6.5], "TOT"),
        ([8.0] * 5 + [7.9, 6.5, 6.5], "KHA"),
        ([5.0] * 6 + [3.5, 3.5], "DAT"),
        ([5.0] * 6 + [3.5, 3.4], "CHUA_DAT"),
    ],
)
def test_example_8_the_limits_of_the_levels(scores, expected):
    assert base_and_adjusted(*scores) == (expected, expected)


@pytest.mark.parametrize(
    ("hk1", "hk2", "year"),
    [
        ("KHA", "TOT", "TOT"),
        ("CHUA_DAT", "TOT", "KHA"),
        ("TOT", "DAT", "KHA"),
        ("CHUA_DAT", "KHA", "DAT"),
        ("TOT", "CHUA_DAT", "CHUA_DAT"),
    ],
)
def test_example_9_training_of_the_year(hk1, hk2, year):
    assert tt22.training_year(hk1, hk2) == year


def test_the_whole_table_of_training_of_the_year():
    order = ("TOT", "KHA", "DAT", "CHUA_DAT")
    table = {hk2: [tt22.training_year(hk1, hk2) for hk1 in order] for hk2 in order}
    assert table == {
        "TOT": ["TOT", "TOT", "KHA", "KHA"],
        "KHA": ["KHA", "KHA", "KHA", "DAT"],
        "DAT": ["KHA", "DAT", "DAT", "DAT"],
        "CHUA_DAT": ["CHUA_DAT"] * 4,
    }
    assert tt22.training_year("TOT", None) is None
    with pytest.raises(HocbaError):
        tt22.training_year("GIOI", "TOT")


def term(score):
    """Return a term whose average is exactly ``score``."""
    return tt22.TermCells((score, score), score, score)


def learner(scores, training=("TOT", "TOT"), absences=0, remarks=None, **more):
    subjects = [
        tt22.SubjectFacts(f"S{index}", "score", term(score), term(score), 2)
        for index, score in enumerate(scores)
    ]
    for code, result in {**REMARKS, **(remarks or {})}.items():
        facts = tt22.SubjectFacts(code, "remark", term(result), term(result), 2)
        subjects.append(facts)
    levels = dict(zip(("hk1", "hk2"), training, strict=True))
    return tt22.LearnerFacts("hs", tuple(subjects), levels, absences, **more)


def codes(reasons):
    return [reason.code for reason in reasons]


@pytest.mark.parametrize(
    ("absences", "outcome"), [(45, "PROMOTED"), (46, "NOT_PROMOTED")]
)
def test_example_10_absences(absences, outcome):
    result = tt22.evaluate(learner(["8.5"] * 8, absences=absences))
    assert result.promotion == outcome
    assert result.study["year"] == "TOT"
    assert result.award == "GIOI"
    assert result.next_steps == ()


def test_example_10_the_title_of_one_who_is_not_promoted_is_left_to_the_head():
    result = tt22.evaluate(learner(["8.5"] * 8, absences=46))
    assert "tt22.award_needs_decision" in codes(result.reasons)
    text = " ".join(reason.text() for reason in result.reasons)
    assert "Nghỉ 46 buổi, quá 45 buổi trong năm học (Điều 12.1c)" in text


def test_example_11_a_missing_mark_is_pending_and_zero_only_when_written():
    assert average("8 9 7 8", "7.5", None) is None
    assert average("8 9 7 8", "7.5", "V") is None
    assert average("8 9 7 8", "7.5", "0") == "5.2"


def test_example_12_retest():
    facts = learner(["6"] * 6 + ["4.8", "3.2"], training=("DAT", "DAT"))
    before = tt22.evaluate(facts)
    assert before.study["year"] == "CHUA_DAT"
    assert before.promotion == "PENDING"
    assert [(step.code, step.params) for step in before.next_steps] == [
        ("tt22.retest", {"subjects": "S6, S7"})
    ]
    after = tt22.evaluate(replace(facts, retest={"S7": "5"}))
    assert after.study["year"] == "CHUA_DAT"
    assert after.study["year_final"] == "DAT"
    assert after.subjects["S7"] == tt22.SubjectResult("3.2", "3.2", "3.2", "5.0", "5.0")
    assert after.promotion == "PROMOTED"
    assert after.award is None


def test_example_12_no_right_to_a_retest_when_training_failed_too():
    facts = learner(
        ["6"] * 6 + ["4.8", "3.2"],
        training=("DAT", "CHUA_DAT"),
        retest={"S7": "9"},
    )
    result = tt22.evaluate(facts)
    assert result.study["year_final"] == "CHUA_DAT"
    assert result.subjects["S7"].final == "3.2"
    assert result.promotion == "NOT_PROMOTED"
    assert "tt22.retest_without_right" in codes(result.reasons)
    assert "tt22.both_failed" in codes(result.reasons)


def test_example_13_remark_subjects():
    assert tt22.term_remark(("D", "CD"), "D", "D", 2) == "CD"
    assert tt22.term_remark(("D", "D"), "D", "D", 2) == "D"
    assert tt22.term_remark(("D", None), "D", "D", 2) is None
    assert tt22.year_remark("CD", "D") == "D"
    subject = tt22.SubjectFacts("GDTC", "remark", term("CD"), term("D"), 2)
    facts = learner(["7"] * 8)
    facts = replace(facts, subjects=(*facts.subjects[:8], subject))
    assert tt22.evaluate(facts).subjects["GDTC"].year == "D"


@pytest.mark.parametrize(
    ("periods", "kind", "count"),
    [
        (35, "score", 2),
        (36, "score", 3),
        (52, "score", 3),
        (70, "score", 3),
        (71, "score", 4),
        (105, "score", 4),
        (140, "score", 4),
        (105, "remark", 2),
        (35, "remark", 2),
    ],
)
def test_example_14_number_of_regular_assessments(periods, kind, count):
    assert tt22.regular_count(periods, kind) == count


def test_example_14_special_topics():
    assert average("7 8 8", "7", "7.5") == "7.4"
    assert average("7 8 8 9", "7", "7.5") == "7.6"
    with pytest.raises(HocbaError):
        tt22.regular_count(0)


@pytest.mark.parametrize(
    ("scores", "title"),
    [
        (["9"] * 6 + ["8.5", "8.5"], "XUAT_SAC"),
        (["9"] * 5 + ["8.9", "8.5", "8.5"], "GIOI"),
        (["9"] * 7 + ["4"], None),
    ],
)
def test_example_15_titles(scores, title):
    result = tt22.evaluate(learner(scores))
    assert result.award == title
    if title is None:
        assert result.study["year"] == "KHA"


def test_no_title_without_training_of_the_year_tot():
    assert tt22.evaluate(learner(["9"] * 8, training=("TOT", "KHA"))).award is None


def test_an_adjusted_level_says_why():
    result = tt22.evaluate(learner(["8.5"] * 7 + ["4"]))
    texts = [reason.text() for reason in result.reasons]
    assert (
        "Mức học tập cả năm được điều chỉnh từ Đạt lên Khá, do kết quả của duy nhất "
        "môn S7 (Điều 9.3)"
    ) in texts


def test_summer_training_replaces_a_failed_training_of_the_year():
    facts = learner(["7"] * 8, training=("TOT", "CHUA_DAT"))
    waiting = tt22.evaluate(facts)
    assert waiting.promotion == "PENDING"
    assert codes(waiting.next_steps) == ["tt22.summer_training"]
    done = tt22.evaluate(replace(facts, summer_training="DAT"))
    assert done.promotion == "PROMOTED"
    assert (done.training_year, done.training_year_final) == ("CHUA_DAT", "DAT")
    failed = tt22.evaluate(replace(facts, summer_training="CHUA_DAT"))
    assert failed.promotion == "NOT_PROMOTED"
    over = tt22.evaluate(replace(facts, summer_closed=True))
    assert over.promotion == "NOT_PROMOTED"


def test_summer_training_changes_nothing_where_none_was_due():
    result = tt22.evaluate(
        learner(["7"] * 8, training=("KHA", "KHA"), summer_training="TOT")
    )
    assert result.training_year_final == "KHA"
    assert "tt22.summer_training_unused" in codes(result.reasons)


def test_a_failed_retest_leaves_only_what_can_still_help():
    facts = learner(["6"] * 5 + ["4.5", "3.2", "3.4"], training=("DAT", "DAT"))
    half = tt22.evaluate(replace(facts, retest={"S6": "6"}))
    assert half.promotion == "PENDING"
    assert half.next_steps[0].params == {"subjects": "S5, S7"}
    lost = tt22.evaluate(replace(facts, retest={"S6": "6", "S7": "2"}))
    assert lost.promotion == "NOT_PROMOTED"
    absent = tt22.evaluate(replace(facts, retest={"S6": "V"}, summer_closed=True))
    assert absent.promotion == "NOT_PROMOTED"


def test_a_remark_subject_can_be_retested():
    facts = learner(
        ["6"] * 8, remarks={"GDTC": "CD", "HDTN": "CD"}, retest={"GDTC": "D"}
    )
    result = tt22.evaluate(facts)
    assert result.study["year_final"] == "DAT"
    assert result.promotion == "PROMOTED"


def test_an_exempted_subject_counts_nowhere_and_is_shown_as_exempt():
    facts = learner(["8.5"] * 8)
    exempt = tt22.SubjectFacts(
        "GDTC", "remark", tt22.TermCells(), tt22.TermCells(), 2, exempt=True
    )
    others = [subject for subject in facts.subjects if subject.code != "GDTC"]
    result = tt22.evaluate(replace(facts, subjects=(*others, exempt)))
    assert result.subjects["GDTC"] == tt22.SubjectResult("M", "M", "M", None, "M")
    assert (result.study["year"], result.promotion) == ("TOT", "PROMOTED")


def test_an_exempted_subject_is_one_less_for_the_count_of_six():
    facts = learner(["8.5"] * 6)
    first = replace(facts.subjects[0], exempt=True)
    result = tt22.evaluate(replace(facts, subjects=(first, *facts.subjects[1:])))
    assert result.study["year"] == "CHUA_DAT"


def test_one_who_is_exempted_from_everything_has_no_level():
    facts = learner(["8.5"] * 8)
    nothing = tuple(replace(subject, exempt=True) for subject in facts.subjects)
    result = tt22.evaluate(replace(facts, subjects=nothing))
    assert result.study["year"] is None
    assert result.promotion == "PENDING"


def test_exempted_for_one_semester():
    empty = tt22.TermCells(("M", "M"), "M", "M")
    subject = tt22.SubjectFacts("GDTC", "remark", term("D"), empty, 2)
    facts = learner(["8.5"] * 8)
    facts = replace(facts, subjects=(*facts.subjects[:8], subject))
    result = tt22.evaluate(facts)
    assert result.subjects["GDTC"].hk2 == "M"
    assert result.subjects["GDTC"].year == "D"
    pending = tt22.evaluate(facts, tt22.Params(partial_exemption="pending"))
    assert pending.subjects["GDTC"].year is None
    assert pending.promotion == "PENDING"


def test_an_optional_subject_that_does_not_count_changes_no_level():
    facts = learner(["8.5"] * 8)
    extra = tt22.SubjectFacts("NN2", "score", term("2"), term("2"), 2, counts=False)
    result = tt22.evaluate(replace(facts, subjects=(*facts.subjects, extra)))
    assert result.subjects["NN2"].year == "2.0"
    assert (result.study["year"], result.promotion) == ("TOT", "PROMOTED")


def test_of_a_learner_with_a_disability_the_head_decides():
    facts = learner(["3"] * 8, disabled=True)
    result = tt22.evaluate(facts)
    assert result.promotion == "PENDING"
    assert codes(result.next_steps) == ["tt22.head_decides"]


def test_missing_marks_and_training_are_named():
    facts = learner(["8.5"] * 8, training=("TOT", None))
    hole = replace(facts.subjects[0], hk2=tt22.TermCells(("8", None), "8", "8"))
    result = tt22.evaluate(replace(facts, subjects=(hole, *facts.subjects[1:])))
    assert result.promotion == "PENDING"
    assert result.study == {
        "hk1": "TOT",
        "hk2": None,
        "year": None,
        "year_final": None,
    }
    assert [step.text() for step in result.next_steps] == [
        "Chưa đủ điểm cả năm của các môn: S0 (học kì II) (Điều 9)",
        "Chưa có kết quả rèn luyện cả năm (Điều 8.2b)",
    ]


def test_one_regular_mark_too_many_gives_no_average_but_a_reason():
    facts = learner(["8.5"] * 8)
    many = replace(facts.subjects[0], hk1=tt22.TermCells(("8", "8", "8"), "8", "8"))
    result = tt22.evaluate(replace(facts, subjects=(many, *facts.subjects[1:])))
    assert result.subjects["S0"].hk1 is None
    assert "tt22.too_many_regular" in codes(result.reasons)


@pytest.mark.parametrize("cell", ["8,5", "D", "11", "8.55"])
def test_a_cell_that_is_not_canonical_is_refused(cell):
    facts = learner(["8.5"] * 7 + [cell])
    with pytest.raises(HocbaError):
        tt22.evaluate(facts)


def test_the_same_subject_twice_is_refused():
    facts = learner(["8.5"] * 8)
    with pytest.raises(HocbaError):
        tt22.evaluate(replace(facts, subjects=facts.subjects * 2))


def test_every_parameter_names_its_source():
    sources = tt22.Params.sources()
    assert sources and all("Điều" in text for text in sources.values())
    with pytest.raises(ValueError):
        tt22.Params(adjustment_reading="guess")


def test_a_title_after_a_retest_is_a_parameter():
    facts = learner(["9"] * 6 + ["3", "3.4"], retest={"S6": "9", "S7": "9"})
    assert tt22.evaluate(facts).award is None
    late = tt22.Params(award_after_retest=True)
    assert tt22.evaluate(facts, late).award == "XUAT_SAC"
