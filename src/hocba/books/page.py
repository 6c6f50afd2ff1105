# Copyright 2026 Hoc Ba So contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Whether the pages of a PDF say what its XML says.

The XML is the record, the pages are what people read: a page that says 9,0 where the
XML says 8,0 must not pass (KP Đ13, Đ15). The text is taken in the order in which it is
drawn, and compared with the texts of the form without regard to spaces and line breaks.
What nobody can see, because it is white, tiny, off the page or covered, is not there;
what could show something in another way than text is named with its place.
"""

from __future__ import annotations

import unicodedata
from statistics import median

from hocba.books.drawing import Drawn, read_pages
from hocba.books.form_parts import FormRow, SubjectRow, YearForm
from hocba.books.page_text import LIKE_MARK, MARK, Text, bare, flat
from hocba.problems import HocbaError, Problem, register

#: Values of one column start at most this far (in points) from their middle value:
#: less than half of the narrowest column, more than half of the widest mark.
COLUMN_TOLERANCE = 15.0
_LINE = 20.0
#: The image of a signature is at most this large, and this near to a name (points).
_WIDEST, _HIGHEST, _BESIDE = 200.0, 130.0, 40.0
_MM = 25.4 / 72
_STRANGE = {
    "polygon": "hình tô màu",
    "stroke": "nét vẽ",
    "shading": "mảng chuyển màu",
    "box": "mảng màu tối",
    "hidden": "chữ bị ẩn",
    "turned": "chữ bị xoay hoặc lật",
    "squeezed": "chữ bị kéo giãn hoặc nâng lên",
    "spread": "chữ bị dời chỗ",
    "letter": "chữ có nét khác với chữ được ghi",
    "transparent": "phần trong suốt",
    "colour": "màu đặc biệt",
    "other": "phần vẽ khác thường",
}

register(
    {
        "page.row_differs": {
            "en": "Row “{row}”: the page says “{page}” where the XML says “{xml}”.",
            "vi": "Dòng «{row}»: trang in ghi «{page}» nhưng bản XML ghi «{xml}».",
        },
        "page.row_missing": {
            "en": "Row “{row}” ({xml}) of the XML is missing on the pages.",
            "vi": "Trang in thiếu dòng «{row}» ({xml}) của bản XML.",
        },
        "page.row_twice": {
            "en": "Row “{row}” stands more than once on the pages.",
            "vi": "Dòng «{row}» xuất hiện nhiều lần trên trang in.",
        },
        "page.row_column": {
            "en": "Row “{row}”: the value “{value}” stands in another column than in "
            "the XML.",
            "vi": "Dòng «{row}»: giá trị «{value}» nằm ở cột khác với bản XML.",
        },
        "page.not_blank": {
            "en": "Row “{row}”: the page says “{page}” where the XML is empty.",
            "vi": "Dòng «{row}»: trang in ghi «{page}» ở chỗ bản XML để trống.",
        },
        "page.teacher_missing": {
            "en": "Row “{row}”: the page does not name the teacher {teacher}.",
            "vi": "Dòng «{row}»: trang in không ghi tên giáo viên {teacher}.",
        },
        "page.text_missing": {
            "en": "The pages do not say “{xml}” as the XML does.",
            "vi": "Trang in không có nội dung «{xml}» của bản XML.",
        },
        "page.strange": {
            "en": "Page {page} shows something that records are not drawn with "
            "({what}), {left} mm from the left and {bottom} mm from the bottom.",
            "vi": "Trang {page} có {what} mà trang học bạ không bao giờ có, cách mép "
            "trái {left} mm, mép dưới {bottom} mm.",
        },
        "page.picture": {
            "en": "Page {page} has an image that belongs to no signer, {left} mm from "
            "the left and {bottom} mm from the bottom.",
            "vi": "Trang {page} có ảnh không thuộc về người ký nào, cách mép trái "
            "{left} mm, mép dưới {bottom} mm.",
        },
        "page.unexplained": {
            "en": "The pages say “{page}”, which belongs to no row of the XML.",
            "vi": "Trang in ghi «{page}», không thuộc dòng nào của bản XML.",
        },
    }
)


def compare(pdf: bytes, form: YearForm) -> list[Problem]:
    """Return every difference between the pages of a PDF and a form.

    :return: empty when the pages say exactly what the form says
    """
    try:
        drawn = read_pages(pdf)
    except HocbaError as error:
        return error.problems
    page = Text(drawn.runs)
    problems = [
        Problem("page.text_missing", {"xml": text})
        for text in (form.title, form.authority, form.school, form.homeroom)
        if text and not page.find(flat(text))
    ]
    facts = (*form.particulars, *form.conclusions, *form.issue, *form.footer)
    others = pairs(page, facts)
    problems += _subjects(page, form.subjects)
    problems += _summary(page, form.summary)
    for table in form.ratings:
        problems += _table(page, table.rows)[0]
    # A remark may hold what looks like a label.
    problems += [
        fault for place, fault in others if place < 0 or not page.explained[place]
    ]
    problems += blanks(page, facts)
    ratings = (row for table in form.ratings for row in table.rows)
    problems += _beside(page, (*form.summary, *ratings))
    # A difference already told would only be told again.
    problems = problems or unexplained(page, _names(form), form.telling)
    return problems + strange(drawn) + loose_pictures(drawn, page, _names(form))


def strange(drawn: Drawn) -> list[Problem]:
    """Name what is drawn in a way that our pages are not, each kind once a page."""
    first = {(one.page, one.what): one for one in reversed(drawn.strange)}
    return [
        Problem(
            "page.strange",
            {
                "what": _STRANGE[one.what],
                "page": one.page + 1,
                "left": round(one.x * _MM),
                "bottom": round(one.y * _MM),
            },
        )
        for one in reversed(first.values())
    ]


def _names(form: YearForm) -> set[str]:
    return {
        form.homeroom,
        *(name for row in form.subjects for _slot, name in row.teachers),
    }


def loose_pictures(drawn: Drawn, page: Text, names: set[str]) -> list[Problem]:
    """Find images that are no signatures, because no signer's name stands beside."""
    signed = [
        page.run_at(place)
        for name in names
        for place in (page.find(flat(name)) if name else ())
    ]
    problems = []
    for picture in drawn.pictures:
        small = (
            picture.x1 - picture.x0 <= _WIDEST and picture.y1 - picture.y0 <= _HIGHEST
        )
        beside = any(
            run.page == picture.page
            and picture.x0 - _BESIDE <= run.x <= picture.x1 + _BESIDE
            and picture.y0 - _BESIDE <= run.y <= picture.y1 + _BESIDE
            for run in signed
        )
        if not (small and beside):
            values = {
                "page": picture.page + 1,
                "left": round(picture.x0 * _MM),
                "bottom": round(picture.y0 * _MM),
            }
            problems.append(Problem("page.picture", values))
    return problems


# ---------------------------------------------------------------------------
# Rows


def pairs(page: Text, rows: tuple[FormRow, ...]) -> list[tuple[int, Problem]]:
    """Find label and value; return where a label is followed by another value."""
    problems = []
    for row in rows:
        label, value = row.cells
        found = page.labels(label)
        if not found and value:
            missing = Problem("page.row_missing", {"row": label, "xml": value})
            problems.append((-1, missing))
        for number, (start, end) in enumerate(found):
            if not value:
                if number == 0:
                    page.explain(start, end)
            elif page.fills(end, flat(value)):
                page.explain(start, end + len(flat(value)))
            else:
                said = page.rest_of_run(end)
                problems.append((start, _differs(label, said, value)))
    return problems


def _subjects(page: Text, rows: tuple[SubjectRow, ...]) -> list[Problem]:
    without_names = tuple(FormRow(row.id, row.cells[:-1]) for row in rows)
    problems, places = _table(page, without_names)
    ends = [(*places[row.id], row) for row in rows if row.id in places]
    limits = [start for start, _, _ in ends] + [len(page.flat)]
    for (_start, end, row), limit in zip(ends, limits[1:], strict=True):
        problems += _teachers(page, row, end, limit)
    return problems


def _table(
    page: Text, rows: tuple[FormRow, ...]
) -> tuple[list[Problem], dict[str, tuple[int, int]]]:
    """Find rows whose values stand in columns between a label and a remark.

    :return: what differs, and from where to where each row goes that was found
    """
    problems = []
    columns: dict[int, list[tuple[float, FormRow, str]]] = {}
    places: dict[str, tuple[int, int]] = {}
    for row in rows:
        cells = row.cells
        found = page.rows(cells)
        if not found or (len(found) > 1 and any(cells[1:])):
            problems.append(_fault(page, cells, len(found)))
            continue
        spans = found[0]
        page.explain(spans[0][0], spans[-1][1])
        places[row.id] = (spans[0][0], spans[-1][1])
        filled = [number for number, cell in enumerate(cells) if cell]
        for number, (start, _end) in zip(filled, spans, strict=True):
            if 0 < number < len(cells) - 1:
                x = page.run_at(start).x
                columns.setdefault(number, []).append((x, row, cells[number]))
    return problems + _misplaced(columns), places


def _misplaced(
    columns: dict[int, list[tuple[float, FormRow, str]]],
) -> list[Problem]:
    """Find values that do not stand under the others of their column."""
    problems = []
    middles = {
        number: median(x for x, _, _ in cells) for number, cells in columns.items()
    }
    for number, cells in sorted(columns.items()):
        left = [middles[other] for other in middles if other < number]
        for x, row, value in cells:
            aligned = abs(x - middles[number]) <= COLUMN_TOLERANCE
            if not aligned or (left and middles[number] <= max(left)):
                values = {"row": row.cells[0], "value": value}
                problems.append(Problem("page.row_column", values))
    return problems


def _teachers(page: Text, row: SubjectRow, begin: int, limit: int) -> list[Problem]:
    position = begin
    first = (
        page.flat.find(flat(row.teachers[0][1]), begin, limit) if row.teachers else 0
    )
    if first > begin:
        said = page.words_from(begin, 1)
        values = {"row": row.cells[0], "page": said}
        return [Problem("page.not_blank", values)]
    for _slot, name in row.teachers:
        place = page.flat.find(flat(name), position, max(limit, begin))
        if place < 0:
            values = {"row": row.cells[0], "teacher": name}
            return [Problem("page.teacher_missing", values)]
        position = place + len(flat(name))
        page.explain(place, position)
    return []


def _summary(page: Text, rows: tuple[FormRow, ...]) -> list[Problem]:
    problems = []
    for row in rows:
        found = page.rows(row.cells)
        if not found or (len(found) > 1 and any(row.cells[1:])):
            problems.append(_fault(page, row.cells, len(found)))
        for spans in found[:1]:
            page.explain(spans[0][0], spans[-1][1])
    return problems


def _fault(page: Text, cells: tuple[str, ...], count: int) -> Problem:
    label, values = cells[0], " ".join(cell for cell in cells[1:] if cell)
    if count:
        return Problem("page.row_twice", {"row": label})
    wanted = values.split() or [""]
    said = [
        page.words_from(place + len(flat(label)), len(wanted))
        for place in page.find(flat(label))
    ]
    if not said:
        return Problem("page.row_missing", {"row": label, "xml": values})

    def likeness(text: str) -> int:
        words = text.split()
        same = sum(a == b for a, b in zip(words, wanted, strict=False))
        return 2 * same + bool(words and MARK.fullmatch(flat(words[0])))

    return _differs(label, max(said, key=likeness), values)


def _differs(label: str, said: str, wanted: str) -> Problem:
    return Problem("page.row_differs", {"row": label, "page": said, "xml": wanted})


def blanks(page: Text, rows: tuple[FormRow, ...]) -> list[Problem]:
    """Make sure that nothing stands where the XML has nothing."""
    problems = []
    for row in rows:
        label, value = row.cells
        for _start, end in () if value else page.labels(label)[:1]:
            if end >= len(page.flat):
                continue
            said = page.run_at(end).text.strip()
            # What follows is either another row or a heading in capitals.
            heading = said == said.upper() and not any(map(str.isdigit, said))
            if not page.explained[end] and not heading:
                problems.append(Problem("page.not_blank", {"row": label, "page": said}))
    return problems


def _beside(page: Text, rows: tuple[FormRow, ...]) -> list[Problem]:
    """Make sure that no value was added at the right end of a row."""
    problems = []
    for row in rows:
        for spans in page.rows(row.cells)[:1]:
            end = spans[-1][1]
            if end >= len(page.flat) or page.explained[end]:
                continue
            last, follower = page.run_at(end - 1), page.run_at(end)
            same_line = abs(follower.y - last.y) <= _LINE and follower.page == last.page
            if same_line and follower.x > last.x:
                values = {"row": row.cells[0], "page": follower.text.strip()}
                problems.append(Problem("page.not_blank", values))
    return problems


def unexplained(page: Text, names: set[str], telling: frozenset[str]) -> list[Problem]:
    """Find marks, levels and awards that no row of the form accounts for."""
    for name in names:
        for place in page.find(flat(name)):
            page.explain(place, place + len(flat(name)))
    known = set(map(flat, telling))
    found = [
        word
        for place, word in page.words()
        if not page.explained[place]
        and LIKE_MARK.fullmatch(unicodedata.normalize("NFKC", flat(word)))
    ]
    found += [
        run.text.strip()
        for place, run in page.starts()
        if not page.explained[place] and bare(run.text) in known
    ]
    return [Problem("page.unexplained", {"page": text}) for text in found]
