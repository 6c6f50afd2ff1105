# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What keepers of a record add to its last signature, so that it can be proven longer.

An archive timestamp (XAdES-A, ETSI EN 319 132-1, 5.5) is put beside the evidence, where
nothing is signed any more. It changes nothing of the record, so it is named and not
judged: who kept the record vouches for it.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import datetime

from asn1crypto import cms
from lxml import etree

from hocba.problems import Problem, fail, register
from hocba.safexml import Tree
from hocba.signing.trust import MALFORMED, subject_name
from hocba.signing.xml import DS, XADES, canonical
from hocba.verify.evidence import token_signer
from hocba.words import ORGANISATION_SLOT

XADES_141 = "http://uri.etsi.org/01903/v1.4.1#"
#: More additions than one a year in fifty years are nobody's.
MAX_ADDITIONS = 100

_KNOWN = {
    f"{{{XADES_141}}}ArchiveTimeStamp",
    f"{{{XADES}}}ArchiveTimeStamp",
    f"{{{XADES_141}}}TimeStampValidationData",
}

register(
    {
        "verify.archive_timestamp": {
            "en": "After issue an archive timestamp of {by} ({at}) was added; it "
            "changes nothing of the record and was not judged.",
            "vi": "Sau khi phát hành, tệp được bổ sung dấu thời gian lưu trữ của {by} "
            "({at}); dấu này không làm thay đổi học bạ và không được xét.",
            "level": "warning",
        },
        "verify.added_data": {
            "en": "After issue evidence for an archive timestamp was added; it changes "
            "nothing of the record and was not judged.",
            "vi": "Sau khi phát hành, tệp được bổ sung bằng chứng cho dấu thời gian "
            "lưu trữ; phần này không làm thay đổi học bạ và không được xét.",
            "level": "warning",
        },
        "verify.added_unreadable": {
            "en": "What was added to the last signature is no archive timestamp.",
            "vi": "Phần bổ sung vào chữ ký cuối không phải là dấu thời gian lưu trữ.",
        },
    }
)


def take(tree: Tree) -> list[Problem]:
    """Take the archive timestamps out of the last signature, and name them.

    Those in other signatures stay: a later signature covers their place.

    :raises HocbaError: ``verify.added_unreadable``
    """
    place = tree.root.find(f"*[@Id='{ORGANISATION_SLOT}']")
    if place is None:
        return []
    found = [node for node in place.iter(*_KNOWN) if node.getparent() is not None]
    if len(found) > MAX_ADDITIONS:
        raise fail("verify.added_unreadable")
    problems = []
    for node in found:
        holder = node.getparent()
        if holder is None or holder.tag != f"{{{XADES}}}UnsignedSignatureProperties":
            continue
        problems.append(_named(node))
        holder.remove(node)
        for one in node.iter():
            tree.ids.pop(one.get("Id") or "", None)
    return problems


def _named(node: etree._Element) -> Problem:
    _check_names(node)
    values = {"sha256": hashlib.sha256(canonical(node)).hexdigest()}
    if etree.QName(node).localname != "ArchiveTimeStamp":
        return Problem("verify.added_data", {"kind": "validation data", **values})
    tokens = list(node.iter(f"{{{XADES}}}EncapsulatedTimeStamp"))
    try:
        token = base64.b64decode(tokens[0].text or "", validate=True)
        name = subject_name(token_signer(token))
        signed = cms.ContentInfo.load(token)["content"]["encap_content_info"]
        at: datetime = signed["content"].parsed["gen_time"].native
        values |= {"by": name, "at": at.strftime("%d/%m/%Y %H:%M:%S UTC")}
    except MALFORMED:
        raise fail("verify.added_unreadable") from None
    return Problem("verify.archive_timestamp", {"kind": "archive timestamp", **values})


def _check_names(node: etree._Element) -> None:
    """Refuse whatever a reader of records could take for a part of one."""
    spaces = {etree.QName(one).namespace for one in node.iter()}
    if not spaces <= {DS, XADES, XADES_141}:
        raise fail("verify.added_unreadable")
