# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever a line holds: a result, or an error that says what is wrong; and TT27."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.rules import regulations, tt27_2020
from hocba.rules.lines import evaluate_lines

RANK = {code: rank for rank, code in enumerate(tt27_2020.LEVELS)}
KEYS = (
    "id subjects training absences retest summer_training grade qualities code kind "
    "hk1 hk2 tx gk ck cd missed exempt regular periods level test CN GK1 again TOAN "
    "TIENGVIET yeu_nuoc disabled head_decision commendations"
).split()
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 12),
    st.floats(),
    st.sampled_from(["8", "8.5", "D", "CD", "T", "H", "score", "remark", "TOT", "V"]),
    st.text(max_size=3),
)
values = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=25,
)


@pytest.mark.parametrize("name", sorted(regulations()))
@given(line=values | st.dictionaries(st.sampled_from(KEYS), values, min_size=3))
@settings(max_examples=300)
def test_any_line_gives_a_result_or_an_error_in_words(name, line):
    text = json.dumps(line).encode()
    [(out, sound)] = list(evaluate_lines(regulations()[name], [text]))
    found = json.loads(out)
    assert sound == (not found.get("errors"))
    assert sound or all(error["vi"] for error in found["errors"])


@pytest.mark.parametrize("name", sorted(regulations()))
@given(line=st.binary(max_size=40))
@settings(max_examples=100)
def test_any_bytes_give_one_answer_a_line(name, line):
    answers = list(evaluate_lines(regulations()[name], [line]))
    assert len(answers) == bool(line.strip())


levels = st.sampled_from(["T", "T", "T", "H", "C"])
tests = st.integers(0, 10).map(str)
qualities = st.sampled_from(["T", "T", "T", "D", "C"])


@st.composite
def learners(draw):
    grade = draw(st.integers(1, 5))
    subjects = []
    for code in ("TIENGVIET", "TOAN", "NN1", "KHOAHOC", "DAODUC"):
        tested = tt27_2020.has_test(code, grade, "CN")
        end = tt27_2020.PeriodCells(draw(levels), draw(tests) if tested else None)
        again = None
        if draw(st.booleans()):
            again = tt27_2020.PeriodCells(draw(levels), draw(tests))
        subjects.append(tt27_2020.SubjectFacts(code, {"CN": end}, again=again))
    codes = tt27_2020.criteria(grade)[:4]
    return tt27_2020.LearnerFacts(
        "hs",
        grade,
        tuple(subjects),
        {code: {"CN": draw(qualities)} for code in codes},
        draw(st.dictionaries(st.sampled_from(codes), qualities)),
        draw(st.sampled_from([None, None, "PROMOTED", "NOT_PROMOTED"])),
        summer_closed=draw(st.booleans()),
    )


@given(learners(), st.data())
def test_a_higher_level_or_mark_never_lowers_year_completion_or_promotion(facts, data):
    """Also with re-assessments and the head's decision as they are."""
    place = data.draw(st.integers(0, len(facts.subjects) - 1))
    subject = facts.subjects[place]
    end = subject.periods["CN"]
    better = replace(
        end,
        level=data.draw(st.sampled_from("THC"[: "THC".index(end.level) + 1])),
        test=end.test and str(data.draw(st.integers(int(end.test), 10))),
    )
    subjects = list(facts.subjects)
    subjects[place] = replace(subject, periods={"CN": better})
    before = tt27_2020.evaluate(facts)
    after = tt27_2020.evaluate(replace(facts, subjects=tuple(subjects)))
    assert RANK[after.level_year] >= RANK[before.level_year]
    assert RANK[after.level_final] >= RANK[before.level_final]
    assert before.class_completed is not True or after.class_completed is True
    assert before.promotion != "PROMOTED" or after.promotion == "PROMOTED"


@given(learners())
def test_a_re_assessment_leads_to_completion_and_never_to_a_title(facts):
    result = tt27_2020.evaluate(facts)
    if result.level_final != result.level_year:
        assert (result.level_year, result.level_final) == ("CHT", "HT")
        assert (result.class_completed, result.promotion) == (True, "PROMOTED")
        assert (result.award, result.award_candidates) == (None, ())
    if facts.grade == 5:
        assert result.programme_completed == result.class_completed
    weak = set(result.handover.subjects) | set(result.handover.criteria)
    assert bool(weak) == (result.level_final == "CHT")


@given(learners())
def test_one_who_has_not_completed_waits_for_help_or_for_the_head(facts):
    result = tt27_2020.evaluate(facts)
    if result.level_final != "CHT":
        assert (result.promotion, result.next_steps) == ("PROMOTED", ())
    elif facts.head_decision:
        assert (result.promotion, result.next_steps) == (facts.head_decision, ())
    else:
        assert result.promotion == "PENDING"
        assert result.next_steps
