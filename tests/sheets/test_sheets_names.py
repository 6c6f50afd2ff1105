# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import random
import unicodedata

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
