# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""TT43/2021: continuing education has the skeleton of TT22 and numbers of its own."""

import json
from dataclasses import fields

import pytest

from hocba.problems import HocbaError
from hocba.rules import regulations, tt22_2021, tt43_2021

CODES = ("VAN", "TOAN", "LICHSU", "DIALI", "GDKTPL", "VATLI", "HOAHOC")


def term(mark):
    return tt43_2021.TermCells((mark, mark, mark), mark, mark)


def learner(marks, **more):
    subjects = tuple(
        tt43_2021.SubjectFacts(code, "score", term(mark), term(mark), 3)
        for code, mark in zip(CODES, marks, strict=False)
    )
    levels = {"hk1": "TOT", "hk2": "TOT"}
    return tt43_2021.LearnerFacts("hv", subjects, levels, **more)


def texts(result):
    return [reason.text() for reason in (*result.reasons, *result.next_steps)]


@pytest.mark.parametrize(
    ("marks", "level", "award"),
    [
        (["9"] * 5 + ["6.5"] * 2, "TOT", "XUAT_SAC"),
        (["8"] * 5 + ["6.5"] * 2, "TOT", "GIOI"),
        (["8"] * 4 + ["7.9", "6.5", "6.5"], "KHA", None),
        (["6.5"] * 5 + ["5", "5"], "KHA", None),
        (["5"] * 5 + ["3.5", "3.5"], "DAT", None),
        (["5"] * 5 + ["3.5", "3.4"], "CHUA_DAT", None),
        (["8.5"] * 6 + ["4"], "KHA", None),
    ],
)
def test_seven_subjects_of_which_five_count(marks, level, award):
    """The marks of TT22 with its own count; the last one is raised by one level."""
    result = tt43_2021.evaluate(learner(marks))
    assert (result.study["year"], result.award) == (level, award)


def test_the_count_of_tt22_would_have_been_wrong_here():
    facts = learner(["8"] * 5 + ["6.5"] * 2)
    assert tt22_2021.evaluate(facts).study["year"] == "KHA"
    assert tt43_2021.evaluate(facts).study["year"] == "TOT"


def test_five_compulsory_subjects_of_lower_secondary():
    facts = learner(["8"] * 4 + ["6.5"])
    assert tt43_2021.evaluate(facts).study["year"] == "KHA"
    four = tt43_2021.Params(min_subjects=4, award_subjects=4)
    lower = tt43_2021.evaluate(facts, four)
    assert lower.study["year"] == "TOT"


def test_no_number_comes_silently_from_tt22():
    """Each parameter is named again; what the text would have to confirm is marked."""
    own = set(vars(tt43_2021.Params)["__annotations__"])
    assert own == {field.name for field in fields(tt22_2021.Params)}
    assert all(text.startswith("TT43") for text in tt43_2021.Params.sources().values())
    assert {"min_subjects", "award_subjects"} <= tt43_2021.Params.uncertain()
    assert tt43_2021.DEFAULT.min_subjects != tt22_2021.DEFAULT.min_subjects


def test_texts_speak_of_the_centre_and_name_the_source():
    absent = tt43_2021.evaluate(learner(["9"] * 7, absences=46))
    assert (
        "Đủ điều kiện danh hiệu Học viên Xuất sắc nhưng không được lên lớp: giám đốc "
        "quyết định (TT43/2021, tương ứng TT22/2021 Điều 15.1a)"
    ) in texts(absent)
    disabled = tt43_2021.evaluate(learner(["3"] * 7, disabled=True))
    said = " ".join(texts(disabled))
    assert "giám đốc quyết định việc lên lớp" in said
    assert "iệu trưởng" not in said and "ọc sinh" not in said


def test_retest_and_promotion_are_those_of_the_skeleton():
    facts = learner(["6"] * 4 + ["4.8", "3.2", "6"])
    first = tt43_2021.evaluate(facts)
    assert first.promotion == "PENDING"
    assert first.retest_subjects == ("GDKTPL", "VATLI")
    done = tt43_2021.evaluate(
        learner(["6"] * 4 + ["4.8", "3.2", "6"], retest={"VATLI": "5"})
    )
    assert done.promotion == "PROMOTED"


def test_every_regulation_offers_the_same_names():
    names = (
        "REGULATION Params DEFAULT FACT_KEYS LearnerFacts Reason SubjectFacts "
        "cell_kind columns evaluate facts_from_dict learner_columns"
    )
    found = regulations()
    assert set(found) == {"tt22-2021", "tt27-2020", "tt43-2021"}
    for module in found.values():
        assert all(hasattr(module, name) for name in names.split())
        record = json.dumps(module.DEFAULT.entries())
        assert module.Params.from_json(record) == module.DEFAULT


@pytest.mark.parametrize(
    "record",
    [
        "{",
        "[]",
        '{"no_such": {"value": 1}}',
        '{"min_subjects": 5}',
        '{"min_subjects": {"value": "5"}}',
        '{"min_subjects": {"value": true}}',
        '{"good_mark": {"value": "NaN"}}',
        '{"good_mark": {"value": "eight"}}',
        '{"good_mark": {"value": []}}',
        '{"regular_limits": {"value": [[35]]}}',
        '{"regular_limits": {"value": "none"}}',
        '{"adjustment_reading": {"value": "guess"}}',
    ],
)
def test_parameters_that_the_law_cannot_use_are_refused(record):
    with pytest.raises(HocbaError) as caught:
        tt22_2021.Params.from_json(record)
    assert caught.value.problems[0].code.startswith("param.")
