# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from hocba.rules import tt22_2021

from .common import SchoolCase


@tagged("post_install", "-at_install")
class TestCurriculum(SchoolCase):
    def _lines(self, grade, programme="gdpt2018"):
        return self.env["edu.curriculum.line"]._for(
            programme, self.env.ref(f"edu_school.grade_{grade}"), self.year
        )

    def _compulsory(self, grade, programme="gdpt2018"):
        lines = self._lines(grade, programme).filtered(lambda li: not li.optional)
        return {line.subject_id.code: line for line in lines}

    def _subjects(self, *codes):
        return self.env["edu.subject"].search([("code", "in", codes)])

    def test_totals_of_the_programme(self):
        """BT-6.1a: the compulsory periods of a year are those of the programme."""
        for grade, total in enumerate(
            (875, 875, 980, 1050, 1050, 1015, 1015, 1032, 1032), 1
        ):
            with self.subTest(grade=grade):
                lines = self._compulsory(grade).values()
                self.assertEqual(sum(line.periods for line in lines), total)

    def test_upper_secondary_has_electives_and_topics(self):
        """BT-6.1a: eight compulsory, four of nine electives, three topic clusters."""
        for grade in (10, 11, 12):
            lines = self._lines(grade)
            compulsory = sum(li.periods for li in self._compulsory(grade).values())
            electives = lines.filtered("elective")
            self.assertEqual(len(electives), 9)
            self.assertEqual(set(electives.mapped("periods")), {70})
            topics = lines.filtered("topic_periods")
            self.assertEqual(set(topics.mapped("topic_periods")), {35})
            self.assertEqual(
                topics - electives,
                lines.filtered(
                    lambda li: li.subject_id.code in ("TOAN", "VAN", "LICHSU")
                ),
            )
            self.assertEqual(compulsory + 4 * 70 + 3 * 35, 997)

    def test_continuing_education_has_fewer_subjects(self):
        self.assertEqual(set(self._compulsory(10, "gdtx")), {"TOAN", "VAN", "LICHSU"})
        self.assertEqual(
            set(self._compulsory(8, "gdtx")), {"TOAN", "VAN", "KHTN", "LSDL", "GDCD"}
        )
        self.assertEqual(len(self._lines(12, "gdtx").filtered("elective")), 7)

    def test_number_of_assessments_follows_from_the_periods(self):
        """BT-6.1a: Circular 22/2021, article 6."""
        for grade, code, count in (
            (7, "CONGNGHE", 2),
            (8, "CONGNGHE", 3),
            (10, "LICHSU", 3),
            (10, "VATLI", 3),
            (10, "GDQPAN", 2),
            (6, "LSDL", 4),
            (9, "GDTC", 2),
        ):
            with self.subTest(grade=grade, code=code):
                line = self._lines(grade).filtered(
                    lambda li, code=code: li.subject_id.code == code
                )
                found = tt22_2021.regular_count(line.periods, line.kind)
                self.assertEqual(found, count)

    def test_kinds_of_subjects(self):
        """BT-6.1a: eight subjects are scored, four are assessed by remarks."""
        lines = self._compulsory(7)
        remark = {code for code, line in lines.items() if line.kind == "remark"}
        self.assertEqual(remark, {"GDTC", "NGHETHUAT", "GDDP", "HDTN"})
        self.assertEqual(len(lines), 12)

    def test_primary_grades_are_assessed_by_levels(self):
        """Toán has scores in grade 6 and levels in grade 5; optional ones too."""
        for grade in range(1, 6):
            self.assertEqual(set(self._lines(grade).mapped("kind")), {"level"})
        kinds = {grade: self._compulsory(grade)["TOAN"].kind for grade in (1, 5, 6, 12)}
        self.assertEqual(kinds, {1: "level", 5: "level", 6: "score", 12: "score"})

    def test_primary_rows_of_one_subject(self):
        """The books of grade 4 have two rows each of TH-CN and Nghệ thuật."""
        lines = self._compulsory(4)
        self.assertEqual(len(lines), 12)
        self.assertEqual(lines["AMNHAC"]._label(), "Nghệ thuật (Âm nhạc)")
        self.assertEqual(lines["TIN"]._label(), "Tin học và Công nghệ (Tin học)")
        self.assertEqual(lines["MITHUAT"].subject_id._marked().code, "MITHUAT")
        optional = self._lines(1).filtered("optional").subject_id.mapped("code")
        self.assertEqual(set(optional), {"NN1", "DTTS"})

    def test_component_stands_for_its_subject(self):
        science = self.env.ref("edu_school.subject_khtn")
        self.assertEqual(len(science.component_ids), 3)
        self.assertEqual(science.component_ids[0]._marked(), science)
        self.assertEqual(science._marked(), science)

    def _upper_class(self):
        self.school.has_upper = True
        class_ = self._new_class("10A1", grade=10)
        class_.optional_subject_ids = self._subjects(
            "VATLI", "HOAHOC", "SINHHOC", "TIN"
        )
        class_.topic_subject_ids = self._subjects("TOAN", "VATLI", "HOAHOC")
        return class_

    def test_a_learner_chooses_apart_from_his_class(self):
        """Electives and topics per learner; the class teaches what anybody takes."""
        class_ = self._upper_class()
        self._new_student("Đỗ Văn Em", "079209000005", class_, 1)
        self._new_student("Võ Thị Giang", "079209000006", class_, 2)
        first, second = class_.enrolment_ids.sorted("number")
        second.write(
            {
                "own_subjects": True,
                "optional_subject_ids": self._subjects(
                    "VATLI", "HOAHOC", "TIN", "AMNHAC"
                ),
                "topic_subject_ids": self._subjects("TOAN", "VAN", "TIN"),
            }
        )
        choice = (first | second)._subject_choice()
        self.assertEqual(
            choice[first], (class_.optional_subject_ids, class_.topic_subject_ids)
        )
        self.assertEqual(
            choice[second],
            (second.optional_subject_ids, second.topic_subject_ids),
        )
        taught = class_._curriculum_lines().subject_id.mapped("code")
        self.assertEqual(len(taught), 8 + 5)
        self.assertIn("AMNHAC", taught)
        self.assertFalse(class_.choice_problem or second.choice_problem)
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.enrolment"), ("res_id", "=", second.id)]
        )
        self.assertIn("topic_subject_ids", entries.mapped("field"))

    def test_an_incomplete_choice_is_shown(self):
        class_ = self._upper_class()
        class_.optional_subject_ids -= self._subjects("TIN")
        self.assertRegex(
            class_.with_context(lang="vi_VN").choice_problem, "4 môn.*chọn 3"
        )
        class_.optional_subject_ids |= self._subjects("DIALI")
        class_.topic_subject_ids -= self._subjects("TOAN")
        self.assertRegex(
            class_.with_context(lang="vi_VN").choice_problem, "3 cụm.*chọn 2"
        )

    def test_wrong_choices_are_refused(self):
        class_ = self._upper_class()
        with self.assertRaises(ValidationError):
            class_.optional_subject_ids |= self._subjects("KHTN")
        with self.assertRaises(ValidationError):
            class_.topic_subject_ids |= self._subjects("GDQPAN")
        # a topic of an elective that the class does not study
        with self.assertRaises(ValidationError):
            class_.topic_subject_ids |= self._subjects("DIALI")
        enrolment = self.class_a.enrolment_ids[0]
        with self.assertRaises(ValidationError):
            enrolment.write(
                {
                    "own_subjects": True,
                    "optional_subject_ids": self._subjects("VATLI"),
                }
            )

    def test_periods_of_a_later_year_leave_earlier_years_alone(self):
        """BT-8.3: a closed year keeps its periods."""
        self.env["edu.curriculum.line"].create(
            {
                "grade_id": self.env.ref("edu_school.grade_7").id,
                "subject_id": self.math.id,
                "year_from": 2026,
                "periods": 150,
            }
        )
        later = self._new_year(self.school, "2026-2027")
        line = self.env["edu.curriculum.line"]
        grade = self.env.ref("edu_school.grade_7")
        for year, periods in ((self.year, 140), (later, 150)):
            lines = line._for("gdpt2018", grade, year)
            found = lines.filtered(lambda li: li.subject_id == self.math)
            self.assertEqual(found.periods, periods)
