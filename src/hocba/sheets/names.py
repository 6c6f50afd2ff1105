# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnamese names and words: one Unicode form, comparison, order by given name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
# the order of tones in Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_SHAPES = "\u0302\u0306\u031b"
_VOWELS = frozenset("aeiouy")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))
# the breve of ĭ ŭ ŏ ĕ (Ê Đê, Gia Rai, Ba Na, M'nông) is an accent and makes no letter
_ACCENT = 7
_MARK = "[\u0300-\u036f]"
# vowels that stand together and their marks, or one other letter and its marks
_SYLLABLE = re.compile(f"[aeiouy](?:[aeiouy]|{_MARK})*|.{_MARK}*", re.DOTALL)
_VOWEL_OR_MARK = "[aeiouy\u0300-\u036f]"
# Unicode's Default_Ignorable_Code_Point without what turns the writing, and a blank of
# Braille: they show nothing, whatever the font
_UNSEEN = re.compile(
    "[\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065"
    "\u206a-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def clean(text: str | None) -> str:
    """Return ``text`` in NFC with single spaces and ``Đ`` for the look-alike ``Ð``."""
    composed = unicodedata.normalize("NFC", text or "")
    composed = composed.replace("\u00d0", "Đ").replace("\u00f0", "đ")
    return " ".join(composed.split())


def spelling(text: str | None) -> str:
    """Return a key that two spellings of one name share, and two names never do.

    Letters and tones decide. Set aside are case, Unicode form, runs of blanks, the
    form of an apostrophe, and where in its vowels a tone mark stands: Hòa is Hoà,
    Thúy is Thuý, but Ánh is not Anh and Lý is not Lí. This key decides who is who;
    :func:`fold` never does.
    """
    plain = clean(text).casefold().translate(_APOSTROPHES)
    key: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFD", plain):
        if char in _TONES:
            tones.append(char)
            continue
        if char not in _VOWELS and char not in _SHAPES:
            key += tones
            tones.clear()
        key.append(char)
    return unicodedata.normalize("NFC", "".join(key + tones))


def alike(one: str | None, other: str | None) -> bool:
    """Return whether two names are spelt differently and look the same when folded.

    Such a name may be proposed to a person in words; it is never taken.
    """
    return fold(one) == fold(other) and spelling(one) != spelling(other)


def visible(text: str) -> str:
    """Return a text without the characters that nobody sees.

    Controls that part words become spaces. What turns the direction of writing stays
    (:func:`turning`): without it the text would read otherwise than it showed.
    """
    if text.isascii() and text.isprintable():
        return text
    shown = _UNSEEN.sub("", text)
    return "".join(
        " " if char.isspace() else char
        for char in shown
        if char.isspace() or unicodedata.category(char) != "Cc"
    )


def turning(text: str) -> str:
    """Return the characters that turn the direction of writing, as "U+202E U+202C"."""
    return named(_TURNING.findall(text))


def named(characters: Iterable[str]) -> str:
    """Return characters for a message: what cannot be seen by its number."""
    return " ".join(
        char if char.isprintable() and not char.isspace() else f"U+{ord(char):04X}"
        for char in dict.fromkeys(characters)
    )


def fold(text: str | None) -> str:
    """Return ``text`` for searching: lower case, no diacritics, single spaces.

    It finds headers and near misses. Names that fold alike are not one name: see
    :func:`spelling`.
    """
    plain = unicodedata.normalize("NFD", clean(text).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return letters.replace("đ", "d")


def typed_pattern(text: str | None) -> str:
    """Return a regular expression of the names that ``text`` finds, or "".

    A letter typed plainly stands for all its forms, one with diacritics for those that
    have them: "ngoc" finds Ngọc and Ngốc, "ngô" finds Ngô and Ngốc, "ngọc" only Ngọc.
    Where in its vowels a tone stands does not matter. Empty where no diacritic was
    typed: :func:`fold` is enough then. The expression is for texts in NFD, whatever
    their case, and is understood by Python and by PostgreSQL.
    """
    plain = unicodedata.normalize("NFD", clean(text).casefold())
    if not re.search(f"đ|{_MARK}", plain):
        return ""
    return "".join(map(_letters_pattern, _SYLLABLE.findall(plain)))


def _letters_pattern(letters: str) -> str:
    """Return the expression of what :data:`_SYLLABLE` found."""
    pattern: list[str] = []
    if letters[0] in _VOWELS:
        tones = (char for char in letters if char in _TONES)
        pattern = [f"(?={_VOWEL_OR_MARK}*{tone})" for tone in dict.fromkeys(tones)]
        letters = "".join(char for char in letters if char not in _TONES)
    for found in re.finditer(f"(.)({_MARK}*)", letters, re.DOTALL):
        plain = {"d": "[dđĐ]", "đ": "[đĐ]"}.get(found[1], re.escape(found[1]))
        pattern.append(plain)
        pattern += [f"(?={_MARK}*{mark})" for mark in dict.fromkeys(found[2])]
        pattern.append(f"{_MARK}*")
    return "".join(pattern)


def number_key(text: str) -> str:
    """Return a key that orders names with numbers as people do: 7A2 before 7A10.

    Letters in the order of :func:`sort_key`, digits before letters. The key is made of
    digits only, so that every database collation orders it the same way.
    """
    key: list[str] = []
    for part in re.findall(r"[0-9]+|[^\W\d_]+", clean(text)):
        if part.isdigit():
            number = part.lstrip("0")
            key.append(f"1{len(number):02d}{number}")
        else:
            key.append(f"2{_word_key(part)}")
    return "".join(key)


def sort_key(name: str) -> str:
    """Return a key that orders names as a Vietnamese class list does.

    By given name (the last word), then family name, then middle names; letters before
    tones (a ă â …, then ngang, huyền, hỏi, ngã, sắc, nặng). The key is made of digits
    only, so that every database collation orders it the same way.
    """
    words = [key for key in map(_word_key, clean(name).split()) if key]
    return "".join(words[-1:] + words[:-1])


def _word_key(word: str) -> str:
    """Return two digits a letter, a terminator that sorts first, then the tone."""
    letters: list[str] = []
    tone = 1
    for char in unicodedata.normalize("NFD", word.lower()):
        if char in _TONES:
            tone = _TONES[char]
        elif char in _SHAPES and letters:
            letter = unicodedata.normalize("NFC", letters[-1] + char)
            if letter in _LETTER_RANK:
                letters[-1] = letter
            elif tone == 1:
                tone = _ACCENT
        elif char.isalpha():
            letters.append(char)
    ranks = [_LETTER_RANK.get(letter, _LETTER_RANK["z"] + 1) for letter in letters]
    return "".join(f"{rank:02d}" for rank in ranks) + f"00{tone}" if ranks else ""
