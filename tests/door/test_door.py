# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import os
import shutil
import subprocess

import pytest
from house import ROOT


@pytest.fixture
def door(tmp_path):
    """A copy of the door alone, below a path with a space, and what it says."""
    folder = tmp_path / "a school"
    folder.mkdir()
    shutil.copy(ROOT / "edu", folder / "edu")
    stubs = tmp_path / "stubs"
    stubs.mkdir()

    def stub(name, body):
        (stubs / name).write_text(f"#!/bin/sh\n{body}\n")
        (stubs / name).chmod(0o755)

    def run(*arguments, **variables):
        environment = {
            key: value
            for key, value in os.environ.items()
            if not key.startswith(("EDU_", "PG", "ODOO_"))
        }
        environment.update(variables)
        environment["PATH"] = f"{stubs}:{environment['PATH']}"
        return subprocess.run(
            [str(folder / "edu"), *arguments],
            capture_output=True,
            text=True,
            env=environment,
            cwd=tmp_path,
        )

    run.stub = stub
    run.folder = folder
    return run


def test_help_names_every_command(door):
    said = door("help")
    assert said.returncode == 0
    for command in (
        "demo",
        "serve",
        "test",
        "lint",
        "i18n",
        "shell",
        "verify",
        "evaluate",
        "audit",
    ):
        assert f"\n  {command}" in said.stdout


def test_an_unknown_command_is_refused(door):
    said = door("dmeo")
    assert said.returncode == 2 and "./edu COMMAND" in said.stderr


@pytest.mark.parametrize("command", ["demo", "test", "serve"])
def test_without_root_what_is_missing_is_one_line_and_nothing_is_begun(door, command):
    door.stub("id", "echo 1000")
    door.stub(
        "dpkg-query",
        # what dpkg says of a package that somebody else's package has named
        'for last; do :; done; [ "$last" != xmlsec1 ] || printf not-\n'
        'echo "installed "',
    )
    said = door(command)
    assert said.returncode == 1
    assert said.stderr.count("\n") == 1
    assert said.stderr.endswith("apt-get install --no-install-recommends xmlsec1\n")
    assert not (door.folder / ".local").exists()


def test_a_failing_step_shows_its_last_lines_and_its_log(door):
    door.stub("id", "echo 0")
    door.stub(
        "dpkg-query",
        'for last; do :; done; [ "$last" = xmlsec1 ] || echo "installed "',
    )
    door.stub("apt-get", "echo no network here >&2; exit 100")
    door.stub(
        "mkdir", 'case "$*" in *createcluster*) ;; *) exec /bin/mkdir "$@" ;; esac'
    )
    said = door("demo")
    log = door.folder / ".local" / "log" / "packages.log"
    assert said.returncode == 1
    assert str(log) in said.stderr
    assert log.read_text()


def test_what_the_callers_python_is_shown_is_not_met_here(door, tmp_path):
    seen = tmp_path / "seen"
    door.stub("id", f'echo "[${{PYTHONPATH-}}]" >"{seen}"; echo 1000')
    door.stub(
        "dpkg-query",
        'for last; do :; done; [ "$last" = xmlsec1 ] || echo "installed "',
    )
    door("test", PYTHONPATH="/odoo/of/mine")
    assert seen.read_text() == "[]\n"


def test_an_option_that_is_not_known_is_refused(door):
    said = door("demo", "--sreve")
    assert said.returncode == 1 and "--sreve" in said.stderr


def test_it_is_plain_sh():
    for script in ("edu", ".ci/run"):
        subprocess.run(["/bin/sh", "-n", ROOT / script], check=True)
        assert (ROOT / script).read_text().startswith("#!/bin/sh\n")
