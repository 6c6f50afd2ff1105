# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import errno
import json
import os
import shutil
import tempfile
from pathlib import Path
from unittest.mock import Mock, patch

import psycopg2
from fsspec.implementations.local import LocalFileOpener

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import mute_logger

from odoo.addons.edu_hocba.tests.common import SignedHocbaCase


class TestArchive(SignedHocbaCase):
    """A class's issued books outside the database, and what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        case = cls("build")
        cls.both = case.create_books()
        case.issue(cls.both[0])
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.root = Path(cls.folder.name) / "kho"
        cls.env["fs.storage"].create(
            {
                "name": "Ổ cứng niêm phong",
                "code": "o_cung",
                "protocol": "file",
                "directory_path": str(cls.root),
                "is_cacheable": False,
                "edu_archive": True,
            }
        )

    def _archive(self, user=None):
        archives = self.env["edu.archive"].with_user(user or self.clerk)
        return archives.create({"class_id": self.class_.id, "storage": "o_cung"})

    def _written(self):
        archive = self._archive()
        archive.action_write()
        return archive, self.root / archive.path

    def test_package_of_issued_books(self):
        """BT-12.3a: files, manifest and a label with unit, data, year, grade, class"""
        archive, folder = self._written()
        self.assertEqual((archive.state, archive.book_count), ("written", 1))
        names = {path.name for path in folder.iterdir()}
        self.assertEqual(
            names,
            {
                "hocba-079313009901-2025-2026-v1.xml",
                "hocba-079313009901-2025-2026-v1.pdf",
                "manifest.json",
                "label.txt",
            },
        )
        stored = self.both[0].pdf_document_id._content()
        self.assertEqual(
            (folder / "hocba-079313009901-2025-2026-v1.pdf").read_bytes(), stored
        )
        label = json.loads((folder / "manifest.json").read_text())["label"]
        self.assertEqual(
            (label["school_name"], label["year"], label["grade"], label["class_name"]),
            ("Trường THCS Nguyễn Du", "2025-2026", "7", "7A1"),
        )
        self.assertTrue(archive.check_ids.intact)

    def test_one_flipped_bit_is_found(self):
        """BT-12.3b: a single changed bit in any file is found and named"""
        archive, folder = self._written()
        for path in sorted(folder.iterdir()):
            with self.subTest(path.name):
                content = path.read_bytes()
                middle = len(content) // 2
                changed = bytearray(content)
                changed[middle] ^= 1
                path.write_bytes(bytes(changed))
                archive.with_user(self.clerk).action_check()
                self.assertEqual(archive.state, "damaged")
                check = archive.check_ids.sorted("id")[-1]
                self.assertFalse(check.intact)
                self.assertTrue(check.problems)
                path.write_bytes(content)
        archive.with_user(self.head).action_check()
        self.assertEqual(archive.state, "written")

    def test_missing_and_exchanged(self):
        """BT-12.3b: a file that is gone and a package that was exchanged are found"""
        archive, folder = self._written()
        other = self._archive()
        self.issue(self.both[1])
        other.action_write()
        self.assertNotEqual(other.path, archive.path)
        (folder / "hocba-079313009901-2025-2026-v1.xml").unlink()
        archive.with_user(self.clerk).action_check()
        self.assertEqual(archive.state, "damaged")
        for path in folder.iterdir():
            path.unlink()
        for path in (self.root / other.path).iterdir():
            (folder / path.name).write_bytes(path.read_bytes())
        archive.with_user(self.clerk).action_check()
        self.assertEqual(archive.state, "damaged")

    def test_again_writes_nothing_twice(self):
        """BT-12.3a: the same books give the same package; nothing is overwritten"""
        archive, folder = self._written()
        times = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
        again, same = self._written()
        self.assertEqual(same, folder)
        self.assertEqual(times, {p: p.stat().st_mtime_ns for p in same.iterdir()})
        with self.assertRaises(UserError):
            archive.action_write()

    def test_broken_attempt_goes_on(self):
        """BT-12.3a: a folder left by a broken attempt is filled, its manifest last"""
        archive, folder = self._written()
        (folder / "manifest.json").unlink()
        (folder / "label.txt").write_text("nửa chừng")
        again, same = self._written()
        self.assertEqual(same, folder)
        self.assertEqual(again.state, "written")

    def _refusing(self, number, ending=""):
        """Refuse, as the system does, what is written to files of that ending."""

        def enter(opener):
            stream = opener.f.__enter__()
            if not opener.path.endswith(ending):
                return stream
            error = OSError(number, os.strerror(number), opener.path)
            return Mock(write=Mock(side_effect=error))

        return patch.object(LocalFileOpener, "__enter__", enter)

    def _words(self, archive, refusal):
        with refusal, self.assertRaises(UserError) as raised, self.cr.savepoint():
            archive.action_write()
        return str(raised.exception)

    def test_full_disk_leaves_no_half_package(self):
        """BT-12.3a: where a disk is full, the words say so and nothing is left"""
        shutil.rmtree(self.root, ignore_errors=True)
        archive = self._archive()
        said = self._words(archive, self._refusing(errno.ENOSPC, "v1.xml"))
        for words in (
            "Ổ cứng niêm phong",
            "hocba-079313009901-2025-2026-v1.xml",
            "disk is full",
        ):
            self.assertIn(words, said)
        self.assertNotIn(self.folder.name, said)
        self.assertEqual(archive.state, "draft")
        self.assertEqual(list(self.root.iterdir()), [])
        archive.action_write()
        self.assertEqual(archive.state, "written")

    def test_refusals_of_the_system_in_words(self):
        """BT-12.3a: what is missing or closed is said, without a number"""
        shutil.rmtree(self.root, ignore_errors=True)
        archive = self._archive()
        for number, words in (
            (errno.ENOENT, "missing"),
            (errno.EROFS, "no right"),
            (errno.EIO, os.strerror(errno.EIO)),
        ):
            with self.subTest(words):
                said = self._words(archive, self._refusing(number))
                self.assertIn(words, said)
                self.assertNotIn(str(number), said.rpartition(":")[2])
        error = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        refusal = patch("hocba.archive.write", side_effect=error)
        said = self._words(archive, refusal)
        self.assertIn("temporary files: the disk is full", said)
        said = self._words(archive.with_context(lang="vi_VN"), refusal)
        self.assertIn("thư mục tạm của máy chủ: ổ đĩa đã đầy", said)
        self.assertEqual(archive.state, "draft")

    def test_who_archives(self):
        """KP-16.3: only head, deputy, clerk and administrator archive and check"""
        for user in (self.teacher, self.homeroom, self.registrar):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._archive(user)
        archive, _folder = self._written()
        for user in (self.teacher, self.homeroom, self.registrar):
            with self.subTest(user.login), self.assertRaises(AccessError):
                archive.with_user(user).action_check()
        for user in (self.head, self.deputy, self.administrator):
            archive.with_user(user).action_check()

    def test_nothing_issued(self):
        """BT-12.3a: a class without issued books gives no package"""
        self.both[0]._write_protected({"state": "withdrawn"})
        with self.assertRaisesRegex(UserError, "7A1"):
            self._archive().action_write()

    def test_path_stays_below_the_directory(self):
        """BT-12.3a: nobody chooses the path; a storage not meant for it is refused"""
        archive = self._archive()
        for vals in (
            {"path": "../../etc"},
            {"state": "written"},
            {"manifest_sha256": "0" * 64},
        ):
            with self.assertRaises(AccessError):
                archive.write(vals)
        for path in ("../kho", "/etc", "a/b", ".an", ""):
            if path:
                with self.assertRaises(ValidationError), self.cr.savepoint():
                    archive._write_protected({"path": path})
                    archive.flush_recordset()
        self.env["fs.storage"].search([("code", "=", "o_cung")]).edu_archive = False
        with self.assertRaises(UserError):
            archive.action_write()
        with self.assertRaises(ValidationError):
            self.env["fs.storage"].create(
                {"name": "Gốc", "code": "goc", "protocol": "file", "edu_archive": True}
            )

    def test_storage_that_comes_with_the_addon(self):
        """BT-12.3a: without any setting packages go below the server's data folder"""
        archive = self._archive()
        archive.storage = "edu_archive"
        archive.action_write()
        storage = self.env.ref("edu_transfer.fs_storage_archive").fs
        self.addCleanup(storage.rm, archive.path, recursive=True)
        self.assertTrue(storage.exists(f"{archive.path}/manifest.json"))
        self.assertTrue(archive.check_ids.intact)

    def test_checks_are_append_only(self):
        """BT-12.3b: the record of a check is never changed"""
        archive, _folder = self._written()
        check = archive.check_ids
        with self.assertRaises(AccessError):
            self.env["edu.archive.check"].with_user(self.head).create(
                {
                    "archive_id": archive.id,
                    "checked_at": "2026-06-01 00:00:00",
                    "checked_by": "X",
                    "intact": True,
                }
            )
        with (
            self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE edu_archive_check SET intact = false WHERE id = %s", (check.id,)
            )

    def test_archive_stays_on_record(self):
        """BT-12.3a: the record of a written package is not deleted"""
        archive, _folder = self._written()
        with self.assertRaises(UserError):
            archive.unlink()
        self._archive().unlink()
