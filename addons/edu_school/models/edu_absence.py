# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import calendar
from datetime import date, timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..dates import today

#: What the class register knows of a learner and a session.
CHOICES = {"present": None, "permitted": True, "unpermitted": False}


class EduAbsence(models.Model):
    _name = "edu.absence"
    _description = "Absence"
    _inherit = ["edu.use.mixin", "edu.journal.mixin", "edu.duty.guard"]
    _order = "date desc, enrolment_id, session"

    _guard_rights = ("homeroom", "registrar")
    _journal_fields = ("enrolment_id", "date", "session", "permitted", "note")

    enrolment_id = fields.Many2one(
        "edu.enrolment",
        required=True,
        index=True,
        ondelete="restrict",
    )
    student_id = fields.Many2one(related="enrolment_id.student_id", store=True)
    class_id = fields.Many2one(related="enrolment_id.class_id", store=True, index=True)
    company_id = fields.Many2one(related="enrolment_id.company_id", store=True)
    date = fields.Date(required=True)
    session = fields.Selection(
        [("morning", "Morning"), ("afternoon", "Afternoon")],
        required=True,
        default="morning",
        help="Sessions are counted on the plan of one session a day (Circular"
        " 22/2021, article 12).",
    )
    permitted = fields.Boolean(string="With permission")
    note = fields.Char()

    _session_uniq = models.UniqueIndex(
        "(student_id, date, session)",
        "This absence is already recorded.",
    )

    @api.constrains("enrolment_id", "date")
    def _check_date(self):
        for absence in self:
            enrolment = absence.enrolment_id
            year = enrolment.year_id
            last = enrolment.date_to or year.date_end
            if not enrolment.date_from <= absence.date <= last:
                raise ValidationError(
                    self.env._(
                        "%(name)s was not in the class on %(date)s.",
                        name=enrolment.student_id.name,
                        date=absence.date.strftime("%d/%m/%Y"),
                    )
                )

    # -- the class register ---------------------------------------------------

    @api.model
    def class_day(self, class_id, day=False, session="morning"):
        """One session of a class: who studies there that day, who is absent.

        :return: ``{class_id, class_name, date, session, first, last, editable,
            warn_from, learners}``; each learner ``{enrolment_id, number, name, state,
            permitted, unpermitted}`` with state present, permitted or unpermitted and
            the counts of the year
        """
        class_ = self._readable_class(class_id)
        day = self._day_within(class_, day)
        learners = self._present_on(class_, day, day)
        absent = {
            absence.enrolment_id: absence.permitted
            for absence in self.search(
                [
                    ("class_id", "=", class_.id),
                    ("date", "=", day),
                    ("session", "=", self._known_session(session)),
                ]
            )
        }
        states = {value: choice for choice, value in CHOICES.items()}
        return {
            **self._register_head(class_),
            "date": day.isoformat(),
            "session": session,
            "learners": [
                {**row, "state": states[absent.get(enrolment)]}
                for enrolment, row in self._register_rows(learners)
            ],
        }

    @api.model
    def class_month(self, class_id, month):
        """A month of a class, as its page in the class book (sổ theo dõi).

        :param month: such as ``2025-10``
        :return: as ``class_day``, with ``month``, ``days`` and each learner's
            ``cells``: by day of the month P (permitted) or K, one per session
        """
        class_ = self._readable_class(class_id)
        first = self._parse(f"{month}-01")
        last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
        learners = self._present_on(class_, first, last)
        cells = {}
        for absence in self.search(
            [
                ("class_id", "=", class_.id),
                ("date", ">=", first),
                ("date", "<=", last),
            ],
            order="date, session desc",
        ):
            own = cells.setdefault(absence.enrolment_id, {})
            letter = "P" if absence.permitted else "K"
            own[absence.date.day] = own.get(absence.date.day, "") + letter
        return {
            **self._register_head(class_),
            "month": month,
            "days": [
                {"day": day, "weekday": (first + timedelta(day - 1)).isoweekday()}
                for day in range(1, last.day + 1)
            ],
            "learners": [
                {**row, "cells": cells.get(enrolment, {})}
                for enrolment, row in self._register_rows(learners)
            ],
        }

    @api.model
    def save_class_day(self, class_id, day, session, choices):
        """Set, change and take back absences of one session. Duty: homeroom, registrar.

        :param choices: list of ``{enrolment_id, old, new}``, each state one of
            present, permitted, unpermitted; ``old`` is what the writer saw
        :return: the session as ``class_day`` returns it, with ``conflicts``: the
            learners whom somebody else marked in the meantime, left as they are
        """
        class_ = self._readable_class(class_id)
        self.env["edu.access"]._check(self._guard_rights, class_=class_)
        day = self._day_within(class_, day, strict=True)
        shown = self.class_day(class_.id, day.isoformat(), session)
        learners = {row["enrolment_id"]: row for row in shown["learners"]}
        wanted, conflicts = {}, []
        for choice in self._checked_choices(choices, learners):
            row = learners[choice["enrolment_id"]]
            if row["state"] == choice["new"]:
                continue
            if row["state"] != choice["old"]:
                conflicts.append(row["name"])
                continue
            wanted[row["enrolment_id"]] = CHOICES[choice["new"]]
        self._set_session(day, session, wanted)
        return {
            **self.class_day(class_.id, day.isoformat(), session),
            "conflicts": conflicts,
        }

    def _checked_choices(self, choices, learners):
        for choice in choices if isinstance(choices, list) else [None]:
            if (
                not isinstance(choice, dict)
                or choice.get("enrolment_id") not in learners
                or choice.get("new") not in CHOICES
                or choice.get("old") not in CHOICES
            ):
                raise UserError(
                    self.env._("A learner or state of the register is not understood.")
                )
            yield choice

    def _set_session(self, day, session, wanted):
        known = {
            absence.enrolment_id.id: absence
            for absence in self.search(
                [
                    ("enrolment_id", "in", list(wanted)),
                    ("date", "=", day),
                    ("session", "=", session),
                ]
            )
        }
        self.browse(a.id for key, a in known.items() if wanted[key] is None).unlink()
        for permitted in (True, False):
            changed = [a.id for k, a in known.items() if wanted[k] is permitted]
            self.browse(changed).write({"permitted": permitted})
        self.create(
            [
                {
                    "enrolment_id": enrolment_id,
                    "date": day,
                    "session": session,
                    "permitted": permitted,
                }
                for enrolment_id, permitted in wanted.items()
                if permitted is not None and enrolment_id not in known
            ]
        )

    def _readable_class(self, class_id):
        class_ = self.env["edu.class"].browse(
            class_id if isinstance(class_id, int) else 0
        )
        class_.check_access("read")
        return class_

    def _parse(self, text) -> date:
        try:
            return date.fromisoformat(text)
        except (TypeError, ValueError):
            raise UserError(self.env._("“%s” is no date.", text))

    def _known_session(self, session):
        if session not in dict(self._fields["session"].selection):
            raise UserError(self.env._("“%s” is no session of a day.", session))
        return session

    def _day_within(self, class_, day, strict=False) -> date:
        """The day asked for, or the day of the school year nearest to it."""
        year = class_.year_id
        asked = self._parse(day) if day else today()
        nearest = min(max(asked, year.date_start), year.date_end)
        if strict and nearest != asked:
            raise UserError(
                self.env._(
                    "%(date)s lies outside the school year %(year)s.",
                    date=asked.strftime("%d/%m/%Y"),
                    year=year.name,
                )
            )
        return nearest

    def _present_on(self, class_, first, last):
        """Who belongs to the class then; on the day of a change, to the new class."""
        found = class_.enrolment_ids.filtered(
            lambda e: e.date_from <= last and (not e.date_to or first <= e.date_to)
        )
        moved = found.filtered(
            lambda e: (
                e.date_to
                and e.date_to <= first
                and "class_out" in e.movement_ids.mapped("kind")
            )
        )
        return (found - moved).sorted(lambda e: (e.number, e.sort_key or "", e.id))

    def _register_head(self, class_):
        year = class_.year_id
        rule = class_.grade_id.level != "primary"
        policy = self.env["edu.policy"]._for(class_.school_id)
        return {
            "class_id": class_.id,
            "class_name": class_.name,
            "first": year.date_start.isoformat(),
            "last": year.date_end.isoformat(),
            # Circular 27/2020 has no rule on absences for primary grades.
            "warn_from": policy.absence_warning if rule else 0,
            "editable": self.env["edu.access"]._has(self._guard_rights, class_=class_),
        }

    def _register_rows(self, enrolments):
        self.env["edu.journal"]._record_use(
            "read", enrolments.student_id, self._description
        )
        counts = enrolments._absence_counts()
        for enrolment in enrolments:
            permitted, unpermitted = counts[enrolment]
            yield (
                enrolment,
                {
                    "enrolment_id": enrolment.id,
                    "number": enrolment.number,
                    "name": enrolment.student_id.name,
                    "permitted": permitted,
                    "unpermitted": unpermitted,
                },
            )

    def _guard_scopes(self):
        return [{"class_": self.class_id}]

    def _journal_scope(self):
        return self.enrolment_id._journal_scope()
