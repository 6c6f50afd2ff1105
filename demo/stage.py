# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Where the demo plays: a database, its people, and who acts when with whose rights.

Each act is done by the person whose duty it is, with that person's rights, in
transactions of their own.
"""

from __future__ import annotations

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo.world import World
from hocba.moment import ZONE

LANGUAGE = "vi_VN"


class StepError(Exception):
    """A step that cannot go on; its text says what and where, in Vietnamese."""


class Stage:
    """One database with its people, and whether anything was done on it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.facts = world.facts
        self.registry = world.registry()
        self._worked = False

    def note_work(self) -> None:
        """Note that something was left to do."""
        self._worked = True

    def worked(self) -> bool:
        """Whether anything was left to do since this was asked last."""
        worked, self._worked = self._worked, False
        return worked

    @contextlib.contextmanager
    def acting(self, login: str | None = None) -> Iterator[Any]:
        """An environment with a person's rights; committed at the end of the block.

        Without a login it is the system itself, for set-up and for what is made known.
        """
        from odoo import SUPERUSER_ID, api

        context = {"lang": LANGUAGE, "tz": ZONE}
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, context)
            if login:
                user = env["res.users"].search([("login", "=", login)])
                if not user:
                    raise StepError(f"Không có tài khoản {login}")
                env = api.Environment(cr, user.id, context)
            yield env

    @contextlib.contextmanager
    def work(self, login: str | None = None) -> Iterator[Any]:
        """Like ``acting``, for what was still to be done."""
        self.note_work()
        with self.acting(login) as env:
            yield env

    def holder(self, kind: str, subject: str | None = None) -> str:
        """The login of who holds a duty of the sample school at the year's end."""
        found = [
            duty["staff"]
            for duty in self.facts["duties"]
            if duty["kind"] == kind
            and not duty.get("to")
            and (subject is None or duty.get("subject") == subject)
        ]
        if not found:
            raise StepError(f"truong.json không giao nhiệm vụ {kind} {subject or ''}")
        return self.login(found[0])

    def login(self, code: str) -> str:
        return next(p["login"] for p in self.facts["staff"] if p["code"] == code)

    def certificate(self, env: Any, code: str, login: str) -> None:
        """Register the certificate of a person or school for who uses its key."""
        member = self.world.pki.members[code]
        certificates = env["edu.certificate"]
        if certificates.search([("sha256", "=", member.sha256)]):
            return
        own = "staff_code" if member.kind == "person" else "organisation_code"
        certificate = certificates.create(
            {
                "name": member.name,
                "kind": member.kind,
                "user_id": env["res.users"].search([("login", "=", login)]).id,
                own: code,
                "der": base64.b64encode(member.certificate),
                "token_label": member.token_label,
                "key_id": member.key_id,
                "image": base64.b64encode(member.image.read_bytes()),
            }
        )
        certificate.action_approve(self.world.pki.start.date(), "QĐ-DEMO/2025")

    def lay_out(self, folder: Path, files: dict[Path, bytes]) -> None:
        """Let a folder hold these files and nothing else."""
        folder.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            self.write(path, content)
        for path in set(folder.iterdir()) - set(files):
            path.unlink()

    def write(self, path: Path, content: bytes) -> None:
        """Write a file; what is there already stays."""
        if not path.exists() or path.read_bytes() != content:
            self.note_work()
            path.write_bytes(content)

    def anchor(self) -> int:
        """Seal what was journaled and bring the heads outside the database."""
        with self.acting() as env:
            waiting = env["edu.journal.pending"].search_count([])
        if waiting:
            with self.work() as env:
                env["edu.journal.sealer"]._cron_seal()
        with self.acting() as env:
            return int(env["edu.journal.block"].search_count([]))
