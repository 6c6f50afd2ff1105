# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What people read and write of a regulation's parameters (BT-8.3)."""

import re
from decimal import Decimal

import pytest

from hocba.problems import HocbaError
from hocba.rules import regulations, tt22_2021, tt27_2020

ALL = [
    pytest.param(module, name, id=f"{key}-{name}")
    for key, module in regulations().items()
    for name in module.Params.known()
]
NAMES = {"TIENGVIET": "Tiếng Việt", "TOAN": "Toán"}
ENGLISH = re.compile(r"\b(the|of|is|as|in|at least|subject|year|levels?|reading)\b")


@pytest.mark.parametrize(("module", "name"), ALL)
def test_title_and_source_are_vietnamese(module, name):
    known = module.Params.known()[name]
    for text in (known.title, known.source, *known.readings.values()):
        assert text and not ENGLISH.search(text), text
    assert len(known.title) <= 70
    assert re.search(r"[^\x00-\x7f]", known.title + known.source)
    assert re.search(r"Điều|TT43|Thông tư", known.source)


@pytest.mark.parametrize(("module", "name"), ALL)
def test_what_is_shown_is_read_again(module, name):
    known = module.Params.known()[name]
    value = getattr(module.DEFAULT, name)
    assert known.read(known.show(value, NAMES), NAMES) == value
    for reading, words in known.readings.items():
        assert known.read(words.upper()) == reading


def test_titles_of_a_regulation_differ():
    for module in regulations().values():
        titles = [known.title for known in module.Params.known().values()]
        assert len(set(titles)) == len(titles)


def test_values_as_vietnamese_write_them():
    known = tt22_2021.Params.known()
    assert known["good_floor"].show(Decimal("6.5")) == "6,5"
    assert known["special_topics"].show("extra") == "thêm một ĐĐGtx"
    assert known["award_after_retest"].show(False) == "không"
    assert known["regular_limits"].show(((35, 2), (70, 3))) == "35: 2; 70: 3"
    middle = tt27_2020.Params.known()["tested_middle"]
    assert middle.show(middle.default, NAMES) == "Tiếng Việt: 4; Toán: 4"


def test_values_as_people_write_them():
    known = tt22_2021.Params.known()
    assert str(known["good_floor"].read(" 7 ")) == "7.0"
    assert known["good_floor"].read("6.5") == known["good_floor"].read("6,5")
    assert known["absence_limit"].read("30") == 30
    assert known["regular_limits"].read("35:2;70 : 4;") == ((35, 2), (70, 4))
    assert known["special_topics"].read("within") == "within"
    assert tt27_2020.Params.known()["tested_middle"].read("toán: 3", NAMES) == (
        ("TOAN", 3),
    )


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("good_mark", "tám"),
        ("good_mark", "85"),
        ("good_mark", "-1"),
        ("good_mark", "6,55"),
        ("good_mark", ""),
        ("absence_limit", "nhiều"),
        ("absence_limit", "45,5"),
        ("absence_limit", "-1"),
        ("weight_end", "0"),
        ("special_topics", "có lẽ"),
        ("award_after_retest", "1"),
        ("regular_limits", "35, 2"),
        ("regular_limits", "70: 3; 35: 2"),
        ("regular_limits", "Toán: 2"),
    ],
)
def test_a_wrong_value_is_refused_by_the_name_of_its_parameter(name, text):
    known = tt22_2021.Params.known()[name]
    with pytest.raises(HocbaError) as refused:
        known.read(text)
    assert known.title in refused.value.text("vi")
    assert "{" not in refused.value.text("vi")


@pytest.mark.parametrize("text", ["Thiên văn: 4", "Toán: 4; toán: 5", "Toán: sáu"])
def test_a_subject_that_nobody_knows_is_no_pair(text):
    with pytest.raises(HocbaError, match="Môn có bài kiểm tra"):
        tt27_2020.Params.known()["tested"].read(text, NAMES)


def test_whoever_writes_json_reads_the_name_that_stands_there():
    with pytest.raises(HocbaError) as refused:
        tt22_2021.Params.from_json('{"good_mark": {"value": 85}}')
    assert "«good_mark»" in refused.value.text("vi")
    with pytest.raises(HocbaError, match='«good_mark» phải có dạng {"value": …}'):
        tt22_2021.Params.from_json('{"good_mark": 8}')
