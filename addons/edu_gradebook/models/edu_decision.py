# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

VALUES = [
    ("PROMOTED", "Promoted"),
    ("NOT_PROMOTED", "Not promoted"),
    ("XUAT_SAC", "Học sinh Xuất sắc"),
    ("GIOI", "Học sinh Giỏi"),
    ("NONE", "No award"),
]
OTHERWISE = {"PROMOTED": "NOT_PROMOTED", "NOT_PROMOTED": "PROMOTED"}


class EduDecision(models.Model):
    """Promotion and award: the homeroom teacher proposes, the head decides."""

    _name = "edu.decision"
    _description = "Decision on a learner"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin", "edu.journal.mixin"]
    _order = "class_id, sequence, kind desc, id"
    _rec_name = "student_id"

    _protected_fields = (
        "enrolment_id",
        "kind",
        "computed",
        "proposed",
        "decided",
        "proposed_by",
        "proposed_on",
        "decided_by",
        "decided_on",
        "number",
        "reason",
        "state",
    )
    _journal_fields = ("proposed", "decided", "number", "reason", "state")

    enrolment_id = fields.Many2one(
        "edu.enrolment", required=True, ondelete="restrict", index=True
    )
    student_id = fields.Many2one(
        "edu.student", related="enrolment_id.student_id", store=True, string="Learner"
    )
    sequence = fields.Integer(
        related="enrolment_id.number", store=True, string="No. in class"
    )
    class_id = fields.Many2one(
        "edu.class", related="enrolment_id.class_id", store=True, index=True
    )
    school_id = fields.Many2one(
        "edu.school", related="enrolment_id.school_id", store=True
    )
    kind = fields.Selection(
        [("promotion", "Promotion"), ("award", "Award")], required=True
    )
    computed = fields.Selection(VALUES, string="By the regulation", readonly=True)
    proposed = fields.Selection(VALUES, string="Proposal", readonly=True)
    decided = fields.Selection(VALUES, string="Decision", readonly=True)
    proposed_by = fields.Many2one("res.users", readonly=True)
    proposed_on = fields.Datetime(readonly=True)
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    number = fields.Char(string="Decision number", readonly=True)
    reason = fields.Char(string="Reason to decide otherwise", readonly=True)
    state = fields.Selection(
        [("proposed", "Proposed"), ("decided", "Decided")],
        required=True,
        default="proposed",
    )

    _enrolment_kind_uniq = models.Constraint(
        "UNIQUE(enrolment_id, kind)", "The learner has a decision of this kind already."
    )

    @api.model
    def _propose(self, class_):
        """Write proposals for all whose year is settled; return the others.

        Called with sudo by the class, which has checked the homeroom duty.
        """
        results = class_._active_results()
        results._claim()
        known = {
            (decision.enrolment_id, decision.kind): decision
            for decision in self.search([("class_id", "=", class_.id)])
        }
        new = []
        for result in results:
            for kind, value in self._computed_of(result).items():
                vals = {
                    "computed": value,
                    "proposed": value,
                    "proposed_by": self.env.uid,
                    "proposed_on": fields.Datetime.now(),
                    "state": "proposed",
                }
                decision = known.pop((result.enrolment_id, kind), None)
                if decision is None:
                    owner = {"enrolment_id": result.enrolment_id.id, "kind": kind}
                    new.append({**owner, **vals})
                elif decision.state == "proposed":
                    decision._write_protected(vals)
        self._create_protected(new)
        # What the results no longer ask for is not left standing as a proposal.
        self.browse([d.id for d in known.values() if d.state == "proposed"]).unlink()
        return results.filtered(lambda result: result.promotion == "PENDING")

    @api.model
    def _computed_of(self, result) -> dict[str, str]:
        """Return the values by the regulation, for what can be decided now."""
        if not result.promotion or result.promotion == "PENDING":
            return {}
        values = {"promotion": result.promotion}
        if result.award:
            # Whether a learner who is not promoted is awarded is the head's to say.
            promoted = result.promotion == "PROMOTED"
            values["award"] = result.award if promoted else "NONE"
        return values

    @api.model
    def _decide(self, class_, number):
        """Decide as proposed. Called with sudo by the class, which checked the head."""
        results = class_._active_results()
        results._claim()
        proposals = self.search(
            [("class_id", "=", class_.id), ("state", "=", "proposed")]
        )
        if not proposals:
            raise UserError(
                self.env._(
                    "Class %(class_name)s has no proposals: the homeroom teacher "
                    "proposes first.",
                    class_name=class_.name,
                )
            )
        by_enrolment = {result.enrolment_id: result for result in results}
        stale = proposals.filtered(
            lambda d: (
                self._computed_of(by_enrolment[d.enrolment_id]).get(d.kind)
                != d.computed
            )
        )
        if stale:
            raise UserError(
                self.env._(
                    "Results changed after the proposal for: %(names)s. "
                    "The homeroom teacher proposes again first.",
                    names=", ".join(stale.student_id.mapped("name")),
                )
            )
        for value in set(proposals.mapped("proposed")):
            same = proposals.filtered(lambda d, value=value: d.proposed == value)
            same._mark_decided(value, number)

    def _mark_decided(self, value, number, reason=False):
        self._write_protected(
            {
                "decided": value,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
                "number": number or False,
                "reason": reason,
                "state": "decided",
            }
        )

    def action_decide_otherwise(self, reason, value=False, number=False):
        """Decide against the proposal, with a reason. Duty: the head.

        :raises UserError: already decided, no reason, or a value of another kind
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        decision = self.sudo()
        self.env["edu.access"]._check(("head", "deputy"), school=decision.school_id)
        if decision.state == "decided":
            raise UserError(self.env._("This is decided already."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(
                self.env._("A decision against the proposal needs a reason.")
            )
        if decision.kind == "promotion":
            value = OTHERWISE[decision.proposed]
        elif value not in ("XUAT_SAC", "GIOI", "NONE") or value == decision.proposed:
            raise UserError(self.env._("Choose another award than the proposed one."))
        self.env["edu.result"].sudo()._of(decision.enrolment_id)._claim()
        decision._mark_decided(value, number, reason.strip())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        self._check_protected(["state"] if not self.env.su else [])
        if any(decision.state == "decided" for decision in self):
            raise UserError(self.env._("A decision stays on record."))

    def _journal_scope(self):
        return self.enrolment_id._gradebook_scope()
