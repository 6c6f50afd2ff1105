# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.factor import deciding

from hocba.words import AWARD_TITLES, PRIMARY_AWARD_TITLES

VALUES = [
    ("PROMOTED", "Promoted"),
    ("NOT_PROMOTED", "Not promoted"),
    *{**AWARD_TITLES, **PRIMARY_AWARD_TITLES}.items(),
    ("NONE", "No award"),
]
PROMOTIONS = ("PROMOTED", "NOT_PROMOTED")
#: Titles that the head may give, by the level of the school.
TITLES = {
    True: (*PRIMARY_AWARD_TITLES, "NONE"),
    False: (*AWARD_TITLES, "NONE"),
}
OTHERWISE = {"PROMOTED": "NOT_PROMOTED", "NOT_PROMOTED": "PROMOTED"}


class EduDecision(models.Model):
    """Promotion and award: the homeroom teacher proposes, the head decides."""

    _name = "edu.decision"
    _description = "Decision on a learner"
    _inherit = ["edu.duty.access.mixin", "edu.protected.mixin", "edu.journal.mixin"]
    _order = "class_id, sequence, kind desc, id"
    _rec_name = "student_id"
    _read_by_order = True

    _protected_fields = (
        "enrolment_id",
        "kind",
        "computed",
        "proposed",
        "proposal_reason",
        "decided",
        "proposed_by",
        "proposed_on",
        "decided_by",
        "decided_on",
        "number",
        "reason",
        "state",
    )
    _journal_fields = (
        "proposed",
        "proposal_reason",
        "decided",
        "number",
        "reason",
        "state",
    )

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
    proposal_reason = fields.Char(string="Reason of the proposal", readonly=True)
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

    open_to_people = fields.Boolean(compute="_compute_open_to_people")

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
                    "proposal_reason": False,
                    "proposed_by": self.env.uid,
                    "proposed_on": fields.Datetime.now(),
                    "state": "proposed",
                }
                decision = known.pop((result.enrolment_id, kind), None)
                if decision is None:
                    owner = {"enrolment_id": result.enrolment_id.id, "kind": kind}
                    new.append({**owner, **vals})
                elif decision.state == "proposed" and not decision._stands(value):
                    decision._write_protected(vals)
        self._create_protected(new)
        # What the results no longer ask for is not left standing as a proposal.
        self.browse([d.id for d in known.values() if d.state == "proposed"]).unlink()
        return results.filtered(lambda result: not self._computed_of(result))

    def _stands(self, computed) -> bool:
        """Whether a person's own proposal stays: the law says what it said then."""
        return self.proposal_reason and (self.computed or False) == computed

    @api.model
    def _computed_of(self, result) -> dict[str, str | bool]:
        """Return the values by the regulation, for what can be decided now.

        ``False`` where the law leaves it to the head (TT27/2020 Điều 11.1c, learners
        with a disability): the homeroom teacher proposes what she thinks right.
        """
        if not result.promotion:
            return {}
        if result.promotion == "PENDING":
            return {"promotion": False} if result.head_decides else {}
        values = {"promotion": result.promotion}
        # Whether a learner who is not promoted is awarded is the head's to say.
        if result.award:
            promoted = result.promotion == "PROMOTED"
            values["award"] = result.award if promoted else "NONE"
        elif result.level_year == "HTT":
            # Tiêu biểu is proposed by a person (TT27/2020 Điều 13), or not at all.
            values["award"] = "NONE"
        return values

    def action_propose(self, value, reason):
        """Propose what the law leaves to people, with a reason. Duty: homeroom.

        Promotion where the head decides; the title Tiêu biểu where the level of the
        year is Hoàn thành tốt.

        :raises UserError: decided already, no reason, or not left to people
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        decision = self.sudo()
        self.env["edu.access"]._check("homeroom", class_=decision.class_id)
        if decision.state == "decided":
            raise UserError(self.env._("This is decided already."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("A proposal needs a reason."))
        if value not in decision._open_values():
            raise UserError(
                self.env._(
                    "The regulation leaves nothing to propose here for %s.",
                    decision.student_id.name,
                )
            )
        self.env["edu.result"].sudo()._of(decision.enrolment_id)._claim()
        decision._write_protected(
            {
                "proposed": value,
                "proposal_reason": reason.strip(),
                "proposed_by": self.env.uid,
                "proposed_on": fields.Datetime.now(),
            }
        )

    @api.depends("computed", "kind")
    def _compute_open_to_people(self):
        # What the regulation leaves open is seen by whoever sees the proposal.
        for decision in self.sudo():
            decision.open_to_people = bool(decision._open_values())

    def _open_values(self) -> tuple[str, ...]:
        """Return what a person may propose here (sudo)."""
        if self.kind == "promotion":
            return () if self.computed else PROMOTIONS
        result = self.env["edu.result"]._of(self.enrolment_id)
        return ("TIEU_BIEU", "NONE") if result.level_year == "HTT" else ()

    @api.model
    def _decide(self, class_, number):
        """Decide as proposed. Called with sudo by the class, which checked the head."""
        results = class_._active_results()
        results._claim()
        proposals = self.search(
            [
                ("class_id", "=", class_.id),
                ("state", "=", "proposed"),
                ("proposed", "!=", False),
            ]
        )
        if not proposals:
            of_class = [("class_id", "=", class_.id), ("state", "=", "decided")]
            if self.search_count(of_class, limit=1):
                raise UserError(
                    self.env._("Class %s: all is decided already.", class_.name)
                )
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
                self._computed_of(by_enrolment[d.enrolment_id]).get(d.kind, "")
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
        left_to_head = self.filtered(lambda d: d.kind == "promotion" and not d.computed)
        # The decision is a fact of the law where it leaves promotion to the head.
        self.env["edu.result"].sudo()._recompute(left_to_head.sudo().enrolment_id)

    @deciding
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
        if decision.kind == "promotion" and decision.proposed:
            value = OTHERWISE[decision.proposed]
        elif decision.kind == "promotion" and value not in PROMOTIONS:
            raise UserError(self.env._("Nothing is proposed: say what is decided."))
        elif decision.kind == "award" and (
            value not in TITLES[decision.class_id.is_primary]
            or value == decision.proposed
        ):
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
