# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""From a class's locked results to its issued books, act by act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from demo.names import ascii_name
from demo.stage import Stage, StepError

SIGNED = ("issued", "final")


class ClassBooks:
    """The books of one class, with the means of the stage.

    :param class_: finds the class in an environment
    :param head: says who creates and approves
    :param clerk: says who issues
    """

    def __init__(
        self,
        stage: Stage,
        class_: Callable[[Any], Any],
        head: Callable[[], str],
        clerk: Callable[[], str],
    ) -> None:
        self.stage, self.class_ = stage, class_
        self.head, self.clerk = head, clerk

    def of_class(self, env: Any) -> Any:
        return env["edu.hocba.year"].search(
            [("class_id", "=", self.class_(env).id), ("state", "!=", "withdrawn")]
        )

    def create(self) -> int:
        with self.stage.acting() as env:
            made, wanted = len(self.of_class(env)), self.class_(env).student_count
        if made < wanted:
            with self.stage.work(self.head()) as env:
                said = self.class_(env).action_create_hocba()["params"]
                if said["type"] == "warning":
                    raise StepError(said["message"])
        return int(wanted)

    def act(self, role: str) -> Callable[[], int]:
        """Return the step in which all of one role sign."""
        return partial(self.sign, role)

    def sign(self, role: str) -> int:
        """Let everybody whose turn it is sign, each in a session of his own."""
        with self.stage.acting() as env:
            slots = self._slots(env, role)
            logins = sorted(set(slots.user_id.mapped("login")))
        for login in [self.clerk()] if role == "organisation" else logins:
            self._sign(login, role)
        return self._signed(role)

    def _slots(self, env: Any, role: str) -> Any:
        return self.of_class(env).slot_ids.filtered(lambda slot: slot.role == role)

    def _signed(self, role: str) -> int:
        with self.stage.acting() as env:
            slots = self._slots(env, role)
            left = slots.filtered(lambda slot: slot.state != "signed")
            if left or not slots:
                names = ", ".join(left.mapped("document_name")[:3])
                raise StepError(f"Còn {len(left)} chữ ký ({role}) chưa có: {names}")
            return len(slots)

    def _sign(self, login: str, role: str) -> None:
        """One person's session: his PIN once, three calls a chunk, each by itself."""
        with self.stage.acting() as env:
            ready = self._slots(env, role).filtered(lambda slot: slot.state == "ready")
            if role != "organisation":
                ready = ready.filtered(lambda slot: slot.user_id.login == login)
            if not ready:
                return
        with self.stage.work(login) as env:
            class_ = self.class_(env)
            action = (
                class_.action_issue_hocba()
                if role == "organisation"
                else class_.action_sign_hocba()
            )
            slot_ids = action["params"]["slot_ids"]
            offer = env["edu.signing.session"].overview(slot_ids)
            (certificate_id,) = [c["id"] for c in offer["certificates"]]
            session_id = env["edu.signing.session"].open(slot_ids, certificate_id)
        with self.stage.acting() as env:
            sha256 = env["edu.certificate"].browse(certificate_id).sha256
        members = self.stage.world.pki.members.values()
        pin = next(member.pin for member in members if member.sha256 == sha256)
        while True:
            with self.stage.acting(login) as env:
                chunk = env["edu.signing.session"].browse(session_id).prepare()
            problems = [f"{f['name']}: {f['message']}" for f in chunk["failed"]]
            if problems:
                raise StepError("\n".join(problems))
            if not chunk["tasks"]:
                return
            with self.stage.acting(login) as env:
                session = env["edu.signing.session"].browse(session_id)
                answers = session.sign([task["id"] for task in chunk["tasks"]], pin)
            with self.stage.acting(login) as env:
                session = env["edu.signing.session"].browse(session_id)
                result = session.complete(answers)
            problems = [f"{f['name']}: {f['message']}" for f in result["failed"]]
            if problems:
                raise StepError("\n".join(problems))

    def prepare(self) -> int:
        """Let the background batch run to its end, as the server's scheduler would."""
        left = self._unprepared()
        if left:
            # The scheduler has sealed by then; each book bears the newest block.
            self.stage.anchor()
            with self.stage.work(self.clerk()) as env:
                self.class_(env).action_prepare_hocba_issue()
        while left:
            with self.stage.work() as env:
                env.ref("edu_hocba.ir_cron_prepare_issue").method_direct_trigger()
            before, left = left, self._unprepared()
            if left == before:
                raise StepError("\n".join(left))
        with self.stage.acting() as env:
            return len(self.of_class(env))

    def _unprepared(self) -> list[str]:
        """Books that are not ready for the head, with what hinders them."""
        with self.stage.acting() as env:
            books = self.of_class(env).filtered(lambda b: b.preparation != "done")
            return [f"{book.display_name}: {book.problem or ''}" for book in books]

    def files(self, folder: Path) -> Iterator[tuple[Path, bytes]]:
        """The issued files, named by the number in the class and the learner."""
        with self.stage.acting() as env:
            for book in self.of_class(env):
                if book.state not in SIGNED:
                    raise StepError(f"{book.display_name} chưa phát hành")
                number, name = book.enrolment_id.number, book.student_id.name
                for document in (book.xml_document_id, book.pdf_document_id):
                    path = f"{number:02d}-{ascii_name(name)}.{document.kind}"
                    yield folder / path, document._content()
