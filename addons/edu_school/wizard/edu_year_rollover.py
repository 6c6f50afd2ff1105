# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .rollover_plan import RolloverPlan, a_year_later

ROLLING = ("registrar", "administrator", "head")
TERMS = {"HK1": ("hk1_start", "hk1_end"), "HK2": ("hk2_start", "hk2_end")}
SHOWN = 20


class EduYearRollover(models.TransientModel):
    """From one school year to the next, with a preview: year and terms, classes,
    the learners' enrolments, the teachers' duties. What exists is left alone, so
    running it again adds only what has become known since (BT-8.4)."""

    _name = "edu.year.rollover"
    _description = "Step into the next school year"
    _inherit = ["edu.protected.mixin"]
    _rec_name = "name"

    _protected_fields = (
        "year_id",
        "name",
        "next_year_id",
        "state",
        "problems",
        "outcome",
        "fingerprint",
    )

    year_id = fields.Many2one(
        "edu.school.year", string="From school year", required=True, readonly=True
    )
    school_id = fields.Many2one(related="year_id.school_id")
    name = fields.Char(string="To school year", readonly=True)
    next_year_id = fields.Many2one("edu.school.year", readonly=True)
    state = fields.Selection(
        [("preview", "Preview"), ("done", "Done")], default="preview", readonly=True
    )
    date_start = fields.Date(string="Begins on", required=True)
    date_end = fields.Date(string="Ends on", required=True)
    hk1_start = fields.Date(string="Term I from")
    hk1_end = fields.Date(string="Term I to")
    hk2_start = fields.Date(string="Term II from")
    hk2_end = fields.Date(string="Term II to")
    class_ids = fields.One2many(
        "edu.year.rollover.class", "rollover_id", string="Classes next year"
    )
    learner_ids = fields.One2many("edu.year.rollover.learner", "rollover_id")
    promoted_ids = fields.One2many(
        "edu.year.rollover.learner",
        "rollover_id",
        domain=[("outcome", "=", "promoted")],
    )
    retained_ids = fields.One2many(
        "edu.year.rollover.learner",
        "rollover_id",
        domain=[("outcome", "=", "retained")],
        string="Staying in the grade",
    )
    finishing_ids = fields.One2many(
        "edu.year.rollover.learner",
        "rollover_id",
        domain=[("outcome", "=", "finishing")],
        string="Finishing the level",
    )
    waiting_ids = fields.One2many(
        "edu.year.rollover.learner",
        "rollover_id",
        domain=[("outcome", "in", ["waiting", "elsewhere"])],
        string="Left out",
    )
    duty_ids = fields.One2many("edu.year.rollover.duty", "rollover_id", string="Duties")
    class_count = fields.Integer(string="New classes", compute="_compute_counts")
    promoted_count = fields.Integer(
        string="Learners promoted", compute="_compute_counts"
    )
    retained_count = fields.Integer(
        string="Learners staying in the grade", compute="_compute_counts"
    )
    finishing_count = fields.Integer(
        string="Learners finishing the level", compute="_compute_counts"
    )
    waiting_count = fields.Integer(
        string="Learners left out", compute="_compute_counts"
    )
    duty_count = fields.Integer(string="Duties to assign", compute="_compute_counts")
    nothing_new = fields.Boolean(compute="_compute_counts")
    problems = fields.Text(readonly=True)
    fingerprint = fields.Char(readonly=True)
    outcome = fields.Text(string="What was done", readonly=True)

    @api.depends(
        "class_ids.selected", "duty_ids.selected", "learner_ids.outcome", "next_year_id"
    )
    def _compute_counts(self):
        for wizard in self:
            outcomes = wizard.learner_ids.mapped("outcome")
            wizard.promoted_count = outcomes.count("promoted")
            wizard.retained_count = outcomes.count("retained")
            wizard.finishing_count = outcomes.count("finishing")
            wizard.waiting_count = len(outcomes) - (
                wizard.promoted_count + wizard.retained_count + wizard.finishing_count
            )
            wizard.class_count = len(
                wizard.class_ids.filtered(lambda c: c.selected and not c.existing_id)
            )
            wizard.duty_count = len(wizard.duty_ids.filtered("selected"))
            wizard.nothing_new = wizard.next_year_id and not (
                wizard.class_count
                or wizard.promoted_count
                or wizard.retained_count
                or wizard.duty_ids
            )

    # -- preview --------------------------------------------------------------

    @api.model
    def _open(self, year):
        """The preview of the step from ``year``; it changes nothing."""
        self._check_duty(year)
        # Opened by whoever holds the duty; what it shows is written by the plan alone.
        wizard = self.sudo()._create_protected(
            [self._dates(year) | {"year_id": year.id}]
        )
        wizard._fill(RolloverPlan(year.sudo()))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prepare the school year %s", wizard.name),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
        }

    @api.model
    def _check_duty(self, year):
        # The duty decides, not what its holder may read besides.
        self.env["edu.access"]._check(ROLLING, school=year.sudo().school_id)

    def _dates(self, year):
        dates = {
            "date_start": a_year_later(year.date_start),
            "date_end": a_year_later(year.date_end),
        }
        for term in year.term_ids:
            start, end = TERMS[term.code]
            dates[start] = a_year_later(term.date_start)
            dates[end] = a_year_later(term.date_end)
        return dates

    def _fill(self, plan):
        self.learner_ids.unlink()
        self.duty_ids.unlink()
        self.class_ids.unlink()
        self._write_protected(
            {
                "name": plan.name,
                "next_year_id": plan.next_year.id,
                "problems": "\n".join(plan.problems()),
                "fingerprint": plan.fingerprint(),
                "state": "preview",
            }
        )
        rows = self.env["edu.year.rollover.class"]._create_protected(
            [
                {
                    "rollover_id": self.id,
                    "source_id": planned.source.id,
                    "continues": planned.continues,
                    "grade_id": planned.grade.id,
                    "name": planned.name,
                    "existing_id": planned.existing.id,
                }
                for planned in plan.classes
            ]
        )
        row_of = dict(zip(plan.classes, rows, strict=True))
        self.env["edu.year.rollover.learner"]._create_protected(
            [
                {
                    "rollover_id": self.id,
                    "enrolment_id": learner.enrolment.id,
                    "outcome": learner.outcome,
                    "grade_id": learner.grade.id if learner.grade else False,
                    "target_id": learner.target and row_of[learner.target].id,
                }
                for learner in plan.learners
            ]
        )
        self.env["edu.year.rollover.duty"]._create_protected(
            [
                {
                    "rollover_id": self.id,
                    "duty_id": planned.duty.id,
                    "target_id": row_of[planned.target].id,
                    **self._duty_proposal(planned),
                }
                for planned in plan.duties
            ]
        )

    def _duty_proposal(self, planned):
        head = self.env["edu.access"]._has("head", school=self.school_id)
        if planned.duty.user_id == self.env.user and not head:
            return {"note": self.env._("Only the head assigns you a duty.")}
        # A teacher left out when the class was made was left out on purpose.
        return {"selected": not planned.target.existing}

    # -- doing it -------------------------------------------------------------

    def action_preview(self):
        """Work out the preview anew from what is known now. Duty as for applying."""
        self.ensure_one()
        self._check_duty(self.year_id)
        # As in opening it.
        self.sudo()._fill(RolloverPlan(self.year_id.sudo()))
        return True

    def action_apply(self):
        """Create what the preview shows. Duty: registrar, administrator, head.

        :raises UserError: something changed since the preview, or a learner has no
            class; then nothing is done
        """
        self.ensure_one()
        self._check_duty(self.year_id)
        # Whoever steps at the same time is made to wait and look again.
        self.env.cr.execute(
            SQL(
                "UPDATE edu_school_year SET write_date = write_date WHERE id = %s",
                self.year_id.id,
            )
        )
        plan = RolloverPlan(self.year_id.sudo())
        if self.state == "done" or plan.fingerprint() != self.fingerprint:
            raise UserError(
                self.env._(
                    "Classes, decisions or enrolments have changed since the preview."
                    " Nothing was done: look at the preview again."
                )
            )
        self._check_targets()
        # The duty was checked for the school of both years; a head has no other
        # right to create classes and enrolments.
        trusted = self.sudo()
        year = trusted._next_year(plan)
        classes, made = trusted._create_classes(plan, year)
        enrolled = trusted._enrol(plan, classes, year)
        assigned = self._assign(classes, year)
        trusted._write_protected(
            {
                "state": "done",
                "next_year_id": year.id,
                "outcome": self.env._(
                    "School year %(year)s: %(classes)s classes created, %(learners)s"
                    " learners enrolled, %(duties)s duties assigned.",
                    year=year.name,
                    classes=made,
                    learners=enrolled,
                    duties=assigned,
                ),
            }
        )
        return True

    def _check_targets(self):
        wrong = self.env["edu.year.rollover.learner"]
        for row in self.sudo().learner_ids.filtered("selected"):
            target = row.target_id
            if row.outcome in ("promoted", "retained") and not (
                target.rollover_id == self
                and target.grade_id == row.grade_id
                and (target.selected or target.existing_id)
            ):
                wrong |= row
        if wrong:
            names = wrong.student_id.mapped("name")
            raise UserError(
                self.env._(
                    "These learners have no class of their grade next year: choose"
                    " one, or do not enrol them now. %(names)s",
                    names=", ".join(names[:SHOWN]) + ("…" if names[SHOWN:] else ""),
                )
            )

    def _next_year(self, plan):
        if plan.next_year:
            return plan.next_year
        terms = [
            {"code": code, "date_start": self[start], "date_end": self[end]}
            for code, (start, end) in TERMS.items()
            if self[start] and self[end]
        ]
        return self.env["edu.school.year"].create(
            {
                "school_id": self.school_id.id,
                "name": plan.name,
                "date_start": self.date_start,
                "date_end": self.date_end,
                "term_ids": [(0, 0, term) for term in terms],
            }
        )

    def _create_classes(self, plan, year):
        """Return the class of each row, and how many are new."""
        known = {(c.grade_id, c.name): c for c in year.class_ids}
        new = {}
        for row in self.class_ids.filtered(lambda r: r.selected and not r.existing_id):
            key = (row.grade_id, row.name.strip())
            if key not in known and key not in new:
                new[key] = self._class_values(row, year)
        created = self.env["edu.class"].create(list(new.values()))
        known |= dict(zip(new, created, strict=True))
        classes = {
            row: row.existing_id or known.get((row.grade_id, row.name.strip()))
            for row in self.class_ids
        }
        return classes, len(created)

    def _class_values(self, row, year):
        source = row.source_id
        lines = self.env["edu.curriculum.line"]._for(
            source.programme, row.grade_id, year
        )
        return {
            "name": row.name.strip(),
            "year_id": year.id,
            "grade_id": row.grade_id.id,
            "programme": source.programme,
            "previous_class_id": source.id if row.continues else False,
            **lines._kept_choice(source),
        }

    def _enrol(self, plan, classes, year):
        rows = self.learner_ids.filtered(
            lambda r: r.selected and r.outcome in ("promoted", "retained")
        )
        numbers = {
            class_: max(class_.enrolment_ids.mapped("number"), default=0)
            for class_ in set(classes.values())
            if class_
        }
        values = []
        for row in rows.sorted(lambda r: (r.enrolment_id.sort_key or "", r.id)):
            class_, old = classes[row.target_id], row.enrolment_id
            numbers[class_] += 1
            values.append(
                {
                    "admission_id": old.admission_id.id,
                    "class_id": class_.id,
                    "number": numbers[class_],
                    "date_from": year.date_start,
                    **self._own_choice(old, class_),
                }
            )
        self.env["edu.enrolment"].create(values)
        return len(values)

    def _own_choice(self, old, class_):
        if not old.own_subjects:
            return {}
        choice = class_._all_curriculum_lines()._kept_choice(old)
        return {"own_subjects": True, **choice}

    def _assign(self, classes, year):
        """Assign the chosen duties with the caller's own right to assign."""
        values = {}
        for row in self.duty_ids.filtered("selected"):
            # What he may assign is asked by the duty itself, when it is created.
            duty, class_ = row.sudo().duty_id, classes[row.sudo().target_id]
            if class_:
                key = (duty.employee_id, duty.kind, class_, duty.subject_id)
                values[key] = {
                    "employee_id": duty.employee_id.id,
                    "kind": duty.kind,
                    "class_id": class_.id,
                    "subject_id": duty.subject_id.id,
                    "date_from": year.date_start,
                    "date_to": duty.date_to and a_year_later(duty.date_to),
                }
        self.env["edu.duty"].create(list(values.values()))
        return len(values)
