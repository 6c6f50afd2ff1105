# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whatever a profile says: it comes back from its file, and what is applied holds."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from hocba import profiles
from hocba.problems import HocbaError
from hocba.profiles import Profile, Stated

NATIONAL = profiles.national()
days = st.dates().map(lambda day: f"{day:%d/%m}").filter(lambda day: day != "29/02")
words = st.text(min_size=1, max_size=60).map(profiles.profile._plain)
words = words.filter(lambda text: text and text.isprintable() and text[0] not in "#")
VALUES = {
    "finalise_date": days,
    "final_date": days,
    "finalise_by_grade": st.dictionaries(st.integers(1, 12), days).map(
        lambda found: "; ".join(f"{grade}: {found[grade]}" for grade in sorted(found))
    ),
    "number_format": st.from_regex(r"[A-Z/]{0,5}%\(number\)0?[1-9]?d", fullmatch=True),
    "seal_mm": st.integers(200, 600).map(lambda tenths: Decimal(tenths) / 10),
    "seal_overlap": st.integers(1, 99).map(lambda parts: Decimal(parts) / 100),
    "homeroom_enters": st.booleans(),
    "lock_grace_days": st.integers(0, 366),
    "correction_witnesses": st.sampled_from(["administrator", "board"]),
    "use_times": st.integers(2, 1_000_000_000),
}
said = st.fixed_dictionaries(
    {},
    optional={name: st.builds(Stated, value, words) for name, value in VALUES.items()},
)
any_profile = st.builds(
    Profile,
    code=st.from_regex("[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,2}", fullmatch=True),
    name=words,
    version=st.integers(1, 999_999_999),
    documents=st.lists(words, min_size=1, max_size=3).map(tuple),
    values=said,
)


@given(any_profile)
def test_a_profile_comes_back_from_its_file(profile):
    found = profiles.parse(profiles.render(profile).encode())
    assert found == profile
    assert list(found.values) == [n for n in profiles.PARAMETERS if n in profile.values]


@given(any_profile, any_profile)
def test_what_is_applied_holds_and_nothing_is_left_to_apply(first, second):
    """BT-3: a missing key keeps the national default, whatever held before."""
    present = {n: e.value for n, (e, _) in profiles.effective(first, NATIONAL).items()}
    changes = profiles.differences(present, second, NATIONAL)
    assert changes == profiles.differences(first, second, NATIONAL)
    for change in changes:
        assert change.old == present[change.name] != change.new
        named = second if change.profile == second.code else NATIONAL
        assert named.values[change.name] == Stated(change.new, change.article)
        present[change.name] = change.new
    assert profiles.differences(present, second, NATIONAL) == []
    for name in profiles.PARAMETERS:
        spoken = second.values.get(name) or NATIONAL.values[name]
        assert present[name] == spoken.value


@given(any_profile)
def test_the_values_of_a_school_come_back(profile):
    under = profiles.effective(profile, NATIONAL)
    present = {name: entry.value for name, (entry, _) in under.items()}
    articles = dict.fromkeys(present, "Quyết định của nhà trường")
    own = replace(profile, code="truong", values=profiles.stated(present, articles))
    back = profiles.parse(profiles.render(own))
    assert profiles.differences(present, back, NATIONAL) == []


@given(st.text(max_size=200) | st.binary(max_size=200))
def test_whatever_is_given_is_read_or_refused_in_words(data):
    try:
        profiles.parse(data)
    except HocbaError as error:
        assert all(problem.text("vi") for problem in error.problems)


LINES = [
    *["[profile]", "code = a", "name = A", "version = 1", "documents =", "  B"],
    *["[final_date]", "[DEFAULT]", "[]", "value = 1/6", "value", "article = Đ1"],
    *["article =", " x", "=", "#", "", "[", "%(a)s = ${b}", "value : 2"],
]


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
def test_a_file_in_disorder_is_read_or_refused_in_words(text):
    try:
        found = profiles.parse(text)
    except HocbaError as error:
        assert all(problem.text("vi") for problem in error.problems)
    else:
        assert found.code == "a" and found.documents
