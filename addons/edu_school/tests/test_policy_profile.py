# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from hocba import profiles

from ..dates import today
from .common import ProvenMixin, SchoolCase

HEAD = "[profile]\ncode = mau\nname = Tỉnh Mẫu\nversion = 1\ndocuments = Quy chế Mẫu\n"


class ProfileCase(SchoolCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.env["edu.policy"]._for(cls.school)

    def choose(self, profile, login="head", policy=None):
        """The form of a role with a profile chosen, or with the text of a file."""
        policy = self._as(login, policy or self.policy)
        wizard = self.env["edu.policy.profile"].browse(
            policy.action_choose_profile()["res_id"]
        )
        wizard = wizard.with_env(policy.env)
        if profile in profiles.packaged():
            wizard.profile = profile
        else:
            file = base64.b64encode(profile.encode())
            wizard.write({"profile": "file", "file": file, "filename": "mau.ini"})
        return wizard

    def compare(self, *args, **kwargs):
        wizard = self.choose(*args, **kwargs)
        wizard.action_compare()
        wizard.write({"decision": "27/QĐ-THCSND", "decision_date": "2026-09-01"})
        return wizard

    def apply(self, *args, **kwargs):
        self.compare(*args, **kwargs).action_apply()
        self.env.invalidate_all()

    def shown(self, wizard):
        return {
            line.name: (line.old, line.new, line.is_national)
            for line in wizard.line_ids
        }


@tagged("post_install", "-at_install")
class TestPolicyProfile(ProfileCase):
    """A school's rules from a province's file, by the head's decision (BT-3)."""

    def test_library_and_policy_say_the_same(self):
        """BT-3: every parameter is a field, journaled, with the national default
        as its own, and with the same choices."""
        fresh = self._new_school("THCS Mới", "79760703").policy_ids
        national = profiles.national()
        self.assertEqual(
            profiles.differences(fresh._profile_values(), national, national), []
        )
        for name, parameter in profiles.PARAMETERS.items():
            field = fresh._fields[name]
            self.assertIn(name, fresh._journal_fields)
            if field.type == "selection":
                codes = [code for code, _ in field.selection]
                self.assertEqual(codes, list(parameter.choices))
        apart = {"place", *fresh._protected_fields}
        self.assertEqual(
            set(fresh._journal_fields) - apart,
            set(profiles.PARAMETERS),
            "what a school decides can stand in a profile",
        )

    def test_shown_then_applied_and_journaled(self):
        """DL2-11.4: old and new value with the article; the decision stands in the
        journal beside each of them."""
        wizard = self.compare("dak-lak")
        self.assertEqual(
            self.shown(wizard),
            {
                "correction_witnesses": (
                    "Quản trị viên và giáo viên chủ nhiệm",
                    "Ban quản trị và giáo viên chủ nhiệm",
                    False,
                )
            },
        )
        self.assertIn("Điều 11.4", wizard.line_ids.article)
        self.assertIn("học bạ điện tử", wizard.documents)
        self.assertEqual(self.policy.correction_witnesses, "administrator")
        wizard.action_apply()
        self.env.invalidate_all()
        policy = self.policy
        self.assertEqual(policy.correction_witnesses, "board")
        self.assertEqual(
            (policy.profile_code, policy.profile_version, policy.profile_decision),
            ("dak-lak", 1, "27/QĐ-THCSND"),
        )
        self.assertEqual(policy.profile_date, date(2026, 9, 1))
        entries = self.env["edu.journal"].search(
            [("model", "=", "edu.policy"), ("res_id", "=", policy.id)],
            order="id desc",
            limit=7,
        )
        changed = {entry.field: entry for entry in entries}
        self.assertEqual(
            (changed["correction_witnesses"].old, changed["correction_witnesses"].new),
            ("administrator", "board"),
        )
        for name in ("correction_witnesses", "profile_code", "profile_decision"):
            self.assertIn("27/QĐ-THCSND", changed[name].reason)
            self.assertEqual(changed[name].user_id, self.users["head"].id)

    def test_what_a_profile_does_not_name_is_the_national_default(self):
        """BT-3: whatever held before; the head leaves out what she wants to keep."""
        self.policy.write({"lock_grace_days": 3, "seal_mm": 35, "use_night": 40})
        self.policy.write({"final_by_grade": "9: 1/8", "number_format": "%(number)s"})
        wizard = self.compare("dak-lak")
        found = self.shown(wizard)
        self.assertEqual(found["lock_grace_days"], ("3", "7", True))
        self.assertEqual(found["seal_mm"], ("35", "36", True))
        self.assertEqual(found["final_by_grade"], ("9: 01/08", "không có", True))
        self.assertFalse(found["correction_witnesses"][2])
        kept = ("use_night", "number_format")
        wizard.line_ids.filtered(lambda line: line.name in kept).take = False
        wizard.action_apply()
        self.env.invalidate_all()
        policy = self.policy
        self.assertEqual(
            (policy.lock_grace_days, policy.seal_mm, policy.final_by_grade or ""),
            (7, 36, ""),
        )
        self.assertEqual((policy.use_night, policy.number_format), (40, "%(number)s"))
        self.assertEqual(set(self.shown(self.compare("dak-lak"))), set(kept))

    def test_what_changed_since_is_looked_at_again(self):
        wizard = self.compare("dak-lak")
        self.policy.loan_days = 2
        with self.assertRaisesRegex(UserError, "Xem lại"):
            wizard.action_apply()
        self.assertEqual(self.policy.correction_witnesses, "administrator")
        wizard.action_compare()
        self.assertIn("loan_days", self.shown(wizard))
        wizard.profile = "tp-ho-chi-minh"
        with self.assertRaisesRegex(UserError, "Xem lại"):
            wizard.action_apply()
        wizard = self.choose("dak-lak")
        wizard.write({"decision": "27/QĐ", "decision_date": "2026-09-01"})
        with self.assertRaisesRegex(UserError, "Xem lại"):
            wizard.action_apply()

    def test_a_decision_has_number_and_date(self):
        for values in (
            {"decision": " "},
            {"decision_date": False},
            {"decision_date": today() + timedelta(days=1)},
        ):
            wizard = self.compare("dak-lak")
            wizard.write(values)
            with (
                self.subTest(values=values),
                self.assertRaisesRegex(UserError, "uyết định"),
            ):
                wizard.action_apply()
        self.assertEqual(self.policy.correction_witnesses, "administrator")

    def test_a_file_that_is_no_profile_is_told_by_line(self):
        for text, said in (
            (HEAD + "[final_day]\nvalue = 1/6\narticle = x\n", "hàng 6.*final_date?"),
            (HEAD + "[final_date]\nvalue = 1/6\n", "hàng 6.*thiếu điều khoản"),
            (HEAD + "[final_date]\nvalue = 31/6\narticle = x\n", "hàng 7.*31/6"),
            ("không phải", "hàng 1"),
        ):
            wizard = self.choose(text)
            with self.subTest(text=text), self.assertRaisesRegex(UserError, said):
                wizard.action_compare()
        with self.assertRaisesRegex(UserError, "Chọn"):
            wizard = self.choose(HEAD)
            wizard.file = False
            wizard.action_compare()

    def test_what_is_final_stays_final(self):
        """KP-25.4: no profile opens a year again, nor one grade of it; it changes
        nothing then."""
        klass = self._new_class("9A1", self._new_year(self.school, "2019-2020"), 9)
        for named, opened in (
            ("[final_date]\nvalue = 30/10", "2019-2020"),
            ("[final_by_grade]\nvalue = 9: 30/10", "2019-2020"),
            ("[final_by_grade]\nvalue = 8: 30/10", None),
        ):
            text = f"{HEAD}{named}\narticle = x\n[loan_days]\nvalue = 3\narticle = y\n"
            wizard = self.compare(text)
            with (
                self.subTest(named=named),
                patch(
                    "odoo.addons.edu_school.models.edu_policy_dates.today",
                    lambda: date(2020, 9, 15),
                ),
            ):
                if opened:
                    with self.assertRaisesRegex(UserError, opened), self.cr.savepoint():
                        wizard.action_apply()
                    self.env.invalidate_all()
                    self.assertEqual(self.policy.loan_days, 7)
                    self.assertFalse(self.policy.profile_code)
                else:
                    wizard.action_apply()
        self.assertEqual(klass.grade_id.number, 9)
        self.assertEqual(self.policy.loan_days, 3)

    def test_a_date_differs_by_grade(self):
        """KP-25.1: TP.HCM finalises grades 5 and 9 before the others."""
        self.apply("tp-ho-chi-minh")
        policy = self.policy
        self.assertEqual(
            [policy._deadline(2025, "finalise_date", grade) for grade in (5, 8, 9, 0)],
            [
                date(2026, 5, 20),
                date(2026, 5, 30),
                date(2026, 5, 20),
                date(2026, 5, 30),
            ],
        )
        self.assertEqual(policy._deadline(2025, "final_date", 9), date(2026, 8, 15))
        policy.final_by_grade = " 9: 1/8;5:2/8 "
        self.assertEqual(policy.final_by_grade, "5: 02/08; 9: 01/08")
        self.assertEqual(policy._deadline(2025, "final_date", 9), date(2026, 8, 1))
        policy = policy.with_context(lang="vi_VN")
        for text in ("9", "9: 31/6", "13: 1/6", "9: 1/6; 9: 2/6", "9-1/6", "chín: 1/6"):
            with (
                self.subTest(text=text),
                self.assertRaisesRegex(ValidationError, "khối"),
            ):
                policy.final_by_grade = text

    def test_only_the_head_applies(self):
        """BT-4.6, BT-8.2: whoever keeps accounts looks, compares, exports, and applies
        nothing, not even what he may write one by one; others see no form."""
        text = HEAD + "[number_format]\nvalue = %(number)s/X\narticle = x\n"
        wizard = self.compare(text, login="administrator")
        self.assertEqual(set(self.shown(wizard)), {"number_format"})
        with self.assertRaisesRegex(AccessError, "iệu trưởng"):
            wizard.action_apply()
        for login in ("registrar", "teacher", "homeroom", "clerk"):
            policy = self._as(login, self.policy)
            for act in (policy.action_choose_profile, policy.action_export_profile):
                with self.subTest(login=login), self.assertRaises(AccessError):
                    act()
        foreign = self._new_school("THCS Khác", "79760704")
        foreign._end_setup()
        with self.assertRaises(AccessError):
            self.choose("dak-lak", policy=foreign.policy_ids)

    def test_a_form_is_its_openers_alone(self):
        wizard = self.compare("dak-lak")
        other = self._as("administrator", wizard)
        for act in (other.action_apply, other.action_compare, other.action_back):
            with self.assertRaises(AccessError):
                act()
        with self.assertRaises(AccessError):
            self._as("administrator", wizard.line_ids).write({"take": False})
        with self.assertRaises(AccessError):
            wizard.line_ids.new = "khác"
        with self.assertRaises(AccessError):
            wizard.shown = "khác"
        with self.assertRaises(AccessError):
            self._as("head", self.env["edu.policy.profile"]).create(
                {"policy_id": self.policy.id}
            )
        with self.assertRaises(AccessError):
            self._as("head", self.policy).write({"profile_version": 9})

    def test_whoever_sets_a_school_up_applies_it_there(self):
        """BT-4.2: until the first head is appointed."""
        school = self._new_school("THCS Lê Lợi", "79760702")
        self.apply("tp-ho-chi-minh", login="administrator", policy=school.policy_ids)
        self.assertEqual(school.policy_ids.final_date, "15/08")
        self.assertEqual(self.policy.final_date, "30/08", "another school's is its own")

    def test_what_a_school_exports_another_applies(self):
        """The file says each value with its article and makes another school alike."""
        self.apply("dak-lak")
        self.policy.write(
            {"lock_grace_days": 0, "seal_overlap": 0.3, "place": "Ea Kar"}
        )
        self.policy.write({"finalise_by_grade": "9: 20/5", "portal_marks": "entered"})
        act = self._as("head", self.policy).action_export_profile()
        id_ = int(act["url"].split("/")[4])
        wizard = self.env["edu.policy.profile"].browse(id_)
        data = base64.b64decode(wizard.with_context(bin_size=False).export_file)
        profile = profiles.parse(data)
        self.assertEqual(profile.code, "truong-79760701")
        self.assertEqual(profile.name, "THCS Nguyễn Du")
        said = {name: (e.value, e.article) for name, e in profile.values.items()}
        self.assertEqual(set(said), set(profiles.PARAMETERS))
        self.assertIn("Điều 11.4", said["correction_witnesses"][1])
        self.assertIn("Điều 8", said["unlock_by_administrator"][1])
        self.assertEqual(said["seal_overlap"][0], Decimal("0.3"))
        self.assertIn("27/QĐ-THCSND", said["lock_grace_days"][1])
        school = self._new_school("THCS Lê Lợi", "79760702")
        other = school.policy_ids
        self.apply(data.decode(), login="administrator", policy=other)
        self.assertEqual(other._profile_values(), self.policy._profile_values())
        self.assertFalse(other.place)

    def test_a_file_of_the_school_keeps_its_articles(self):
        """What was applied from a file is told with that file's articles, though the
        programme does not know it."""
        text = HEAD + "[loan_days]\nvalue = 3\narticle = Quy chế Mẫu, Điều 7\n"
        self.apply(text)
        profile = profiles.parse(self._as("head", self.policy)._profile_export())
        self.assertEqual(profile.documents, ("Quy chế Mẫu",))
        self.assertEqual(
            profile.values["loan_days"], profiles.Stated(3, "Quy chế Mẫu, Điều 7")
        )
        self.assertFalse(self.policy.profile_news)

    def test_a_newer_version_says_what_it_would_change(self):
        self.apply("dak-lak")
        policy = self._as("head", self.policy)
        self.assertFalse(policy.profile_news)
        old = profiles.packaged()
        entry = profiles.Stated("20/08", "Quy chế Đắk Lắk 2027, Điều 9")
        values = {**old["dak-lak"].values, "final_date": entry}
        second = replace(old["dak-lak"], version=2, values=values)
        with patch.object(profiles, "packaged", lambda: {**old, "dak-lak": second}):
            policy.invalidate_recordset()
            news = policy.profile_news
            self.assertIn("Đắk Lắk", news)
            self.assertIn("30/08 → 20/08 (Quy chế Đắk Lắk 2027, Điều 9)", news)
            self.assertEqual(news.count("→"), 1)
            self.apply("dak-lak")
            self.assertFalse(policy.profile_news)
            self.assertEqual(policy.final_date, "20/08")
            national = replace(old["quoc-gia"], version=2)
            with patch.object(profiles, "national", lambda: national):
                policy.invalidate_recordset()
                self.assertIn("không thay đổi gì", policy.profile_news)
        policy.invalidate_recordset()
        self.assertFalse(policy.profile_news, "an older one is no news")
        free = self._new_school("THCS Lê Lợi", "79760702").policy_ids
        self.assertFalse(free.profile_news)


@tagged("post_install", "-at_install")
class TestPolicyProfileRpc(ProfileCase, HttpCase):
    def call(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": {}},
        )

    def test_it_asks_for_what_no_administrator_can_set(self):
        """BT-4.5: as writing the policy does; without it nothing is applied."""
        wizard = self.compare("dak-lak")
        self.env.flush_all()
        self.authenticate("edu_head", "edu_head")
        with (
            mute_logger("odoo.http"),
            self.assertRaisesRegex(JsonRpcException, "FactorRequired"),
        ):
            self.call("edu.policy.profile", "action_apply", wizard.ids)
        self.env.invalidate_all()
        self.assertEqual(self.policy.correction_witnesses, "administrator")


@tagged("post_install", "-at_install")
class TestPolicyProfileTour(ProvenMixin, ProfileCase, HttpCase):
    def test_the_head_applies_on_the_screen(self):
        """BT-3: chosen, compared, one line left out, decided; and the file is there."""
        self.users["head"].lang = "vi_VN"
        self.policy.lock_grace_days = 3
        action = self.env.ref("edu_school.edu_policy_action")
        self.start_tour(
            f"/odoo/action-{action.id}/{self.policy.id}",
            "edu_school_policy_profile",
            login="edu_head",
            timeout=180,
        )
        self.env.invalidate_all()
        self.assertEqual(
            (self.policy.profile_code, self.policy.correction_witnesses),
            ("dak-lak", "board"),
        )
        self.assertEqual(self.policy.lock_grace_days, 3, "it was left out")
        act = self._as("head", self.policy).action_export_profile()
        self.env.flush_all()
        self.authenticate("edu_head", "edu_head")
        got = self.url_open(act["url"])
        self.assertEqual(got.status_code, 200)
        self.assertEqual(
            profiles.parse(got.content).values["correction_witnesses"].value, "board"
        )
        self.authenticate("edu_administrator", "edu_administrator")
        with mute_logger("odoo.http"):
            self.assertNotIn(b"[profile]", self.url_open(act["url"]).content)
