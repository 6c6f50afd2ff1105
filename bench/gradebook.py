# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The gradebook against the bare database and the bare rules: `./edu bench gradebook`.

1. Saving a column of 45 cells by the call that the web client sends, over HTTP, with
   duty, lock, conflict check, results and journal, against a program that knows all
   answers beforehand and only writes, in one transaction: for each of the 45 cells one
   UPDATE of the line and one INSERT of the journal entry; where all marks are there,
   one UPDATE of the subject's and of the year's result besides.
2. Recomputing the year of 2,000 learners, from the tables into the tables, against the
   pure rules on the same facts.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import subprocess
import sys
import time
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

import psycopg2

from bench import school
from bench.ratio import Ratio, measure
from demo.world import answers, wait_until

LEARNERS = 2000
PER_CLASS = 45
WHEN = {False: "during the term", True: "with all marks there"}
ROOT = Path(__file__).resolve().parents[1]


class Client:
    """A logged-in web client that only knows how to call a method."""

    def __init__(self, url: str, database: str) -> None:
        self.url = url
        self.opener = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.post(
            "/web/session/authenticate",
            {"db": database, "login": school.TEACHER, "password": school.PASSWORD},
        )

    def post(self, path: str, parameters: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.url + path,
            json.dumps({"jsonrpc": "2.0", "params": parameters}).encode(),
            {"Content-Type": "application/json"},
        )
        with self.opener.open(request, timeout=60) as answer:
            said = json.load(answer)
        if "error" in said:
            raise RuntimeError(said["error"]["data"]["message"])
        return said["result"]

    def call(self, model: str, method: str, *arguments: Any) -> Any:
        return self.post(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": list(arguments),
                "kwargs": {"context": {"lang": "vi_VN"}},
            },
        )


def bench_save(database: str, url: str, *, complete: bool) -> Ratio:
    """A column of 45 cells, each time from one value to another.

    Either the term is under way (the end-of-term column is still empty) or all marks
    are there, so that averages, subjects' and years' results move with each cell.
    """
    connection = psycopg2.connect(dbname=database, host=os.environ.get("PGHOST"))
    cursor = connection.cursor()
    cursor.execute(
        "SELECT l.id, l.enrolment_id, g.subject_id FROM edu_gradebook_line l"
        " JOIN edu_gradebook g ON g.id = l.gradebook_id"
        " JOIN edu_subject s ON s.id = g.subject_id"
        " JOIN edu_term t ON t.id = g.term_id"
        " JOIN edu_class c ON c.id = g.class_id"
        " WHERE c.name = '7A1' AND s.code = 'TOAN' AND t.code = 'HK1' ORDER BY l.id"
    )
    rows = cursor.fetchall()
    assert len(rows) == PER_CLASS
    lines = [line for line, _enrolment, _subject in rows]
    cursor.execute(
        "UPDATE edu_gradebook_line SET tx1 = '7', ck = %s WHERE id = ANY(%s)",
        ("8" if complete else None, lines),
    )
    connection.commit()
    client = Client(url, database)
    values = ["7", "8.5"]

    def save() -> None:
        old, new = values
        answers = client.call(
            "edu.gradebook",
            "save_cells",
            [
                {"line_id": line, "column": "tx1", "old": old, "new": new}
                for line in lines
            ],
        )
        assert {answer["status"] for answer in answers} == {"saved"}, answers[:2]
        assert all(bool(answer["average"]) == complete for answer in answers)
        values.reverse()

    payload = json.dumps({"field": "tx1", "old": "7", "new": "8.5", "x": "x" * 420})

    def bare() -> None:
        # it leaves what it found, so that the next save finds what it expects
        for line, enrolment, subject in rows:
            cursor.execute(
                "UPDATE edu_gradebook_line SET tx1 = %s, average = average,"
                " write_uid = 1, write_date = now() WHERE id = %s",
                (values[0], line),
            )
            cursor.execute(
                "INSERT INTO edu_journal (at, model, res_id, field, user_id,"
                " school_code, year_code, payload)"
                " VALUES (now(), %s, %s, %s, %s, %s, %s, %s)",
                (
                    *("edu.gradebook.line", line, "tx1", 1),
                    *(school.CODE, "2025-2026", payload),
                ),
            )
            if complete:
                cursor.execute(
                    "UPDATE edu_result_subject SET hk1 = hk1, year = year"
                    " WHERE enrolment_id = %s AND subject_id = %s",
                    (enrolment, subject),
                )
                cursor.execute(
                    "UPDATE edu_result SET reasons = reasons, write_date = now()"
                    " WHERE enrolment_id = %s",
                    (enrolment,),
                )
        connection.commit()

    try:
        return measure(
            f"45 cells saved by the web client's call, {WHEN[complete]}",
            save,
            "bare SQL, a statement a row",
            bare,
            most=6,
            runs=15,
        )
    finally:
        connection.close()


def bench_recompute(env: Any) -> list[Ratio]:
    """The year of every learner, from the tables into the tables.

    Recomputed, as after a change of the law's parameters: results stand from before and
    one learner in ten has another mark since. And for comparison, without a limit,
    computed for the first time, where every row is written.
    """
    from odoo.addons.edu_gradebook.tools.results.result_facts import load_facts

    results = env["edu.result"].search([])
    enrolments = results.enrolment_id
    facts = load_facts(env, {r.enrolment_id.id: r.summer_closed for r in results})
    assert sum(map(len, facts.by_regulation.values())) == LEARNERS

    def change(run: int) -> None:
        env.cr.execute(
            "UPDATE edu_gradebook_line l SET ck = %s FROM edu_gradebook g"
            " JOIN edu_subject s ON s.id = g.subject_id"
            " JOIN edu_term t ON t.id = g.term_id"
            " WHERE g.id = l.gradebook_id AND s.code = 'TOAN' AND t.code = 'HK2'"
            " AND l.enrolment_id %% 10 = 0",
            [("4", "9")[run % 2]],
        )

    def empty(_run: int) -> None:
        env.cr.execute(
            "UPDATE edu_result_subject SET hk1 = NULL, hk2 = NULL, year = NULL,"
            " retest = NULL, final_mark = NULL"
        )
        env.cr.execute(
            "UPDATE edu_result SET study_hk1 = NULL, study_hk2 = NULL,"
            " study_year = NULL, study_final = NULL, training_year = NULL,"
            " training_final = NULL, promotion = NULL, award = NULL, reasons = NULL"
        )
        env.cr.execute("UPDATE edu_gradebook_line SET average = NULL")

    def recompute() -> None:
        env["edu.result"]._recompute(enrolments)
        env.flush_all()

    def taken(act: Any) -> float:
        start = time.perf_counter()
        act()
        return time.perf_counter() - start

    ratios = []
    for what, prepare, most in (
        ("recomputed", change, 3),
        ("computed for the first time", empty, math.inf),
    ):
        pairs = []
        for run in range(6):
            prepare(run)
            env.cr.commit()
            env.invalidate_all()
            pairs.append((taken(recompute), taken(facts.outcomes)))
            env.cr.commit()
        seconds, limit = map(statistics.median, zip(*pairs[1:], strict=True))
        what = f"the year of {LEARNERS} learners {what}"
        ratios.append(Ratio(what, "the pure rules", seconds, limit, most))
    return ratios


def serve(database: str, port: int) -> subprocess.Popen[bytes]:
    log = ROOT / ".local" / "log" / "bench.log"
    command = [sys.executable, "-m", "odoo", "server", "-c", os.environ["EDU_CONF"]]
    command += ["-d", database, "--db-filter", f"^{database}$", f"--http-port={port}"]
    command += ["--max-cron-threads=0", f"--logfile={log}"]
    return subprocess.Popen(command, cwd=ROOT)


def main(database: str) -> int:
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["EDU_CONF"], "-d", database, "--no-http", "--log-level=warn"],
        setup_logging=True,
    )
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
        if not env["edu.school"].search([("code", "=", school.CODE)]):
            print(f"A school of {LEARNERS} learners ...", flush=True)
            school.build(env, LEARNERS, PER_CLASS)
            cr.commit()
        cr.execute("ANALYZE")
        cr.commit()
        ratios = bench_recompute(env)
    port = int(os.environ.get("EDU_PORT", "8169"))
    url, server = f"http://127.0.0.1:{port}", serve(database, port)
    try:
        wait_until(
            lambda: server.poll() is not None or answers(f"{url}/web/health"),
            "the server for the benchmark",
            seconds=60,
        )
        if server.poll() is not None:
            raise RuntimeError("the server for the benchmark ended at once")
        for complete in (False, True):
            ratios.append(bench_save(database, url, complete=complete))
    finally:
        server.terminate()
        server.wait()
    for ratio in ratios:
        print(ratio.line())
    return 0 if all(ratio.good for ratio in ratios) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
