# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.edu_gradebook.models.edu_gradebook_line import MARK_COLUMNS
from odoo.addons.edu_school.dates import today

from ..tools.missing_marks import lacking_lines, missing_marks

BATCH = 50
REMINDER = "edu_monitoring.mail_activity_late"


class EduGradebook(models.Model):
    """A gradebook tells what is still missing in it, and reminds its teachers."""

    _name = "edu.gradebook"
    _inherit = ["edu.gradebook", "mail.thread", "mail.activity.mixin"]

    late_count = fields.Integer(
        string="Late",
        compute="_compute_late_count",
        help="Cells that the entry plan asked for before today.",
    )

    @api.depends("line_ids", "columns")
    def _compute_late_count(self):
        # Like the cells entered, the cells late are no secret of a gradebook's head.
        late = (
            self.env["edu.progress"]
            .sudo()
            ._read_group(
                [("gradebook_id", "in", self.ids)], ["gradebook_id"], ["late:sum"]
            )
        )
        counts = {book.id: count for book, count in late}
        for book in self:
            book.late_count = counts.get(book._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        # Its history is the journal; nobody follows a gradebook from its creation.
        quiet = self.with_context(tracking_disable=True)
        return super(EduGradebook, quiet).create(vals_list).with_env(self.env)

    @api.model
    def save_cells(self, cells):
        answers = super().save_cells(cells)
        saved = {a["line_id"] for a in answers if a["status"] == "saved"}
        # Reminders are the system's; the caller's right to save was just checked.
        lines = self.env["edu.gradebook.line"].sudo().browse(saved)
        reminded = lines.gradebook_id._reminders()
        self.sudo().browse(reminded.mapped("res_id"))._refresh_reminders()
        return answers

    # -- reminders ------------------------------------------------------------

    @api.model
    def _cron_remind(self):
        """Remind of late cells once a day; a run that was cut short is taken up by
        the next one, as only gradebooks whose reminders are wrong are touched."""
        cron = self.env["ir.cron"]
        wanted, standing = self._wanted_reminders(), self._standing(self._reminders())
        wrong = {
            book_id
            for book_id, user_id in wanted.keys() | standing.keys()
            if wanted.get((book_id, user_id)) != standing.get((book_id, user_id))
        }
        books = self.browse(sorted(wrong))
        cron._commit_progress(remaining=len(books))
        for start in range(0, len(books), BATCH):
            batch = books[start : start + BATCH]
            batch._refresh_reminders()
            if not cron._commit_progress(len(batch)):
                break

    def _refresh_reminders(self):
        """Make the reminders of these gradebooks what is late in them. With sudo."""
        if not self:
            return
        wanted = self._wanted_reminders()
        activities = self._reminders()
        kept = {}
        for activity in activities:
            key = (activity.res_id, activity.user_id.id)
            if key in wanted and key not in kept:
                kept[key] = activity
        (activities - self.env["mail.activity"].union(*kept.values())).unlink()
        kind = self.env.ref(REMINDER)
        model = self.env["ir.model"]._get(self._name)
        for key, activity in kept.items():
            text, day = wanted.pop(key)
            if (activity.summary, activity.date_deadline) != (text, day):
                activity.write({"summary": text, "date_deadline": day})
        # The bell in the menu is enough: no mail for every gradebook.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            [
                {
                    "activity_type_id": kind.id,
                    "res_model_id": model.id,
                    "res_id": book_id,
                    "user_id": user_id,
                    "summary": text,
                    "date_deadline": day,
                    "automated": True,
                }
                for (book_id, user_id), (text, day) in wanted.items()
            ]
        )

    def _reminders(self):
        """The open reminders of these gradebooks, or of all."""
        domain = [
            ("activity_type_id", "=", self.env.ref(REMINDER).id),
            ("res_model", "=", self._name),
        ]
        if self:
            domain.append(("res_id", "in", self.ids))
        return self.env["mail.activity"].search(domain, order="id")

    @api.model
    def _standing(self, activities):
        return {
            (activity.res_id, activity.user_id.id): (
                activity.summary,
                activity.date_deadline,
            )
            for activity in activities
        }

    def _wanted_reminders(self):
        """Return ``{(gradebook, user): (text, since)}`` of these gradebooks, or of
        all. With sudo."""
        domain = [("late", ">", 0), ("gradebook_id.state", "=", "open")]
        if self:
            domain.append(("gradebook_id", "in", self.ids))
        late = self.env["edu.progress"]._read_group(
            domain, ["gradebook_id"], ["late:sum", "due_date:min"]
        )
        classes = self.union(*[book for book, _count, _day in late]).class_id
        teachers = {}
        for row in self.env["edu.access"].search(
            [
                ("class_id", "in", classes.ids),
                ("right", "=", "subject_teacher"),
                ("date_from", "<=", today()),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today()),
            ]
        ):
            teachers.setdefault((row.class_id, row.subject_id), set()).add(row.user_id)
        return {
            (book.id, user.id): (book._reminder_text(count, user), day)
            for book, count, day in late
            for user in teachers.get((book.class_id, book.subject_id), ())
        }

    def _reminder_text(self, count, user):
        return self.with_context(lang=user.lang).env._(
            "%(count)s cells are late", count=count
        )

    # -- who lacks which mark ---------------------------------------------------

    @api.model
    def missing_marks(self, class_id=False):
        """Count, column by column, the learners whose mark is still to be entered.

        Duty: of the user's own sheets whoever enters there; of all sheets of a class
        its homeroom teacher.

        :param class_id: a class of the user's; without it his own sheets
        :return: ``{scopes, scope, columns, rows}``: the classes to choose from, the
            one that is shown, ``[{name, label}]`` and one row an open gradebook:
            ``{id, class_name, subject, term, term_code, learners, missing}``, where
            ``missing`` counts by column; a column without a count is complete
        :raises AccessError: the user is not homeroom teacher of the class today
        """
        homeroom = self._own_access(["homeroom"]).class_id
        if class_id:
            class_ = self.env["edu.class"].browse(class_id)
            self.env["edu.access"]._check("homeroom", class_=class_)
            domain = Domain("class_id", "=", class_.id)
        else:
            domain = Domain("mine", "=", True)
        books = self.search(domain & Domain("state", "=", "open"))
        # The newest year, without asking a record for each: few sheets are open.
        books = books.filtered(lambda book: not book.earlier)
        return {
            "scopes": [
                {"id": one.id, "name": one.name}
                # The names of one's own classes are no secret.
                for one in homeroom.sudo()
                if one.gradebook_ids and not one.gradebook_ids[0].earlier
            ],
            "scope": class_id or False,
            **missing_marks(books),
        }

    def action_open_missing(self, column):
        """Open the sheet with the learners who lack a mark in this column."""
        self.ensure_one()
        if column not in MARK_COLUMNS:
            raise UserError(self.env._("This gradebook has no such column: %s", column))
        action = self.action_open_lines()
        name = self.env._(
            "%(sheet)s · without %(mark)s",
            sheet=action["name"],
            mark=self._column_label(column),
        )
        # Who reads a gradebook's head does not read who stands how in it.
        lines = self.env["edu.gradebook.line"].search(
            [("id", "in", lacking_lines(self, column))]
        )
        context = {
            **action["context"],
            "edu_lacking": lines.ids,
            "search_default_lacking": 1,
        }
        return {**action, "name": name, "display_name": name, "context": context}

    # -- screens --------------------------------------------------------------

    def action_weekly_remarks(self):
        """Open the weekly remarks of this class and subject."""
        action = self._monitoring_action("edu_monitoring.edu_weekly_remark_action")
        action["domain"] = [
            ("class_id", "=", self.class_id.id),
            ("subject_id", "=", self.subject_id.id),
        ]
        action["context"] = {
            "default_class_id": self.class_id.id,
            "default_subject_id": self.subject_id.id,
        }
        return action

    def action_distribution(self):
        """Open the distribution of marks of this gradebook."""
        action = self._monitoring_action("edu_monitoring.edu_mark_distribution_action")
        action["domain"] = [("gradebook_id", "=", self.id)]
        action["context"] = {}
        return action

    def _monitoring_action(self, xmlid):
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["display_name"] = f"{action['name']} · {self.display_name}"
        return action
