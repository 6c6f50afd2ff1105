# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .edu_enrolment_movement import ENTERING


class EduEnrolment(models.Model):
    """A learner in a class for a school year. It ends by a movement, never by an
    edit of its state, and is never deleted."""

    _name = "edu.enrolment"
    _description = "Enrolment"
    _inherit = ["edu.protected.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "class_id, number, sort_key, id"
    _rec_names_search = ["student_id"]

    _protected_fields = ("date_to", "state")
    _journal_fields = (
        "admission_id",
        "class_id",
        "number",
        "date_from",
        "date_to",
        "state",
        "own_subjects",
        "optional_subject_ids",
        "topic_subject_ids",
    )

    admission_id = fields.Many2one(
        "edu.admission", required=True, index=True, ondelete="restrict"
    )
    student_id = fields.Many2one(
        "edu.student",
        string="Learner",
        related="admission_id.student_id",
        store=True,
        index=True,
    )
    sort_key = fields.Char(related="student_id.sort_key", store=True)
    personal_id = fields.Char(related="student_id.personal_id")
    birth_date = fields.Date(related="student_id.birth_date")
    gender = fields.Selection(related="student_id.gender")
    class_id = fields.Many2one(
        "edu.class", required=True, index=True, ondelete="restrict"
    )
    year_id = fields.Many2one(
        "edu.school.year",
        string="School year",
        related="class_id.year_id",
        store=True,
        index=True,
    )
    school_id = fields.Many2one(
        "edu.school",
        related="class_id.school_id",
        store=True,
        index=True,
    )
    company_id = fields.Many2one(related="school_id.company_id", store=True)
    number = fields.Integer(string="No.", aggregator=None)
    date_from = fields.Date(string="From", required=True)
    date_to = fields.Date(string="To", readonly=True, copy=False)
    state = fields.Selection(
        [("active", "Studying"), ("left", "Left")],
        default="active",
        required=True,
        readonly=True,
        copy=False,
    )
    own_subjects = fields.Boolean(
        string="Own choice of subjects",
        help="This learner studies other optional subjects, electives or study topics"
        " than the class.",
    )
    optional_subject_ids = fields.Many2many(
        "edu.subject",
        string="Optional subjects taken",
        domain="[('id', 'in', choosable_subject_ids)]",
    )
    topic_subject_ids = fields.Many2many(
        "edu.subject",
        "edu_enrolment_topic_rel",
        string="Study topics taken",
        domain="[('id', 'in', topic_choice_ids)]",
    )
    choosable_subject_ids = fields.Many2many(related="class_id.choosable_subject_ids")
    topic_choice_ids = fields.Many2many(related="class_id.topic_choice_ids")
    choice_problem = fields.Char(compute="_compute_choice_problem")
    movement_ids = fields.One2many(
        "edu.enrolment.movement", "enrolment_id", string="Movements"
    )
    absence_ids = fields.One2many("edu.absence", "enrolment_id", string="Absences")

    _active_uniq = models.UniqueIndex(
        "(student_id, year_id) WHERE state = 'active'",
        "The learner is already enrolled in a class of this school year.",
    )
    _number_uniq = models.UniqueIndex(
        "(class_id, number) WHERE number > 0 AND state = 'active'",
        "Another learner of the class has this number.",
    )
    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_from <= date_to)",
        "The end must not lie before the beginning.",
    )
    _left_when = models.Constraint(
        "CHECK((state = 'left') = (date_to IS NOT NULL))",
        "A learner who left has a date of leaving.",
    )

    @api.depends("student_id.name", "class_id.name")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.student_id.name} ({record.class_id.name})"

    @api.depends("own_subjects", "optional_subject_ids", "topic_subject_ids")
    def _compute_choice_problem(self):
        for record in self:
            record.choice_problem = record.own_subjects and (
                record.class_id._all_curriculum_lines()._choice_problem(
                    record.optional_subject_ids._origin,
                    record.topic_subject_ids._origin,
                )
            )

    @api.constrains("own_subjects", "optional_subject_ids", "topic_subject_ids")
    def _check_choice(self):
        for record in self.filtered("own_subjects"):
            record.class_id._all_curriculum_lines()._check_choice(
                record.student_id.name,
                record.optional_subject_ids,
                record.topic_subject_ids,
            )

    def _subject_choice(self) -> dict:
        """By enrolment: the optional subjects and the subjects whose study topics the
        learner takes, his own choice or else his class's."""
        choosers = {e: e if e.own_subjects else e.class_id for e in self}
        return {
            enrolment: (chooser.optional_subject_ids, chooser.topic_subject_ids)
            for enrolment, chooser in choosers.items()
        }

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._record_entry()
        return records

    def write(self, vals):
        if not self.env.su and {"admission_id", "class_id"} & set(vals):
            raise ValidationError(
                self.env._("A change of class is a movement, not an edit.")
            )
        return super().write(vals)

    def _record_entry(self):
        moved = self.env.context.get("edu_movement_in", "in")
        # The movement belongs to the enrolment that the caller may create.
        movements = self.env["edu.enrolment.movement"].sudo()
        movements.with_context(edu_movement_entry=ENTERING).create(
            [
                {
                    "enrolment_id": record.id,
                    "kind": moved if moved in ("in", "class_in") else "in",
                    "date": record.date_from,
                }
                for record in self
            ]
        )

    def _of_the_year(self):
        """These, and the other enrolments of the same learners and school years."""
        # A learner's former class counts whoever asks.
        enrolments = self.sudo()
        return enrolments.search(
            [
                ("student_id", "in", enrolments.student_id.ids),
                ("year_id", "in", enrolments.year_id.ids),
            ]
        )

    def _absence_counts(self, first=None, last=None) -> dict:
        """By enrolment: sessions absent with and without permission in the year, or
        between two days; those in another class of the same year count too."""
        domain = [("enrolment_id", "in", self._of_the_year().ids)]
        domain += [("date", ">=", first)] if first else []
        domain += [("date", "<=", last)] if last else []
        counts = {}
        # Absences of a former class count for whoever may see the present one.
        for enrolment, permitted, count in (
            self.env["edu.absence"]
            .sudo()
            ._read_group(domain, ["enrolment_id", "permitted"], ["__count"])
        ):
            key = (enrolment.student_id.id, enrolment.year_id.id)
            pair = counts.setdefault(key, [0, 0])
            pair[0 if permitted else 1] += count
        return {
            record: tuple(counts.get((record.student_id.id, record.year_id.id), (0, 0)))
            for record in self
        }

    def _next_grades(self) -> dict:
        """By enrolment: the grade of the next school year, no grade at the end of the
        level, ``None`` where it is not decided yet.

        Without results every learner goes on; an addon that knows results refines it.
        """
        above = {grade: grade._next() for grade in self.class_id.grade_id}
        return {enrolment: above[enrolment.class_id.grade_id] for enrolment in self}

    @api.constrains("admission_id", "class_id", "date_from", "date_to")
    def _check_enrolment(self):
        overlapping = self._overlapping()
        for record in self:
            admission, klass = record.admission_id, record.class_id
            values = {"name": record.student_id.name, "class": klass.name}
            if (
                admission.school_id != klass.school_id
                or admission.level != klass.grade_id.level
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s is not admitted to the school and level of class"
                        " %(class)s.",
                        **values,
                    )
                )
            if (
                not klass.year_id.date_start
                <= record.date_from
                <= klass.year_id.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(name)s: the day of entry to class %(class)s lies outside"
                        " the school year.",
                        **values,
                    )
                )
            if record in overlapping:
                raise ValidationError(
                    self.env._(
                        "%(name)s would be in two classes of one school year at the"
                        " same time.",
                        **values,
                    )
                )

    def _overlapping(self):
        """Those of these enrolments that another one of the same year overlaps."""
        # A class that the caller cannot see counts all the same.
        others = self.sudo().search(
            [
                ("student_id", "in", self.student_id.ids),
                ("year_id.name", "in", self.year_id.mapped("name")),
            ]
        )
        by_learner = {}
        for other in others:
            place = (other.student_id, other.year_id.name)
            by_learner.setdefault(place, []).append(other)
        return self.filtered(
            lambda record: any(
                other != record
                and (not other.date_to or record.date_from < other.date_to)
                and (not record.date_to or other.date_from < record.date_to)
                for other in by_learner.get(
                    (record.student_id, record.year_id.name), []
                )
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise ValidationError(
            self.env._("An enrolment is never deleted; record a movement instead.")
        )

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    def _journal_scope(self):
        return {"school_code": self.school_id.code, "year_code": self.year_id.name}
