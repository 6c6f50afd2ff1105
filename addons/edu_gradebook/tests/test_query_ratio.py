# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import logging

from lxml import etree

from odoo import sql_db
from odoo.tests import HttpCase, tagged

from .common import GradebookFixture

RATIO = 1.3
_logger = logging.getLogger(__name__)


@tagged("post_install", "-at_install")
class TestQueryRatio(GradebookFixture, HttpCase):
    """What record rules and duties cost: the teacher's screens against the head's.

    Counted are all questions to the database that the calls of the web client cause.
    """

    names = [f"Nguyễn Thị Số {number}" for number in range(1, 46)]

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build()
        fixture = cls("build")
        for learner in range(len(cls.names)):
            fixture.fill(learner=learner)
        fixture.rate()
        cls.env["edu.absence"].create(
            [
                {"enrolment_id": enrolment.id, "date": "2025-10-01"}
                for enrolment in cls.enrolments
            ]
        )
        cls.env.flush_all()

    def call(self, model, method, *args, **kwargs):
        context = {"tz": "Asia/Ho_Chi_Minh", "lang": "vi_VN"}
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {
                "model": model,
                "method": method,
                "args": args,
                "kwargs": {"context": context, **kwargs},
            },
        )

    def opened(self, user, model, domain):
        """Open a list as the web client does: its views, then its rows.

        :return: the rows, and the questions at cold and at warm caches
        """
        self.authenticate(user.login, user.login)
        counts = []
        for cold in (True, False):
            self.env.flush_all()
            self.env.invalidate_all()
            if cold:
                self.env.registry.clear_all_caches()
            before = sql_db.sql_counter
            views = self.call(
                model, "get_views", [[False, "list"], [False, "search"]], options={}
            )
            found = self.call(
                model,
                "web_search_read",
                domain,
                specification=self.specification(views, model),
                limit=100,
                count_limit=10001,
            )
            counts.append(sql_db.sql_counter - before)
        return found["records"], counts

    def specification(self, views, model):
        arch = etree.fromstring(views["views"]["list"]["arch"])
        fields = views["models"][model]["fields"]
        names = {node.get("name") for node in arch.iter("field")}
        return {
            name: {"fields": {"display_name": {}}}
            if fields[name]["type"] == "many2one"
            else {}
            for name in sorted(names)
        }

    def compare(self, model, domain, rows, user=None):
        """Prove that the teacher's list costs at most RATIO times the head's."""
        user = user or self.teacher
        # Compiling assets and the like is nobody's.
        self.opened(self.head, model, domain)
        seen, head = self.opened(self.head, model, domain)
        shown, teacher = self.opened(user, model, domain)
        self.assertEqual((len(seen), len(shown)), (rows, rows))
        _logger.info("%s: %s for the teacher, %s for the head", model, teacher, head)
        for mine, his in zip(teacher, head, strict=True):
            self.assertLessEqual(mine, RATIO * his, (model, teacher, head))

    def test_a_sheet_of_45_learners(self):
        """KP-17.1: 45 rows of a gradebook with what may be written in each cell"""
        book = self.book("VAN")
        self.compare("edu.gradebook.line", [("gradebook_id", "=", book.id)], 45)

    def test_gradebooks(self):
        books = self.class_.gradebook_ids.filtered(
            lambda book: book.subject_id == self.subjects["VAN"]
        )
        self.compare("edu.gradebook", [("id", "in", books.ids)], len(books))

    def test_learners(self):
        domain = [("id", "in", self.enrolments.student_id.ids)]
        self.compare("edu.student", domain, 45)
        domain = [("class_id", "=", self.class_.id)]
        self.compare("edu.enrolment", domain, 45)

    def test_results_conduct_and_absences(self):
        domain = [("class_id", "=", self.class_.id)]
        self.compare("edu.result", domain, 45, self.homeroom)
        self.compare("edu.conduct", domain, 90, self.homeroom)
        self.compare("edu.absence", domain, 45, self.homeroom)
