# Copyright 2026 Hoc Ba So contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What a pasted block says beside its marks, compared with its learners."""

import re
from itertools import pairwise, zip_longest

from hocba.sheets.names import clean, spelling

_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")


class Name:
    """A full name: exact, but for case and for where a tone mark stands."""

    @staticmethod
    def of(enrolment):
        return {spelling(enrolment.student_id.name)}

    key = staticmethod(spelling)

    @staticmethod
    def form(text):
        words = text.split()
        return len(words) > 1 and all(word.isalpha() for word in words)


class PersonalId:
    """The twelve digits of the personal identification number."""

    @staticmethod
    def of(enrolment):
        return {enrolment.student_id.personal_id}

    key = staticmethod(str)

    @staticmethod
    def form(text):
        return bool(re.fullmatch(r"\d{12}", text))


class Code:
    """The learner's code in the sector's database."""

    @staticmethod
    def of(enrolment):
        return {(enrolment.student_id.student_code or "").casefold()} - {""}

    key = staticmethod(str.casefold)

    @staticmethod
    def form(text):
        return False


class BirthDate:
    """A date of birth; programs show day and month in either order."""

    @staticmethod
    def of(enrolment):
        known = enrolment.student_id.birth_date
        return {
            (known.day, known.month, known.year),
            (known.month, known.day, known.year),
        }

    @staticmethod
    def key(text):
        found = _DATE.fullmatch(text)
        return tuple(map(int, found.groups())) if found else None

    @classmethod
    def form(cls, text):
        return cls.key(text) is not None


class Class:
    """The name of a class."""

    @staticmethod
    def of(enrolment):
        return {enrolment.class_id.name.casefold()}

    key = staticmethod(str.casefold)

    @staticmethod
    def form(text):
        return bool(re.fullmatch(r"\d{1,2} ?[^\W\d_]+ ?\d*", text))


#: What belongs to one learner alone.
NAMING = (PersonalId, Code, Name)
KINDS = (*NAMING, BirthDate, Class)


def compare(env, enrolments, rows):
    """Return whether the block names learners, and what disagrees row by row.

    :param enrolments: a list of the learners that the rows would go to (sudo)
    :param rows: for each of them the texts beside the marks
    :return: ``(compared, messages)``; an empty message agrees or says nothing
    """
    learners = env["edu.enrolment"].sudo().concat(*enrolments)
    learners |= learners.class_id.enrolment_ids
    known = {
        kind: {key: learner for learner in learners for key in kind.of(learner)}
        for kind in KINDS
    }
    columns = [list(map(clean, column)) for column in zip_longest(*rows, fillvalue="")]
    found = []
    taken = set()
    # Family and given name often stand in columns of their own.
    for number, (one, two) in enumerate(pairwise(columns)):
        names = [" ".join(pair).strip() for pair in zip(one, two, strict=True)]
        if _half(names, lambda text: Name.key(text) in known[Name]):
            found.append((Name, names))
            taken |= {number, number + 1}
    for number, texts in enumerate(columns):
        kind = _kind(texts, known) if number not in taken else None
        if kind:
            found.append((kind, texts))
    messages = [""] * len(rows)
    for kind, texts in found:
        for n, (enrolment, text) in enumerate(zip(enrolments, texts, strict=True)):
            if text and not messages[n] and kind.key(text) not in kind.of(enrolment):
                other = kind in NAMING and known[kind].get(kind.key(text))
                messages[n] = _message(env, text, enrolment, other)
    return bool(found), messages


def _half(texts, is_so) -> bool:
    filled = [text for text in texts if text]
    return bool(filled) and 2 * sum(map(is_so, filled)) >= len(filled)


def _kind(texts, known):
    """Return what a column says about learners: of this class, or of any at all."""
    for kind in KINDS:
        if _half(texts, lambda text, kind=kind: kind.key(text) in known[kind]):
            return kind
    return next((kind for kind in KINDS if _half(texts, kind.form)), None)


def _message(env, text, enrolment, other):
    own = enrolment.student_id.name
    if other:
        return env._(
            "“%(text)s” is %(other)s, not %(learner)s.",
            text=text,
            other=other.student_id.name,
            learner=own,
        )
    return env._("“%(text)s” does not agree with %(learner)s.", text=text, learner=own)
