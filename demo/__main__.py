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
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from psycopg2 import errors

from demo import front, job, judges, levels, levels_people
from demo.stage import Stage, StepError
from demo.world import PASSWORD, ROOT, World

REPORT = "report.json"
ATTEMPTS = 4
ROLES = {
    "head": "Hiệu trưởng",
    "deputy": "Phó hiệu trưởng",
    "registrar": "Giáo vụ",
    "clerk": "Văn thư",
    "administrator": "Quản trị hệ thống",
    "homeroom": "Giáo viên chủ nhiệm",
    "subject_teacher": "Giáo viên môn học",
}
#: The room of all revisions against that of the finished files, at most.
ROOM = 1.3


def default_world() -> World:
    return World(f"{os.environ['EDU_PREFIX']}_demo", ROOT / ".local" / "demo")


def run(world: World) -> int:
    """Do what is not done yet, judge every file, print the table."""
    world.folder.mkdir(parents=True, exist_ok=True)
    world.enter()
    report_path = world.folder / REPORT
    report = json.loads(report_path.read_text()) if report_path.exists() else {}
    steps: dict[str, dict[str, Any]] = {s["name"]: s for s in report.get("steps", [])}
    print(f"Một lớp, một năm học (cơ sở dữ liệu {world.database})", flush=True)
    with world.services():
        stage = Stage(world)
        for name, act in job.steps(stage):
            print(f"  {name} ...", end="", flush=True)
            start = time.monotonic()
            count, worked = persevere(act), stage.worked()
            seconds = round(time.monotonic() - start, 1)
            if worked or name not in steps:
                steps[name] = {"name": name, "count": count, "seconds": seconds}
            print(
                f" {count}, " + (f"{seconds:.1f} s" if worked else "đã có"), flush=True
            )
            report = {"steps": list(steps.values())}
            save(report_path, report)
    report["revisions"] = room = revisions(stage)
    folder = world.folder
    report["verdicts"] = judge(world, (folder / "hocba").iterdir(), folder)
    report["levels"] = judge(world, world.levels.glob("*/*"), world.levels)
    save(report_path, report)
    print_table(world, report)
    verdicts = report["verdicts"] + report["levels"]
    failed = any(verdict["failed"] for verdict in verdicts)
    return 1 if failed or room["ratio"] > ROOM else 0


def persevere(act: Callable[[], int]) -> int:
    """Do a step; again when the database asks for it, as Odoo does with requests."""
    for _attempt in range(ATTEMPTS):
        with contextlib.suppress(errors.SerializationFailure):
            return act()
    return act()


def save(path: Path, report: dict[str, Any]) -> None:
    path.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")


def revisions(stage: Stage) -> dict[str, Any]:
    """What it takes to keep every revision, per byte of the finished files."""
    with stage.acting() as env:
        env.cr.execute(
            "SELECT count(*), pg_total_relation_size('edu_document_revision')"
            " FROM edu_document_revision"
        )
        count, stored = env.cr.fetchone()
    first, levels = stage.world.folder / "hocba", stage.world.levels
    files = [*first.iterdir(), *levels.glob("*/*")]
    finished = sum(path.stat().st_size for path in files)
    ratio = round(stored / finished, 2)
    return {"count": count, "stored": stored, "finished": finished, "ratio": ratio}


def judge(world: World, found: Iterable[Path], home: Path) -> list[dict[str, Any]]:
    """What the three judges say of a school's files; problems are printed at once.

    :param home: where the list of the school's approved certificates lies
    """
    folder, all_files = world.folder, sorted(found)
    trust, issuers = folder / "trust.pem", home / "issuers.json"
    between = world.pki_folder / "ca" / "issuing.pem"
    store = judges.trust_database(folder / "nss", trust)
    judging: dict[tuple[str, str], Callable[[list[Path]], list[judges.Verdict]]] = {
        ("hocba verify", "xml"): lambda files: judges.all_ours(files, trust, issuers),
        ("hocba verify", "pdf"): lambda files: judges.all_ours(files, trust, issuers),
        ("xmlsec1", "xml"): lambda files: judges.all_xmlsec1(files, trust, between),
        ("pdfsig", "pdf"): lambda files: judges.all_pdfsig(files, store),
    }
    rows = []
    for (name, kind), judge_all in judging.items():
        start = time.monotonic()
        files = [path for path in all_files if path.suffix == f".{kind}"]
        verdicts = judge_all(files)
        for verdict in verdicts:
            for problem in verdict.problems:
                print(f"    {name}: {verdict.file.name}: {problem}")
        passed = sum(verdict.passed for verdict in verdicts)
        rows.append(
            {
                "judge": name,
                "kind": kind.upper(),
                "files": len(files),
                "signatures": sum(verdict.signatures for verdict in verdicts),
                "passed": passed,
                "failed": len(files) - passed if files else 1,
                "seconds": round(time.monotonic() - start, 1),
            }
        )
    return rows


def print_table(world: World, report: dict[str, Any]) -> None:
    print("\n  Bước                                            số lượng     giây")
    for step in report["steps"]:
        print(f"  {step['name']:46} {step['count']:>9} {step['seconds']:>8.1f}")
    print("\n  Người kiểm tra   tệp   số tệp   chữ ký    đạt   không đạt     giây")
    for v in report["verdicts"] + report["levels"]:
        print(
            f"  {v['judge']:15} {v['kind']:>4} {v['files']:>8} {v['signatures']:>8}"
            f" {v['passed']:>6} {v['failed']:>11} {v['seconds']:>8.1f}"
        )
    room = report["revisions"]
    print(
        f"\n  {room['count']} phiên bản chiếm {room['stored'] / 1e6:.1f} MB trong cơ sở"
        f" dữ liệu cho {room['finished'] / 1e6:.1f} MB tệp đã phát hành:"
        f" {room['ratio']:.2f} lần (tối đa {ROOM:g})"
    )
    print(f"\n  Tệp học bạ, gói lưu trữ, báo cáo: {world.folder}")
    print("  Tự kiểm tra:")
    print("    ./edu verify --trust .local/demo/trust.pem \\")
    print("      --issuers .local/demo/issuers.json .local/demo/hocba/*.xml")


def serve(world: World) -> int:
    """Serve the web client until it is stopped."""
    world.enter()
    port = free_port(int(os.environ.get("EDU_PORT", "8069")))
    behind = free_port(port + 1)
    with world.services(), front.serving(world.folder / "front", port, behind):
        print(f"\n  http://127.0.0.1:{port}   mật khẩu chung: {PASSWORD}\n")
        for school, rows in (
            (world.facts["school"]["name"], accounts(world)),
            (levels_people.SCHOOL["name"], levels.accounts()),
        ):
            print(f"  {school}")
            for role, login, name in rows:
                print(f"    {role:22} {login:16} {name}")
        print("\n  Dừng: Ctrl-C", flush=True)
        log = ROOT / ".local" / "log" / "serve.log"
        options = [f"--http-port={behind}", "--proxy-mode", f"--logfile={log}"]
        return odoo(world, "server", *options)


def shell(world: World) -> int:
    """Odoo's Python shell, with keys and services at hand."""
    world.enter()
    with world.services():
        return odoo(world, "shell", "--no-http")


def odoo(world: World, command: str, *options: str) -> int:
    """Run one of Odoo's commands to its end; it ends with this process."""
    conf = os.environ["EDU_CONF"]
    program = [sys.executable, "-m", "odoo", command, "-c", conf, "-d", world.database]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    child = subprocess.Popen([*program, *options])
    try:
        return child.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        child.terminate()
        child.wait()


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
    raise StepError(f"no free port from {wanted} on")


def main() -> int:
    parser = argparse.ArgumentParser(prog="demo", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run")
    commands.add_parser("serve")
    commands.add_parser("shell")
    own = commands.add_parser("job")
    own.add_argument("database")
    own.add_argument("folder", type=Path)
    arguments = parser.parse_args()
    try:
        if arguments.command == "serve":
            return serve(default_world())
        if arguments.command == "shell":
            return shell(default_world())
        if arguments.command == "job":
            return run(World(arguments.database, arguments.folder.resolve()))
        return run(default_world())
    except StepError as error:
        print(f"\n{error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
