# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_journal.language import language

from hocba.signing.contract import DriverError, SigningStopped

from ..hocba_library import problem_text, signing_library

CHUNK = 50


class EduSigningSession(models.Model):
    """One person, one certificate, any number of slots.

    The signer's own requests drive it, three per chunk: ``prepare`` freezes
    digests, ``sign`` passes them to the key device, ``complete`` puts the
    signatures into the documents. The PIN is an argument of ``sign`` and nothing
    else; a broken chunk is repeated by calling the three again.
    """

    _name = "edu.signing.session"
    _description = "Signing session"
    _inherit = ["edu.signing.engine", "edu.protected.mixin"]
    _order = "id desc"
    _rec_name = "certificate_id"
    _protected_fields = (
        "user_id",
        "certificate_id",
        "slot_ids",
        "task_ids",
        "state",
    )

    user_id = fields.Many2one(
        "res.users", string="Signer", required=True, index=True, readonly=True
    )
    certificate_id = fields.Many2one(
        "edu.certificate", required=True, ondelete="restrict", readonly=True
    )
    slot_ids = fields.Many2many("edu.signature.slot", string="Slots", readonly=True)
    task_ids = fields.One2many("edu.signing.task", "session_id", string="Tasks")
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("stopped", "Stopped")],
        required=True,
        default="open",
        readonly=True,
    )

    @api.model
    def overview(self, slot_ids):
        """What the dialog shows: for whom, what, and with which certificates.

        Slots that the user may not sign, or not now, are left out with a reason.
        """
        slots = self._slots(slot_ids)
        rows, refused, usable_for = [], [], {}
        certificates = self.env["edu.certificate"]
        for slot in slots:
            reason = slot._refusal(self.env.user)
            if reason:
                refused.append({"id": slot.id, "state": slot.state, "message": reason})
                continue
            key = (slot.certificate_kind, slot.organisation_code)
            if key not in usable_for:
                usable_for[key] = certificates._usable_by(self.env.user, *key)
                certificates |= usable_for[key]
            rows.append(
                {
                    "id": slot.id,
                    "name": slot.document_name,
                    "scope": slot.document_scope or "",
                    "label": slot.label or slot.slot_key,
                    "kind": slot.document_kind,
                    "in_place_of": slot.in_place_of or "",
                    "certificate_ids": usable_for[key].ids,
                    "summary": slot._summary(),
                }
            )
        return {
            "slots": rows,
            "refused": refused,
            "certificates": [
                {
                    "id": certificate.id,
                    "name": certificate.name,
                    "kind": certificate.kind,
                    "token": certificate.token_label,
                    "valid_to": fields.Date.to_string(certificate.valid_to),
                }
                for certificate in certificates
            ],
        }

    @api.model
    def open(self, slot_ids, certificate_id):
        """Begin to sign ``slot_ids`` with a certificate; return the session's id.

        :raises AccessError: a slot of someone else
        :raises UserError: a slot that cannot be signed now, a certificate that is
            not the signer's or may not sign
        """
        slots = self._slots(slot_ids)
        if not slots:
            raise UserError(self.env._("Choose what is to be signed."))
        # The registry answers for the signer's own certificates only, below.
        certificate = self.env["edu.certificate"].sudo().browse(certificate_id).exists()
        for slot in slots:
            self._check_slot(slot, certificate)
        certificate._check_usable()
        # Users have no right to make sessions but through this door.
        session = self.sudo()._create_protected(
            {
                "user_id": self.env.uid,
                "certificate_id": certificate.id,
                "slot_ids": [fields.Command.set(slots.ids)],
            }
        )
        return session.id

    def prepare(self, limit=CHUNK):
        """Freeze the digests of the next slots.

        Tasks that were prepared and never completed come back first, so a chunk
        that was lost with its server is simply done again.

        :return: ``{"tasks": [{"id", "digest"}], "remaining", "failed"}``
        """
        session = self._checked(states=("open", "done"))
        limit = max(1, min(int(limit), CHUNK))
        session.certificate_id._check_usable()
        session._check_online()
        session._drop_stale_tasks()
        live = session.task_ids.filtered(lambda task: task.state == "prepared")
        tasks, failed = live[:limit], []
        todo = session._untouched_slots()
        for record, slots in session._by_record(todo):
            if len(tasks) >= limit:
                break
            prepared, refused = session._prepare_record(record, slots)
            tasks |= prepared
            failed += refused
        session._close_when_done()
        return {
            "tasks": [{"id": task.nonce, "digest": task.digest} for task in tasks],
            "remaining": len(session._untouched_slots()) + len(live[limit:]),
            "failed": failed,
        }

    def sign(self, task_ids, secret):
        """Have the key device sign prepared digests; writes to no table.

        :param secret: the PIN; it lives in this call only
        :return: one dict for each task: ``{"id", "signature"}`` (base64), or
            ``{"id", "error", "code"}``; with ``transient`` set the same task can
            be signed again as soon as the cause is mended
        """
        session = self._checked()
        session.certificate_id._check_usable()
        tasks = session._tasks(task_ids)
        answers = {
            nonce: {"id": nonce, "error": self.env._("Unknown or expired task.")}
            for nonce in task_ids
        }
        live = [task for task in tasks if task._is_live()]
        nonces = [task.nonce for task in live]
        digests = [bytes.fromhex(task.digest) for task in live]
        with signing_library(self.env):
            driver = session.certificate_id._driver()
            credential = session.certificate_id._credential()
        # A key device takes seconds: no transaction stays open meanwhile.
        session._checkpoint()
        results, stop = [], None
        if digests:
            try:
                results = driver.sign(
                    digests, credential=credential, secret=str(secret or "")
                )
            except DriverError as error:
                stop = error
                if isinstance(error, SigningStopped):
                    results = list(error.results)
        for index, nonce in enumerate(nonces):
            result = results[index] if index < len(results) else stop
            answers[nonce] = session._answer(nonce, result)
        return list(answers.values())

    def complete(self, results):
        """Put signatures into their documents; safe to repeat.

        :param results: ``[{"id", "signature"}]`` as ``sign`` gave them; an item
            with ``error`` marks its task as failed
        :return: ``{"done": [ids], "failed": [{"id", "slot_id", "name", "message"}]}``
        """
        session = self._checked(states=("open", "done"))
        with signing_library(self.env):
            client = session._evidence_client()
        done, failed = [], []
        tasks = {t.nonce: t for t in session._tasks([i.get("id") for i in results])}
        unknown = self.env["edu.signing.task"]
        pairs = [(tasks.get(item.get("id"), unknown), item) for item in results]
        messages = session._complete_items(pairs, client)
        for (task, item), message in zip(pairs, messages, strict=True):
            if message:
                failed.append(session._failure(item.get("id"), task.slot_id, message))
            else:
                done.append(item["id"])
        session._close_when_done()
        return {"done": done, "failed": failed}

    def stop(self):
        """Give up what is not signed yet; what is signed stays signed."""
        session = self._checked(states=("open", "done", "stopped"))
        session.task_ids.filtered(lambda task: task.state == "prepared")._close(
            "cancelled", self.env._("Stopped by the signer.")
        )
        if session.state == "open":
            session._write_protected({"state": "stopped"})
        return True

    def _sign_all(self, secret, limit=CHUNK):
        """Drive the session to its end from server code, such as a script.

        :return: ``{"done": [ids], "failed": [...]}`` over all chunks
        :raises UserError: the key device cannot sign; call again to go on
        """
        self.ensure_one()
        done, failed = [], []
        while True:
            chunk = self.prepare(limit)
            failed += chunk["failed"]
            if not chunk["tasks"]:
                return {"done": done, "failed": failed}
            answers = self.sign([task["id"] for task in chunk["tasks"]], secret)
            stops = [answer for answer in answers if answer.get("transient")]
            given = [answer for answer in answers if not answer.get("transient")]
            result = self.complete(given)
            done += result["done"]
            failed += result["failed"]
            if stops:
                raise UserError(stops[0]["error"])

    # ------------------------------------------------------------------
    # Who may
    # ------------------------------------------------------------------
    def _checked(self, states=("open",)):
        """The session with the engine's rights, for its own signer only."""
        self.ensure_one()
        # The engine reads documents and certificates that the signer may not; what
        # he may sign is checked slot by slot.
        session = self.sudo()
        if session.user_id != self.env.user:
            raise AccessError(self.env._("This signing session is not yours."))
        if session.state not in states:
            raise UserError(self.env._("This signing session has ended."))
        return session

    @api.model
    def _slots(self, slot_ids):
        # Whether the user may sign them is asked of each slot.
        slots = self.env["edu.signature.slot"].sudo()
        return slots.search([("id", "in", [int(i) for i in slot_ids])])

    @api.model
    def _check_slot(self, slot, certificate):
        """Refuse a slot that this user may not sign now with this certificate."""
        user = self.env.user
        reason = slot._refusal(user)
        if reason:
            mine = slot.document_id._record()._signing_may_sign(slot, user)
            raise UserError(reason) if mine else AccessError(reason)
        own = (
            certificate.user_id == user
            if slot.certificate_kind == "person"
            else certificate.organisation_code == slot.organisation_code
        )
        if not certificate or certificate.kind != slot.certificate_kind or not own:
            raise AccessError(
                self.env._(
                    "“%(name)s” cannot be signed with this certificate.",
                    name=slot.document_name,
                )
            )

    def _tasks(self, nonces):
        """Tasks of this session by the ids that ``prepare`` gave, in their order."""
        wanted = [str(nonce) for nonce in nonces]
        found = self.env["edu.signing.task"].search(
            [("session_id", "=", self.id), ("nonce", "in", wanted)]
        )
        return found.sorted(lambda task: wanted.index(task.nonce))

    def _answer(self, nonce, result) -> dict:
        if isinstance(result, bytes):
            return {"id": nonce, "signature": base64.b64encode(result).decode()}
        if result is None:
            return {"id": nonce, "error": self.env._("The key device did not answer.")}
        if isinstance(result, DriverError):
            text = problem_text(self.env, result)
            return {
                "id": nonce,
                "error": text,
                "code": result.code,
                "transient": True,
            }
        lang = language(self.env)
        return {
            "id": nonce,
            "error": result.problem.text(lang),
            "code": result.code,
        }
