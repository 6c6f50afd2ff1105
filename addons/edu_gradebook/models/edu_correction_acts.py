# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.edu_school.factor import deciding

from ..tools.corrections.correction_draft import ENGINES
from ..tools.corrections.grant import Grant
from ..tools.locks.locked import rewrites_locked
from .edu_correction import DECIDING


class EduCorrection(models.Model):
    """From the request to the new value."""

    _inherit = "edu.correction"

    def action_witness(self):
        """Confirm as a witness. Duty: as the school's policy says; never the one who
        asks, and nobody twice.

        :raises AccessError: the request waits for no witness like the user
        """
        self._witness({})
        return True

    def action_object(self, objection=False):
        """Object as a witness, with a reason that the head reads before he decides.

        Duty: as for :meth:`action_witness`.

        :raises AccessError: the request waits for no witness like the user
        :raises UserError: no reason
        """
        text = self._note(objection)
        if not text:
            raise UserError(self.env._("State the reason."))
        self._witness({"objection": text})
        return True

    def _witness(self, values):
        # Whoever asks could have borrowed the account of the witness.
        self.env["edu.account.loan"]._check_not_lent(self.env.user)
        for correction in self._held():
            correction._check_state("requested")
            role = correction._own_role(self.env, hold=True)
            if not role:
                raise AccessError(
                    self.env._(
                        "%(number)s waits for no confirmation of yours: nobody"
                        " witnesses his own request, and nobody twice.",
                        number=correction.number,
                    )
                )
            role._write_protected(
                {
                    "user_id": self.env.uid,
                    "confirmed_on": fields.Datetime.now(),
                    **values,
                }
            )
            if all(witness.user_id for witness in correction.witness_ids):
                correction._write_protected({"state": "witnessed"})
            correction._sync_waiting()

    @deciding
    def action_approve(self, note=False):
        """Decide for the correction; the system writes the cells. Duty: head, deputy.

        :raises AccessError: no such duty, or the user asked or witnessed himself
        :raises UserError: witnesses are missing, it is too late, or a cell no longer
            holds the value that was to be corrected
        """
        for correction in self._held():
            correction._check_decides(self.env)
            correction._check_state("witnessed")
            correction._check_not_final(correction.class_id)
            correction._write_protected(
                {
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                    "decision_note": self._note(note),
                }
            )
            correction._apply(self.env)
            correction._sync_waiting()
            correction._tell_outcome(correction.requested_by_id, "outcome")
        return True

    @deciding
    def action_refuse(self, note=False):
        """Decide against the correction, with a reason. Duty: head, deputy.

        :raises UserError: no reason, or decided already
        """
        for correction in self._held():
            correction._check_decides(self.env)
            correction._check_state("requested", "witnessed")
            if not self._note(note):
                raise UserError(self.env._("State the reason."))
            correction._write_protected(
                {
                    "state": "refused",
                    "decided_by_id": self.env.uid,
                    "decided_on": fields.Datetime.now(),
                    "decision_note": self._note(note),
                }
            )
            correction._sync_waiting()
            correction._tell_outcome(correction.requested_by_id, "outcome")
        return True

    def action_withdraw(self):
        """Take the own request back, as long as it is not decided."""
        for correction in self._held():
            if correction.requested_by_id != self.env.user:
                raise AccessError(self.env._("Only who asked takes a request back."))
            correction._check_state("requested", "witnessed")
            correction._write_protected({"state": "withdrawn"})
            correction._sync_waiting()
        return True

    def _held(self):
        """Return the requests that the user may read, held until the end (sudo)."""
        self.check_access("read")
        # No role writes corrections; each act checks duty and state itself.
        known = self.sudo()
        known.lock_for_update(allow_referencing=True)
        return known

    def _note(self, note):
        return note.strip()[:300] if isinstance(note, str) else False

    def _check_decides(self, env):
        env["edu.access"]._check(DECIDING, school=self.school_id)
        if env.user in self._involved():
            raise AccessError(
                env._(
                    "Nobody decides on what he asked for or witnessed himself (%s).",
                    self.number,
                )
            )

    # -- the new value -------------------------------------------------------------

    def _apply(self, env):
        """Write the cells through the engine of all saves, if they still hold what
        was to be corrected; all of them or none (sudo)."""
        cells = self.cell_ids
        granted = frozenset((cell.line_id, cell.column_name) for cell in cells)
        access = env["edu.access"]
        grant = Grant(
            granted,
            reason=self._journal_reason(),
            behalf=self.requested_by_id.name,
            duty=next(d for d in DECIDING if access._has(d, school=self.school_id)),
        )
        engine = ENGINES[self.book](env, grant)
        with rewrites_locked(self.env, self.number):
            answers = engine.run(
                [
                    {
                        "line_id": cell.line_id,
                        "column": cell.column_name,
                        "old": cell.old_value or "",
                        "new": cell.new_value or "",
                    }
                    for cell in cells
                ]
            )
        problems = [
            f"{cell.learner}, {cell.label}: "
            + (answer["message"] or env._("the cell holds the new value already."))
            for cell, answer in zip(cells, answers, strict=True)
            if answer["status"] != "saved"
            or cell.column_name not in engine.changes.get(cell.line_id, ())
        ]
        if problems:
            raise UserError("\n".join(problems))
        enrolments = cells.enrolment_id
        values = {"state": "applied"}
        if any(cell.column_name not in engine.texts for cell in cells):
            values["reopened"] = self._reopen_decisions(enrolments)
        self._write_protected(values)
        self._after_correction(enrolments)

    def _journal_reason(self):
        """Say in every journal entry by which request, why and before whom."""
        return self.env._(
            "Correction %(number)s: %(reason)s. Witnesses: %(witnesses)s.",
            number=self.number,
            reason=self.reason.rstrip("."),
            witnesses=", ".join(
                witness.user_id.name
                + (f" ({witness.objection})" if witness.objection else "")
                for witness in self.witness_ids
                if witness.user_id
            ),
        )

    def _reopen_decisions(self, enrolments):
        """Make decided promotions and awards of these learners proposals again, and
        name the learners: what was decided rested on other marks."""
        decisions = self.env["edu.decision"].search(
            [("enrolment_id", "in", enrolments.ids), ("state", "=", "decided")]
        )
        decisions._write_protected(
            {
                "state": "proposed",
                "decided": False,
                "decided_by": False,
                "decided_on": False,
                "number": False,
                "reason": False,
            }
        )
        return ", ".join(decisions.student_id.mapped("name")) or False

    def _superseded(self) -> list[str]:
        """Name what the approval takes back, before it is given (sudo)."""
        columns = set(self.cell_ids.mapped("column_name"))
        if columns <= set(ENGINES[self.book].texts):
            return []
        decisions = self.env["edu.decision"].search(
            [
                ("enrolment_id", "in", self.cell_ids.enrolment_id.ids),
                ("state", "=", "decided"),
            ]
        )
        return [
            self.env._("Promotion and award of %s: to be decided anew", student.name)
            for student in decisions.student_id
        ]

    def _after_correction(self, enrolments):
        """What was made of the marks before: an upper addon takes it back."""
