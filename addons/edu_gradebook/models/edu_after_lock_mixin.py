# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.exceptions import UserError


class EduAfterLockMixin(models.AbstractModel):
    """What is entered between the lock of marks and the decision on promotion.

    Needs ``enrolment_id`` and ``class_id``; ``_check_duty`` says who may enter.
    """

    _name = "edu.after.lock.mixin"
    _description = "Entered between lock and decision"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_may_enter()
        self._recompute_results(records.enrolment_id)
        return records

    def write(self, vals):
        before = self.enrolment_id
        self._check_may_enter()
        result = super().write(vals)
        self._check_may_enter()
        self._recompute_results(before | self.enrolment_id)
        return result

    def unlink(self):
        self._check_may_enter()
        enrolments = self.enrolment_id
        result = super().unlink()
        self._recompute_results(enrolments)
        return result

    def _recompute_results(self, enrolments):
        # Results follow from what was entered; nobody writes them.
        self.env["edu.result"].sudo()._recompute(enrolments.sudo())

    def _check_may_enter(self):
        """Check duty, lock and decision.

        :raises AccessError: the user has no duty for it today
        :raises UserError: marks are not locked yet, or promotion is decided
        """
        # The duty decides, not what its holder may read besides.
        records = self.sudo()
        if not self.env.su:
            for record in records:
                record.with_env(self.env)._check_duty(record)
        refusals = self._refusals(records.enrolment_id)
        if refusals:
            raise UserError(next(iter(refusals.values())))

    @api.model
    def _refusals(self, enrolments) -> dict[int, str]:
        """Say for which of these learners nothing can be entered now, and why.

        The save asks here, and so does the check of a file.
        """
        # Whether marks are locked and promotion is decided depends on nobody's rights.
        enrolments = enrolments.sudo()
        texts = {
            enrolment.id: self.env._(
                "Marks of class %(class_name)s are not locked yet: there is no "
                "result of the year to improve on.",
                class_name=enrolment.class_id.name,
            )
            for enrolment in enrolments
            if enrolment.class_id.marks_state != "locked"
        }
        for enrolment in enrolments._promotion_decided():
            texts[enrolment.id] = self.env._(
                "Promotion is decided for %(names)s: nothing more can be entered.",
                names=enrolment.student_id.name,
            )
        return texts

    def _check_duty(self, trusted):
        """Refuse who may not enter this record.

        ``self`` is in the user's own environment; ``trusted`` is the same record,
        readable whatever his rights.
        """
        raise NotImplementedError

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
