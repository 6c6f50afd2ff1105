# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whose certificate it is by its own words, compared with whom it is listed for.

A certificate names its holder (KP Đ8, Đ9): a register that lists it for somebody else
is wrong, however valid the certificate is. :func:`read` tells what the subject says, in
the forms of Vietnamese authorities; :func:`compare` holds it against a listed person
or school.

Names are equal in exact spelling: Unicode form, letter case and the place of the tone
mark aside, and for schools the abbreviations that everybody writes (THCS, THPT …). A
name without its diacritics, or with words more, is not taken for the same: it is
``doubtful`` until a code proves it or somebody decides (docs/decisions/0022).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import NameOID

from hocba.problems import Problem, register

PERSON = "person"
ORGANISATION = "organisation"

#: The certificate names whom it is listed for.
MATCHES = "matches"
#: It may be the same, but its words do not prove it.
DOUBTFUL = "doubtful"
#: It names another.
DIFFERS = "differs"
#: It names nobody.
SILENT = "silent"

_ORGANISATION_IDENTIFIER = "2.5.4.97"
_CODED = re.compile(
    # A branch's code is its parent's and three digits more, however they are parted.
    r"\b(MST|MNS|CCCD|CMND|CMT|CC|HC)\s*[:=]\s*"
    r"([0-9A-Z-]+(?:\s*[-\u2013\u2014./]\s*\d{3}\b)?)"
    r"|\b(VAT|TIN|NTR|PNO|IDC|PAS)VN-([0-9A-Z-]+(?:\s*[-\u2013\u2014./]\s*\d{3}\b)?)",
    re.IGNORECASE,
)
_TAX = ("MST", "VAT", "TIN")
_BUDGET = ("MNS",)
_PERSONAL = ("CCCD", "CC", "PNO", "IDC")
_PERSONAL_ID_LENGTH = 12
_TONES = "\u0300\u0309\u0303\u0301\u0323"
_LOOKALIKES = str.maketrans("Ððʼ’‘`´", "Đđ'''''")
_SCHOOL_WORDS = {
    "mn": "mầm non",
    "th": "tiểu học",
    "thcs": "trung học cơ sở",
    "thpt": "trung học phổ thông",
    "pt": "phổ thông",
    "ptdtnt": "phổ thông dân tộc nội trú",
    "ptdtbt": "phổ thông dân tộc bán trú",
    "tt": "trung tâm",
    "gdtx": "giáo dục thường xuyên",
    "gdnn": "giáo dục nghề nghiệp",
}

#: What the kinds of schools begin with, written out.
_KINDS = {"mầm", "tiểu", "trung", "phổ", "giáo", "mam", "tieu", "pho", "giao"}

register(
    {
        "holder.name_differs": {
            "en": "The certificate names “{stated}”, but it is listed for “{listed}”.",
            "vi": "Chứng thư số ghi tên «{stated}» nhưng được đăng ký cho «{listed}».",
        },
        "holder.name_doubtful": {
            "en": "The certificate names “{stated}”, which is only close to “{listed}” "
            "(diacritics or words are missing or added): it may be somebody else.",
            "vi": "Chứng thư số ghi tên «{stated}», chỉ gần giống «{listed}» (thiếu "
            "dấu, thêm hoặc bớt từ): có thể là của người hoặc trường khác.",
        },
        "holder.no_name": {
            "en": "The certificate does not name its holder, so it cannot be told "
            "whether it is that of “{listed}”.",
            "vi": "Chứng thư số không ghi tên chủ thể nên không thể biết có phải của "
            "«{listed}» hay không.",
        },
        "holder.tax_code_differs": {
            "en": "The certificate bears the tax code {stated}; that of “{listed}” is "
            "{wanted}.",
            "vi": "Chứng thư số ghi mã số thuế {stated}; mã số thuế của «{listed}» là "
            "{wanted}.",
        },
        "holder.code_differs": {
            "en": "The certificate bears the school code {stated}; that of “{listed}” "
            "is {wanted}.",
            "vi": "Chứng thư số ghi mã trường {stated}; mã của «{listed}» là {wanted}.",
        },
        "holder.personal_id_differs": {
            "en": "The personal id in the certificate is not that of “{listed}”.",
            "vi": "Số định danh cá nhân trong chứng thư số không phải của «{listed}».",
        },
        "holder.organisation_differs": {
            "en": "The certificate was issued to {stated} as a member of "
            "“{organisation}”, not of “{listed}”.",
            "vi": "Chứng thư số cấp cho {stated} với tư cách người của "
            "«{organisation}», không phải của «{listed}».",
        },
    }
)


@dataclass(frozen=True)
class Stated:
    """What a certificate says of its holder; all in the certificate's own spelling.

    :param name: the common name, else surname and given name; empty if there is none
    :param tax_codes: ``MST:``, ``VATVN-``, ``TINVN-``; 10 digits, or 10-3 of a branch
    :param budget_codes: ``MNS:``, the code of a unit that uses the state budget
    :param personal_ids: 12 digits (``CCCD:``, ``PNOVN-``, ``IDCVN-``)
    :param serials: plain serial numbers and user ids that say not what they are
    """

    name: str = ""
    organisation: str = ""
    units: tuple[str, ...] = ()
    title: str = ""
    tax_codes: tuple[str, ...] = ()
    budget_codes: tuple[str, ...] = ()
    personal_ids: tuple[str, ...] = ()
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holder:
    """For whom a register lists a certificate.

    :param kind: ``person`` or ``organisation``
    :param names: the name of today first, then former ones
    :param organisations: the names of a person's schools; empty if unknown
    :param codes: the school's codes in the Ministry's database, today's first
    :param tax_code: the school's
    :param personal_id: the person's, 12 digits
    """

    kind: str
    names: tuple[str, ...]
    organisations: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    tax_code: str = ""
    personal_id: str = ""

    @property
    def name(self) -> str:
        """Return the name of today."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True)
class Comparison:
    """How a certificate and its listing agree.

    :param state: ``matches``, ``doubtful``, ``differs`` or ``silent``
    :param problems: what does not agree; empty when it matches
    """

    state: str
    stated: Stated
    listed: Holder
    problems: tuple[Problem, ...] = ()

    def __bool__(self) -> bool:
        return self.state == MATCHES

    def key(self) -> str:
        """Return what a decision is about: it covers this difference and no other."""
        return "; ".join(
            sorted(
                f"{one.code} {one.params.get('wanted') or one.params['listed']}"
                for one in self.problems
            )
        )


def read(certificate: bytes) -> Stated:
    """Return what a certificate in DER says of its holder; nothing if unreadable."""
    try:
        subject = x509.load_der_x509_certificate(certificate).subject
        found = [(one.oid, one.value) for one in subject]
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        return Stated()
    texts = [(oid, " ".join(str(text).split())) for oid, text in found]

    def last(*oids: x509.ObjectIdentifier) -> str:
        return next((text for oid, text in reversed(texts) if oid in oids), "")

    codes: dict[str, list[str]] = {}
    serials = []
    for oid, text in texts:
        kinds = _CODED.findall(text)
        for house, plain, european, registered in kinds:
            kind = (house or european).upper()
            codes.setdefault(kind, []).append((plain or registered).strip("-"))
        bare = oid in (NameOID.SERIAL_NUMBER, NameOID.USER_ID)
        if not kinds and (bare or oid.dotted_string == _ORGANISATION_IDENTIFIER):
            serials.append(text)

    def coded(kinds: Iterable[str]) -> tuple[str, ...]:
        return tuple(code for kind in kinds for code in codes.get(kind, ()))

    taxes = coded(_TAX)
    # A citizen's tax code is his personal id.
    own = tuple(c for c in taxes if c.isdecimal() and len(c) == _PERSONAL_ID_LENGTH)
    names = (last(NameOID.SURNAME), last(NameOID.GIVEN_NAME))
    return Stated(
        name=last(NameOID.COMMON_NAME) or " ".join(filter(None, names)),
        organisation=last(NameOID.ORGANIZATION_NAME),
        units=tuple(t for o, t in texts if o == NameOID.ORGANIZATIONAL_UNIT_NAME),
        title=last(NameOID.TITLE),
        tax_codes=tuple(code for code in taxes if code not in own),
        budget_codes=coded(_BUDGET),
        personal_ids=coded(_PERSONAL) + own,
        serials=tuple(serials),
    )


def compare(certificate: bytes, listed: Holder) -> Comparison:
    """Compare a certificate in DER with whom it is listed for.

    A code that both sides know decides over a doubtful name, and casts doubt on a name
    that agrees in nothing; a code that contradicts is another holder whatever the name.
    """
    stated = read(certificate)
    if listed.kind == ORGANISATION:
        name = stated.name or stated.organisation
        agrees, problems = _school_codes(stated, listed)
        state = _named(name, listed.names, school_key)
    else:
        name = stated.name
        agrees, problems = _personal_id(stated, listed)
        state = _named(name, listed.names, name_key)
    values = {"stated": name, "listed": listed.name}
    if problems:
        state = DIFFERS
    elif state == DOUBTFUL and agrees:
        state = MATCHES
    elif state == DIFFERS and agrees:
        state = DOUBTFUL
    if state == SILENT:
        problems.append(Problem("holder.no_name", values))
    elif state != MATCHES and not problems:
        problems.append(Problem(f"holder.name_{state}", values))
    if listed.kind == PERSON and (other := _other_school(stated, listed)):
        problems.append(other)
        state = DOUBTFUL if state == MATCHES else state
    return Comparison(state, stated, listed, tuple(problems))


def name_key(name: str) -> str:
    """Return a name for exact comparison: case, spaces and place of the tone aside."""
    return " ".join(map(_word_key, _words(name)))


def school_key(name: str) -> str:
    """Return a school's name for comparison, its usual abbreviations written out."""
    words = []
    for word in _words(name.replace("&", " ")):
        words += _SCHOOL_WORDS.get(word, word).split()
    if words[:1] in (["trường"], ["truong"]):
        words = words[1:]
    return " ".join(
        _word_key(word)
        for word, following in zip(words, [*words[1:], ""], strict=False)
        # «TH và THCS», not the Và of a name
        if word not in ("và", "va") or following not in _KINDS
    )


def _words(name: str) -> list[str]:
    text = unicodedata.normalize("NFC", name).translate(_LOOKALIKES).casefold()
    return re.sub(r"[^\w']+", " ", unicodedata.normalize("NFC", text)).split()


def _word_key(word: str) -> str:
    """Return a syllable with its tone behind it: «hòa» and «hoà» are one."""
    letters = unicodedata.normalize("NFD", word)
    tone = "".join(char for char in letters if char in _TONES)
    bare = "".join(char for char in letters if char not in _TONES)
    return unicodedata.normalize("NFC", bare) + tone


def _folded(key: str) -> str:
    plain = unicodedata.normalize("NFD", key).replace("đ", "d")
    return "".join(char for char in plain if not unicodedata.combining(char))


def _named(name: str, names: Iterable[str], key: Callable[[str], str]) -> str:
    mine = key(name)
    wanted = [found for found in map(key, names) if found]
    if not mine:
        return SILENT
    if mine in wanted:
        return MATCHES
    plain = _folded(mine)
    for other in map(_folded, wanted):
        longer = key is school_key and (
            plain.startswith(f"{other} ") or other.startswith(f"{plain} ")
        )
        if plain == other or longer:
            return DOUBTFUL
    return DIFFERS


def _digits(code: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", code.upper())


def _school_codes(stated: Stated, listed: Holder) -> tuple[bool, list[Problem]]:
    """Return whether a code proves the school, and which codes contradict."""
    problems = []
    values = {"listed": listed.name}
    tax = _digits(listed.tax_code)
    taxes = [_digits(code) for code in stated.tax_codes]
    serials = [_digits(code) for code in stated.serials]
    codes = [_digits(code) for code in listed.codes if code]
    if tax and taxes and tax not in taxes:
        both = {"stated": stated.tax_codes[0], "wanted": listed.tax_code}
        problems.append(Problem("holder.tax_code_differs", {**values, **both}))
    # Plain serial numbers are anything; one in the form of our code is a school's.
    shapes = {_shape(code) for code in listed.codes if "-" in code}
    alike = [text for text in stated.serials if _shape(text) in shapes]
    if alike and not set(map(_digits, alike)) & set(codes):
        both = {"stated": alike[0], "wanted": listed.codes[0]}
        problems.append(Problem("holder.code_differs", {**values, **both}))
    # A certificate with the tax codes of two proves neither.
    agrees = bool(tax and set(taxes) <= {tax} and tax in taxes + serials)
    agrees |= bool(set(codes) & set(serials))
    return agrees, problems


def _shape(code: str) -> str:
    return re.sub(r"\d", "9", code)


def _personal_id(stated: Stated, listed: Holder) -> tuple[bool, list[Problem]]:
    wanted = _digits(listed.personal_id)
    known = [_digits(code) for code in stated.personal_ids]
    known = [code for code in known if len(code) == _PERSONAL_ID_LENGTH]
    if len(wanted) != _PERSONAL_ID_LENGTH:
        return False, []
    if known and wanted not in known:
        # The number itself is nobody's business but his.
        values = {"listed": listed.name}
        return False, [Problem("holder.personal_id_differs", values)]
    return wanted in known + [_digits(code) for code in stated.serials], []


def _other_school(stated: Stated, listed: Holder) -> Problem | None:
    """Return that a person's certificate names another school than his.

    The authority above the school, a department or nobody may stand there as well.
    """
    organisation = stated.organisation
    if not listed.organisations or _words(organisation)[:1] not in (
        ["trường"],
        ["truong"],
    ):
        return None
    known = {_folded(school_key(name)) for name in listed.organisations}
    mine = _folded(school_key(organisation))
    # Whether diacritics were lost tells nothing of the person.
    if any(mine == one or mine.startswith(f"{one} ") for one in known):
        return None
    values = {
        "stated": stated.name,
        "organisation": organisation,
        "listed": listed.organisations[0],
    }
    return Problem("holder.organisation_differs", values)
