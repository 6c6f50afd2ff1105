# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hocba.sheets import names


def test_a_class_is_ordered_by_given_name_then_family_name_then_middle_names():
    ordered = [
        "Trần Văn An",
        "Lê Thị Ân",
        "Nguyễn Gia Bảo",
        "Nguyễn Quốc Bảo",
        "Trần Bảo",
        "Đỗ Hải Đăng",
        "Lê Minh Đăng",
        "Hồ Hoa",
        "Hồ Hoà",
        "Ngô Hòa",
        "Hồ Hoả",
        "Hồ Hoã",
        "Hồ Hoá",
        "Hồ Hoạ",
        "Ngô Hoàng",
        "Y Wang",
        "Lý Ý",
    ]
    shuffled = ordered[:]
    random.Random(3).shuffle(shuffled)
    assert sorted(shuffled, key=names.sort_key) == ordered


def test_the_key_is_digits_only_so_that_no_collation_changes_it():
    assert names.sort_key("H'Bia Niê (A)").isdigit()
    assert names.sort_key("") == ""


def test_unicode_form_and_look_alike_letters_do_not_matter():
    name = "Đặng Thuỳ Trâm"
    other = unicodedata.normalize("NFD", name).replace("Đ", "\u00d0")
    assert names.sort_key(other) == names.sort_key(name)
    assert names.clean(f"  {other} ") == name
    assert names.fold(other) == "dang thuy tram"


@given(st.text(max_size=20))
def test_cleaning_twice_changes_nothing(text):
    assert names.clean(names.clean(text)) == names.clean(text)


def finds(typed: str, name: str) -> bool:
    """Return whether a list of names shows ``name`` for what was ``typed``."""
    folded = names.fold(typed) in names.fold(name)
    pattern = names.typed_pattern(typed)
    return folded and bool(
        re.search(pattern, unicodedata.normalize("NFD", name), re.IGNORECASE)
    )


@pytest.mark.parametrize(
    ("typed", "found", "left_out"),
    [
        ("ngoc", ["Lê Bảo Ngọc", "Ngốc", "NGOC"], ["Nguyễn", "Ngo"]),
        ("Ngọc", ["Lê Bảo Ngọc", "LÊ BẢO NGỌC"], ["Ngốc", "Ngoc", "Ngóc"]),
        ("ngo", ["Ngọc", "Ngô", "Ngỗ"], ["Nga"]),
        ("ngô", ["Ngô", "Ngốc", "Ngỗ"], ["Ngọc", "Ngo"]),
        ("do", ["Đỗ Hải", "Dỗ", "Do"], ["Da"]),
        ("đỗ", ["Đỗ Hải"], ["Dỗ", "Độ", "Đo"]),
        ("đo", ["Đỗ Hải", "Độ"], ["Dỗ"]),
        ("hoà", ["Hòa", "Hoà", "Hoàng", "Hoàn"], ["Hoa", "Hoá", "Hóa"]),
        ("hòa", ["Hòa", "Hoà", "Hoàng"], ["Hoa", "Hoá"]),
        ("hò", ["Hòa", "Hoà", "Hò"], ["Ho", "Hóa", "Hoa"]),
        ("thúy", ["Thúy", "Thuý"], ["Thuỷ", "Thùy"]),
        ("blĭ", ["Y Blĭ"], ["Y Bli", "Y Blí"]),
        ("nguyen ngọc", ["Nguyễn Ngọc Ánh"], ["Nguyễn Ngốc Ánh"]),
        ("ư", ["Hưng", "Hứa", "Phượng"], ["Hùng"]),
        ("niê (a)", ["H'Bia Niê (A)"], ["H'Bia Nie (A)", "Niê A"]),
    ],
)
def test_what_is_typed_plainly_finds_all_and_a_diacritic_only_itself(
    typed, found, left_out
):
    """BT-5.1a: a name is found as it is typed, with or without diacritics."""
    for form in ("NFC", "NFD"):
        text = unicodedata.normalize(form, typed)
        assert [name for name in found if not finds(text, name)] == []
        assert [name for name in left_out if finds(text, name)] == []


@given(
    st.text(alphabet="aăâđdeêoôơuưyiàảãáạềểễếệờợữựỹĭŭ ỲĐÁnghc'.-()*+?[", max_size=30)
)
def test_a_name_finds_itself_and_its_part_without_diacritics(name):
    clean = names.clean(name)
    assert finds(clean, clean)
    assert finds(names.fold(clean), clean)
    assert finds(clean[: len(clean) // 2], clean)


def test_classes_stand_in_the_order_of_their_numbers():
    """BT-5.1a: 7A2 stands before 7A10."""
    ordered = [
        "1/2",
        "1/10",
        "6A",
        "6A1",
        "6A 2",
        "6A10",
        "6Ă1",
        "6B",
        "6Đ",
        "6E",
        "07A1",
        "7A2",
        "7A10",
        "10 Toán 1",
        "10 Toán 2",
        "10 Văn",
        "11A1",
        "Chồi 2",
        "Lá 1",
        "Mầm 10",
    ]
    shuffled = ordered[:]
    random.Random(7).shuffle(shuffled)
    assert sorted(shuffled, key=names.number_key) == ordered
    assert all(names.number_key(name).isdigit() for name in ordered)
    assert names.number_key("") == names.number_key("--") == ""


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.sampled_from(["", "A", "/"]))
def test_numbers_of_any_length_are_compared_as_numbers(one, other, before):
    keys = [names.number_key(f"7{before}x{number}") for number in (one, other)]
    assert (keys[0] < keys[1]) == (one < other)
