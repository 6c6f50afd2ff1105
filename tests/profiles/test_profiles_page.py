# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The page that says how a province is adapted, held against the library."""

import re

from house import ROOT

from hocba import profiles

PAGE = (ROOT / "docs" / "quy-dinh-cua-tinh.md").read_text("utf-8")


def test_the_example_is_a_profile_and_its_sentences_are_in_it():
    (example,) = re.findall(r"```ini\n(.*?)```", PAGE, re.S)
    profile = profiles.parse(example, "tinh-mau.ini")
    assert (profile.code, profile.version) == ("tinh-mau", 1)
    sentences = PAGE.split("| Câu trong quy chế |")[1].split("\n\n")[0]
    named = re.findall(r"`([a-z_]+)`", sentences)
    assert sorted(named) == sorted(profile.values)
    for entry in profile.values.values():
        article = entry.article.rpartition("Điều ")[2]
        assert article in sentences


def test_the_page_names_every_parameter_as_it_is():
    """BT-3."""
    rows = re.findall(r"^\| `([a-z_]+)` \| (.*?) \| `(.*)` \|$", PAGE, re.M)
    assert [(name, form.replace("\\|", "|")) for name, _, form in rows] == [
        (name, known.form) for name, known in profiles.PARAMETERS.items()
    ]
    for name, meaning, _ in rows:
        known = profiles.PARAMETERS[name]
        assert meaning.startswith(known.title)
        for code in getattr(known, "choices", ()):
            assert f"{code} = " in meaning


def test_the_page_names_what_comes_with_the_library():
    for profile in profiles.packaged().values():
        name = profile.name.split(" 20")[0].removeprefix("Mặc định ")
        assert name in " ".join(PAGE.split()), name
