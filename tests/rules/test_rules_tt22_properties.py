# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What must hold for every learner, whatever the marks (TT22/2021)."""

from dataclasses import replace
from decimal import Decimal, localcontext

from hypothesis import given, settings
from hypothesis import strategies as st

from hocba.rules import tt22_2021 as tt22

SCORES = [str(whole) for whole in range(11)] + [
    f"{whole}.{tenth}" for whole in range(10) for tenth in range(1, 10)
]
RANK = {code: rank for rank, code in enumerate(tt22.LEVELS)}
EXAMPLES = settings(max_examples=50)

# marks near the limits of the law, where mistakes live, and any other mark
limits = ["3.4", "3.5", "4.9", "5", "6.4", "6.5", "7.9", "8", "8.9", "9"]
score = st.one_of(st.sampled_from(limits), st.sampled_from(SCORES))
remark = st.sampled_from(["D", "D", "D", "D", "CD"])
levels = st.sampled_from(tt22.LEVELS)


def term(cell, count):
    cells = st.tuples(*[cell] * count)
    return st.builds(tt22.TermCells, cells, cell, cell)


@st.composite
def subject(draw, code, kind, cell):
    count = draw(st.integers(2, 4)) if kind == "score" else 2
    same = draw(st.booleans())
    if same:
        fixed = st.just(draw(cell))
        hk1, hk2 = draw(term(fixed, count)), draw(term(fixed, count))
    else:
        hk1, hk2 = draw(term(cell, count)), draw(term(cell, count))
    return tt22.SubjectFacts(code, kind, hk1, hk2, count)


@st.composite
def learners(draw):
    subjects = [draw(subject(f"S{n}", "score", score)) for n in range(8)]
    subjects += [draw(subject(f"R{n}", "remark", remark)) for n in range(4)]
    exempted = draw(st.integers(-1, len(subjects) - 1))
    if exempted >= 0:
        subjects[exempted] = replace(subjects[exempted], exempt=True)
    retest = draw(
        st.dictionaries(
            st.sampled_from([item.code for item in subjects if item.kind == "score"]),
            score,
            max_size=3,
        )
    )
    return tt22.LearnerFacts(
        "hs",
        tuple(subjects),
        {"hk1": draw(levels), "hk2": draw(levels)},
        draw(st.sampled_from([0, 1, 44, 45, 46, 200])),
        retest,
        draw(st.one_of(st.none(), levels)),
    )


@given(learners())
@EXAMPLES
def test_evaluating_twice_gives_the_same(facts):
    assert tt22.evaluate(facts) == tt22.evaluate(facts)


@given(learners(), st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_subjects_is_irrelevant(facts, random):
    shuffled = list(facts.subjects)
    random.shuffle(shuffled)
    one = tt22.evaluate(facts)
    other = tt22.evaluate(replace(facts, subjects=tuple(shuffled)))
    assert one.subjects == other.subjects
    assert (one.study, one.promotion, one.award) == (
        other.study,
        other.promotion,
        other.award,
    )


@given(learners(), st.data())
@EXAMPLES
def test_raising_one_mark_never_lowers_a_level(facts, data):
    plain = replace(facts, retest={})
    index = data.draw(st.integers(0, 7))
    name = data.draw(st.sampled_from(["hk1", "hk2"]))
    subject = plain.subjects[index]
    cells = getattr(subject, name)
    column = data.draw(st.integers(0, len(cells.tx) + 1))
    old = [*cells.tx, cells.gk, cells.ck]
    better = [cell for cell in SCORES if Decimal(cell) >= Decimal(old[column])]
    old[column] = data.draw(st.sampled_from(better))
    raised = tt22.TermCells(tuple(old[:-2]), old[-2], old[-1])
    subjects = list(plain.subjects)
    subjects[index] = replace(subject, **{name: raised})
    before = tt22.evaluate(plain).study
    after = tt22.evaluate(replace(plain, subjects=tuple(subjects))).study
    for period, level in before.items():
        assert RANK[after[period]] >= RANK[level]


@given(learners(), st.sampled_from(["replace", "remove"]))
@EXAMPLES
def test_the_adjustment_never_gives_tot_and_raises_one_level_at_most(facts, reading):
    params = tt22.Params(adjustment_reading=reading)
    result = tt22.evaluate(facts)
    year = {code: subject.year for code, subject in result.subjects.items()}
    level = tt22.level(year, params)
    assert RANK[level.adjusted] - RANK[level.base] in (0, 1)
    if level.base != level.adjusted:
        assert level.adjusted != "TOT"
        assert level.subject in year


@given(learners(), st.data())
@EXAMPLES
def test_a_missing_cell_never_gives_a_partial_average(facts, data):
    index = data.draw(st.integers(0, len(facts.subjects) - 1))
    subject = replace(facts.subjects[index], exempt=False)
    cells = [*subject.hk2.tx, subject.hk2.gk, subject.hk2.ck]
    cells[data.draw(st.integers(0, len(cells) - 1))] = data.draw(
        st.sampled_from([None, "", "V"])
    )
    hole = tt22.TermCells(tuple(cells[:-2]), cells[-2], cells[-1])
    subjects = list(facts.subjects)
    subjects[index] = replace(subject, hk2=hole)
    result = tt22.evaluate(replace(facts, subjects=tuple(subjects)))
    found = result.subjects[subject.code]
    assert (found.hk2, found.year) == (None, None)
    assert result.study["hk2"] is None
    assert result.study["year"] is None
    assert result.promotion == "PENDING"
    assert result.award is None


@given(learners())
@EXAMPLES
def test_a_retest_counts_only_where_there_is_a_right_to_it(facts):
    result = tt22.evaluate(facts)
    right = result.study["year"] == "CHUA_DAT" and result.training_year != "CHUA_DAT"
    for code, subject in result.subjects.items():
        if subject.retest is None:
            assert subject.final == subject.year
            continue
        assert right and code in facts.retest
        assert Decimal(subject.year) < 5
        assert subject.final == subject.retest


@given(learners())
@EXAMPLES
def test_the_forty_sixth_absence_is_never_repaired(facts):
    inside = tt22.evaluate(replace(facts, absences=45))
    outside = tt22.evaluate(replace(facts, absences=46))
    assert outside.promotion == "NOT_PROMOTED"
    assert outside.next_steps == ()
    assert (inside.study, inside.award) == (outside.study, outside.award)
    if inside.promotion == "PROMOTED":
        assert inside.study["year_final"] != "CHUA_DAT"
        assert inside.training_year_final != "CHUA_DAT"


@given(learners())
@EXAMPLES
def test_a_title_needs_study_and_training_tot(facts):
    result = tt22.evaluate(facts)
    if result.award:
        assert (result.study["year"], result.training_year) == ("TOT", "TOT")


@given(learners())
@EXAMPLES
def test_the_decimal_context_of_the_caller_changes_nothing(facts):
    with localcontext() as context:
        context.prec = 2
        inside = tt22.evaluate(facts)
    assert inside == tt22.evaluate(facts)
