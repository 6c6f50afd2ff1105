# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import binascii
import logging
import time
import uuid
from datetime import datetime, timedelta, timezone
from functools import lru_cache, partial

import psycopg2
from psycopg2 import errors

from odoo import fields, models, modules
from odoo.exceptions import LockError, UserError

from hocba.moment import VIETNAM
from hocba.problems import HocbaError

from ..certificates import signature_matches
from ..hocba_library import document_format, problem_text, signing_library

_logger = logging.getLogger(__name__)

LIFETIME = timedelta(minutes=15)
ATTEMPTS = 6
EXPECTED = (UserError, HocbaError)
BUSY = (
    LockError,
    errors.LockNotAvailable,
    errors.SerializationFailure,
    errors.DeadlockDetected,
)
TSA_PARAMETER = "edu_signing.tsa_url"


@lru_cache(maxsize=8)
def _client(trust_pem, chain, tsa_url, ocsp_max_age):
    # Kept between requests: an OCSP answer serves all chunks of its minute.
    from hocba.signing.asking import EvidenceClient
    from hocba.signing.trust import TrustStore

    trust = TrustStore.from_pem(trust_pem, ocsp_max_age)
    return EvidenceClient(trust, tsa_url, list(chain))


class EduSigningEngine(models.AbstractModel):
    """How a session freezes digests and puts signatures into documents.

    What talks to the outside (OCSP, timestamps, the key device) runs with no
    transaction open and is safe to repeat; each document is written in a
    transaction of its own, under a lock.
    """

    _name = "edu.signing.engine"
    _description = "Signing engine"

    # ------------------------------------------------------------------
    # Prepare
    # ------------------------------------------------------------------
    def _evidence_client(self):
        """What asks for timestamps and revocation answers.

        :raises UserError: no timestamping service or no trust anchor is set
        """
        # A signer may not read system parameters; the address is no secret.
        tsa_url = self.env["ir.config_parameter"].sudo().get_param(TSA_PARAMETER)
        if not tsa_url:
            raise UserError(
                self.env._(
                    "No timestamping service is set. Ask an administrator to enter its"
                    " address in the settings of digital signing."
                )
            )
        anchors = self.env["edu.trust.anchor"]
        pem = anchors._trust_pem()
        if not pem:
            raise UserError(
                self.env._(
                    "No trusted root certificate is registered. Ask a certificate"
                    " manager to add the roots of the CAs."
                )
            )
        with signing_library(self.env):
            chain = tuple(anchors._chain_ders())
            return _client(pem, chain, tsa_url, anchors._ocsp_max_age())

    def _check_online(self):
        """Ask the CA whether the certificate may sign now (KP-8), and whether the
        timestamping service is of use, before anybody's key is used."""
        client = self._evidence_client()
        der = self.certificate_id._der()
        try:
            client.check(der)
            client.token_reserve()
        except HocbaError as error:
            raise UserError(problem_text(self.env, error)) from error

    def _drop_stale_tasks(self):
        """Forget digests that expired, or whose PDF has moved on."""
        self.task_ids.filtered(
            lambda task: task.state == "prepared" and not task._is_live()
        ).unlink()

    def _untouched_slots(self):
        return (self.slot_ids - self.task_ids.slot_id).filtered(
            lambda slot: slot.state == "ready"
        )

    def _by_record(self, slots):
        """Slots by business record, records in the order of their first slot."""
        groups = {}
        for slot in slots:
            document = slot.document_id
            key = (document.res_model, document.res_id) if document.res_model else slot
            groups.setdefault(key, []).append(slot.id)
        for ids in groups.values():
            group = slots.browse(ids)
            yield group[0].document_id._record(), group

    def _prepare_record(self, record, slots):
        """Prepare the slots of one business record.

        :return: the tasks, and what failed
        """
        known = record._signing_slots() if record else slots
        message = self._guarded(
            lambda: record._signing_before_prepare(slots, self.certificate_id)
        )
        if message:
            return self.env["edu.signing.task"], [
                self._failed_task(slot, message) for slot in slots
            ]
        if record:
            slots |= self._added_slots(record._signing_slots() - known, slots)
        failed = []
        for slot in slots:
            message = self._guarded(lambda slot=slot: self._prepare_slot(slot))
            if message:
                failed.append(self._failed_task(slot, message))
        tasks = self.task_ids.filtered(
            lambda task: task.slot_id in slots and task.state == "prepared"
        )
        return tasks, failed

    def _added_slots(self, new, slots):
        """Slots that preparing added for the same act and signer join the session."""
        first = slots[0]
        added = new.filtered(
            lambda slot: (
                slot.act == first.act
                and slot.certificate_kind == first.certificate_kind
                and not slot._refusal(self.env.user)
            )
        )
        if added:
            self._write_protected(
                {"slot_ids": [fields.Command.link(slot.id) for slot in added]}
            )
        return added

    def _prepare_slot(self, slot):
        certificate = self.certificate_id
        self._check_slot(slot, certificate)
        tasks = self.env["edu.signing.task"]
        tasks.search([("slot_id", "=", slot.id), ("state", "=", "prepared")])._close(
            "cancelled", self.env._("Signing was begun again elsewhere.")
        )
        # Before the new one is inserted: one slot has one living task.
        tasks.flush_model(["state"])
        document = slot.document_id
        base = document.sha256
        signing_time = datetime.now(VIETNAM).replace(microsecond=0)
        with signing_library(self.env):
            prepared = document._record()._signing_prepare(
                slot, certificate, signing_time
            )
        moment = signing_time.astimezone(timezone.utc).replace(tzinfo=None)
        return tasks._create_protected(
            {
                "session_id": self.id,
                "slot_id": slot.id,
                "nonce": uuid.uuid4().hex,
                "digest": prepared.digest.hex(),
                "prepared_state": base64.b64encode(prepared.state),
                "base_sha256": base,
                "signing_time": moment,
                "expires_at": moment + LIFETIME,
                "state": "prepared",
            }
        )

    def _failed_task(self, slot, message):
        task = self.env["edu.signing.task"]._create_protected(
            {
                "session_id": self.id,
                "slot_id": slot.id,
                "nonce": uuid.uuid4().hex,
                "state": "failed",
                "message": message,
            }
        )
        return self._failure(task.nonce, slot, message)

    def _failure(self, nonce, slot, message) -> dict:
        return {
            "id": nonce,
            "slot_id": slot.id,
            "name": slot.document_name or "",
            "message": message,
        }

    # ------------------------------------------------------------------
    # Complete
    # ------------------------------------------------------------------
    def _complete_items(self, pairs, client) -> list[str]:
        """Complete tasks; return what went wrong with each, or nothing.

        The evidence for all of them is collected before the first is written.

        :param pairs: each task with what the key device answered
        """
        messages, opened = [], {}
        unusable = self.certificate_id._unusable_reason()
        for task, item in pairs:
            message = self._ended(task)
            if message is None:
                opening = partial(self._open, opened, task, item, unusable)
                message = self._attempt(task, opening)
            messages.append(message)
        # Asking for timestamps and OCSP takes time: no transaction stays open.
        self._checkpoint()
        acts = [act for *_known, act in opened.values()]
        futures = dict(zip(opened, client.collect_all(acts), strict=True))
        for index, (task, _item) in enumerate(pairs):
            if task in opened and not messages[index]:
                # Alone: what is read again under each lock is not read for all.
                one, (kind, state, value, _act) = task.with_prefetch(), opened[task]
                storing = partial(self._finish, one, kind, state, value, futures[task])
                messages[index] = self._attempt(one, storing)
        return messages

    def _ended(self, task) -> str | None:
        """Why a task cannot be completed, nothing if it is; None if it can be."""
        if not task:
            return self.env._("Unknown or expired task. Sign again.")
        if task.state == "done":
            return ""
        if task.state != "prepared":
            return task.message or self.env._("This task has ended. Sign again.")
        return None

    def _attempt(self, task, action) -> str:
        message = self._guarded(action, savepoint=False)
        if message and task.state == "prepared":
            task._close("failed", message)
            self._checkpoint()
        return message

    def _open(self, opened, task, item, unusable):
        """Put into ``opened`` what a task and its value need to be completed."""
        if error := item.get("error") or unusable:
            raise UserError(str(error)[:500])
        if not task._is_live():
            raise UserError(
                self.env._(
                    "“%(name)s”: the file has changed or too much time has passed"
                    " since signing began. Nothing was written; sign again.",
                    name=task.slot_id.document_name,
                )
            )
        signature, der = self._decode(item.get("signature")), self.certificate_id._der()
        if not signature_matches(der, bytes.fromhex(task.digest), signature):
            raise UserError(
                self.env._(
                    "“%(name)s”: the signature does not belong to this document and"
                    " certificate. Nothing was written.",
                    name=task.slot_id.document_name,
                )
            )
        state = base64.b64decode(task.with_context(bin_size=False).prepared_state)
        kind = task.document_id.kind
        library = document_format(self.env, kind)
        act = library.timestamp_data(state, signature), der, library.foreseen(state)
        opened[task] = kind, state, signature, act

    def _finish(self, task, kind, state, value, future):
        """Write a signature with the evidence that was collected for it."""
        evidence = future.result()
        complete = document_format(self.env, kind).complete
        if kind == "xml":
            # Others sign the same file meanwhile.
            self._store(
                task, lambda xml: complete(xml, state, value, evidence=evidence)
            )
            return
        finished = complete(state, value, evidence=evidence)
        self._store(task, lambda _content: finished)

    def _store(self, task, finish):
        """Write one signature in a transaction of its own; wait for others' turns."""
        for attempt in range(ATTEMPTS):
            self._checkpoint()
            try:
                with self.env.cr.savepoint():
                    self._store_once(task, finish)
                self._checkpoint()
                return
            except BUSY as error:
                if attempt == ATTEMPTS - 1:
                    raise UserError(
                        self.env._(
                            "“%(name)s” is being signed by others at this moment."
                            " Sign it again.",
                            name=task.slot_id.document_name,
                        )
                    ) from error
                self._restart()
                time.sleep(0.05 * 2**attempt)

    def _store_once(self, task, finish):
        document, slot = task.document_id, task.slot_id
        # All files of the record: its next act depends on the slots of each.
        document._siblings().lock_for_update()
        self.env.invalidate_all()
        if task.state == "done":
            return
        self._check_slot(slot, self.certificate_id)
        if reason := self.certificate_id._ended_reason():
            raise UserError(reason)
        if task.state != "prepared":
            raise UserError(task.message)
        base = document.sha256 if document.kind == "xml" else task.base_sha256
        before = document._content()
        revision = document._append_revision(document, finish(before), base, before)
        slot._write_protected(
            {
                "state": "signed",
                "certificate_id": self.certificate_id.id,
                "signed_at": task.signing_time,
            }
        )
        task._write_protected(
            {"state": "done", "revision_id": revision.id, "prepared_state": False}
        )
        document._record()._signing_completed(slot)

    def _close_when_done(self):
        live = self.task_ids.filtered(lambda task: task.state == "prepared")
        if self.state == "open" and not live and not self._untouched_slots():
            self._write_protected({"state": "done"})

    # ------------------------------------------------------------------
    # Transactions
    # ------------------------------------------------------------------
    def _guarded(self, action, savepoint=True) -> str:
        """Run one item of a batch; its failure is told and stops no other.

        A lost race in the database goes on to the caller, who repeats the request.
        """
        try:
            if savepoint:
                with self.env.cr.savepoint():
                    action()
            else:
                action()
        except EXPECTED as error:
            return problem_text(self.env, error)
        except psycopg2.OperationalError:
            raise
        except Exception:
            _logger.exception("Signing failed in session %s", self.id)
            return self.env._(
                "An unexpected error; nothing was written for this document. The"
                " operator finds it in the server's log."
            )
        return ""

    def _checkpoint(self):
        """End the transaction: what was written so far is safe."""
        if modules.module.current_test:
            self.env.flush_all()
        else:
            # One transaction per document is the contract of this engine.
            self.env.cr.commit()  # pylint: disable=invalid-commit

    def _restart(self):
        """Begin a new transaction that sees what others have committed."""
        if not modules.module.current_test:
            self.env.cr.rollback()

    def _decode(self, value) -> bytes:
        try:
            return base64.b64decode(value or "", validate=True)
        except (binascii.Error, ValueError, TypeError) as error:
            raise UserError(self.env._("The signature is damaged.")) from error
