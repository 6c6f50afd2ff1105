# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import pytest

from hocba.problems import HocbaError, Problem, Where, errors, fail, register

register(
    {
        "test.big": {"vi": "số {value} quá lớn", "en": "{value} is too large"},
        "test.odd": {"vi": "số lẻ", "en": "odd number", "level": "warning"},
    }
)


def test_text_names_the_place_in_vietnamese_and_english():
    problem = Problem(
        "test.big",
        {"value": 11},
        Where("diem.xlsx", "Toán", 9, "F «ĐĐGck»", "Trần Thị Ánh"),
    )
    assert problem.text() == (
        "Tệp diem.xlsx, trang tính «Toán», hàng 9, cột F «ĐĐGck», "
        "học sinh Trần Thị Ánh: số 11 quá lớn"
    )
    assert problem.text("en").endswith("learner Trần Thị Ánh: 11 is too large")
    assert problem.to_dict()["where"]["row"] == 9


def test_error_lists_every_problem_a_line():
    error = HocbaError([Problem("test.big", {"value": 1}), Problem("test.odd")])
    assert str(error) == "Số 1 quá lớn\nSố lẻ"
    assert [p.code for p in errors(error.problems)] == ["test.big"]


def test_user_text_with_braces_is_not_a_template():
    assert fail("test.big", value="{x}").text("en") == "{x} is too large"


def test_a_missing_value_or_unknown_code_never_hides_the_message():
    assert Problem("test.big").text() == "Số {value} quá lớn"
    assert Problem("test.unknown", {"a": 1}).text() == "Test.unknown (a=1)"


@pytest.mark.parametrize(
    "entry",
    [
        {"vi": "một"},
        {"vi": "{a}", "en": "{b}"},
        {"vi": "a", "en": "a", "level": "fatal"},
    ],
)
def test_an_incomplete_entry_is_refused(entry):
    with pytest.raises(ValueError):
        register({"test.bad": entry})


def test_registering_again_with_other_words_is_refused():
    register({"test.odd": {"vi": "số lẻ", "en": "odd number", "level": "warning"}})
    with pytest.raises(ValueError):
        register({"test.odd": {"vi": "khác", "en": "other"}})
