# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Reading and writing a profile, with every problem of a file told at once.

The file is an INI text in UTF-8: a section ``[profile]`` with ``code``, ``name``,
``version`` (a whole number that rises) and ``documents`` (one a line), then one section
for each parameter with ``value`` and ``article``. Lines that begin with ``#`` are for
people.
"""

from __future__ import annotations

import configparser
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..problems import HocbaError, Problem, Where, fail, io_reason, register
from .parameters import PARAMETERS, Value

register(
    {
        "profile.unreadable": {
            "vi": "không đọc được tệp: {reason}",
            "en": "the file cannot be read: {reason}",
        },
        "profile.too_large": {
            "vi": "tệp lớn hơn {limit} byte, không phải là bộ quy định",
            "en": "the file is larger than {limit} bytes and no profile",
        },
        "profile.not_utf8": {
            "vi": "tệp không phải là văn bản UTF-8; hãy lưu lại với mã UTF-8",
            "en": "the file is no text in UTF-8; save it as UTF-8",
        },
        "profile.not_a_line": {
            "vi": "không hiểu dòng này; mỗi dòng viết như «value = 31/05», mỗi mục bắt "
            "đầu bằng tên trong ngoặc vuông, ghi chú bắt đầu bằng #",
            "en": "this line is not understood; write as in “value = 31/05”, begin "
            "each section with its name in square brackets and a remark with #",
        },
        "profile.twice": {
            "vi": "«{name}» được viết hai lần",
            "en": "“{name}” is written twice",
        },
        "profile.no_head": {
            "vi": "thiếu mục [profile] với code, name, version, documents",
            "en": "the section [profile] with code, name, version, documents is "
            "missing",
        },
        "profile.unknown": {
            "vi": "không có tham số «{name}»{hint}",
            "en": "there is no parameter “{name}”{hint}",
        },
        "profile.unknown_key": {
            "vi": "mục [{section}] không có dòng «{name}»; chỉ có: {known}",
            "en": "the section [{section}] has no line “{name}”; there are: {known}",
        },
        "profile.missing": {
            "vi": "mục [{section}] thiếu dòng «{name}»",
            "en": "the section [{section}] lacks the line “{name}”",
        },
        "profile.no_article": {
            "vi": "tham số «{name}» thiếu điều khoản: thêm dòng «article = …», ghi văn "
            "bản nào, điều nào",
            "en": "the parameter “{name}” lacks its article: add a line “article = …” "
            "with document and article",
        },
        "profile.value": {
            "vi": "tham số «{name}» ({title}): «{value}» không đúng cách viết {form}",
            "en": "the parameter “{name}” ({title}): “{value}” is not written "
            "as {form}",
        },
        "profile.code": {
            "vi": "code «{value}» phải gồm chữ thường không dấu, số và dấu gạch nối",
            "en": "the code “{value}” has to be of small letters a–z, digits, hyphens",
        },
        "profile.version": {
            "vi": "version «{value}» phải là số nguyên từ 1 trở lên",
            "en": "the version “{value}” has to be a whole number from 1 on",
        },
        "profile.text": {
            "vi": "dòng «{name}» có ký tự không in được hoặc dài hơn {limit} ký tự",
            "en": "the line “{name}” has characters that are not printed or more than "
            "{limit} of them",
        },
        "profile.ratings": {
            "vi": "rating_fair ({fair}) phải nhỏ hơn rating_good ({good})",
            "en": "rating_fair ({fair}) has to be less than rating_good ({good})",
        },
    }
)

LIMIT = 200_000
TEXT_LIMIT = 500
HEAD = "profile"
_HEAD_KEYS = ("code", "name", "version", "documents")
_KEYS = ("value", "article")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Stated:
    """A value and the article that states it, as a reader cites it."""

    value: Value
    article: str


@dataclass(frozen=True)
class Profile:
    """What one regulation says; parameters that ``values`` lacks it leaves alone."""

    code: str
    name: str
    version: int
    documents: tuple[str, ...] = ()
    values: Mapping[str, Stated] = field(default_factory=dict)


def read(path: Path) -> Profile:
    """Return the profile of a file.

    :raises HocbaError: all that is wrong with it, with file and line
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise fail(
            "profile.unreadable", Where(file=path.name), reason=io_reason(error)
        ) from error
    return parse(data, path.name)


def parse(data: bytes | str, name: str | None = None) -> Profile:
    """Return the profile in a text; ``name`` is the file's, for the problems.

    :raises HocbaError: all that is wrong with it, with file and line
    """
    if len(data) > LIMIT:
        raise fail("profile.too_large", Where(file=name), limit=LIMIT)
    if isinstance(data, bytes):
        try:
            data = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise fail("profile.not_utf8", Where(file=name)) from error
    return _Reader(unicodedata.normalize("NFC", data), name).profile()


def stated(
    values: Mapping[str, Value], articles: Mapping[str, str]
) -> dict[str, Stated]:
    """Return values with their articles, in the order of a file.

    :raises ValueError: a value that its parameter does not know
    :raises KeyError: a name that is no parameter, or that has no article
    """
    found = {}
    for name in sorted(values, key=list(PARAMETERS).index):
        parameter = PARAMETERS[name]
        found[name] = Stated(
            parameter.read(parameter.write(values[name])), _plain(articles[name])
        )
    return found


def render(profile: Profile) -> str:
    """Return the text of a profile, which :func:`parse` reads as the same profile.

    :raises HocbaError: a profile that :func:`parse` would refuse
    """
    lines = [
        f"[{HEAD}]",
        f"code = {profile.code}",
        f"name = {profile.name}",
        f"version = {profile.version}",
        "documents =",
        *(f"    {document}" for document in profile.documents),
    ]
    for name, entry in profile.values.items():
        parameter = PARAMETERS[name]
        lines += [
            "",
            f"# {parameter.remark}",
            f"[{name}]",
            f"value = {parameter.write(entry.value)}",
            f"article = {entry.article}",
        ]
    text = "\n".join(lines) + "\n"
    parse(text)
    return text


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", " ".join(text.split()))


class _Reader:
    """One text on its way to a profile; ``problems`` collects what is wrong."""

    def __init__(self, text: str, name: str | None) -> None:
        self.name = name
        self.problems: list[Problem] = []
        self.lines = dict(_lines(text))
        self.parser = configparser.ConfigParser(
            interpolation=None,
            delimiters=("=",),
            comment_prefixes=("#",),
            default_section="",
            empty_lines_in_values=False,
        )
        self.parser.optionxform = str  # type: ignore[assignment,method-assign]
        self._feed(text)

    def _feed(self, text: str) -> None:
        try:
            self.parser.read_string(text)
        except configparser.DuplicateSectionError as error:
            self._problem("profile.twice", error.lineno, name=error.section)
        except configparser.DuplicateOptionError as error:
            self._problem("profile.twice", error.lineno, name=error.option)
        except configparser.MissingSectionHeaderError as error:
            self._problem("profile.not_a_line", error.lineno)
        except configparser.ParsingError as error:
            for line, _ in error.errors:
                self._problem("profile.not_a_line", line)
        if self.problems:
            raise HocbaError(self.problems)

    def profile(self) -> Profile:
        head = self._head()
        values = dict(self._values())
        good, fair = (values.get(name) for name in ("rating_good", "rating_fair"))
        if good and fair and not int(fair.value) < int(good.value):
            line = self.lines.get(("rating_fair", ""))
            self._problem("profile.ratings", line, fair=fair.value, good=good.value)
        if self.problems or head is None:
            raise HocbaError(self.problems)
        ordered = {name: values[name] for name in PARAMETERS if name in values}
        return Profile(*head, values=ordered)

    def _head(self) -> tuple[str, str, int, tuple[str, ...]] | None:
        if not self.parser.has_section(HEAD):
            self._problem("profile.no_head", None)
            return None
        found = self._section(HEAD, _HEAD_KEYS)
        for key in _HEAD_KEYS:
            if not found.get(key, "").strip():
                self._problem(
                    "profile.missing",
                    self.lines.get((HEAD, "")),
                    section=HEAD,
                    name=key,
                )
        code, version = found.get("code", ""), found.get("version", "")
        if code and not (_CODE.fullmatch(code) and len(code) <= 64):
            self._problem("profile.code", self.lines.get((HEAD, "code")), value=code)
        if version and not re.fullmatch("[1-9][0-9]{0,8}", version):
            line = self.lines.get((HEAD, "version"))
            self._problem("profile.version", line, value=version)
        if self.problems:
            return None
        documents = filter(None, map(_plain, found["documents"].splitlines()))
        return code, _plain(found["name"]), int(version), tuple(documents)

    def _values(self) -> Iterator[tuple[str, Stated]]:
        for name in self.parser.sections():
            if name == HEAD:
                continue
            line = self.lines.get((name, ""))
            if name not in PARAMETERS:
                self._problem("profile.unknown", line, name=name, hint=_hint(name))
                continue
            parameter, found = PARAMETERS[name], self._section(name, _KEYS)
            article, text = _plain(found.get("article", "")), found.get("value", "")
            if not article:
                self._problem("profile.no_article", line, name=name)
            if not text:
                self._problem("profile.missing", line, section=name, name="value")
                continue
            try:
                value = parameter.read(text)
            except ValueError:
                self._problem(
                    "profile.value",
                    self.lines.get((name, "value")),
                    name=name,
                    title=parameter.title,
                    value=text,
                    form=parameter.form,
                )
                continue
            yield name, Stated(value, article)

    def _section(self, section: str, known: tuple[str, ...]) -> dict[str, str]:
        found = dict(self.parser.items(section))
        for key, text in found.items():
            line = self.lines.get((section, key))
            if key not in known:
                self._problem(
                    "profile.unknown_key",
                    line,
                    section=section,
                    name=key,
                    known=", ".join(known),
                )
            elif any(
                len(part) > TEXT_LIMIT or not part.isprintable()
                for part in text.split("\n")
            ):
                self._problem("profile.text", line, name=key, limit=TEXT_LIMIT)
        return found

    def _problem(self, code: str, line: int | None, **params: object) -> None:
        self.problems.append(Problem(code, params, Where(file=self.name, row=line)))


def _lines(text: str) -> Iterator[tuple[tuple[str, str], int]]:
    """Yield where each section (with no key) and each key in it begins."""
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        if found := re.match(r"\[(.+)\]", line):
            section = found[1]
            yield (section, ""), number
        elif found := re.match(r"([^\s#=][^=]*?)\s*=", line):
            yield (section, found[1]), number


def _hint(name: str) -> str:
    """Return what was probably meant."""
    import difflib

    close = difflib.get_close_matches(name, PARAMETERS, 1)
    return f" ({close[0]}?)" if close else ""
