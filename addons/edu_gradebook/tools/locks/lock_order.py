# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the head's orders and the authority's windows say about cells at this moment.

The database's clock decides, at every save and every look: no scheduled job closes
anything, so nothing stays open because a job did not run.
"""

from odoo.tools import SQL

from ..texts import moment

#: What stands for every column of a book.
ALL = "all"
#: Whose duty it is to propose that a term is locked for good.
PROPOSING_FINAL = ("board", "head", "deputy")
#: At which points of primary each term is rated (TT27/2020, Điều 7.2).
TERM_OF_PERIOD = {"GK1": "HK1", "CK1": "HK1", "GK2": "HK2", "CN": "HK2"}


def quality_column(period) -> str:
    """Return how orders name all criteria of one point of time."""
    return "quality_mid" if period in ("GK1", "GK2") else "quality"


class LockOrders:
    """The orders that matter now for the rows of one kind of book.

    A row names ``school_id, year_id, term_code, grade_id, class_id, enrolment_id`` and
    for marks ``subject_id``.
    """

    def __init__(self, env, book, rows):
        self.env = env
        self._ = env._
        self.found = self._load(book, {row["year_id"] for row in rows})

    def text(self, row, column) -> str:
        """Say which order keeps the cell closed now, or nothing.

        Nothing of the school opens what the authority has closed. Below that an
        opening goes before the calendar.
        """
        covering = [order for order in self.found if self._covers(order, row, column)]
        kinds = {order["kind"] for order in covering}
        if "window" in kinds:
            closed = "window"
        elif "opening" in kinds or "calendar" not in kinds:
            return ""
        else:
            closed = "calendar"
        return self._text(next(o for o in covering if o["kind"] == closed))

    def _covers(self, order, row, column):
        return (
            order["year_id"] == row["year_id"]
            and order["term_code"] in (None, row["term_code"])
            and order["level"] in (None, row.get("level"))
            and order["column_name"] in (ALL, column)
            and all(
                order[name] in (None, row.get(name))
                for name in ("grade_id", "class_id", "subject_id")
            )
            and (not order["learners"] or row["enrolment_id"] in order["learners"])
        )

    def _text(self, order):
        values = {
            "number": order["number"],
            "who": order["who"],
            "ordered": moment(self.env, order["ordered_on"]),
        }
        if order["early"] and order["number"]:
            return self._(
                "Opens at %(when)s, by order %(number)s of %(who)s (%(ordered)s).",
                when=moment(self.env, order["opens_at"]),
                **values,
            )
        if order["early"]:
            return self._(
                "Opens at %(when)s, by order of %(who)s (%(ordered)s).",
                when=moment(self.env, order["opens_at"]),
                **values,
            )
        if order["number"]:
            return self._(
                "Locked since %(when)s, by order %(number)s of %(who)s (%(ordered)s).",
                when=moment(self.env, order["locks_at"]),
                **values,
            )
        return self._(
            "Locked since %(when)s, by order of %(who)s (%(ordered)s).",
            when=moment(self.env, order["locks_at"]),
            **values,
        )

    def _load(self, book, year_ids):
        """Return the calendars and windows that close, and the openings that open."""
        if not year_ids:
            return []
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                WITH clock AS (SELECT now() AT TIME ZONE 'UTC' AS now)
                SELECT o.kind, o.id, o.year_id, t.code AS term_code, NULL AS level,
                       o.grade_id, o.class_id, o.subject_id, o.column_name,
                       o.opens_at, o.locks_at, o.number, o.ordered_on,
                       p.name AS who, COALESCE(o.opens_at > clock.now, FALSE) AS early,
                       ARRAY(SELECT r.edu_enrolment_id
                               FROM edu_enrolment_edu_lock_order_rel r
                              WHERE r.edu_lock_order_id = o.id) AS learners
                  FROM clock, edu_lock_order o
                  LEFT JOIN edu_term t ON t.id = o.term_id
                  LEFT JOIN res_users u ON u.id = o.ordered_by_id
                  LEFT JOIN res_partner p ON p.id = u.partner_id
                 WHERE o.year_id = ANY(%(years)s) AND o.book = %(book)s
                       AND (o.kind = 'calendar' AND o.state IN ('ordered', 'executed')
                            AND (o.opens_at > clock.now OR o.locks_at <= clock.now)
                            OR o.kind = 'opening' AND o.state = 'executed'
                            AND o.opens_at <= clock.now AND o.locks_at > clock.now)
                 UNION ALL
                SELECT 'window', w.id, y.id, w.term_code, w.level,
                       NULL, NULL, NULL, w.column_name,
                       w.opens_at, w.locks_at, w.number, w.create_date,
                       a.name, COALESCE(w.opens_at > clock.now, FALSE), NULL
                  FROM clock, edu_lock_window w
                  JOIN edu_authority a ON a.id = w.authority_id
                  JOIN edu_authority own ON own.parent_path LIKE a.parent_path || '%%'
                  JOIN edu_school s ON s.authority_id = own.id
                  JOIN edu_school_year y ON y.school_id = s.id AND y.name = w.year_name
                 WHERE y.id = ANY(%(years)s) AND w.book = %(book)s AND w.active
                       AND (w.opens_at > clock.now OR w.locks_at <= clock.now)
                 ORDER BY 1, 2
                """,
                years=list(year_ids),
                book=book,
            )
        )
        return self.env.cr.dictfetchall()
