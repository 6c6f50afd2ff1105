# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import inspect
import json
import os
import random

from odoo.tests import tagged

from .matrix import ROLES, RolesCase

#: how many calls per role every run tries; all with EDU_FULL=1
CALLS = 150
#: what a caller may send along; none of it opens anything
CONTEXTS = (
    {},
    {
        "edu_protected": True,
        "su": True,
        "uid": 1,
        "active_test": False,
        "install_mode": True,
        "module": "edu_school",
        "default_state": "open",
        "tracking_disable": True,
    },
)
#: a method that every model has is tried by the matrix; these are Odoo's own set-up
KNOWN = {"create", "write", "unlink", "init", "read", "copy", "default_get"}
KNOWN |= {"export_data", "onchange", "read_group", "formatted_read_group"}
KNOWN |= {"formatted_read_grouping_sets", "read_progress_bar", "copy_data"}
RESULTS = (
    "edu.gradebook.line",
    "edu.conduct",
    "edu.quality.line",
    "edu.result",
    "edu.result.subject",
    "edu.retest",
    "edu.summer.training",
    "edu.decision",
    "edu.commendation",
    "edu.health.check",
    "edu.weekly.remark",
    "edu.mark.distribution",
    "edu.hocba",
    "edu.hocba.year",
    "edu.class.book",
)
#: nobody of these reads a result
NO_RESULTS = (
    "administrator",
    "registrar",
    "board",
    "reviewer",
    "inspector",
    "staff",
    "access_manager",
    "settings",
    "guardian",
    "learner",
)


@tagged("post_install", "-at_install")
class TestAttacks(RolesCase):
    """What each role can send to the server to get beyond its duty."""

    def _seeded(self, things, count):
        if os.environ.get("EDU_FULL"):
            return things, "all"
        seed = os.environ.get("EDU_SEED") or str(random.randrange(10**6))
        count = min(count, len(things))
        return random.Random(seed).sample(things, count), f"EDU_SEED={seed}"

    def _public_methods(self):
        """``[(model, method)]`` that our code offers to remote calls."""
        found = []
        for name in self.models:
            methods = {
                key
                for part in type(self.env[name]).__mro__
                if part.__module__.startswith("odoo.addons.edu_")
                for key, value in vars(part).items()
                if not key.startswith("_")
                and inspect.isfunction(value)
                and not getattr(getattr(type(self.env[name]), key), "_api_private", 0)
            }
            found += [(name, method) for method in sorted(methods - KNOWN)]
        return found

    def _arguments(self, model, method, record_id):
        """Foreign ids and junk for whatever the method takes."""
        function = inspect.unwrap(getattr(type(self.env[model]), method))
        names = [
            parameter.name
            for parameter in list(inspect.signature(function).parameters.values())[1:]
            if parameter.kind is parameter.POSITIONAL_OR_KEYWORD
        ]
        cell = {"line_id": record_id, "column": "tx1", "old": "", "new": "9"}
        fitting = {
            "cells": [cell, {"line_id": "x"}, None],
            "class_id": self.places["foreign"]["class_id"],
        }
        static = hasattr(function, "_api_model")
        ids = [] if static else [[record_id]]
        return [
            [*ids, *arguments]
            for arguments in (
                [fitting.get(name, record_id) for name in names],
                [fitting.get(name, [record_id, "x", None]) for name in names],
                [{"id": record_id} for name in names],
            )
        ]

    def test_no_method_touches_a_foreign_school(self):
        """BT-8.1, BT-10.3: every public method, with the ids of another school."""
        calls = [
            (model, method, arguments, {"context": context})
            for model, method in self._public_methods()
            if "foreign" in self.samples[model]
            for arguments in self._arguments(
                model, method, self.samples[model]["foreign"]
            )
            for context in CONTEXTS
            if arguments  # nothing to forge: it acts where the caller's duty lies
        ]
        lasting = {
            self.env[name]._table
            for name in self.models
            if self.env[name]._auto and not self.env[name]._transient
        }
        chosen, where = self._seeded(calls, CALLS)
        wrong = set()
        for role in ROLES:
            self.log_in(role)
            with self.quiet():
                answers = self.calls(chosen)
            for call, (error, value, touched) in zip(chosen, answers, strict=True):
                written = sorted(lasting & set(touched))
                if not error and (written or "7B1" in value):
                    wrong.add(f"{role} {call} writes {written}, shows {value[:200]}")
        self.assertFalse(wrong, f"{where}\n" + "\n".join(sorted(wrong)))

    def test_results_leak_through_no_question(self):
        """BT-8.5, KP-5.3c: neither search nor totals nor names tell a result."""
        calls = [
            (model, method, arguments, {"context": {"active_test": False}})
            for model in RESULTS
            for method, arguments in (
                ("search_count", [[]]),
                ("search_read", [[], ["id"]]),
                ("web_search_read", [[], {"id": {}}]),
                ("formatted_read_group", [[], [], ["__count"]]),
                ("web_read_group", [[], ["create_uid"], ["__count"]]),
                ("name_search", [""]),
            )
        ]
        wrong = self._wrong(
            calls, lambda error, value: not error and self._tells(json.loads(value))
        )
        # The registrar makes the books and reads them; an inspector reads counts.
        known = (
            "registrar ('edu.hocba",
            "registrar ('edu.class.book'",
            "inspector ('edu.mark.distribution'",
        )
        wrong = [line for line in wrong if not line.startswith(known)]
        self.assertFalse(wrong, "\n".join(wrong))

    def _wrong(self, calls, is_wrong, roles=NO_RESULTS):
        wrong = []
        for role in roles:
            self.log_in(role)
            with self.quiet():
                answers = self.calls(calls)
            wrong += [
                f"{role} {call}: {value[:200]}"
                for call, (error, value, _touched) in zip(calls, answers, strict=True)
                if is_wrong(error, value)
            ]
        return wrong

    def _tells(self, value):
        if isinstance(value, dict):
            return bool(value.get("length") or value.get("groups"))
        if value and isinstance(value, list) and isinstance(value[0], dict):
            return any(group.get("__count", 1) for group in value)
        return bool(value)

    def test_results_leak_through_no_relation(self):
        """BT-8.5: a search from a learner, class or account finds no mark."""
        paths = [
            (name, field.name)
            for name in (*self.models, "res.users", "res.partner", "hr.employee")
            for field in self.env[name]._fields.values()
            if field.comodel_name in RESULTS
            and name not in RESULTS
            and (field.store or field.search or field.type == "one2many")
        ]
        self.assertTrue(paths)
        calls = [
            (model, "search_count", [domain], {})
            for model, name in paths
            for domain in (
                [(name, "any", [("id", "!=", 0)])],
                [(f"{name}.create_uid", "!=", False)],
            )
        ]
        wrong = self._wrong(calls, lambda error, value: not error and value != "0")
        # The registrar makes the books and reads them.
        wrong = [
            line for line in wrong if not ("registrar" in line and "hocba" in line)
        ]
        self.assertFalse(wrong, "\n".join(wrong))

    def test_files_are_not_guessed(self):
        """BT-10.3: frozen files open by no address to whom no duty leads."""
        documents = self.env["edu.document"].search([])
        revisions = self.env["edu.document.revision"].search([])
        self.assertTrue(documents and revisions)
        document, revision = documents[0].id, revisions[0].id
        addresses = [
            f"/web/content/edu.document/{document}/content",
            f"/web/content/edu.document.revision/{revision}/piece",
            f"/web/content?model=edu.document.revision&id={revision}&field=piece",
            f"/web/image/edu.document.revision/{revision}/piece",
            f"/edu_signing/document/{document}",
            f"/edu_signing/document/{document}?access_token=x",
            f"/edu_workbook/edu.class/{self.class_.id}",
            f"/my/document/{document}?access_token=1",
        ]
        wrong = []
        # The registrar makes the books and reads them.
        for role in {*NO_RESULTS, "public"} - {"registrar"}:
            self.log_in(role)
            with self.quiet():
                for address in addresses:
                    answer = self.url_open(address, allow_redirects=False)
                    body = answer.content
                    if answer.status_code == 200 and (
                        b"<HocBa" in body or b"%PDF" in body or body[:2] == b"PK"
                    ):
                        wrong.append(f"{role} {address}")
        self.assertFalse(wrong, "\n".join(wrong))

    def test_a_duty_is_not_stretched(self):
        """BT-4.2: nobody gives himself time, class or kind of a duty."""
        duties = self.env["edu.duty"]
        wrong = []
        other = self.places["other"]["class_id"]
        heads = self.head.employee_ids.edu_duty_ids
        for role, user in self.roles.items():
            if role == "head":
                continue
            mine = duties.search([("user_id", "=", user.id)], limit=1)
            employee = user.employee_ids or self.teacher.employee_ids
            new = {
                "employee_id": employee.id,
                "school_id": self.school.id,
                "date_from": "2025-10-01",
            }
            of_class = {"class_id": other, "subject_id": self.subjects["VAN"].id}
            calls = [
                ("edu.duty", "write", [duty.ids, vals], {})
                for duty in (mine, heads)
                if duty
                for vals in (
                    {"date_to": "2099-01-01"},
                    {"date_from": "2020-01-01"},
                    {"kind": "head", "class_id": False, "subject_id": False},
                    {"class_id": other},
                    {"employee_id": employee.id},
                )
            ] + [
                ("edu.duty", "create", [new | {"kind": kind} | more], {})
                for kind, more in (
                    ("head", {}),
                    ("deputy", {}),
                    ("board", {}),
                    ("clerk", {}),
                    ("entry", of_class),
                    ("subject_teacher", of_class),
                )
                # whoever assigns teachers may assign others
                if kind != "subject_teacher" or user.employee_ids
            ]
            wrong += self._wrong(calls, lambda error, value: not error, [role])
        self.assertFalse(wrong, "\n".join(wrong))

    def test_nobody_touches_what_another_is_about_to_confirm(self):
        """BT-8.1: the head decides what he filled in, whoever edits record rules."""
        wizard = self.env["edu.decision.wizard"].with_user(self.head)
        opened = wizard.create({"class_id": self.class_.id, "number": "1"})
        self.env["ir.rule"].search(
            [("model_id.model", "=", "edu.decision.wizard")]
        ).active = False
        calls = [
            ("edu.decision.wizard", "read", [opened.ids, ["number"]], {}),
            ("edu.decision.wizard", "write", [opened.ids, {"number": "2"}], {}),
            ("edu.decision.wizard", "unlink", [opened.ids], {}),
            ("edu.decision.wizard", "search_read", [[("id", "in", opened.ids)]], {}),
        ]
        wrong = self._wrong(
            calls,
            lambda error, value: not error and value != "[]",
            [role for role in ROLES if role != "head"],
        )
        self.assertFalse(wrong, "\n".join(wrong))
