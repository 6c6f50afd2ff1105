# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import base64
import csv
import json
import re
import threading
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlencode

from odoo import http
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.edu_school.tests.common import SchoolCase

#: every address that Odoo's modules and ours answer, and why it may be open
ROUTES = Path(__file__).with_name("routes.csv")
#: in the names of people whom neither the stranger nor the father of An may see
STAFF, CHILD, PARENT = "Zqstaff", "Zqchild", "Zqparent"
SECRETS = re.compile("|".join((STAFF, CHILD, PARENT)), re.I)
MUTED = (
    "odoo.http",
    "odoo.sql_db",
    "odoo.addons.base.models.ir_access",
    "odoo.addons.base.models.ir_binary",
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_qweb",
    "odoo.addons.base.models.ir_rule",
    "odoo.addons.mail.controllers.mail",
    "odoo.addons.web.controllers.export",
    "odoo.addons.web.controllers.json",
    "odoo.models",
)
#: what a url names that is no record
FILLERS = {"filename": "x.png", "converter": "html", "kind": "pdf", "profile": "1"}


@tagged("post_install", "-at_install")
class TestSweep(SchoolCase, HttpCase):
    """What Odoo's modules below us show to a stranger and to a parent on the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        svg = f'<svg xmlns="http://www.w3.org/2000/svg"><text>{STAFF}</text></svg>'
        picture = base64.b64encode(svg.encode())
        for login, user in cls.users.items():
            user.employee_ids.write({"name": f"{STAFF} {login}", "image_1920": picture})
            user.partner_id.write({"name": f"{STAFF} {login}", "image_1920": picture})
        cls.father, other = (
            new_test_user(cls.env, login, groups="base.group_portal", name=name)
            for login, name in (("sweep_an", "Cha của An"), ("sweep_binh", PARENT))
        )
        cls.binh.name = f"{CHILD} Bình"
        cls.binh.partner_id = cls.env["res.partner"].create({"name": cls.binh.name})
        for student, user in ((cls.an, cls.father), (cls.binh, other)):
            cls.env["edu.guardian"].create(
                {
                    **{"student_id": student.id, "relation": "father"},
                    **{"name": user.name, "partner_id": user.partner_id.id},
                }
            )
        teacher = cls.teacher = cls.users["teacher"]
        cls.attachment = cls.env["ir.attachment"].create(
            {
                "name": f"{STAFF}.txt",
                "raw": STAFF.encode(),
                "res_model": "hr.employee",
                "res_id": teacher.employee_ids.id,
            }
        )
        message = teacher.partner_id.message_post(
            body=f"{STAFF} {CHILD}", author_id=teacher.partner_id.id
        )
        channels = cls.env["discuss.channel"].with_user(teacher)
        # as its form offers: for everybody
        cls.open = channels._create_channel(name=f"{STAFF} chung", group_id=None).sudo()
        cls.open.message_post(body=CHILD, author_id=teacher.partner_id.id)
        cls.message = message
        cls.records = (
            cls.open,
            teacher.partner_id,
            teacher,
            teacher.employee_ids,
            cls.binh,
            cls.binh.partner_id,
            other.partner_id,
            cls.attachment,
            message,
        )
        cls.env.flush_all()

    # -- the list ---------------------------------------------------------------------

    def routes(self):
        """``{(auth, rule): routing}`` of all that is installed."""
        with patch.object(
            threading.current_thread(), "dbname", self.env.cr.dbname, create=True
        ):
            rules = list(self.env["ir.http"].routing_map().iter_rules())
        return {
            (rule.endpoint.routing["auth"], rule.rule): rule.endpoint.routing
            for rule in rules
        }

    def listed(self):
        with ROUTES.open(encoding="utf-8", newline="") as lines:
            return {(row["auth"], row["rule"]): row for row in csv.DictReader(lines)}

    def test_every_address_has_a_reason(self):
        """KP-2.16: what a later release of Odoo opens is looked at before it is."""
        found, listed = set(self.routes()), self.listed()
        self.assertFalse(found - set(listed), "new: try it, then write why it may be")
        self.assertFalse(set(listed) - found, "gone: strike it")
        self.assertTrue(all(row["why it may be open"] for row in listed.values()))
        self.assertLessEqual({row["tried"] for row in listed.values()}, {"y", "-"})

    # -- over HTTP --------------------------------------------------------------------

    def urls(self, rule):
        """The addresses of a rule, with each record that nobody here may see."""
        names = re.findall(r"<([^>]+)>", rule)
        urls = {}
        for record in self.records if names else self.records[:1]:
            fields = ("avatar_128", "image_1920", "name", "raw")
            for field in fields if "field>" in rule else ("",):
                url = rule
                for name in names:
                    url = url.replace(f"<{name}>", self._filled(name, record, field))
                urls[url] = record
        return urls

    def _filled(self, name, record, field):
        kind, _colon, what = name.rpartition(":")
        if what in ("width", "height"):
            return "128"
        if kind.startswith(("int", "model(")):
            return str(record.id)
        if kind.startswith("any("):
            return re.search(r"\(['\"]?([\w.]+)", kind)[1]
        if what in ("model", "model_name", "__model__"):
            return record._name
        return field or FILLERS.get(what, "x")

    def values(self, record):
        """What the many controllers ask for; each takes what it knows."""
        name, number, teacher = record._name, record.id, self.teacher
        export = {
            **{"model": name, "ids": [number], "domain": [], "import_compat": False},
            "fields": [{"name": "display_name", "label": "x", "type": "char"}],
        }
        return {
            **{"thread_model": name, "thread_id": number, "pid": number},
            **{"res_model": name, "res_id": number, "model": name, "id": number},
            **{"ids": [number], "employee_id": number, "user_id": number},
            **{"channel_id": self.open.id, "message_id": self.message.id},
            **{"attachment_id": self.attachment.id, "file_ids": self.attachment.id},
            **{"term": "Zq", "search_term": "Zq", "search_key": "Zq", "limit": 30},
            **{"partner_id": number, "partner_ids": [teacher.partner_id.id]},
            **{"emails": [teacher.email], "email": teacher.email, "lang": "vi_VN"},
            **{"method": "read", "args": [[number], ["display_name"]], "kwargs": {}},
            **{"domain": [], "fields": ["display_name"], "fetch_params": {}},
            **{"known_member_ids": [], "action_id": 1, "content": "x", "body": "x"},
            **{"data": json.dumps(export), "recipients": [number], "token": "x"},
            **{"login": teacher.login, "signup_email": teacher.email, "hash": "x"},
            "access_params": [{"thread_model": name, "thread_id": number}],
            "post_data": {"body": "x", "partner_ids": [number]},
        }

    def ask(self, url, routing, values):
        """What comes back, wherever it is in the answer."""
        plain = {k: v for k, v in values.items() if isinstance(v, str | int)}
        if routing["type"] == "jsonrpc":
            answer = self.url_open(
                url,
                data=json.dumps({"jsonrpc": "2.0", "params": values}),
                headers={"Content-Type": "application/json"},
                timeout=60,
            )
        elif "GET" in (routing.get("methods") or ["GET"]):
            answer = self.url_open(f"{url}?{urlencode(plain)}", timeout=60)
        else:
            token = http.Request.csrf_token(self)
            answer = self.url_open(url, data={"csrf_token": token, **plain}, timeout=60)
        return answer.content.decode("utf-8", "replace")

    def leaks(self, who, auths):
        listed, found = self.listed(), {}
        routes = self.routes()
        for key in sorted(set(routes) & set(listed)):
            auth, rule = key
            if listed[key]["tried"] != "y" or auth not in auths:
                continue
            self.authenticate(who, who)
            for url, record in self.urls(rule).items():
                some = [record] if "<" in rule else self.records[:4]
                for one in some:
                    text = self.ask(url, routes[key], self.values(one))
                    if hit := SECRETS.search(text):
                        said = text[max(0, hit.start() - 60) : hit.end() + 20]
                        found[url] = f"{one._name}: …{said}…"
        return found

    def test_a_stranger_sees_nobody(self):
        """KP-2.16: no name of a learner, parent or teacher, nor a file of theirs."""
        with mute_logger(*MUTED):
            found = self.leaks(None, ("none", "public"))
        self.assertFalse(found)

    def test_a_parent_sees_nobody_but_his_own(self):
        """KP-2.16: no name of another family or of staff in Odoo's own pages."""
        with mute_logger(*MUTED):
            found = self.leaks("sweep_an", ("none", "public", "user"))
        self.assertFalse(found)

    def test_the_sweep_would_notice(self):
        """A teacher sees what the others must not: these requests do bring names."""
        with mute_logger(*MUTED):
            found = self.leaks("edu_teacher", ("user",))
        self.assertGreater(len(found), 5)

    # -- by remote call ---------------------------------------------------------------

    def test_no_table_of_odoo_names_anybody(self):
        """KP-2.16: search_read and name_search of every model, for both of them."""
        found = {}
        for user in (self.env.ref("base.public_user"), self.father):
            env = self.env(user=user)
            for name in sorted(env.registry):
                model = env[name]
                if model._abstract or model._transient:
                    continue
                for method in ("search_read", "name_search"):
                    with (
                        mute_logger(*MUTED),
                        suppress(Exception),
                        self.cr.savepoint(),
                    ):
                        text = json.dumps(getattr(model, method)(), default=str)
                        if SECRETS.search(text):
                            found[user.login, name, method] = text[:200]
        self.assertFalse(found)

    def test_an_open_channel_is_for_those_who_were_invited(self):
        """A parent with the link of a channel gets in and sees it; others do not."""
        channel = self.open.with_user(self.father)
        self.assertFalse(channel.search([("id", "=", channel.id)]))
        self.authenticate("sweep_an", "sweep_an")
        page = self.url_open(f"/chat/{self.open.id}/{self.open.uuid}")
        self.assertIn(STAFF, page.text)
        self.env.invalidate_all()
        self.assertTrue(channel.search([("id", "=", channel.id)]))
        staff = self.open.with_user(self.users["other"])
        self.assertTrue(staff.search([("id", "=", channel.id)]))
