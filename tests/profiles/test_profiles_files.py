# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Profiles as files: what comes with the library, what is read, what is refused."""

import unicodedata
from dataclasses import replace
from decimal import Decimal

import pytest

from hocba import profiles
from hocba.problems import HocbaError, Where

HEAD = """[profile]
code = huyen-mau
name = Tỉnh Mẫu
version = 3
documents =
    Quy chế A
    Quyết định B
"""
WITNESS = "\n[correction_witnesses]\nvalue = board\narticle = Quy chế A, Điều 9\n"


def refused(text, name="mau.ini"):
    """The problems of a text, by line, with its Vietnamese words."""
    with pytest.raises(HocbaError) as found:
        profiles.parse(text, name)
    return [
        (problem.code, problem.where.row, problem.text("vi"))
        for problem in found.value.problems
    ]


def test_what_comes_with_the_library():
    """BT-3: six regulations and the national default, each value with its article."""
    found = profiles.packaged()
    assert list(found) == [
        "quoc-gia",
        "ben-tre",
        "binh-phuoc",
        "dak-lak",
        "thcs-khanh-phu",
        "tp-ho-chi-minh",
    ]
    for profile in found.values():
        assert profile.documents
        assert all(entry.article for entry in profile.values.values())
    assert set(profiles.national().values) == set(profiles.PARAMETERS)
    assert len(found["dak-lak"].documents) == 2


def test_what_sources_say_differently():
    """KP-25.1, KP-17.2, DL2-11.4: the values that regulations state against the
    national default; what they do not state keeps it."""
    national = profiles.national()
    found = {
        code: {
            change.name: change.new
            for change in profiles.differences(national, profile, national)
        }
        for code, profile in profiles.packaged().items()
    }
    assert found == {
        "quoc-gia": {},
        "ben-tre": {},
        "binh-phuoc": {},
        "dak-lak": {"correction_witnesses": "board"},
        "thcs-khanh-phu": {"homeroom_enters": True},
        "tp-ho-chi-minh": {
            "finalise_date": "30/05",
            "finalise_by_grade": "5: 20/05; 9: 20/05",
            "final_date": "15/08",
        },
    }


def test_a_file_as_people_write_it():
    """A mark of the byte order, other line ends, decomposed letters, spaces, a comma
    or a point, an article on two lines."""
    text = HEAD + (
        "# một ghi chú\n\n[seal_mm]\nvalue=36.5\narticle = Nghị định 30,\n   Điều 1\n"
        "[seal_overlap]\nvalue = 0,3\narticle = Điều 2\n"
        "[finalise_by_grade]\nvalue = 9:1/6;5 : 20/5\narticle = Điều 3\n"
        "[homeroom_enters]\nvalue = Có\narticle = Điều 4\n"
    )
    data = unicodedata.normalize("NFD", text).replace("\n", "\r\n").encode("utf-8-sig")
    profile = profiles.parse(data)
    assert profile.name == "Tỉnh Mẫu"
    assert profile.documents == ("Quy chế A", "Quyết định B")
    assert {name: entry.value for name, entry in profile.values.items()} == {
        "finalise_by_grade": "5: 20/05; 9: 01/06",
        "seal_mm": Decimal("36.5"),
        "seal_overlap": Decimal("0.3"),
        "homeroom_enters": True,
    }
    assert profile.values["seal_mm"].article == "Nghị định 30, Điều 1"


@pytest.mark.parametrize(
    ("text", "code", "line", "said"),
    [
        (HEAD + "[witneses]\nvalue = 1\n", "profile.unknown", 8, "witneses"),
        (
            HEAD + "[correction_witness]\nvalue = board\narticle = x\n",
            "profile.unknown",
            8,
            "correction_witnesses?",
        ),
        (HEAD + WITNESS.replace("board", "head"), "profile.value", 10, "board"),
        (
            HEAD + "[lock_grace_days]\nvalue = bảy\narticle = x\n",
            "profile.value",
            9,
            "«bảy»",
        ),
        (
            HEAD + "[final_date]\nvalue = 31/6\narticle = x\n",
            "profile.value",
            9,
            "31/05",
        ),
        (
            HEAD + "[final_by_grade]\nvalue = 13: 1/6\narticle = x\n",
            "profile.value",
            9,
            "13: 1/6",
        ),
        (
            HEAD + "[final_by_grade]\nvalue = 5: 1/6; 5: 2/6\narticle = x\n",
            "profile.value",
            9,
            "5: 2/6",
        ),
        (
            HEAD + "[number_format]\nvalue = %(number)9999d\narticle = x\n",
            "profile.value",
            9,
            "%(number)s",
        ),
        (
            HEAD + WITNESS.replace("article = Quy chế A, Điều 9\n", ""),
            "profile.no_article",
            9,
            "article",
        ),
        (HEAD + WITNESS.replace("Quy chế A, Điều 9", ""), "profile.no_article", 9, "đ"),
        (
            HEAD + WITNESS.replace("value = board\n", ""),
            "profile.missing",
            9,
            "«value»",
        ),
        (HEAD + WITNESS + "note = x\n", "profile.unknown_key", 12, "value, article"),
        (HEAD + WITNESS + WITNESS, "profile.twice", 13, "correction_witnesses"),
        (HEAD + WITNESS + "value = board\n", "profile.twice", 12, "value"),
        (HEAD + "correction_witnesses: board\n", "profile.not_a_line", 8, "31/05"),
        ("code = x\n" + HEAD, "profile.not_a_line", 1, "ngoặc vuông"),
        (WITNESS, "profile.no_head", None, "[profile]"),
        (HEAD.replace("version = 3\n", ""), "profile.missing", 1, "version"),
        (HEAD.replace("= 3", "= 1.2"), "profile.version", 4, "1.2"),
        (HEAD.replace("huyen-mau", "Huyện Mẫu"), "profile.code", 2, "Huyện"),
        (HEAD.replace("Tỉnh Mẫu", "Tỉnh\aMẫu"), "profile.text", 3, "name"),
        (
            HEAD + "[rating_good]\nvalue = 80\narticle = x\n"
            "[rating_fair]\nvalue = 80\narticle = x\n",
            "profile.ratings",
            11,
            "80",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, code, line, said):
    (problem,) = refused(text)
    assert problem[:2] == (code, line)
    assert said in problem[2]
    assert problem[2].startswith("Tệp mau.ini")


def test_all_that_is_wrong_is_told_at_once():
    text = (
        HEAD.replace("= 3", "= ba") + "[x]\nvalue = 1\n" + WITNESS.replace("A, Đ", "")
    )
    text = text.replace("board", "hai") + "[loan_days]\nvalue = 0\n"
    assert [(code, line) for code, line, _ in refused(text)] == [
        ("profile.version", 4),
        ("profile.unknown", 8),
        ("profile.value", 12),
        ("profile.no_article", 14),
        ("profile.value", 15),
    ]


def test_what_is_no_profile_at_all(tmp_path):
    assert refused(b"\xff\xfe[\x00")[0][0] == "profile.not_utf8"
    assert refused(b"PK\x03\x04")[0][0] == "profile.not_a_line"
    assert refused("")[0][0] == "profile.no_head"
    assert refused(b"#" * 300_000)[0][0] == "profile.too_large"
    with pytest.raises(HocbaError) as found:
        profiles.read(tmp_path / "none.ini")
    assert found.value.problems[0].where == Where(file="none.ini")


def test_a_profile_that_would_not_come_back_is_not_written():
    profile = profiles.parse(HEAD)
    for broken in (
        replace(profile, documents=("#1",)),
        replace(profile, documents=()),
        replace(profile, name="một\nhai = 3"),
        replace(profile, code="Mẫu"),
    ):
        with pytest.raises((HocbaError, ValueError)):
            profiles.render(broken)


def test_the_values_of_a_school_become_a_file():
    """Values as a database keeps them: numbers with zeros, dates, no date by grade."""
    values = {"seal_mm": 36.0, "final_date": "15/08", "final_by_grade": ""}
    entries = profiles.stated(values, dict.fromkeys(values, "Quyết định 5"))
    profile = replace(profiles.parse(HEAD), values=entries)
    text = profiles.render(profile)
    assert "value = 36\n" in text and "value = không\n" in text
    assert profiles.parse(text.encode()) == profile
    with pytest.raises(ValueError):
        profiles.stated({"seal_mm": 365}, {"seal_mm": "x"})
    with pytest.raises(KeyError):
        profiles.stated({"seal_mm": 36}, {})
