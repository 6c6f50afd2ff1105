# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.edu_school.dates import today

from .edu_weekly_remark import monday

WEEK = timedelta(days=7)


class EduWeeklyRemark(models.Model):
    """The remarks of a week on a whole class, on one screen."""

    _inherit = "edu.weekly.remark"

    @api.model
    def week_sheet(self, class_id=False, subject_id=False, week=False):
        """Return a class and the remarks of one subject on it in one week.

        Duty: subject teacher of the class; without a class the first of his own.

        :param week: any day of it; without one the newest week of the school year
        :return: ``{choices, class_id, subject_id, week, previous, next, rows}``: the
            classes and subjects to choose from, the Mondays (``next`` is empty in the
            running week), and ``{enrolment_id, number, name, text}`` one a learner;
            the first row, without a learner, is the whole class
        :raises AccessError: the user does not teach the subject there today
        """
        choices = self._week_choices()
        if not class_id:
            if not choices:
                return {"choices": [], "rows": []}
            class_id, subject_id = choices[0]["class_id"], choices[0]["subject_id"]
        class_, subject = self._week_place(class_id, subject_id)
        newest = min(monday(today()), monday(class_.year_id.date_end))
        first = monday(class_.year_id.date_start)
        shown = max(first, min(self._week_of(week) or newest, newest))
        texts = {
            remark.enrolment_id.id: remark.text
            for remark in self.search(
                [
                    ("class_id", "=", class_.id),
                    ("subject_id", "=", subject.id),
                    ("week", "=", shown),
                ]
            )
        }
        learners = class_.enrolment_ids.filtered(
            lambda e: e.state == "active" or e.id in texts
        ).sorted(lambda e: (e.number, e.id))
        whole = {"enrolment_id": False, "number": 0, "name": ""}
        named = [
            {"enrolment_id": e.id, "number": e.number, "name": e.student_id.name}
            for e in learners
        ]
        return {
            "choices": choices,
            "class_id": class_.id,
            "subject_id": subject.id,
            "week": shown,
            "previous": shown - WEEK if shown > first else False,
            "next": shown + WEEK if shown < newest else False,
            "rows": [
                {**row, "text": texts.get(row["enrolment_id"], "")}
                for row in [whole, *named]
            ],
        }

    @api.model
    def save_week(self, class_id, subject_id, week, rows):
        """Save remarks of one week, each by itself; an empty text takes one back.

        Duty: subject teacher of the class. Rows and answers as the sheet has them.

        :param rows: ``[{enrolment_id, old, new}]``; ``old`` is what the writer saw
        :return: ``[{enrolment_id, status, text, message}]``; status ``saved``,
            ``conflict`` (somebody else wrote it: ``text`` is his) or ``invalid``
        :raises AccessError: the user does not teach the subject there today
        :raises UserError: the call itself cannot be understood
        """
        class_, subject = self._week_place(class_id, subject_id)
        day = self._week_of(week)
        if not (
            day
            and isinstance(rows, list)
            and all(
                isinstance(row, dict)
                and type(row.get("enrolment_id")) in (int, bool)
                and isinstance(row.get("new"), str)
                for row in rows
            )
        ):
            raise UserError(self.env._("Remarks were not sent as a list of rows."))
        place = {"class_id": class_.id, "subject_id": subject.id, "week": day}
        standing = {
            remark.enrolment_id.id: remark
            for remark in self.search(
                [(name, "=", value) for name, value in place.items()]
            )
        }
        return [self._save_row(place, standing, row) for row in rows]

    def _save_row(self, place, standing, row):
        learner = row["enrolment_id"] or False
        remark = standing.get(learner, self.browse())
        answer = {"enrolment_id": learner, "status": "saved", "message": ""}
        new, now = row["new"].strip(), remark.text or ""
        if new == now:
            return {**answer, "text": now}
        if (row.get("old") or "") != now:
            message = self.env._(
                "Somebody else wrote “%(text)s” meanwhile.",
                text=now or self.env._("empty"),
            )
            return {**answer, "status": "conflict", "text": now, "message": message}
        try:
            with self.env.cr.savepoint():
                if not new:
                    remark.unlink()
                    standing.pop(learner)
                elif remark:
                    remark.write({"text": new})
                else:
                    vals = {**place, "enrolment_id": learner, "text": new}
                    standing[learner] = self.create(vals)
        except UserError as error:
            text = str(error)
            return {**answer, "status": "invalid", "text": now, "message": text}
        return {**answer, "text": new}

    @api.model
    def _week_choices(self):
        """Return the classes and subjects that the user teaches today."""
        # Which they are, his duties say; their names are no secret.
        rows = self._own_access(["subject_teacher"]).sudo()
        pairs = {(row.class_id, row.subject_id) for row in rows if row.subject_id}
        newest = max((c.year_id.date_start for c, _s in pairs), default=None)
        return [
            {
                "class_id": class_.id,
                "subject_id": subject.id,
                "name": f"{class_.name} · {subject.name}",
            }
            for class_, subject in sorted(
                pairs, key=lambda pair: (pair[0].sort_key or "", pair[1].sequence)
            )
            if class_.year_id.date_start == newest
        ]

    @api.model
    def _week_place(self, class_id, subject_id):
        """Return class and subject (sudo) of whoever teaches there today."""
        if type(class_id) is not int or type(subject_id) is not int:
            raise UserError(self.env._("Choose a class and a subject."))
        class_ = self.env["edu.class"].browse(class_id)
        subject = self.env["edu.subject"].browse(subject_id)
        self.env["edu.access"]._check("subject_teacher", class_=class_, subject=subject)
        # The duty was just checked; who is in the class is told to its teachers.
        return class_.sudo(), subject.sudo()

    @api.model
    def _week_of(self, day):
        try:
            day = fields.Date.to_date(day)
        except (TypeError, ValueError):
            raise UserError(self.env._("“%s” is no day.", str(day)[:20])) from None
        return monday(day) if day else None
