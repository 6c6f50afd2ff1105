# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What `./edu demo` and `./edu serve` run, once the machine is set up.

python -m demo run               the main job on the demo database, then the verdicts
python -m demo job DB FOLDER     the same on a database and in a folder of one's own
python -m demo serve             the web client on 127.0.0.1
python -m demo shell             Odoo's Python shell, with keys and services
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from demo import judges
from demo.job import ROLES, Job, JobError
from demo.world import PASSWORD, ROOT, World

REPORT = "report.json"


def default_world() -> World:
    return World(f"{os.environ['EDU_PREFIX']}_demo", ROOT / ".local" / "demo")


def run(world: World) -> int:
    """Do what is not done yet, judge every file, print the table."""
    world.folder.mkdir(parents=True, exist_ok=True)
    world.enter()
    report_path = world.folder / REPORT
    report = json.loads(report_path.read_text()) if report_path.exists() else {}
    known = {step["name"]: step for step in report.get("steps", [])}
    steps: list[dict[str, Any]] = []
    print(f"Một lớp, một năm học (cơ sở dữ liệu {world.database})", flush=True)
    with world.services():
        job = Job(world)
        for name, act in job.steps:
            print(f"  {name} ...", end="", flush=True)
            start = time.monotonic()
            count, worked = act(), job.worked()
            seconds = round(time.monotonic() - start, 1)
            if not worked and name in known:
                seconds = known[name]["seconds"]
            note = "" if worked else " (đã có)"
            print(f" {count}, {seconds:.1f} s{note}", flush=True)
            steps.append({"name": name, "count": count, "seconds": seconds})
    verdicts = judge(world)
    report = {"steps": steps, "verdicts": verdicts}
    report_path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    print_table(world, report)
    return 1 if any(verdict["failed"] for verdict in verdicts) else 0


def judge(world: World) -> list[dict[str, Any]]:
    """What the three judges say of every file; problems are printed at once."""
    folder = world.folder
    xml = sorted((folder / "hocba").glob("*.xml"))
    pdf = sorted((folder / "hocba").glob("*.pdf"))
    trust, issuers = folder / "trust.pem", folder / "issuers.json"
    rows = []
    start = time.monotonic()
    _code, reports = judges.ours(xml + pdf, trust, issuers)
    for report in reports:
        if report["overall"] != "total-passed":
            print(f"    {report['file']}: {report['overall']}")
    for kind, files in (("XML", xml), ("PDF", pdf)):
        own = [r for r in reports if Path(r["file"]) in files]
        passed = sum(r["overall"] == "total-passed" for r in own)
        signatures = sum(len(r["signatures"]) for r in own)
        rows.append(row("hocba verify", kind, len(files), signatures, passed, start))
    start = time.monotonic()
    verdicts = judges.outside(
        xml, pdf, trust, world.pki_folder / "ca" / "issuing.pem", folder / "nss"
    )
    for kind, name in (("XML", "xmlsec1"), ("PDF", "pdfsig")):
        own_verdicts = [v for v in verdicts if v.judge == name]
        for verdict in own_verdicts:
            for problem in verdict.problems:
                print(f"    {verdict.file.name}: {problem}")
        signatures = sum(v.signatures for v in own_verdicts)
        passed = sum(v.passed for v in own_verdicts)
        rows.append(row(name, kind, len(own_verdicts), signatures, passed, start))
    return rows


def row(
    judge: str, kind: str, files: int, signatures: int, passed: int, start: float
) -> dict[str, Any]:
    return {
        "judge": judge,
        "kind": kind,
        "files": files,
        "signatures": signatures,
        "passed": passed,
        "failed": files - passed if files else 1,
        "seconds": round(time.monotonic() - start, 1),
    }


def print_table(world: World, report: dict[str, Any]) -> None:
    print("\n  Bước                                            số lượng     giây")
    for step in report["steps"]:
        print(f"  {step['name']:46} {step['count']:>9} {step['seconds']:>8.1f}")
    print("\n  Người kiểm tra   tệp   số tệp   chữ ký    đạt   không đạt     giây")
    for v in report["verdicts"]:
        print(
            f"  {v['judge']:15} {v['kind']:>4} {v['files']:>8} {v['signatures']:>8}"
            f" {v['passed']:>6} {v['failed']:>11} {v['seconds']:>8.1f}"
        )
    print(f"\n  Tệp học bạ, gói lưu trữ, báo cáo: {world.folder}")
    print("  Tự kiểm tra:")
    print("    ./edu verify --trust .local/demo/trust.pem \\")
    print("      --issuers .local/demo/issuers.json .local/demo/hocba/*.xml")


def serve(world: World) -> int:
    """Serve the web client until it is stopped."""
    world.enter()
    port = free_port(int(os.environ.get("EDU_PORT", "8069")))
    with world.services():
        print(f"\n  http://127.0.0.1:{port}   mật khẩu chung: {PASSWORD}\n")
        for role, login, name in accounts(world):
            print(f"    {role:22} {login:16} {name}")
        print("\n  Dừng: Ctrl-C", flush=True)
        log = ROOT / ".local" / "log" / "serve.log"
        return odoo(world, "server", f"--http-port={port}", f"--logfile={log}")


def shell(world: World) -> int:
    """Odoo's Python shell, with keys and services at hand."""
    world.enter()
    with world.services():
        return odoo(world, "shell", "--no-http")


def odoo(world: World, command: str, *options: str) -> int:
    conf = os.environ["EDU_CONF"]
    program = [sys.executable, "-m", "odoo", command, "-c", conf, "-d", world.database]
    try:
        return subprocess.call([*program, *options])
    except KeyboardInterrupt:
        return 0


def accounts(world: World) -> list[tuple[str, str, str]]:
    """One account for each role: role, login, name."""
    staff = {person["code"]: person for person in world.facts["staff"]}
    rows, seen = [], set()
    for duty in world.facts["duties"]:
        kind, person = duty["kind"], staff[duty["staff"]]
        if kind in ROLES and kind not in seen and person["login"] not in seen:
            seen |= {kind, person["login"]}
            rows.append((ROLES[kind], person["login"], person["name"]))
    return rows


def free_port(wanted: int) -> int:
    for port in range(wanted, wanted + 50):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise JobError(f"no free port from {wanted} on")


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run")
    commands.add_parser("serve")
    commands.add_parser("shell")
    job = commands.add_parser("job")
    job.add_argument("database")
    job.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.command == "serve":
            return serve(default_world())
        if arguments.command == "shell":
            return shell(default_world())
        if arguments.command == "job":
            return run(World(arguments.database, arguments.folder.resolve()))
        return run(default_world())
    except JobError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
