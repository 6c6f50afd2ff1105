# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import io
import tempfile
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.edu_hocba.tests.common import HocbaFixture
from odoo.addons.edu_hocba.zip_files import zipped

from hocba import archive


@tagged("post_install", "-at_install")
class TestDownloads(HocbaFixture, HttpCase):
    """The files of a class in one download, the package of a class in another."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.build_decided()
        cls.set_up_signing()
        case = cls("build")
        cls.books = case.create_books()
        case.issue(cls.books[0])

    def _zip(self, url):
        return zipfile.ZipFile(io.BytesIO(self.url_open(url).content))

    def test_the_issued_files_of_a_class(self):
        """KP-38: for whom each book allows it, named by class, year and learner"""
        book = self.books[0]
        name = "7A1-2025-2026-01-Nguyễn Thị Ánh-v1"
        expected = {
            f"{name}.xml": book.xml_document_id._content(),
            f"{name}.pdf": book.pdf_document_id._content(),
        }
        for user in (self.head, self.clerk, self.homeroom):
            with self.subTest(user.login):
                url = self.class_.with_user(user).action_download_hocba()["url"]
                self.authenticate(user.login, user.login)
                found = self._zip(url)
                self.assertEqual({n: found.read(n) for n in found.namelist()}, expected)
        for user in (self.teacher, self.foreign):
            with self.subTest(user.login), mute_logger("odoo.http"):
                with self.assertRaises(UserError):
                    self.class_.with_user(user).action_download_hocba()
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(url).status_code, 403)

    def test_one_that_is_not_issued_is_named(self):
        waiting = self.books[1]
        with self.assertRaisesRegex(UserError, waiting.student_id.name):
            self.books.with_user(self.head).action_download_files()

    def test_the_package_as_it_lies_in_the_proposed_storage(self):
        """BT-12.3a: who keeps the archive takes a package away whole; its own check
        passes where it was unpacked"""
        package = self.env["edu.archive"].with_user(self.clerk)
        package = package.create({"class_id": self.class_.id})
        with self.assertRaises(UserError):
            package.action_download()
        package.action_write()
        self.assertEqual(package.state, "written")
        url = package.action_download()["url"]
        self.authenticate(self.clerk.login, self.clerk.login)
        found = self._zip(url)
        with tempfile.TemporaryDirectory() as folder:
            found.extractall(folder)
            self.assertEqual(archive.check(f"{folder}/{package.path}"), [])
        for user in (self.homeroom, self.teacher, self.foreign):
            with self.subTest(user.login), mute_logger("odoo.http"):
                with self.assertRaises(AccessError):
                    package.with_user(user).action_download()
                self.authenticate(user.login, user.login)
                self.assertEqual(self.url_open(url).status_code, 403)

    def test_two_of_one_name_are_both_there(self):
        found = zipfile.ZipFile(io.BytesIO(zipped([("a.xml", b"1"), ("a.xml", b"2")])))
        self.assertEqual(found.namelist(), ["a.xml", "a (2).xml"])
