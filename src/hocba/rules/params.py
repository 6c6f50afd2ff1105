# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Parameters of a regulation: what each is, where it stands, how people write it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields, replace
from decimal import Decimal
from typing import Any, TypeVar

from ..problems import HocbaError, fail, register
from .cells import fold

register(
    {
        "param.not_json": {
            "vi": "tham số phải là một đối tượng JSON: {detail}",
            "en": "the parameters have to be a JSON object: {detail}",
        },
        "param.unknown": {
            "vi": "quy định không có tham số «{name}»",
            "en": "the regulation has no parameter “{name}”",
        },
        "param.no_value": {
            "vi": 'tham số «{title}» phải có dạng {{"value": …}}',
            "en": 'the parameter “{title}” has to be {{"value": …}}',
        },
        "param.no_reading": {
            "vi": "tham số «{title}»: không có lựa chọn «{value}»; hãy chọn "
            "một trong: {readings}",
            "en": "the parameter “{title}”: there is no choice “{value}”; "
            "choose one of: {readings}",
        },
        "param.not_mark": {
            "vi": "tham số «{title}»: «{value}» không phải là điểm từ 0 đến "
            "10 với nhiều nhất một chữ số thập phân",
            "en": "the parameter “{title}”: “{value}” is no mark from 0 to 10 "
            "with at most one decimal",
        },
        "param.not_count": {
            "vi": "tham số «{title}»: «{value}» không phải là số nguyên từ "
            "{least} trở lên",
            "en": "the parameter “{title}”: “{value}” is no whole number from "
            "{least} on",
        },
        "param.not_pairs": {
            "vi": "tham số «{title}»: không đọc được «{value}»; hãy viết như "
            "«{example}», mỗi mục một lần, số tăng dần",
            "en": "the parameter “{title}”: cannot read “{value}”; write as "
            "in “{example}”, each item once, numbers ascending",
        },
    }
)

_Set = TypeVar("_Set", bound="ParamSet")
_WHOLE = re.compile(r"[0-9]{1,9}")
_ENTRY = re.compile(rf"(.+):\s*({_WHOLE.pattern})")
_YES_NO: dict[Any, str] = {True: "có", False: "không"}


def param(
    default: Any,
    title: str,
    source: str,
    *,
    uncertain: bool = False,
    readings: Mapping[str, str] | None = None,
    least: int = 0,
) -> Any:
    """Return a field of a :class:`ParamSet` with what people read of it.

    ``title`` and ``source`` are Vietnamese, as the law is. ``uncertain``: the text does
    not settle it; the default is a reading of ours. ``readings`` are the values that
    there are, each in words. ``least`` is the smallest whole number that makes sense.
    """
    metadata = {
        "title": title,
        "source": source,
        "uncertain": uncertain,
        "readings": _YES_NO if isinstance(default, bool) else readings or {},
        "least": least,
    }
    return field(default=default, metadata=metadata)


class Param:
    """One parameter of a regulation."""

    def __init__(self, item: Field[Any]) -> None:
        self.name = item.name
        self.default: Any = item.default
        self.title: str = item.metadata["title"]
        self.source: str = item.metadata["source"]
        self.uncertain: bool = item.metadata["uncertain"]
        self.readings: Mapping[Any, str] = item.metadata["readings"]
        self.least: int = item.metadata["least"]

    def show(self, value: Any, names: Mapping[str, str] | None = None) -> str:
        """Return a value as a Vietnamese reader writes it; ``names`` by subject code.

        ``6.5`` -> ``"6,5"``, a reading in its words, pairs as ``"35: 2; 70: 3"``.
        """
        if self.readings:
            return self.readings[value]
        if isinstance(value, tuple):
            known = names or {}
            return "; ".join(f"{known.get(key, key)}: {n}" for key, n in value)
        return str(value).replace(".", ",")

    def read(self, text: str, names: Mapping[str, str] | None = None) -> Any:
        """Return the value that a person wrote; the inverse of :meth:`show`.

        :raises HocbaError: ``param.no_reading``, ``param.not_mark``,
            ``param.not_count``, ``param.not_pairs``.
        """
        plain = " ".join(text.split())
        if self.readings:
            words = {fold(shown): value for value, shown in self.readings.items()}
            return words[fold(plain)] if fold(plain) in words else self.typed(plain)
        if isinstance(self.default, Decimal):
            return self.typed(plain.replace(",", "."))
        if isinstance(self.default, tuple):
            return self.typed(self._pairs(plain, names))
        return self.typed(int(plain) if _WHOLE.fullmatch(plain) else plain)

    def typed(self, value: Any) -> Any:
        """Return a JSON value in the type of the default.

        :raises HocbaError: as :meth:`read`.
        """
        if self.readings:
            if type(value) is not type(self.default) or value not in self.readings:
                shown = "; ".join(self.readings.values())
                raise self._fail("no_reading", value, readings=shown)
            return value
        if isinstance(self.default, Decimal):
            return self._mark(value)
        if isinstance(self.default, tuple):
            return self._typed_pairs(value)
        if type(value) is not int or value < self.least:
            raise self._fail("not_count", value, least=self.least)
        return value

    def _mark(self, value: Any) -> Decimal:
        text = value if isinstance(value, str) else json.dumps(value)
        if not re.fullmatch(r"0*(10(\.0*)?|[0-9](\.[0-9]0*)?)", text.strip()):
            raise self._fail("not_mark", value)
        return Decimal(text.strip()).quantize(Decimal("0.1"))

    def _pairs(self, text: str, names: Mapping[str, str] | None) -> list[list[Any]]:
        codes = {fold(name): code for code, name in (names or {}).items()}
        known = {*(names or {}), *dict(self.default)}
        pairs = []
        for part in filter(None, map(str.strip, text.split(";"))):
            found = _ENTRY.fullmatch(part)
            if not found:
                raise self._no_pairs(text, names)
            key: Any = codes.get(fold(found[1].strip()), found[1].strip())
            if isinstance(self.default[0][0], int):
                key = int(key) if _WHOLE.fullmatch(key) else key
            elif key not in known:
                raise self._no_pairs(text, names)
            pairs.append([key, int(found[2])])
        return pairs

    def _typed_pairs(self, value: Any) -> tuple[tuple[Any, int], ...]:
        kind = type(self.default[0][0])
        if not isinstance(value, list) or not all(
            isinstance(pair, (list, tuple))
            and [type(part) for part in pair] == [kind, int]
            and pair[1] >= 0
            for pair in value
        ):
            raise self._no_pairs(value)
        keys = [pair[0] for pair in value]
        if len(set(keys)) < len(keys) or (kind is int and keys != sorted(keys)):
            raise self._no_pairs(value)
        return tuple((key, number) for key, number in value)

    def _no_pairs(
        self, value: Any, names: Mapping[str, str] | None = None
    ) -> HocbaError:
        return self._fail("not_pairs", value, example=self.show(self.default, names))

    def _fail(self, code: str, value: Any, **params: Any) -> HocbaError:
        return fail(
            f"param.{code}",
            title=self.title,
            value=value if isinstance(value, str) else json.dumps(value),
            **params,
        )


@dataclass(frozen=True)
class ParamSet:
    """The parameters of a regulation.

    :raises ValueError: a reading that does not exist.
    """

    def __post_init__(self) -> None:
        for name, known in self.known().items():
            if known.readings and getattr(self, name) not in known.readings:
                raise ValueError(f"{name} must be one of {list(known.readings)}")

    @classmethod
    def known(cls) -> dict[str, Param]:
        """Return every parameter by name."""
        return {item.name: Param(item) for item in fields(cls)}

    @classmethod
    def sources(cls) -> dict[str, str]:
        """Return the source of every parameter by name."""
        return {name: known.source for name, known in cls.known().items()}

    @classmethod
    def uncertain(cls) -> set[str]:
        """Return the names of those parameters that the text does not settle."""
        return {name for name, known in cls.known().items() if known.uncertain}

    @classmethod
    def from_json(cls: type[_Set], text: str | bytes) -> _Set:
        """Return the parameters of a record, ``{name: {"value", ...}}`` as JSON.

        What is not named keeps its default; beside the value anything may stand.

        :raises HocbaError: ``param.not_json``, ``param.unknown``, ``param.no_value``,
            or as :meth:`Param.read`.
        """
        try:
            entries = json.loads(text)
        except ValueError as error:
            raise fail("param.not_json", detail=str(error))
        if not isinstance(entries, dict):
            raise fail("param.not_json", detail=type(entries).__name__)
        known = cls.known()
        found = {}
        for name, entry in entries.items():
            if name not in known:
                raise fail("param.unknown", name=name)
            if not isinstance(entry, dict) or "value" not in entry:
                raise fail("param.no_value", title=name)
            try:
                found[name] = known[name].typed(entry["value"])
            except HocbaError as error:
                # Whoever writes JSON knows a parameter by its name there.
                raise HocbaError(
                    replace(problem, params={**problem.params, "title": name})
                    for problem in error.problems
                )
        return cls(**found)

    def entries(self) -> dict[str, dict[str, Any]]:
        """Return plain values for JSON, without titles and sources."""
        values = {item.name: getattr(self, item.name) for item in fields(self)}
        return {
            name: {"value": str(value) if isinstance(value, Decimal) else value}
            for name, value in values.items()
        }
