# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Vietnamese names and words: one Unicode form, comparison, order by given name."""

from __future__ import annotations

import unicodedata

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_LETTERS, start=1)}
# the order of tones in Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng
_TONES = {"\u0300": 2, "\u0309": 3, "\u0303": 4, "\u0301": 5, "\u0323": 6}
_SHAPES = "\u0302\u0306\u031b"
_VOWELS = frozenset("aeiouy")
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"))


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


def fold(text: str | None) -> str:
    """Return ``text`` for searching: lower case, no diacritics, single spaces.

    It finds headers and near misses. Names that fold alike are not one name: see
    :func:`spelling`.
    """
    plain = unicodedata.normalize("NFD", clean(text).casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    return letters.replace("đ", "d")


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
            letters[-1] = unicodedata.normalize("NFC", letters[-1] + char)
        elif char.isalpha():
            letters.append(char)
    ranks = [_LETTER_RANK.get(letter, _LETTER_RANK["z"] + 1) for letter in letters]
    return "".join(f"{rank:02d}" for rank in ranks) + f"00{tone}" if ranks else ""
