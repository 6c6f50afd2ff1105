# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import SQL

CLASS_RIGHTS = ("homeroom", "subject_teacher", "entry")
#: whose classes are all those of the school
SCHOOL_RIGHTS = ("head", "deputy")
#: A request may end a moment after the order by which it read.
GRACE = 60


# Beside the proof of the deciding factor: a file of its own.
class EduJournal(models.Model):
    """What a use of learners' records is told of: under which duty, of which school,
    how many learners, and how many of them outside the person's own classes; and by
    which order of the head (BT-8.5)."""

    _inherit = "edu.journal"  # pylint: disable=consider-merging-classes-inherited

    @api.model
    def _use_facts(self, kind, found):
        model, records = self._used(found)
        held = self._held_duties()
        schools = {duty["school_id"] for duty in held} or self._schools_of_account()
        owners = self._owners_of(records)
        places = self._places_of({i for learners in owners.values() for i in learners})
        by_school = defaultdict(list)
        for record in records:
            seats = [seat for i in owners.get(record.id, ()) for seat in places[i]]
            known = [seat for seat in seats if seat["school_id"] in schools]
            place = (known or seats or [{}])[0]
            by_school[place.get("school_id")].append(record.id)
        if not records:
            by_school[None] = []
        facts = []
        for school_id, ids in by_school.items():
            # A refused attempt is watched by the person's own school; it shall not
            # learn there who goes to another one.
            foreign = kind == "refused" and school_id not in schools
            fact = self._use_fact(model, records.browse(ids), found, named=not foreign)
            learners = {i for record in ids for i in owners.get(record, ())}
            seats = [seat for i in learners for seat in places[i]]
            own = {duty["class_id"] for duty in held if duty["right"] in CLASS_RIGHTS}
            led = {
                duty["school_id"]
                for duty in held
                if duty["right"] in SCHOOL_RIGHTS and not duty["class_id"]
            }
            inside = {
                s["student_id"]
                for s in seats
                if s["class_id"] in own or s["school_id"] in led
            }
            mine = school_id if school_id in schools else min(schools, default=None)
            facts.append(
                fact
                | self._use_place(mine or school_id, seats)
                | {
                    "duty": ",".join(
                        sorted({d["right"] for d in held if d["school_id"] == mine})
                    ),
                    "learners": len(learners),
                    "outside": len(learners - inside),
                }
            )
        numbers = self._orders_of(records) if kind != "refused" else ""
        return [{**fact, "order": numbers} for fact in facts] if numbers else facts

    @api.model
    def _orders_of(self, records) -> str:
        orders = self.env["edu.access.order"]._in_force(GRACE)
        if not orders or not getattr(type(records), "_read_by_order", False):
            return ""
        classes = set(records.exists().class_id.ids)
        # Totals name no record; they are of what the orders open.
        return ", ".join(
            order["number"]
            for order in orders
            if classes & set(order["classes"]) or not records
        )

    def _schools_of_account(self) -> set[int]:
        """Return where who holds no duty is watched: the schools of his companies."""
        schools = self.env["edu.school"].search(
            [("company_id", "in", self.env.user.company_ids.ids)]
        )
        return set() if self.env.user._is_portal() else set(schools.ids)

    def _held_duties(self) -> list[dict]:
        """Return right, school and class of each of the person's duties of now."""
        self.env.cr.execute(
            SQL(
                """
                SELECT "right", school_id, class_id FROM edu_access
                 WHERE user_id = %s AND valid_from <= %s AND valid_to > %s
                """,
                self.env.uid,
                now := fields.Datetime.now(),
                now,
            )
        )
        return self.env.cr.dictfetchall()

    @api.model
    def _owners_of(self, records) -> dict[int, list[int]]:
        """Return record → the learners that it is about."""
        path = getattr(records, "_use_learner", None)
        path = path() if path else ""
        if not path:
            return {}
        rows = records.exists()
        if path == "id":
            return {row.id: [row.id] for row in rows}
        return {row.id: row.mapped(path).ids for row in rows}

    @api.model
    def _places_of(self, learners) -> dict[int, list[dict]]:
        """Return learner → school, year and class of his enrolments, newest first."""
        places = {learner: [] for learner in learners}
        if not learners:
            return places
        self.env.cr.execute(
            SQL(
                """
                SELECT e.student_id, e.class_id, c.school_id, y.name AS year_code
                  FROM edu_enrolment e
                  JOIN edu_class c ON c.id = e.class_id
                  JOIN edu_school_year y ON y.id = c.year_id
                 WHERE e.student_id = ANY(%s)
                 ORDER BY y.date_start DESC, e.date_from DESC, e.id DESC
                """,
                list(learners),
            )
        )
        for row in self.env.cr.dictfetchall():
            places[row["student_id"]].append(row)
        return places

    @api.model
    def _use_place(self, school_id, seats) -> dict:
        """Return which chain of the journal the use belongs to."""
        school = self.env["edu.school"].browse(school_id or ())
        years = [s["year_code"] for s in seats if s["school_id"] == school_id]
        return {
            "school_code": school.code or "",
            "year_code": max(years, default=""),
        }
