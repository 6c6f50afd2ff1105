# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""The main job on a database of its own, killed twice on its way."""

import os
import shutil
import signal
import subprocess

import pytest

from tests.e2e.story import KILLED_AT, ROOT, Story, run_until, start


@pytest.fixture(scope="session")
def story() -> Story:
    """The finished job, after two deaths and a last run that goes on."""
    database = f"{os.environ['EDU_PREFIX']}_story"
    folder = ROOT / ".local" / "story"
    template = f"{os.environ['EDU_PREFIX']}_template"
    door = ["sh", str(ROOT / "edu")]
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([*door, "_copy", template, database], check=True)
    killed = []
    for step in KILLED_AT:
        job = start(database, folder)
        said = run_until(job, step)
        if job.returncode == -signal.SIGKILL:
            killed.append(step)
        else:
            pytest.fail(f"the job ended before it could be killed:\n{said}")
    job = start(database, folder)
    said, _nothing = job.communicate()
    if job.returncode:
        pytest.fail(f"the job ended with {job.returncode}:\n{said}")
    return Story(database, folder, said, tuple(killed))
