# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""``hocba evaluate``: the law for auditors and integrators, JSON Lines in and out."""

from __future__ import annotations

import io
import json
import sys

import pytest

from hocba import cli
from hocba.rules import tt22_2021

SCORED = ("TOAN", "VAN", "NN1", "GDCD", "LSDL", "KHTN", "TIN", "CONGNGHE")


def cells(mark, count=2):
    return {"tx": [mark] * count, "gk": mark, "ck": mark}


def secondary(**more):
    """Return a line in the shape of the contract: 6,0 in six subjects, 4,8 and 3,2."""
    marks = ["4.8", "3.2", *["6"] * 6]
    return {
        "id": "hs-1",
        "subjects": [
            {"code": code, "kind": "score", "hk1": cells(mark), "hk2": cells(mark)}
            for code, mark in zip(SCORED, marks, strict=True)
        ]
        + [{"code": "GDTC", "kind": "remark", "hk1": cells("D"), "hk2": cells("D")}],
        "training": {"hk1": "TOT", "hk2": "KHA"},
        "absences": 12,
        "retest": {},
        "summer_training": None,
        **more,
    }


def primary(**more):
    codes = ("TOAN", "TIENGVIET", "DAODUC")
    subjects = {code: {"CN": {"level": "T"}} for code in codes}
    for code in codes[:2]:
        subjects[code]["CN"]["test"] = 9
    qualities = {"yeu_nuoc": {"CN": "T"}, "nhan_ai": {"CN": "T"}}
    return {"id": 7, "grade": 2, "subjects": subjects, "qualities": qualities, **more}


@pytest.fixture
def run(tmp_path, capsys):
    def evaluate(*lines, regulation="tt22-2021", options=()):
        path = tmp_path / "facts.jsonl"
        texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
        path.write_text("\n".join(texts), encoding="utf-8")
        arguments = ["evaluate", "--regulation", regulation, *options, str(path)]
        code = cli.main(arguments)
        out = capsys.readouterr().out.splitlines()
        return code, [json.loads(line) for line in out]

    return evaluate


def test_a_secondary_line_has_exactly_the_agreed_shape(run):
    code, [found] = run(secondary())
    assert code == 0
    reasons = found.pop("reasons")
    assert found == {
        "id": "hs-1",
        "subjects": {
            "TOAN": {"hk1": "4.8", "hk2": "4.8", "year": "4.8"},
            "VAN": {"hk1": "3.2", "hk2": "3.2", "year": "3.2"},
            **{c: {"hk1": "6.0", "hk2": "6.0", "year": "6.0"} for c in SCORED[2:]},
            "GDTC": {"hk1": "D", "hk2": "D", "year": "D"},
        },
        "study": {"hk1": "CHUA_DAT", "hk2": "CHUA_DAT", "year": "CHUA_DAT"},
        "training_year": "KHA",
        "promotion": "PENDING",
        "next_steps": ["RETEST"],
        "award": None,
    }
    assert {"about", "code", "article", "params", "vi", "en"} == set(reasons[0])
    assert any("TOAN, VAN" in reason["vi"] for reason in reasons)


def test_a_used_retest_adds_what_it_changed(run):
    code, [found] = run(secondary(retest={"VAN": "5.0", "TOAN": None}))
    assert found["promotion"] == "PROMOTED"
    assert found["study"]["year"] == "CHUA_DAT"
    assert found["study"]["year_final"] == "DAT"
    assert found["subjects"]["VAN"]["retest"] == "5.0"
    assert found["subjects"]["VAN"]["final"] == "5.0"
    assert "final" not in found["subjects"]["TOAN"]


def test_summer_training_is_a_next_step(run):
    facts = secondary(training={"hk1": "TOT", "hk2": "CHUA_DAT"})
    facts["subjects"] = facts["subjects"][2:]
    _, [found] = run(facts)
    assert (found["promotion"], found["next_steps"]) == ("PENDING", ["SUMMER_TRAINING"])
    _, [done] = run({**facts, "summer_training": "DAT"})
    assert (done["promotion"], done["training_year_final"]) == ("PROMOTED", "DAT")


def test_what_is_missing_is_null_and_never_a_partial_average(run):
    facts = secondary(training={"hk1": "TOT", "hk2": None})
    facts["subjects"][0]["hk2"]["tx"][1] = None
    del facts["subjects"][1]["hk1"]
    _, [found] = run(facts)
    assert found["subjects"]["TOAN"] == {"hk1": "4.8", "hk2": None, "year": None}
    assert found["subjects"]["VAN"] == {"hk1": None, "hk2": "3.2", "year": None}
    assert found["study"] == {"hk1": None, "hk2": None, "year": None}
    assert (found["training_year"], found["promotion"]) == (None, "PENDING")
    assert (found["next_steps"], found["award"]) == ([], None)


@pytest.mark.parametrize(
    ("subject", "tx", "hk1"),
    [
        ({}, ["8", "9"], "8.6"),
        ({}, ["8", "9", None], None),
        ({}, ["8"], None),
        ({}, [], None),
        ({"regular": 3}, ["8", "9"], None),
        ({"regular": 1}, ["8"], "8.5"),
        ({"periods": 35}, ["8", "9"], "8.6"),
        ({"periods": 70}, ["8", "9"], None),
        ({"periods": 70}, ["8", "9", "8"], "8.5"),
    ],
)
def test_how_many_regular_marks_a_line_asks_for(run, subject, tx, hk1):
    """Told by periods or regular, else by the cells themselves, two at the least."""
    facts = secondary()
    facts["subjects"][0].update(subject, hk1={"tx": tx, "gk": "8", "ck": "9"})
    _, [found] = run(facts)
    assert found["subjects"]["TOAN"]["hk1"] == hk1


def test_exempted_subjects_and_cells_in_every_spelling(run):
    facts = secondary()
    facts["subjects"][0] = {"code": "TOAN", "kind": "score", "exempt": True}
    facts["subjects"][2]["hk1"] = {"tx": [8, 7.5, "8,0"], "gk": "8.0", "ck": 9}
    facts["subjects"][8]["hk1"] = {"tx": ["Đ", "d"], "gk": "Đạt", "ck": "CĐ"}
    _, [found] = run(facts)
    assert found["subjects"]["TOAN"] == {"hk1": "M", "hk2": "M", "year": "M"}
    assert found["subjects"]["NN1"]["hk1"] == "8.3"
    assert found["subjects"]["GDTC"] == {"hk1": "CD", "hk2": "D", "year": "D"}


def test_missed_tests_and_the_topic(run):
    facts = secondary()
    facts["subjects"][0]["hk1"] = {**cells("8", 4), "ck": "V", "missed": ["ck"]}
    facts["subjects"][2]["hk2"] = {"tx": ["7", 8, 8], "cd": 9, "gk": 7, "ck": "7.5"}
    _, [found] = run(facts)
    assert found["subjects"]["TOAN"]["hk1"] == "5.3"
    assert found["subjects"]["NN1"]["hk2"] == "7.6"


BAD = [
    ("nonsense", None, "facts.not_json"),
    ("[1]", None, "facts.not_json"),
    ('{"id": "x", "id": "y"}', None, "facts.duplicate_key"),
    ("[" * 100_000, None, "facts.not_json"),
    ({"subjects": []}, None, "facts.missing"),
    ({"id": "x", "subjects": []}, "x", "facts.missing"),
    ({"id": "x", "subjects": [1]}, "x", "facts.wrong_type"),
    ({"id": "x", "subjects": [{"code": "A"}]}, "x", "facts.missing"),
    ({"id": "x", "subjects": [{"code": "A", "kind": "B"}]}, "x", "facts.wrong_type"),
    (secondary(absences="12"), "hs-1", "facts.wrong_type"),
    (secondary(absences=-1), "hs-1", "facts.wrong_type"),
    (secondary(absences=True), "hs-1", "facts.wrong_type"),
    (secondary(training={"hk1": "GIOI"}), "hs-1", "facts.wrong_type"),
    (secondary(training={"HK1": "TOT"}), "hs-1", "facts.unknown_key"),
    (secondary(retest={"LI": "5"}), "hs-1", "facts.unknown_subject"),
    (secondary(retest={"VAN": "D"}), "hs-1", "mark.not_a_mark"),
]


@pytest.mark.parametrize(("line", "id_", "code"), BAD)
def test_a_bad_line_says_what_is_wrong_and_the_others_go_on(run, line, id_, code):
    exit_code, [first, bad, last] = run(secondary(), line, secondary())
    assert exit_code == 1
    assert (bad["id"], bad["line"]) == (id_, 2)
    assert [error["code"] for error in bad["errors"]] == [code]
    assert bad["errors"][0]["vi"]
    assert first == last and "errors" not in first


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        ("85", "mark.out_of_range"),
        (11, "mark.out_of_range"),
        (8.55, "mark.too_many_decimals"),
        ("D", "mark.not_a_mark"),
        (True, "facts.wrong_type"),
        ([], "facts.wrong_type"),
    ],
)
def test_a_bad_mark_is_named_with_its_place(run, mark, code):
    facts = secondary()
    facts["subjects"][0]["hk1"]["tx"][1] = mark
    exit_code, [bad] = run(facts)
    [error] = bad["errors"]
    assert (exit_code, error["code"]) == (1, code)
    assert error["vi"].startswith("Cột TOAN hk1")


def test_a_mark_that_json_makes_no_number_is_refused(run):
    line = json.dumps(secondary()).replace('"gk": "4.8"', '"gk": NaN', 1)
    exit_code, [bad] = run(line)
    assert (exit_code, bad["errors"][0]["code"]) == (1, "mark.not_a_mark")


def test_what_a_line_says_in_vain_is_named(run):
    exit_code, [found] = run(secondary(absence=50))
    assert exit_code == 0
    assert "absence" in found["reasons"][-1]["vi"]


def test_a_primary_line_has_exactly_the_agreed_shape(run):
    code, [found] = run(primary(), regulation="tt27-2020")
    reasons = found.pop("reasons")
    assert (code, found) == (0, {"id": 7, "year": "HTXS", "errors": []})
    assert {reason["about"] for reason in reasons} == {
        "study_year",
        "promotion",
        "award",
    }


@pytest.mark.parametrize(
    ("period", "cells_", "code"),
    [
        ("CN", {"level": "T", "test": 7.5}, "mark.not_whole"),
        ("CN", {"level": "T", "test": "7,5"}, "mark.not_whole"),
        ("GK1", {"level": "T", "test": 7}, "tt27.no_test"),
        ("CN", {"level": "D", "test": 7}, "mark.not_a_level"),
    ],
)
def test_primary_facts_that_are_not_allowed(run, period, cells_, code):
    facts = primary()
    facts["subjects"]["TOAN"][period] = cells_
    exit_code, [found, good] = run(facts, primary(), regulation="tt27-2020")
    assert exit_code == 1
    assert (found["id"], found["year"]) == (7, None)
    assert [error["code"] for error in found["errors"]] == [code]
    assert good["year"] == "HTXS"


def test_subjects_and_criteria_are_known_by_other_names(run):
    """An integrator's code for Tiếng Việt does not hide that it has a test."""
    facts = primary()
    facts["subjects"]["Tiếng Việt"] = facts["subjects"].pop("TIENGVIET")
    facts["qualities"] = {"YEU_NUOC": {"CN": "Đ"}, "tu_chu_tu_hoc": {"CN": "T"}}
    _, [found] = run(facts, regulation="tt27-2020")
    assert found["year"] == "HT"
    facts["subjects"]["Tiếng Việt"]["CN"]["test"] = None
    _, [found] = run(facts, regulation="tt27-2020")
    assert found["year"] is None


def test_re_assessment_in_primary(run):
    facts = primary()
    facts["subjects"]["TOAN"]["CN"] = {"level": "C", "test": 4}
    facts["subjects"]["TOAN"]["again"] = {"level": "H", "test": 5}
    facts["qualities"]["nhan_ai"] = {"CN": "C", "again": "D"}
    _, [found] = run(facts, regulation="tt27-2020")
    assert (found["year"], found["year_final"]) == ("CHT", "HT")


def test_continuing_education_counts_its_own_way(run):
    facts = secondary()
    facts["subjects"] = facts["subjects"][:8]
    for subject in facts["subjects"]:
        mark = "8" if subject["code"] in SCORED[:5] else "6.5"
        subject.update(hk1=cells(mark), hk2=cells(mark))
    _, [general] = run(facts)
    _, [own] = run(facts, regulation="tt43-2021")
    assert (general["study"]["year"], own["study"]["year"]) == ("KHA", "TOT")


def test_parameters_of_a_school_are_read_from_its_record(run, tmp_path):
    """What edu.regulation holds is what an auditor gives to the command."""
    path = tmp_path / "params.json"
    entries = tt22_2021.DEFAULT.entries()
    entries["min_subjects"]["value"] = 5
    path.write_text(json.dumps(entries))
    facts = secondary()
    facts["subjects"] = facts["subjects"][3:]
    options = ("--params", str(path))
    assert run(facts)[1][0]["study"]["year"] == "CHUA_DAT"
    assert run(facts, options=options)[1][0]["study"]["year"] == "DAT"
    entries["no_such"] = {"value": 1}
    path.write_text(json.dumps(entries))
    assert run(facts, options=options) == (2, [])
    path.write_text('{"min_subjects": {"value": "five"}}')
    assert run(facts, options=options) == (2, [])


def test_standard_input_is_read_when_no_file_is_named(monkeypatch, capsys):
    data = "\ufeff" + json.dumps(secondary()) + "\n\n"
    stream = io.TextIOWrapper(io.BytesIO(data.encode()), encoding="ascii")
    monkeypatch.setattr(sys, "stdin", stream)
    assert cli.main(["evaluate", "--regulation", "tt22-2021"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "hs-1"


def test_a_file_that_is_not_there(capsys):
    assert cli.main(["evaluate", "--regulation", "tt22-2021", "no-such"]) == 2
    assert "no-such" in capsys.readouterr().err
