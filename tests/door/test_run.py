# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The judge of the tests is itself judged: nothing may turn a broken run green."""

import run

STAMP = "2026-01-02 03:04:05,678 99 {} db {}: {}"
TOTAL = STAMP.format(
    "INFO", "odoo.tests.result", "0 failed, 0 error(s) of 7 tests when loading"
)


def judged(*lines, allowed=""):
    return run.judge_odoo(lines, run.allowed_lines(allowed))


def test_a_clean_run_passes():
    outcome = judged(STAMP.format("INFO", "odoo.x", "fine"), TOTAL)
    assert (outcome.passed, outcome.failed) == (7, 0)


def test_failures_are_counted():
    line = TOTAL.replace("0 failed, 0 error", "1 failed, 2 error")
    outcome = judged(line)
    assert (outcome.passed, outcome.failed) == (4, 3)


def test_a_skipped_test_fails():
    line = STAMP.format("INFO", "odoo.addons.x", "skipped TestTour.test_x : no browser")
    assert judged(line, TOTAL).failed == 1


def test_an_unexpected_warning_fails_and_an_allowed_one_does_not():
    line = STAMP.format("WARNING", "odoo.http", "odd thing")
    assert judged(line, TOTAL).failed == 1
    assert judged(line, TOTAL, allowed="# why\n^odoo.http: odd").failed == 0


def test_a_run_without_tests_fails():
    assert judged(STAMP.format("INFO", "odoo.x", "fine")).failed == 1
    assert judged(TOTAL.replace("of 7", "of 0")).failed == 1


def test_a_skip_in_pytest_fails(tmp_path):
    report = tmp_path / "report.xml"
    report.write_text(
        "<testsuite><testcase classname='a' name='b'/>"
        "<testcase classname='a' name='c'><skipped/></testcase></testsuite>"
    )
    outcome = run.judge_pytest("x", report)
    assert (outcome.passed, outcome.failed) == (1, 1)
    assert run.judge_pytest("x", tmp_path / "none.xml").failed == 1


def test_every_addon_is_tested_in_one_lane():
    lanes = run.inside_odoo_lanes()
    assert sorted(addon for _name, addons in lanes for addon in addons) == run.ADDONS
    assert all(addons for _name, addons in lanes)
