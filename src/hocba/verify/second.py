# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A second opinion on XML signatures, by a library that shares no code with this one.

Whoever does not want to believe one program alone asks xmlsec too (extra ``xmlsec``):
does each signature's value fit the key in its certificate, and do its digests fit the
regions? It is asked nothing else; certificate, timestamp and authority stay ours. What
it says stands beside what we say. Where the two disagree that is told, and the file
does not pass (KP Đ15).

xmlsec and lxml must be built upon the same libxml2 to live in one process. Where they
are not, or where xmlsec is not installed or does not come back, that is told, and the
verdict stays as it is.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from typing import Any

from lxml import etree

from hocba.books import xml as books
from hocba.problems import HocbaError, Problem, register
from hocba.safexml import Tree, load
from hocba.signing.xml import DS
from hocba.verify.kinds import XML, kind_of
from hocba.verify.pdf import attached_xml
from hocba.verify.report import (
    FAILED,
    INDETERMINATE,
    OK,
    RECORD,
    TOTAL_PASSED,
    FileReport,
    SecondOpinion,
    SignatureReport,
)
from hocba.verify.xml import issued_form

#: Reasons of ours that are about what xmlsec was asked, too.
_SAME_QUESTION = {
    "verify.region_changed",
    "verify.properties_changed",
    "verify.wrong_value",
}

register(
    {
        "verify.second_refuses": {
            "en": "A second program ({judge}) does not find the value and digests of "
            "the signature “{slot}” right, as this program does. Do not accept the "
            "file until that is cleared up.",
            "vi": "Chương trình thứ hai ({judge}) cho rằng giá trị hoặc mã băm của chữ "
            "ký «{slot}» sai, khác với kết luận của chương trình này. Không tiếp nhận "
            "tệp khi chưa làm rõ.",
            "level": "warning",
        },
        "verify.second_accepts": {
            "en": "A second program ({judge}) finds the value and digests of the "
            "signature “{slot}” right, as this program does not. The file stays as "
            "this program judged it.",
            "vi": "Chương trình thứ hai ({judge}) cho rằng giá trị và mã băm của chữ "
            "ký «{slot}» đúng, khác với kết luận của chương trình này. Kết luận về tệp "
            "không thay đổi.",
            "level": "warning",
        },
        "verify.second_missing": {
            "en": "No second opinion: the library xmlsec is not installed "
            '(pip install "hocba[xmlsec]").',
            "vi": "Không có ý kiến thứ hai: chưa cài thư viện xmlsec "
            '(pip install "hocba[xmlsec]").',
            "level": "warning",
        },
        "verify.second_unfit": {
            "en": "No second opinion: the xmlsec that is installed cannot work beside "
            "the lxml that is installed.",
            "vi": "Không có ý kiến thứ hai: bản xmlsec đã cài không dùng chung được "
            "với bản lxml đã cài.",
            "level": "warning",
        },
        "verify.second_stopped": {
            "en": "No second opinion: xmlsec ended without an answer.",
            "vi": "Không có ý kiến thứ hai: xmlsec dừng mà không trả lời.",
            "level": "warning",
        },
        "verify.second_unasked": {
            "en": "No second opinion: there is no XML signature of a record to ask of.",
            "vi": "Không có ý kiến thứ hai: tệp không có chữ ký XML của học bạ để hỏi.",
            "level": "warning",
        },
    }
)


def opinions(report: FileReport, data: bytes) -> Iterator[FileReport]:
    """Return a report as it stands if xmlsec does not come back, and then with it.

    :param data: the file that was judged
    """
    found = _xml_of(data) if report.kind == RECORD else None
    if found is None:
        yield _without(report, "verify.second_unasked")
        return
    yield _without(report, "verify.second_stopped")
    try:
        # Not a plain import: the names in its own stubs are not all of them.
        xmlsec = import_module("xmlsec")
    except ModuleNotFoundError:
        yield _without(report, "verify.second_missing")
        return
    except Exception as error:
        # It compares its libxml2 with that of lxml; the kind of error varies.
        yield _without(report, "verify.second_unfit", detail=str(error))
        return
    version = ".".join(map(str, xmlsec.get_libxmlsec_version()))
    yield _beside(report, judge(xmlsec, found), f"xmlsec {version}")


def judge(xmlsec: Any, xml: bytes) -> dict[str, str]:
    """Return what xmlsec says of each signature, by its place.

    Keys come from the certificates in the file. Of the algorithms only those of a
    record are let in, and nothing outside the file is read.
    """
    count = len(books.slots(load(xml)))
    answers = {}
    for number in range(count):
        # xmlsec writes into the tree that it reads: each signature has its own.
        tree = load(xml)
        slot = books.slots(tree)[number].slot_id
        place = books.slot_element(tree, slot)
        if len(place):
            answers[slot] = OK if _fits(xmlsec, tree, place[0]) else FAILED
    return answers


def _fits(xmlsec: Any, tree: Tree, node: etree._Element) -> bool:
    references = node.iterfind(f"{{{DS}}}SignedInfo/{{{DS}}}Reference")
    if not all(str(one.get("URI")).startswith("#") for one in references):
        return False
    try:
        key = f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate"
        certificate = base64.b64decode(node.findtext(key) or "")
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(
            certificate, xmlsec.constants.KeyDataFormatCertDer
        )
        for method in ("Sha256", "RsaSha256", "EcdsaSha256", "ExclC14N"):
            transform = getattr(xmlsec.constants, f"Transform{method}")
            context.enable_reference_transform(transform)
            context.enable_signature_transform(transform)
        xmlsec.tree.add_ids(tree.root, ["Id"])
        context.verify(node)
    except (xmlsec.Error, ValueError, TypeError):
        return False
    return True


def _xml_of(data: bytes) -> bytes | None:
    """Return the XML of a record, in the form in which it was issued."""
    try:
        return issued_form(data) if kind_of(data) == XML else attached_xml(data)
    except (HocbaError, etree.LxmlError):
        return None


def _without(report: FileReport, code: str, **values: str) -> FileReport:
    return replace(report, second=SecondOpinion(missing=Problem(code, values)))


def _beside(report: FileReport, answers: dict[str, str], name: str) -> FileReport:
    """Put what xmlsec says beside what we say; together they never say more."""
    signatures = [replace(one, second=answers.get(one.id)) for one in report.signatures]
    found = [
        Problem(f"verify.second_{code}", {"judge": name, "slot": one.id})
        for one in signatures
        if (code := _differs(one))
    ]
    passed = report.overall == TOTAL_PASSED
    return replace(
        report,
        overall=INDETERMINATE if found and passed else report.overall,
        signatures=signatures,
        problems=report.problems + found,
        second=SecondOpinion(name, differs=[str(one.params["slot"]) for one in found]),
    )


def _differs(one: SignatureReport) -> str:
    """Return which way xmlsec contradicts us, empty where it does not."""
    if one.second == FAILED:
        return "refuses" if one.content == OK else ""
    codes = {reason.code for reason in one.reasons}
    return "accepts" if one.second == OK and codes & _SAME_QUESTION else ""
