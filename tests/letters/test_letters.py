# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What a book can print is known before anybody signs it."""

import unicodedata
from datetime import datetime, timezone
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hocba import letters
from hocba.books import schema
from hocba.books.pdf import FAMILY, FONTS_DIR, render
from hocba.problems import HocbaError
from hocba.safexml import clean

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyAĂÂBCDĐEÊGHIKLMNOÔƠPQRSTUƯVXYfjwzFJWZ"
TONES = "\u0300\u0301\u0303\u0309\u0323"


def codes(text, limit=letters.SHORT):
    return [problem.code for problem in letters.problems(text, limit)]


def test_vietnamese_and_minority_names_are_printed():
    """KP-18.3: every Vietnamese syllable, minorities, usual punctuation."""
    for vowel in "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY":
        for tone in TONES:
            assert not codes(vowel + tone), vowel + tone
    for text in (
        VIETNAMESE,
        "Y Bhĭn Kƀông, H’Čĕng Ñŭi, Siu Ƀlưih, Rơ Châm Ŏ̆n",
        "“Tốt” – 50% … 1/2 (²), «A» & <B>",
        "Dòng một\nDòng hai\tcột",
        "",
        None,
    ):
        assert not codes(text), text


@pytest.mark.parametrize(
    ("text", "code", "shown"),
    [
        (
            "Nguyễn Văn An\u200b",
            "text.hidden",
            "U+200B (khoảng trắng không có độ rộng)",
        ),
        ("Trần\u00ad Bình", "text.hidden", "U+00AD"),
        ("\ufeffLê Cường", "text.hidden", "U+FEFF"),
        ("Lê \u202enA", "text.hidden", "U+202E (dấu đảo chiều chữ)"),
        ("Phạm\x07 Đức", "text.hidden", "U+0007"),
        ("Chăm ngoan \uf0b7", "text.hidden", "U+F0B7"),
        ("Tên\u0378", "text.hidden", "U+0378"),
        ("Trư\ufffdng", "text.hidden", "U+FFFD"),
        ("Chăm ngoan 👍", "text.no_letter", "«👍» (U+1F44D)"),
        ("李明", "text.no_letter", "«李» (U+674E), «明» (U+660E)"),
        ("ឧកញ៉ា", "text.no_letter", "U+17A7"),
        ("שלום", "text.no_letter", "U+05E9"),
        ("a" * 251, "text.too_long", "251 ký tự"),
    ],
)
def test_what_cannot_stand_is_named(text, code, shown):
    """KP-18.3: the message names the letter, also one that nobody sees."""
    (problem,) = letters.problems(text)
    assert problem.code == code
    assert shown in problem.text("vi")


def test_length_counts_as_the_book_does():
    """KP-18.3: single spaces, composed letters."""
    assert not codes("e\u0302\u0301" * 250)
    assert not codes("a " * 125)
    assert codes("a" * 4001, letters.LONG) == ["text.too_long"]
    with pytest.raises(HocbaError):
        letters.check("x" * 251)


def test_tidy_loses_nothing_that_was_seen():
    """KP-18.3: what has no width goes; what turns the writing stays and is named."""
    assert letters.tidy("Có\u200b  tiến\u00ad bộ\ufeff\x00.\n") == "Có tiến bộ."
    assert codes(letters.tidy("\u202eobn")) == ["text.hidden"]
    assert codes(letters.tidy("\uf0b7 ngoan")) == ["text.hidden"]


def test_codes():
    """KP-18.3: codes of staff and schools as the schema writes them."""
    for good in ("GV.01/7-A_b", "79-760-70123", "", None):
        assert not letters.code_problems(good)
    for bad in ("GV 01", "GVĐ1", "-1", "x" * 65):
        assert [p.code for p in letters.code_problems(bad)] == ["text.bad_code"]
    assert not letters.subject_code_problems("TDT_1")
    for bad in ("tdt", "TDT-1", "1T", "T" * 33):
        (problem,) = letters.subject_code_problems(bad)
        assert problem.code == "text.bad_subject_code"


def test_limits_are_those_of_the_schema():
    """KP-24.5: one source would be the schema; this keeps the numbers alike."""
    xs = {"xs": "http://www.w3.org/2001/XMLSchema"}
    tree = etree.parse(str(schema.FOLDER / "hocba-1.0.xsd"))
    facet = "//xs:simpleType[@name='{}']//xs:{}/@value"
    (short,) = tree.xpath(facet.format("VanBanNgan", "maxLength"), namespaces=xs)
    (long,) = tree.xpath(facet.format("VanBan", "maxLength"), namespaces=xs)
    (code,) = tree.xpath(facet.format("Ma", "pattern"), namespaces=xs)
    assert (int(short), int(long)) == (letters.SHORT, letters.LONG)
    assert code == letters.CODE.pattern
    (code,) = tree.xpath(facet.format("MaMon", "pattern"), namespaces=xs)
    assert code == letters.SUBJECT_CODE.pattern


def test_the_letters_are_those_of_the_font():
    """KP-18.3: the list is what all four faces have."""
    faces = [
        set(TTFont(path).getBestCmap())
        for path in sorted(Path(FONTS_DIR).glob(f"{FAMILY}-*.ttf"))
    ]
    assert len(faces) == 4
    assert letters._printable() == set.intersection(*faces)


@given(st.text(max_size=20))
def test_what_passes_is_clean(text):
    """KP-18.3: what is accepted where it is typed is accepted when it is frozen."""
    if not letters.problems(text):
        assert len(clean(text, "x")) <= letters.SHORT
    tidied = letters.tidy(text)
    assert letters.tidy(tidied) == tidied
    assert unicodedata.is_normalized("NFC", tidied)


def test_what_passes_is_printed(tmp_path):
    """KP-18.3: all letters that pass are rendered without another font."""
    every = [
        chr(code)
        for code in sorted(letters._printable())
        if not letters.problems(chr(code))
    ]
    assert len(every) > 2000
    when = datetime(2026, 11, 30, tzinfo=timezone.utc)
    texts = " ".join(f"&#{ord(char)};" for char in every)
    html = f"<html style='font-family: {FAMILY}'><p>{texts}</p></html>"
    assert render(
        html, base_dir=tmp_path, document_uuid="x" * 36, created=when
    ).pdf.startswith(b"%PDF")
