// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

const SELECTED = "o_edu_selected";

/**
 * The table as rows and columns of cells, and the range that is selected in it.
 *
 * The range is painted on the table itself: a drag over 45 rows renders nothing anew.
 */
export class CellSelection {
    constructor(root, changed) {
        this.root = root;
        this.changed = changed;
        this.anchor = null;
        this.head = null;
    }

    get rows() {
        return [...this.root().querySelectorAll("tr.o_data_row")].map((row) => [
            ...row.querySelectorAll("[data-column]"),
        ]);
    }

    at({ row, col }) {
        return this.rows[row]?.[col];
    }

    placeOf(el) {
        const rows = this.rows;
        const row = rows.findIndex((cells) => cells.includes(el));
        return row < 0 ? null : { row, col: rows[row].indexOf(el) };
    }

    select(place) {
        this.anchor = this.head = place;
        this.paint();
    }

    extend(place) {
        this.anchor ||= place;
        this.head = place;
        this.paint();
    }

    get bounds() {
        const { anchor, head } = this;
        return (
            anchor && {
                top: Math.min(anchor.row, head.row),
                bottom: Math.max(anchor.row, head.row),
                left: Math.min(anchor.col, head.col),
                right: Math.max(anchor.col, head.col),
            }
        );
    }

    get isRange() {
        const { anchor, head } = this;
        return Boolean(anchor && (anchor.row !== head.row || anchor.col !== head.col));
    }

    /** Whether more than one row is selected. */
    get isTall() {
        const { bounds } = this;
        return Boolean(bounds && bounds.bottom > bounds.top);
    }

    /** The selected cells, row by row. */
    get block() {
        const { bounds } = this;
        if (!bounds) {
            return [];
        }
        return this.rows
            .slice(bounds.top, bounds.bottom + 1)
            .map((cells) => cells.slice(bounds.left, bounds.right + 1));
    }

    paint() {
        for (const el of this.root().querySelectorAll(`.${SELECTED}`)) {
            el.classList.remove(SELECTED);
        }
        if (this.isRange) {
            this.block.flat().forEach((el) => el.closest("td").classList.add(SELECTED));
        }
        this.changed();
    }

    /**
     * The place that lies one step (or, by ``edge``, as far as it goes) in a direction.
     */
    step({ row, col }, { down = 0, right = 0, edge = false }) {
        const rows = this.rows;
        const far = edge ? Infinity : 1;
        const clamp = (value, last) => Math.max(0, Math.min(value, last));
        return {
            row: down ? clamp(row + down * far, rows.length - 1) : row,
            col: right ? clamp(col + right * far, rows[row].length - 1) : col,
        };
    }

    /** The next cell below or above that can be typed into. */
    nextInColumn({ row, col }, down) {
        const rows = this.rows;
        for (let next = row + down; rows[next]; next += down) {
            if (rows[next][col].matches("input")) {
                return { row: next, col };
            }
        }
        return null;
    }

    /** The next cell in reading order that can be typed into. */
    nextInOrder({ row, col }, right) {
        const cells = this.rows.flat();
        const width = this.rows[0].length;
        for (let i = row * width + col + right; cells[i]; i += right) {
            if (cells[i].matches("input")) {
                return { row: Math.floor(i / width), col: i % width };
            }
        }
        return null;
    }
}
