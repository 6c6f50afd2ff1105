# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.edu_school.factor import deciding
from odoo.addons.edu_signing.hocba_library import problem_text

from hocba.problems import HocbaError

from ..states import LEADERSHIP, ORGANISATION, SIGNED_STATES, STATES

CREATING = ("head", "deputy", "registrar")
EXPECTED = (UserError, HocbaError, ValidationError)


class EduClass(models.Model):
    _inherit = "edu.class"

    hocba_ids = fields.One2many("edu.hocba.year", "class_id", string="Học bạ")
    hocba_count = fields.Integer(
        string="Number of học bạ", compute="_compute_hocba_progress"
    )
    hocba_issued_count = fields.Integer(
        string="Issued học bạ", compute="_compute_hocba_progress"
    )
    hocba_progress = fields.Char(
        string="Progress of học bạ", compute="_compute_hocba_progress"
    )

    hocba_to_prepare = fields.Integer(
        string="Học bạ to prepare for the head", compute="_compute_hocba_progress"
    )
    hocba_to_sign = fields.Integer(
        string="Signatures waiting for me", compute="_compute_hocba_to_sign"
    )
    hocba_to_issue = fields.Integer(
        string="Signatures of the organisation waiting",
        compute="_compute_hocba_to_sign",
    )

    def _compute_hocba_progress(self):
        labels = dict(
            self.env["edu.hocba.year"]._fields["state"]._description_selection(self.env)
        )
        # How far a class is says nothing about a learner.
        groups = (
            self.env["edu.hocba.year"]
            .sudo()
            ._read_group(
                [("class_id", "in", self.ids), ("state", "!=", "withdrawn")],
                ["class_id", "state"],
                ["__count"],
            )
        )
        counts = {(class_.id, state): count for class_, state, count in groups}
        waiting = dict(
            self.env["edu.hocba.year"]
            .sudo()
            ._read_group(
                [
                    ("class_id", "in", self.ids),
                    ("state", "=", "leadership"),
                    ("preparation", "in", ("pending", "failed")),
                ],
                ["class_id"],
                ["__count"],
            )
        )
        for class_ in self:
            class_.hocba_to_prepare = waiting.get(class_._origin, 0)
            own = {
                state: counts.get((class_._origin.id, state), 0) for state, _ in STATES
            }
            class_.hocba_count = sum(own.values())
            class_.hocba_issued_count = own["issued"] + own["final"]
            class_.hocba_progress = " · ".join(
                f"{labels[state]}: {count}" for state, count in own.items() if count
            )

    @api.depends_context("uid")
    def _compute_hocba_to_sign(self):
        for class_ in self:
            ready = class_._origin._hocba_ready_slots()
            class_.hocba_to_sign = len(ready.filtered(self._is_mine))
            class_.hocba_to_issue = len(
                ready.filtered(lambda slot: slot.act == ORGANISATION)
            )

    def _hocba_ready_slots(self):
        # How much waits is shown by number; sessions ask again who may sign.
        return (
            self.env["edu.signature.slot"]
            .sudo()
            .search(
                [
                    ("document_id.class_id", "in", self.ids),
                    ("document_id.res_model", "=", "edu.hocba.year"),
                    ("state", "=", "ready"),
                ]
            )
        )

    @api.model
    def _is_mine(self, slot) -> bool:
        return slot.act <= LEADERSHIP and slot.user_id == self.env.user

    def action_create_hocba(self):
        """Freeze the locked results and open the teachers' signatures (KP Đ24.5).

        Duty: head, deputy, registrar. A learner who has his book of the year is left
        alone, so running it again makes only what is missing, such as the replacement
        of a withdrawn one. What hinders one learner stops no other.

        :raises UserError: marks are not locked, or no book could be made
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        class_ = self.sudo()
        self.env["edu.access"]._check(CREATING, school=class_.school_id)
        class_.lock_for_update(allow_referencing=True)
        books = self.env["edu.hocba.year"].sudo()
        current = books.search(
            [("class_id", "=", self.id), ("state", "!=", "withdrawn")]
        ).enrolment_id
        made, problems = 0, []
        in_place = self._hocba_in_place(class_.school_id)
        for enrolment_id, results in class_._results_snapshot().items():
            in_place(results)
            enrolment = self.env["edu.enrolment"].sudo().browse(enrolment_id)
            if enrolment in current:
                continue
            name = enrolment.student_id.name
            problem = self._hocba_refusal(results)
            if not problem:
                try:
                    with self.env.cr.savepoint():
                        books._freeze_from(enrolment, results)
                    made += 1
                    continue
                except psycopg2.OperationalError:
                    raise
                except EXPECTED as error:
                    problem = problem_text(self.env, error)
            problems.append(f"{name}: {problem}")
        if problems and not made:
            raise UserError("\n".join(problems))
        message = self.env._("%(count)s học bạ created.", count=made)
        return self._hocba_notice("\n".join([message, *problems]), bool(problems))

    def _hocba_in_place(self, school):
        """Return what names the head where a teacher has left (KP Đ18.7).

        Only the head himself decides to sign in another's place: where others create,
        the book waits for him.
        """
        duties = self.env["edu.duty"]
        head = duties._holders("head", school=school)[:1]
        decides = head.user_id == self.env.user

        def signers(people):
            there, left = [], []
            for person in people:
                gone = not self._hocba_can_sign(person)
                (left if gone and decides else there).append(person)
            if not left:
                return there
            # A head who teaches the subject too signs it once.
            others = [p for p in there if p["employee_id"] != head.employee_id.id]
            own = {
                "staff_code": head.employee_id.edu_staff_code or "",
                "name": head.employee_id.name,
                "employee_id": head.employee_id.id,
                "user_id": head.user_id.id,
                "in_place_of": ", ".join(person["name"] for person in left),
            }
            return [*others, own]

        def in_place(results):
            for subject in results["subjects"]:
                subject["teachers"] = signers(subject["teachers"])
            summary = results["summary"]
            if summary["homeroom"]:
                summary["homeroom"] = signers([summary["homeroom"]])[0]

        return in_place

    @api.model
    def _hocba_can_sign(self, person) -> bool:
        # Whether a colleague is still there is no secret of who makes the books.
        employee = self.env["hr.employee"].sudo().browse(person["employee_id"])
        user = self.env["res.users"].sudo().browse(person["user_id"])
        return bool(employee.active and user.active)

    def _hocba_refusal(self, results) -> str:
        if not results["decided"]:
            return self.env._(
                "the head has not decided on promotion yet; no học bạ is made."
            )
        if not results["summary"]["homeroom"]:
            return self.env._("the class has no homeroom teacher.")
        for subject in results["subjects"]:
            if not subject["teachers"]:
                return self.env._(
                    "%(subject)s has no teacher.", subject=subject["name"]
                )
        people = [p for s in results["subjects"] for p in s["teachers"]]
        for person in [*people, results["summary"]["homeroom"]]:
            if not person["staff_code"]:
                return self.env._(
                    "%(name)s has no staff code, which the book names. The "
                    "administrator enters it under Staff.",
                    name=person["name"],
                )
            if not self._hocba_can_sign(person):
                return self.env._(
                    "%(name)s has left and nobody has taken over: the head creates "
                    "the học bạ and signs in the place of %(name)s.",
                    name=person["name"],
                )
        return ""

    def _hocba_needs(self) -> list[str]:
        """Say what would stop the making of books, and what they will lack (sudo)."""
        in_place = self._hocba_in_place(self.school_id)
        stopped = {}
        for enrolment_id, results in self._results_snapshot().items():
            in_place(results)
            enrolment = self.env["edu.enrolment"].browse(enrolment_id)
            problem = self._hocba_refusal(results)
            if not problem and not enrolment.student_id.personal_id:
                problem = self.env._("no personal identification number.")
            if problem:
                stopped.setdefault(problem, []).append(enrolment.student_id.name)
        return [
            *(
                f"• {problem} ({'; '.join(names)})"
                for problem, names in stopped.items()
            ),
            *self._book_needs(self.year_id.term_ids),
        ]

    def _hocba_notice(self, message, warning=False):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if warning else "success",
                "sticky": warning,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_prepare_hocba_issue(self):
        """Have all books that teachers and homeroom signed made ready for the head."""
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        class_ = self.sudo()
        self.env["edu.access"]._check((*CREATING, "clerk"), school=class_.school_id)
        return class_.hocba_ids.action_prepare_issue()

    @deciding
    def action_assign_hocba_leader(self, duty_id):
        """Assign the class's books to a deputy, or back to the head (KP Đ5.3c).

        Duty: head. Books that the head has signed stay as they are.

        :param duty_id: the duty of the one who is to approve
        :raises UserError: no duty of a head or deputy of this school in force today
        """
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        class_ = self.sudo()
        self.env["edu.access"]._check("head", school=class_.school_id)
        duties = self.env["edu.duty"]
        duty = duties._holders("deputy", school=class_.school_id) | duties._holders(
            "head", school=class_.school_id
        )
        duty = duty.filtered(lambda d: d.id == duty_id)
        if not duty:
            raise UserError(
                self.env._("Choose the head or a deputy who holds the duty today.")
            )
        books = class_.hocba_ids.filtered(
            lambda b: (
                b.state in ("teachers", "homeroom", "leadership")
                and not b._head_slots().filtered(lambda s: s.state == "signed")
            )
        )
        books._write_protected({"leader_duty_id": duty.id})
        ready = books.filtered(lambda b: b.preparation == "done")
        if ready:
            ready._write_protected({"preparation": "pending"})
            ready._wake_preparation()
        return True

    def action_sign_hocba(self):
        """Open the signing dialog for what waits for the user in this class."""
        self.ensure_one()
        mine = self._hocba_ready_slots().filtered(self._is_mine)
        if not mine:
            raise UserError(
                self.env._("Nothing in class %s waits for your signature.", self.name)
            )
        return mine.action_sign()

    def action_issue_hocba(self):
        """Open the signing dialog for the organisation's signature. Duty: clerk."""
        self.ensure_one()
        # The duty decides, not what its holder may read besides.
        class_ = self.sudo()
        self.env["edu.access"]._check("clerk", school=class_.school_id)
        slots = class_._hocba_ready_slots().filtered(
            lambda slot: slot.act == ORGANISATION
        )
        if not slots:
            raise UserError(
                self.env._(
                    "Nothing in class %s is ready to be issued: the head signs first.",
                    self.name,
                )
            )
        return slots.action_sign()

    def action_view_hocba(self):
        """Open the books of the class; access by duty shows the allowed ones."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "edu_hocba.edu_hocba_year_action"
        )
        action["display_name"] = f"{action['name']} · {self.name}"
        action["domain"] = [("class_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_download_hocba(self):
        """Download the issued files of the class that the reader's duty covers.

        :raises UserError: there are none
        """
        self.ensure_one()
        books = self.env["edu.hocba.year"].search(
            [("class_id", "=", self.id), ("state", "in", SIGNED_STATES)]
        )
        if not books:
            raise UserError(
                self.env._(
                    "No học bạ of class %(class_name)s that you may read is issued"
                    " yet.",
                    class_name=self.name,
                )
            )
        return books.action_download_files()
