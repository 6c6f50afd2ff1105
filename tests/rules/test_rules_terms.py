# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Terms that differ: closed ones, those of a former school, exemptions and subjects of
one term alone, and what a pending year says about them."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.problems import HocbaError
from hocba.rules import tt22_2021 as tt22
from hocba.rules import tt27_2020 as tt27
from hocba.rules import tt43_2021 as tt43

SCORES = [str(whole) for whole in range(11)] + [
    f"{whole}.{tenth}" for whole in range(10) for tenth in range(1, 10)
]
EXAMPLES = settings(max_examples=50)
NOT_TAUGHT = tt22.TermCells(taught=False)
score = st.sampled_from(SCORES)
remark = st.sampled_from(["D", "D", "CD"])
law = st.sampled_from([tt22, tt43])


def term(cell, **more):
    return tt22.TermCells((cell, cell), cell, cell, **more)


def subject(code, hk1, hk2, kind="score"):
    return tt22.SubjectFacts(code, kind, hk1, hk2, 2)


def learner(*subjects, **more):
    others = [subject(f"S{n}", term("7"), term("7")) for n in range(7)]
    training = {"hk1": "TOT", "hk2": "TOT"}
    return tt22.LearnerFacts("hs", (*subjects, *others), training, **more)


def of(result, code="X"):
    found = result.subjects[code]
    return found.hk1, found.hk2, found.year


def said(result, code, about):
    return next(
        reason.text("vi", {"X": "Tin học", "R": "Giáo dục địa phương"})
        for reason in (*result.reasons, *result.next_steps)
        if reason.code == code and reason.about == about
    )


@st.composite
def one_term(draw):
    """A subject with lessons in one term, of either kind."""
    kind = draw(st.sampled_from(["score", "remark"]))
    cells = term(draw(score if kind == "score" else remark))
    if draw(st.booleans()):
        return subject("X", cells, NOT_TAUGHT, kind)
    return subject("X", NOT_TAUGHT, cells, kind)


@given(one_term(), law)
@EXAMPLES
def test_the_year_of_a_subject_of_one_term_is_that_terms_result(taught, rules):
    """KP-18.4: nobody is graded on lessons that there were not."""
    result = rules.evaluate(learner(taught))
    hk1, hk2, year = of(result)
    assert year is not None
    assert (hk1, hk2) in ((year, None), (None, year))
    assert set(result.study.values()) & {None} == set()
    assert result.promotion != "PENDING" or result.next_steps


@given(one_term())
@EXAMPLES
def test_a_school_may_leave_the_year_of_such_a_subject_to_a_decision(taught):
    result = tt22.evaluate(learner(taught), tt22.Params(one_term_subject="pending"))
    assert of(result)[2] is None
    assert result.study["hk1"] and result.study["hk2"]
    assert "Tin học (cả năm)" in said(result, "tt22.term_incomplete", "study_year")


@given(one_term())
@EXAMPLES
def test_a_term_without_its_lessons_does_not_wait_for_the_subject(taught):
    """The level of the other term is that of the learner without the subject."""
    name = "hk1" if not taught.hk1.taught else "hk2"
    result = tt22.evaluate(learner(taught))
    assert result.study[name] == tt22.evaluate(learner()).study[name]


@pytest.mark.parametrize(
    ("hk1", "hk2", "year"),
    [
        (term("8"), term("8", exempt=True), "8.0"),
        (term("8", exempt=True), term("6"), "6.0"),
        (term("8", exempt=True), term("8", exempt=True), "M"),
        (term("8", exempt=True), NOT_TAUGHT, "M"),
        (NOT_TAUGHT, tt22.TermCells(exempt=True), "M"),
    ],
)
def test_an_exemption_is_of_its_term(hk1, hk2, year):
    """BT-11.2: what was locked before stands; the year follows the other term."""
    assert of(tt22.evaluate(learner(subject("X", hk1, hk2))))[2] == year


def test_a_year_left_open_by_an_exemption_says_so():
    facts = learner(subject("X", term("8"), term("8", exempt=True)))
    result = tt22.evaluate(facts, tt22.Params(partial_exemption="pending"))
    assert of(result) == ("8.0", "M", None)
    assert "Tin học (cả năm)" in said(result, "tt22.marks_missing", "promotion")


@given(score, score, st.sampled_from(["hk1", "hk2"]), law)
@EXAMPLES
def test_a_recorded_result_stands_whatever_the_cells_say(recorded, cell, name, rules):
    """BT-11.2: the year rests on the results on record, as they were written."""
    kept = replace(term(cell), recorded=recorded)
    terms = {"hk1": term("5"), "hk2": term("5"), name: kept}
    result = rules.evaluate(learner(subject("X", **terms)))
    found = dict(zip(("hk1", "hk2", "year"), of(result), strict=True))
    assert float(found[name]) == float(recorded)
    plain = {**terms, name: tt22.TermCells(recorded=recorded)}
    assert of(rules.evaluate(learner(subject("X", **plain)))) == of(result)
    params = tt22.Params(weight_middle=7, weight_end=1)
    assert (
        of(tt22.evaluate(learner(subject("X", **terms)), params))[
            0 if name == "hk1" else 1
        ]
        == (found[name])
    )


@given(st.sampled_from(tt22.LEVELS), st.sampled_from(["hk1", "hk2"]))
@EXAMPLES
def test_a_recorded_level_of_a_term_stands_and_moves_no_year(recorded, name):
    plain = tt22.evaluate(learner())
    result = tt22.evaluate(learner(study={name: recorded}))
    assert result.study == {**plain.study, name: recorded}
    assert (result.promotion, result.award) == (plain.promotion, plain.award)


def test_a_recorded_level_says_where_it_comes_from():
    result = tt22.evaluate(learner(study={"hk1": "DAT"}))
    assert "học kì I: Đạt" in said(result, "tt22.level_recorded", "study_hk1")


def test_what_is_pending_names_subject_and_term():
    """KP-26.2c: who waits, for which subject of which term."""
    facts = learner(
        subject("X", tt22.TermCells(), term("8")),
        subject("R", tt22.TermCells(), tt22.TermCells(), "remark"),
    )
    result = tt22.evaluate(facts)
    for code, about, wanted in (
        ("tt22.term_incomplete", "study_hk1", "Tin học (học kì I)"),
        ("tt22.term_incomplete", "study_hk2", "Giáo dục địa phương (học kì II)"),
        ("tt22.term_incomplete", "study_year", "Tin học (học kì I)"),
        ("tt22.marks_missing", "promotion", "Giáo dục địa phương (học kì II)"),
        ("tt22.marks_missing", "promotion", "Tin học (học kì I)"),
    ):
        assert wanted in said(result, code, about)
    assert "Tin học" not in said(result, "tt22.term_incomplete", "study_hk2")


def test_a_reason_that_was_stored_before_still_reads():
    stored = tt22.Reason("tt22.marks_missing", "Điều 9", {"subjects": "X"}, "promotion")
    assert "của các môn: Tin học (Điều 9)" in stored.text("vi", {"X": "Tin học"})


@pytest.mark.parametrize("recorded", ["11", "5.55", "Đ", "TOT"])
def test_what_is_no_result_is_not_recorded(recorded):
    for kind in ("score", "remark"):
        facts = learner(
            subject("X", tt22.TermCells(recorded=recorded), term("8"), kind)
        )
        with pytest.raises(HocbaError):
            tt22.evaluate(facts)


def test_a_subject_of_no_term_is_refused():
    with pytest.raises(HocbaError) as caught:
        tt22.evaluate(learner(subject("X", NOT_TAUGHT, NOT_TAUGHT)))
    assert caught.value.problems[0].code == "tt22.never_taught"


def test_the_facts_of_a_file_say_it_too():
    facts = tt22.facts_from_dict(
        {
            "id": 1,
            "study": {"hk1": "KHA"},
            "subjects": [
                {"code": "A", "kind": "score", "hk1": {"recorded": "7,5"}, "hk2": {}},
                {"code": "B", "kind": "remark", "hk1": {"taught": False}, "hk2": {}},
                {"code": "C", "kind": "score", "hk1": {"exempt": True}, "hk2": {}},
            ],
        }
    )
    assert facts.study["hk1"] == "KHA"
    first, second, third = facts.subjects
    assert first.hk1.recorded == "7.5"
    assert (second.hk1.taught, second.hk2.taught) == (False, True)
    assert third.hk1.exempt


# -- primary -------------------------------------------------------------------------


def pupil(*subjects, **more):
    qualities = {code: {"CN": "T"} for code in tt27.criteria(2)}
    return tt27.LearnerFacts("hs", 2, subjects, qualities, **more)


def lesson(code, end="CN", **levels):
    periods = {name: tt27.PeriodCells(level) for name, level in levels.items()}
    return tt27.SubjectFacts(code, periods, end=end)


@pytest.mark.parametrize(("level", "year"), [("T", "HTXS"), ("H", "HT"), ("C", "CHT")])
def test_a_primary_subject_of_term_one_counts_by_its_end(level, year):
    result = tt27.evaluate(
        pupil(lesson("DAODUC", CN="T"), lesson("X", "CK1", CK1=level))
    )
    assert of(result) == (level, None, level)
    assert result.level_year == year


def test_a_school_may_leave_such_a_primary_subject_to_a_decision():
    facts = pupil(lesson("DAODUC", CN="T"), lesson("X", "CK1", CK1="T"))
    result = tt27.evaluate(facts, tt27.Params(one_term_subject="pending"))
    assert result.level_year is None


def test_an_exemption_at_the_end_of_the_primary_year_leaves_term_one():
    result = tt27.evaluate(
        pupil(lesson("DAODUC", CN="T"), lesson("X", CK1="H", CN="M"))
    )
    assert of(result) == ("H", "M", "M")
    assert result.level_year == "HTXS"
