# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Every addon and the library speak Vietnamese, and the law's Vietnamese.

Whether a vi.po holds every string of its addon is tested where Odoo can export them, in
tests/e2e.
"""

import ast
import csv
import importlib
import pkgutil
import re
import unicodedata

import polib
import pytest
from house import ROOT

import hocba
from hocba import problems

ADDONS = sorted(p.parent for p in ROOT.glob("addons/edu_*/__manifest__.py"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf]|\{\w+\}")
#: The suite writes «ký», «chữ ký», «ký tự», «đăng ký»; the circulars' forms «kí».
SPELLING = re.compile(r"\b[Kk]í\b")
#: What is printed as the form of a circular has it, and compared with issued pages.
OF_FORMS = {"Giáo viên xác nhận (kí, tên)"}


def glossary():
    with (ROOT / "i18n" / "glossary.csv").open(newline="") as file:
        return [
            (r["en"], r["vi"].split("|"), r["source"]) for r in csv.DictReader(file)
        ]


def entries(addon):
    return list(polib.pofile(str(addon / "i18n" / "vi.po")))


def breaches(english, vietnamese, terms):
    """The glossary terms of the English text that the Vietnamese one does not use."""
    said = unicodedata.normalize("NFC", vietnamese).lower()
    english = PLACEHOLDER.sub("", english)
    return [
        term
        for term, choices, _source in terms
        if re.search(rf"\b{re.escape(term)}s?\b", english, re.IGNORECASE)
        and not any(choice.lower() in said for choice in choices)
    ]


def test_every_term_has_a_source():
    assert all(en and all(vi) and source for en, vi, source in glossary())


@pytest.mark.parametrize("addon", ADDONS, ids=lambda a: a.name)
def test_nothing_is_left_untranslated(addon):
    left = [e.msgid for e in entries(addon) if not e.msgstr.strip() or e.fuzzy]
    assert left == []


@pytest.mark.parametrize("addon", ADDONS, ids=lambda a: a.name)
def test_placeholders_survive(addon):
    broken = [
        e.msgid
        for e in entries(addon)
        if sorted(PLACEHOLDER.findall(e.msgid)) != sorted(PLACEHOLDER.findall(e.msgstr))
    ]
    assert broken == []


@pytest.mark.parametrize("addon", ADDONS, ids=lambda a: a.name)
def test_legal_terms_are_those_of_the_glossary(addon):
    terms = glossary()
    found = {
        f"{entry.msgid} → {entry.msgstr}": missed
        for entry in entries(addon)
        if (missed := breaches(entry.msgid, entry.msgstr, terms))
    }
    assert found == {}


def catalogue():
    """The library's texts for people, those of every module."""
    for module in pkgutil.walk_packages(hocba.__path__, "hocba."):
        importlib.import_module(module.name)
    return problems.catalogue()


def texts_of(path):
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_the_library_uses_the_glossary():
    terms = glossary()
    found = {
        f"{code}: {texts['en']} → {texts['vi']}": missed
        for code, texts in catalogue().items()
        if (missed := breaches(texts["en"], texts["vi"], terms))
    }
    assert found == {}


def test_one_spelling_everywhere():
    said = {
        str(path.relative_to(ROOT)): texts_of(path)
        for path in (*ROOT.glob("src/**/*.py"), *ROOT.glob("addons/edu_*/**/*.py"))
        if "tests" not in path.parts
    }
    said |= {addon.name: {e.msgstr for e in entries(addon)} for addon in ADDONS}
    said |= {
        str(path.relative_to(ROOT)): {path.read_text()}
        for path in ROOT.glob("addons/edu_*/**/*.xml")
    }
    other = {
        name: sorted(text for text in texts - OF_FORMS if SPELLING.search(text))
        for name, texts in said.items()
    }
    assert {name: texts for name, texts in other.items() if texts} == {}


def test_a_breach_is_found():
    terms = [("homeroom teacher", ["giáo viên chủ nhiệm"], "x")]
    assert breaches("Homeroom teachers", "Thầy cô", terms) == ["homeroom teacher"]
    assert breaches("Homeroom teacher", "Giáo viên chủ nhiệm lớp", terms) == []
