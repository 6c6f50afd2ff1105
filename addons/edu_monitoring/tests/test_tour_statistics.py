# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.tests import tagged

from odoo.addons.edu_gradebook.tests.browser import BrowserCase
from odoo.addons.edu_gradebook.tests.common import SCORE_SUBJECTS, GradebookCase

BAR = """(() => {
    const canvas = document.querySelector(".o_graph_renderer canvas");
    const chart = canvas && window.Chart?.getChart(canvas);
    const labels = chart?.data.datasets.map((set) => set.label);
    const index = labels?.findIndex((label) => label.includes("Chưa đạt"));
    const bar = index >= 0 && chart.getDatasetMeta(index).data[0];
    const box = canvas?.getBoundingClientRect();
    return bar && !chart.animating && bar.base !== bar.y
        ? [box.x + bar.x, box.y + (bar.y + bar.base) / 2] : null;
})()"""


@tagged("post_install", "-at_install")
class TestTermStatistics(BrowserCase, GradebookCase):
    def setUp(self):
        super().setUp()
        self.fill()
        self.rate()
        self.rate("CHUA_DAT", learner=3)
        self.fill(dict.fromkeys(SCORE_SUBJECTS, "3"), learner=2)

    def counted(self, user, action, field):
        """What the chart shows a person, by his own rights."""
        action = self.env.ref(f"edu_monitoring.{action}")
        table = self.env[action.res_model].with_user(user)
        domain = [("class_id.gradebook_ids.earlier", "=", False)]
        if action.res_model == "edu.conduct":
            domain.append(("term_id.code", "=", "HK1"))
        full = [(field, "!=", False), ("enrolment_id.state", "=", "active"), *domain]
        return dict(table._read_group(full, [field], ["__count"]))

    def test_term_one_is_counted_for_who_answers_for_it(self):
        """KP-34.5: study and conduct of the first term by level, before the year ends;
        head and homeroom teacher count, who teaches a subject does not."""
        study, conduct = "edu_term_study_action", "edu_term_conduct_action"
        for user in (self.head, self.homeroom):
            self.assertEqual(
                self.counted(user, study, "study_hk1"), {"TOT": 4, "CHUA_DAT": 1}
            )
            self.assertEqual(
                self.counted(user, conduct, "level"), {"TOT": 4, "CHUA_DAT": 1}
            )
        for user in (self.teacher, self.administrator):
            self.assertFalse(self.counted(user, study, "study_hk1"))
            self.assertFalse(self.counted(user, conduct, "level"))

    def test_a_bar_leads_to_its_learners(self):
        """KP-34.5: a bar that is pressed shows who they are."""
        name = self.enrolments[2].student_id.name
        with self.page(self.head.login, "/odoo/term-study") as page:
            page.wait(BAR)
            page.picture("term-study")
            x, y = page.value(BAR)
            place = {"x": x, "y": y}
            page.mouse("Moved", place, buttons=0)
            page.mouse("Pressed", place)
            page.mouse("Released", place, buttons=0)
            page.wait_for("tr.o_data_row")
            self.assertEqual(page.count("tr.o_data_row"), 1)
            self.assertIn(name, page.text("tr.o_data_row"))
