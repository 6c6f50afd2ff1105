# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""What can be said of a file that is no record of this system.

People hand in invoices, records of other systems, decisions signed as PDF. None of them
can pass; but whoever holds one is told what it is, who signed it by the certificate's
own words, and whether what was signed is intact (KP Đ15). Whether that signer may be
believed is not judged.
"""

from __future__ import annotations

import base64
import hashlib
import io
import zlib
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from lxml import etree
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from hocba.books.schema import NAMESPACE
from hocba.problems import HocbaError, Problem, register
from hocba.safexml import plain
from hocba.signing.trust import MALFORMED, subject_name
from hocba.signing.xml import DS, public_key
from hocba.verify.report import (
    FAILED,
    FOREIGN,
    OK,
    UNKNOWN,
    FileReport,
    SignatureReport,
    no_record,
)
from hocba.words import HEAD_SLOT, ORGANISATION_SLOT

#: More signatures than a file of any office has are not looked at.
MAX_SIGNATURES = 32
#: Nor are more bytes put into their canonical form.
MAX_CANONICAL = 64 * 1024 * 1024
_MAX_REFERENCES = 64

_C14N: dict[str, dict[str, bool]] = {
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": {},
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments": {"comments": True},
    "http://www.w3.org/2001/10/xml-exc-c14n#": {"exclusive": True},
    "http://www.w3.org/2001/10/xml-exc-c14n#WithComments": {
        "exclusive": True,
        "comments": True,
    },
}
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}"
_ENVELOPED = f"{DS}enveloped-signature"
_HASHES = {
    f"{DS}sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
_PYCA = {
    "sha1": hashes.SHA1(),
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
#: What the root of a file says about what it is.
_ROOTS = {
    "HDon": "hóa đơn điện tử",
    "Invoice": "hóa đơn điện tử",
    "DU_LIEU_HOC_BA": "học bạ số của hệ thống khác",
    "Assertion": "xác nhận đăng nhập (SAML)",
    "EntityDescriptor": "dữ liệu của dịch vụ đăng nhập (SAML)",
    "svg": "hình vẽ (SVG)",
    "html": "trang web (HTML)",
    "document": "văn bản Office lưu dạng XML",
    "wordDocument": "văn bản Word lưu dạng XML",
    "Workbook": "bảng tính Excel lưu dạng XML",
}

register(
    {
        "verify.no_record": {
            "en": "This is not a record of this system.",
            "vi": "Đây không phải học bạ của hệ thống này.",
        },
        "received.foreign_xml": {
            "en": "This is not a record of this system but another XML file ({what}); "
            "it bears {count} digital signatures, of which nothing follows for a "
            "record. If a record was expected, ask for its original file or look up "
            "its code.",
            "vi": "Đây không phải học bạ của hệ thống này mà là tệp XML khác ({what}), "
            "có {count} chữ ký số; các chữ ký đó không chứng minh gì về học bạ. Nếu "
            "cần học bạ, hãy xin tệp gốc hoặc tra cứu bằng mã tra cứu.",
            "level": "warning",
        },
        "received.unsigned_xml": {
            "en": "This is not a record of this system but another XML file ({what}) "
            "without any digital signature. If a record was expected, ask for its "
            "original file or look up its code.",
            "vi": "Đây không phải học bạ của hệ thống này mà là tệp XML khác ({what}), "
            "không có chữ ký số nào. Nếu cần học bạ, hãy xin tệp gốc hoặc tra cứu "
            "bằng mã tra cứu.",
            "level": "warning",
        },
        "received.broken_xml": {
            "en": "This file is damaged, incomplete or in an unknown encoding; nothing "
            "shows that it was a record of this system, and no digital signature can "
            "be judged. Ask for the original file or look up the code.",
            "vi": "Tệp này bị hỏng, chưa đủ hoặc dùng bảng mã lạ; không có dấu hiệu "
            "nào là học bạ của hệ thống này, không có chữ ký số nào xét được. Hãy xin "
            "tệp gốc hoặc tra cứu bằng mã tra cứu.",
            "level": "warning",
        },
        "received.foreign_pdf": {
            "en": "This is not a record of this system but another signed PDF; it "
            "bears {count} digital signatures, of which nothing follows for a record. "
            "If a record was expected, ask for its original file or look up its code.",
            "vi": "Đây không phải học bạ của hệ thống này mà là tệp PDF khác, có "
            "{count} chữ ký số; các chữ ký đó không chứng minh gì về học bạ. Nếu cần "
            "học bạ, hãy xin tệp gốc hoặc tra cứu bằng mã tra cứu.",
            "level": "warning",
        },
        "received.printed_pdf": {
            "en": "There is no digital signature in this PDF: it is a print or copy "
            "(made by {by}), and a printed seal proves nothing. Ask for the original "
            "file or look up the code that is printed on the record.",
            "vi": "Tệp PDF này không có chữ ký số: đây là bản in hoặc bản sao (tạo "
            "bằng {by}), hình con dấu in trên đó không chứng minh được gì. Hãy xin "
            "tệp gốc hoặc tra cứu bằng mã tra cứu in trên học bạ.",
            "level": "warning",
        },
        "received.scanned_pdf": {
            "en": "There is no digital signature in this PDF: its pages are pictures, "
            "a scan or photograph. Ask for the original file or look up the code that "
            "is printed on the record.",
            "vi": "Tệp PDF này không có chữ ký số: các trang là ảnh, tức bản quét hoặc "
            "bản chụp. Hãy xin tệp gốc hoặc tra cứu bằng mã tra cứu in trên học bạ.",
            "level": "warning",
        },
        "received.locked_pdf": {
            "en": "This PDF is locked by a password, so its signatures cannot be "
            "judged; records of this system never are. Ask for the original file.",
            "vi": "Tệp PDF này bị khóa bằng mật khẩu nên không xét được chữ ký số; học "
            "bạ của hệ thống này không bao giờ bị khóa. Hãy xin tệp gốc.",
            "level": "warning",
        },
        "received.signature_not_judged": {
            "en": "Whether what was signed is intact cannot be told here.",
            "vi": "Không xét được nội dung đã ký còn nguyên hay không.",
            "level": "warning",
        },
        "received.signature_changed": {
            "en": "What was signed was changed afterwards.",
            "vi": "Nội dung đã bị thay đổi sau khi ký.",
        },
    }
)


def xml(data: bytes, file: str) -> FileReport | None:
    """Return the report of XML of others.

    :return: None for a record of this system, however damaged
    """
    if NAMESPACE.encode() in data.replace(b"\0", b""):
        return None
    try:
        root = etree.fromstring(plain(data), _parser())
    except (HocbaError, etree.XMLSyntaxError, ValueError):
        return no_record(file, Problem("received.broken_xml"))
    name = etree.QName(root)
    what = _ROOTS.get(name.localname, f"«{name.localname[:60]}»")
    found = list(root.iter(f"{{{DS}}}Signature"))
    if not found:
        return no_record(file, Problem("received.unsigned_xml", {"what": what}))
    judge = _XmlJudge(root)
    reports = [judge.report(node, n) for n, node in enumerate(found[:MAX_SIGNATURES])]
    problem = Problem("received.foreign_xml", {"what": what, "count": len(found)})
    return no_record(file, problem, reports, FOREIGN)


def pdf(data: bytes, file: str) -> FileReport | None:
    """Return the report of a PDF of others.

    :return: None for what has an attachment or a place for a signature as records have,
        and for what cannot be read
    """
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        if reader.encrypted:
            return no_record(file, Problem("received.locked_pdf"))
        fields = reader.embedded_signatures
        if _is_ours(reader, {str(one.field_name) for one in fields}):
            return None
        if not fields:
            return no_record(file, _unsigned(reader))
        reports = [_pdf_report(one) for one in fields[:MAX_SIGNATURES]]
    # Strangers' files break the reader in more ways than can be listed.
    except Exception:
        return None
    problem = Problem("received.foreign_pdf", {"count": len(fields)})
    return no_record(file, problem, reports, FOREIGN)


# XML ----------------------------------------------------------------------------------


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        encoding="UTF-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
    )


class _XmlJudge:
    """Judges signatures by the common part of XML-DSig; says so where it cannot."""

    def __init__(self, root: etree._Element) -> None:
        self._root = root
        self._left = MAX_CANONICAL
        self._size = max(1, len(etree.tostring(root)))
        self._ids: dict[str, list[etree._Element]] = {}
        for node in root.iter(etree.Element):
            for key, value in node.attrib.items():
                if etree.QName(key).localname.lower() == "id":
                    self._ids.setdefault(str(value), []).append(node)

    def report(self, node: etree._Element, number: int) -> SignatureReport:
        name = node.get("Id") or f"{number + 1}"
        report = SignatureReport(id=name[:100], role="")
        try:
            report.signer, report.content = self._judge(node)
        except (MemoryError, RecursionError, etree.LxmlError, *MALFORMED):
            report.content = UNKNOWN
        if report.content == FAILED:
            report.reasons.append(Problem("received.signature_changed"))
        elif report.content == UNKNOWN:
            report.reasons.append(Problem("received.signature_not_judged"))
        return report

    def _judge(self, node: etree._Element) -> tuple[str, str]:
        """Return the signer and whether what was signed is intact."""
        listed = [
            _b64(one.text or "")
            for one in node.iterfind(f"{{{DS}}}KeyInfo//{{{DS}}}X509Certificate")
        ][:16]
        keys = [(der, key) for der in listed if (key := public_key(der)) is not None]
        info = node.find(f"{{{DS}}}SignedInfo")
        if info is None or not keys:
            return "", UNKNOWN
        value = _b64(node.findtext(f"{{{DS}}}SignatureValue") or "")
        signed = self._canonical(info, info.find(f"{{{DS}}}CanonicalizationMethod"))
        method = info.find(f"{{{DS}}}SignatureMethod")
        if signed is None or method is None:
            return _name(keys[0][0]), UNKNOWN
        name = str(method.get("Algorithm"))
        answers = [_verify(key, name, value, signed) for _der, key in keys]
        if True not in answers:
            state = UNKNOWN if None in answers else FAILED
            return _name(keys[0][0]), state
        # Of the chain that comes along, the signer's is the one whose key fits.
        signer = _name(keys[answers.index(True)][0])
        references = info.findall(f"{{{DS}}}Reference")[:_MAX_REFERENCES]
        found = {self._reference(one, node) for one in references}
        if FAILED in found:
            return signer, FAILED
        return signer, OK if found == {OK} else UNKNOWN

    def _reference(self, reference: etree._Element, node: etree._Element) -> str:
        digest = reference.find(f"{{{DS}}}DigestMethod")
        known = _HASHES.get(str(digest.get("Algorithm"))) if digest is not None else ""
        target = self._target(reference.get("URI"))
        steps = reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform")
        names = [str(step.get("Algorithm")) for step in steps]
        enveloped = _ENVELOPED in names
        forms = [step for step in steps if step.get("Algorithm") != _ENVELOPED]
        if not known or target is None or len(forms) > 1:
            return UNKNOWN
        found = self._canonical(
            target, forms[0] if forms else None, node if enveloped else None
        )
        if found is None:
            return UNKNOWN
        wanted = _b64(reference.findtext(f"{{{DS}}}DigestValue") or "")
        same = hashlib.new(known, found).digest() == wanted
        return OK if same else FAILED

    def _target(self, uri: str | None) -> etree._Element | None:
        if uri == "":
            return self._root
        found = self._ids.get((uri or "").removeprefix("#"), [])
        ours = uri is not None and uri.startswith("#") and len(found) == 1
        return found[0] if ours else None

    def _canonical(
        self,
        node: etree._Element,
        form: etree._Element | None,
        without: etree._Element | None = None,
    ) -> bytes | None:
        """Return the canonical form; None for one that is not known here."""
        name = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
        prefixes = None
        if form is not None:
            name = str(form.get("Algorithm"))
            listed = form.find("{*}InclusiveNamespaces")
            if listed is not None:
                prefixes = (listed.get("PrefixList") or "").split()
            if any(etree.QName(one).namespace == DS for one in form):
                return None
        how = _C14N.get(name)
        self._left -= self._size
        if how is None or self._left < 0:
            return None
        return _c14n(node, how, prefixes, without)


def _c14n(
    node: etree._Element,
    how: dict[str, bool],
    prefixes: list[str] | None,
    without: etree._Element | None,
) -> bytes:
    exclusive = how.get("exclusive", False)
    # The inclusive form of a part comes out wrong unless it is a document of its own.
    alone = etree.fromstring(etree.tostring(node, with_tail=False), _parser())
    for upper in () if exclusive else node.iterancestors():
        for key, value in upper.attrib.items():
            if str(key).startswith(_XML_SPACE) and key not in alone.attrib:
                alone.set(key, value)
    if without is not None:
        number = list(node.iter(without.tag)).index(without)
        _take_out(list(alone.iter(without.tag))[number])
    return etree.tostring(
        alone,
        method="c14n",
        exclusive=exclusive,
        with_comments=how.get("comments", False),
        inclusive_ns_prefixes=prefixes,
    )


def _take_out(node: etree._Element) -> None:
    """Remove an element but not the text behind it."""
    holder, before = node.getparent(), node.getprevious()
    if holder is None:
        raise ValueError("the signature is the document")
    if before is not None:
        before.tail = (before.tail or "") + (node.tail or "")
    else:
        holder.text = (holder.text or "") + (node.tail or "")
    holder.remove(node)


def _verify(key: Any, method: str, value: bytes, data: bytes) -> bool | None:
    """Return whether a value is by a key; None for a method that is not known here."""
    kind, _, name = method.rpartition("#")[2].partition("-")
    digest = _PYCA.get(name)
    if digest is None:
        return None
    try:
        if kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, data, padding.PKCS1v15(), digest)
        elif kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            size = (key.key_size + 7) // 8
            if len(value) != 2 * size:
                return None
            parts = (int.from_bytes(p, "big") for p in (value[:size], value[size:]))
            key.verify(encode_dss_signature(*parts), data, ec.ECDSA(digest))
        else:
            return None
    except InvalidSignature:
        return False
    except MALFORMED:
        return None
    return True


def _name(certificate: bytes) -> str:
    try:
        return subject_name(certificate)
    except MALFORMED:
        return ""


def _b64(text: str) -> bytes:
    try:
        return base64.b64decode(text)
    except ValueError:
        return b""


# PDF ----------------------------------------------------------------------------------


def _is_ours(reader: PdfFileReader, names: set[str]) -> bool:
    """Return whether a PDF has what only records of this system have."""
    if names & {HEAD_SLOT, ORGANISATION_SLOT}:
        return True
    form = reader.root["/AcroForm"] if "/AcroForm" in reader.root else {}
    fields = form["/Fields"] if "/Fields" in form else []
    for at in range(min(len(fields), 100)):
        if str(fields[at].get("/T", "")) in (HEAD_SLOT, ORGANISATION_SLOT):
            return True
    known = reader.root["/Names"] if "/Names" in reader.root else {}
    tree = known["/EmbeddedFiles"] if "/EmbeddedFiles" in known else {}
    files = tree["/Names"] if "/Names" in tree else []
    for at in range(1, min(len(files), 20), 2):
        if NAMESPACE.encode() in _beginning(files[at]["/EF"]["/F"].encoded_data):
            return True
    return False


def _beginning(packed: bytes) -> bytes:
    """Return how an attached file begins, packed or not."""
    try:
        return zlib.decompressobj().decompress(packed, 1 << 16)
    except zlib.error:
        return packed[: 1 << 16]


def _unsigned(reader: PdfFileReader) -> Problem:
    """Say how a PDF without a signature was made."""
    page = reader.root["/Pages"]
    for _level in range(16):
        if "/Kids" not in page:
            break
        page = page["/Kids"][0]
    resources = page["/Resources"] if "/Resources" in page else {}
    if not (resources["/Font"] if "/Font" in resources else {}):
        drawn = resources["/XObject"] if "/XObject" in resources else {}
        if any(drawn[key].get("/Subtype") == "/Image" for key in drawn):
            return Problem("received.scanned_pdf")
    info = reader.trailer["/Info"] if "/Info" in reader.trailer else {}
    made = str(info["/Producer"]) if "/Producer" in info else ""
    return Problem("received.printed_pdf", {"by": made[:60] or "chương trình khác"})


def _pdf_report(one: Any) -> SignatureReport:
    report = SignatureReport(id=str(one.field_name)[:100], role="")
    try:
        report.signer = subject_name(one.signer_cert)
        one.compute_integrity_info()
        if one.sig_object_type != "/Sig":
            raise ValueError("a timestamp over the file")
        intact, valid = validate_sig_integrity(
            one.signer_info,
            one.signer_cert,
            expected_content_type="data",
            actual_digest=one.compute_digest(),
        )
        # A file that grew may show other pages than those that were signed.
        whole = one.evaluate_signature_coverage().value >= 2
        report.content = (OK if whole else UNKNOWN) if intact and valid else FAILED
    except Exception:
        report.content = UNKNOWN
    if report.content == FAILED:
        report.reasons.append(Problem("received.signature_changed"))
    elif report.content == UNKNOWN:
        report.reasons.append(Problem("received.signature_not_judged"))
    return report
