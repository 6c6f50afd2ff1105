# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The sample class: its files are read and judged as its README says."""

import io
import json
import zipfile
from collections import Counter

import pytest

from demo import samples
from demo.samples import learner as sample
from demo.samples.files import files
from demo.samples.people import SPECIALS
from hocba.rules import cells, tt22_2021
from hocba.sheets import (
    absence_list,
    class_list,
    conduct_sheet,
    mark_sheet,
    retest_sheet,
)
from hocba.sheets.names import sort_key


def content(name):
    return (samples.FOLDER / name).read_bytes()


def parts(data):
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def learners():
    return class_list.read(content("danh-sach.xlsx"), "danh-sach.xlsx")


@pytest.fixture(scope="module")
def school():
    return json.loads(content("truong.json"))


@pytest.fixture(scope="module")
def special():
    """Return the personal ids of the special learners by their profile."""
    made = sample.make_class()
    found = {}
    for learner in made:
        found.setdefault(learner.special, learner.personal_id)
    return found


@pytest.fixture(scope="module")
def results(learners, school):
    """Return what the law makes of the files, by personal id."""
    kinds = {subject.code: subject for subject in sample.SUBJECTS}
    marks = {}
    for name in ("diem-hk1.xlsx", "diem-hk2.xlsx"):
        for sheet in mark_sheet.read(content(name), name):
            assert sheet.problems == []
            kind = kinds[sheet.subject_code].kind
            for row in sheet.rows:
                typed = {
                    column: cells.canonical(text, kind, sheet.where(row.row, column))
                    for column, text in row.cells.items()
                }
                regular = [typed[key] for key in sorted(typed) if key.startswith("tx")]
                term = tt22_2021.TermCells(tuple(regular), typed["gk"], typed["ck"])
                marks[row.personal_id, sheet.subject_code, sheet.term] = term
    conduct = conduct_sheet.read(content("ren-luyen.xlsx"), "ren-luyen.xlsx")
    training = {row.personal_id: row for row in conduct.rows}
    absences = absence_list.read(content("chuyen-can.xlsx"), "chuyen-can.xlsx")
    missed = Counter(row.personal_id for row in absences.rows)
    retests = retest_sheet.read(content("kiem-tra-lai.xlsx"), "kiem-tra-lai.xlsx")
    again = {}
    for row in retests.rows:
        again.setdefault(row.personal_id, {})[row.subject_code] = cells.canonical(
            row.mark
        )
    assert conduct.problems == absences.problems == retests.problems == []
    exempt = {(one["personal_id"], one["subject"]) for one in school["exemptions"]}
    found = {}
    for learner in learners.rows:
        one = learner.personal_id
        facts = tuple(
            tt22_2021.SubjectFacts(
                subject.code,
                subject.kind,
                marks[one, subject.code, "HK1"],
                marks[one, subject.code, "HK2"],
                subject.regular,
                (one, subject.code) in exempt,
            )
            for subject in sample.SUBJECTS
        )
        levels = {"hk1": training[one].hk1, "hk2": training[one].hk2}
        found[one] = tt22_2021.evaluate(
            tt22_2021.LearnerFacts(one, facts, levels, missed[one], again.get(one, {}))
        )
    return found


def test_the_committed_files_are_those_the_generator_makes():
    for name, data in files().items():
        assert parts(content(name)) == parts(data), name


def test_the_class_list_is_read_whole_with_one_warning(learners):
    assert len(learners.rows) == 40
    assert len({row.personal_id for row in learners.rows}) == 40
    assert [problem.code for problem in learners.problems] == ["phone.zero_restored"]
    assert "hàng 24, cột O «Mẹ / Điện thoại»" in learners.problems[0].text()
    assert (learners.class_name, learners.year) == ("7A1", "2025-2026")
    assert all(row.birth_date and row.gender and row.address for row in learners.rows)


def test_the_class_is_in_vietnamese_order(learners):
    names = [row.name for row in learners.rows]
    assert names == sorted(names, key=sort_key)
    assert max(len(name.split()) for name in names) == 12


def test_all_forty_have_complete_results(results):
    assert len(results) == 40
    for result in results.values():
        assert all(subject.final for subject in result.subjects.values())
        assert all(result.study.values())
        assert result.promotion != "PENDING"


def test_the_sheets_show_the_averages_the_law_gives(results):
    made = {learner.personal_id: learner for learner in sample.make_class()}
    for one, result in results.items():
        for subject in sample.SCORED:
            shown = sample.average(made[one], subject, "HK2")
            assert result.subjects[subject.code].hk2 == shown


def test_the_excellent_and_the_good_one(results, special):
    assert results[special["xuat_sac"]].award == "XUAT_SAC"
    assert results[special["gioi"]].award == "GIOI"


@pytest.mark.parametrize("reading", ["replace", "remove"])
def test_the_one_whom_the_adjustment_lifts_by_either_reading(results, special, reading):
    result = results[special["adjusted"]]
    year = {code: subject.year for code, subject in result.subjects.items()}
    level = tt22_2021.level(year, tt22_2021.Params(adjustment_reading=reading))
    assert (level.base, level.adjusted, level.subject) == ("DAT", "KHA", "LSDL")
    assert (result.study["year"], result.award) == ("KHA", None)


def test_the_one_promoted_after_a_retest(results, special):
    result = results[special["retest"]]
    assert (result.study["year"], result.study["year_final"]) == ("CHUA_DAT", "DAT")
    assert result.subjects["TOAN"].year == "4.8"
    assert result.subjects["TOAN"].final == "5.5"
    assert result.promotion == "PROMOTED"


def test_the_one_with_46_absences(results, special):
    result = results[special["absent"]]
    assert result.promotion == "NOT_PROMOTED"
    about = [r.params for r in result.reasons if r.about == "promotion"]
    assert about == [{"absences": 46, "limit": 45}]


def test_the_one_exempted_from_physical_education(results, special):
    result = results[special["exempt"]]
    assert result.subjects["GDTC"].final == "M"
    assert (result.study["year"], result.promotion) == ("KHA", "PROMOTED")


def test_the_one_with_a_failed_remark_subject(results, special):
    result = results[special["failed_remark"]]
    assert result.subjects["NGHETHUAT"].year == "CD"
    assert (result.study["year"], result.promotion) == ("DAT", "PROMOTED")


def test_the_school_names_everyone_who_has_to_sign(school):
    staff = {person["code"] for person in school["staff"]}
    assert len(staff) == len(school["staff"])
    duties = school["duties"]
    assert {duty["staff"] for duty in duties} == staff
    now = [duty for duty in duties if not duty["to"]]
    taught = Counter(duty["subject"] for duty in now if duty["subject"])
    assert set(taught) == {subject.code for subject in sample.SUBJECTS}
    assert taught["KHTN"] == 2
    gdcd = [duty for duty in duties if duty["subject"] == "GDCD"]
    assert [duty["to"] for duty in gdcd] == ["2026-01-18", None]
    [homeroom] = [duty for duty in now if duty["kind"] == "homeroom"]
    [maths] = [duty for duty in now if duty["subject"] == "TOAN"]
    assert homeroom["staff"] == maths["staff"]
    kinds = {duty["kind"] for duty in now}
    assert kinds >= {"head", "deputy", "clerk", "registrar", "administrator"}
    assert all(duty["decision"] for duty in duties)


def test_the_readme_names_the_special_learners(special):
    text = content("README.md").decode()
    assert all(special[profile] in text for profile in SPECIALS)
