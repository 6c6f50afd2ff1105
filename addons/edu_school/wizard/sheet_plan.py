# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.addons.edu_journal.language import language

from hocba.problems import Problem


class SheetPlan:
    """What importing one sheet would do, and what stands in the way.

    ``problems`` are rows for a wizard; with an error among them nothing is done.
    """

    def __init__(self, env, filename):
        self.env = env
        self.filename = filename or ""
        self.lang = language(env)
        self.problems, self.mapping, self.labels = [], {}, {}

    @property
    def errors(self):
        return [p for p in self.problems if p["level"] == "error"]

    def mapping_text(self):
        return "\n".join(
            f"{header}: {self.labels.get(name, name)}"
            for name, header in self.mapping.items()
        )

    def add_library_problems(self, problems: list[Problem]):
        for problem in problems:
            where, message = problem.where, problem.message(self.lang)
            self.problems.append(
                {
                    "level": problem.level,
                    "row": where.row if where and where.row else 0,
                    "column": where.column if where else False,
                    "learner": where.learner if where else False,
                    "message": message[:1].upper() + message[1:],
                    "text": problem.text(self.lang),
                }
            )

    def _problem(self, message, row=None, column="", level="error"):
        place = []
        if row:
            place = [self.env._("Row %(row)s", row=row.row), row.name]
        self.problems.append(
            {
                "level": level,
                "row": row.row if row else 0,
                "column": self.mapping.get(column, column),
                "learner": row.name if row else False,
                "message": message,
                "text": f"{', '.join(place)}: {message}" if place else message,
            }
        )
