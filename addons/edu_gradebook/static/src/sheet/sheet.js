// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { displayCell, expandTyped } from "../cells/cell_text";
import { cellKey, sameCell } from "../queue/cell_queue";
import { CellHistory } from "./cell_history";
import { CellSelection } from "./cell_selection";
import { PastedBlock } from "./pasted_block";
import { reactive } from "@odoo/owl";

/**
 * One open sheet: what stands in its cells, which of them are selected, and every change
 * to them, whether it was typed, pasted, cleared or undone.
 *
 * ``profile`` says what is particular to the model: see sheet_profiles. ``ask`` shows a
 * pasted block to the person and resolves to whether it is to be pasted.
 */
export class Sheet {
    constructor({ queue, root, records, profile, label, ask }) {
        this.queue = queue;
        this.root = root;
        this.records = records;
        this.profile = profile;
        this.label = label;
        this.ask = ask;
        this.selection = new CellSelection(root, () => this.selected());
        this.history = new CellHistory();
        // "ready" to be typed over, being "typed" anew, or being "edited" as text
        this.mode = "ready";
        this.focus = reactive({ kind: "", lineId: 0, column: "", query: "" });
        // the locked ones of the selected cells, and why the first of them is locked
        this.locks = reactive({ cells: [], text: "" });
        // how many open cells are selected together, and their kind if it is one
        this.range = reactive({ count: 0, kind: "", isTall: false });
        // a list of phrases to pick from, where the cell under the cursor has one
        this.picker = null;
        this.notes = reactive([]);
    }

    // -- what stands in a cell ---------------------------------------------------

    record(lineId) {
        return this.records().find((record) => record.resId === lineId);
    }

    cell(el) {
        return { lineId: Number(el.dataset.line), column: el.dataset.column };
    }

    kind({ lineId, column }) {
        return this.profile.kind(column, this.record(lineId).data);
    }

    stored({ lineId, column }) {
        return this.record(lineId).data[column] || "";
    }

    shown(cell) {
        const entry = this.queue.entries[cellKey(cell.lineId, cell.column)];
        return entry ? entry.text : displayCell(this.stored(cell), this.kind(cell));
    }

    isEditable({ lineId, column }) {
        return this.profile.editable(this.record(lineId).data).includes(column);
    }

    lockText({ lineId, column }) {
        return this.record(lineId)?.data.lock_texts?.[column] || "";
    }

    describe({ lineId, column }) {
        const learner = this.record(lineId)?.data.student_id?.display_name || "";
        return { learner, label: this.label(column) };
    }

    // -- where the teacher is ----------------------------------------------------

    get active() {
        const el = document.activeElement;
        return el?.dataset.column && this.root().contains(el) ? el : null;
    }

    get isEditing() {
        return this.mode !== "ready";
    }

    /** Go to a place of the table; ``extend`` keeps the anchor and selects up to it. */
    go(place, { extend = false } = {}) {
        const el = place && this.selection.at(place);
        if (!el) {
            return;
        }
        this.commit();
        if (extend) {
            this.selection.extend(place);
            el.scrollIntoView({ block: "nearest", inline: "nearest" });
        } else {
            el.focus();
            this.selection.select(place);
        }
    }

    /** Select the whole column of the cell under the cursor. */
    selectColumn() {
        const place = this.active && this.selection.placeOf(this.active);
        if (place) {
            this.commit();
            const last = this.selection.rows.length - 1;
            this.selection.select({ row: 0, col: place.col });
            this.selection.extend({ row: last, col: place.col });
        }
    }

    /** A cell got the focus, by whichever way. */
    entered(el) {
        const cell = this.cell(el);
        this.mode = "ready";
        Object.assign(this.focus, cell, { kind: this.kind(cell), query: "" });
        this.selection.select(this.selection.placeOf(el));
        el.select?.();
    }

    /** Other cells are selected now. */
    selected() {
        const cells = this.selection.block
            .flat()
            .map((el) => this.cell(el))
            .filter((cell) => this.lockText(cell));
        const open = this.selection.isRange
            ? this.selection.block.flat().filter((el) => el.matches("input"))
            : [];
        const kinds = new Set(open.map((el) => this.kind(this.cell(el))));
        Object.assign(this.range, {
            count: open.length,
            kind: kinds.size === 1 ? [...kinds][0] : "",
            isTall: this.selection.isTall,
        });
        Object.assign(this.locks, { cells, text: cells[0] ? this.lockText(cells[0]) : "" });
    }

    /** As long as nobody types or edits, all of the text is selected. */
    readyToReplace() {
        const el = this.active;
        const isWhole =
            el?.selectionStart === 0 && el.selectionEnd === el.value?.length;
        if (el?.matches("input") && !this.isEditing && !isWhole) {
            el.select();
        }
    }

    edit(el) {
        if (el.matches("input")) {
            this.mode = "edited";
            el.setSelectionRange(el.value.length, el.value.length);
        }
    }

    /** Show a cell that stands in the list of problems. */
    find(key) {
        const [lineId, column] = key.split("/");
        const selector = `[data-line="${lineId}"][data-column="${column}"]`;
        this.root().querySelector(selector)?.focus();
    }

    // -- changes -----------------------------------------------------------------

    /** Make one step of changes ``{cell, text}``, which can be undone as one. */
    change(changes) {
        const step = changes
            .map(({ cell, text }) => ({ cell, before: this.shown(cell), after: text }))
            .filter(({ before, after }) => before !== after);
        if (step.length) {
            this.history.record(step);
            this._write(step.map(({ cell, after }) => ({ cell, text: after })));
        }
    }

    undo() {
        this._replay(this.history.undo());
    }

    redo() {
        this._replay(this.history.redo());
    }

    /** Take over what was typed into the cell under the cursor. */
    commit() {
        const el = this.active;
        if (el && this.isEditing) {
            this.enter(el, el.value);
        }
    }

    /** Enter a text into a cell, as if it had been typed. */
    enter(el, typed) {
        const cell = this.cell(el);
        const text = expandTyped(typed, this.kind(cell));
        this.mode = "ready";
        if (text === this.shown(cell)) {
            // Entering it again asks for another try.
            this._write([{ cell, text }]);
        } else {
            this.change([{ cell, text }]);
        }
        el.value = this.shown(cell);
        el.select();
    }

    /** Take back what is being typed. */
    revert() {
        const el = this.active;
        const cell = this.cell(el);
        this.mode = "ready";
        this.queue.dropDraft(this.profile.sheet(this.record(cell.lineId).data));
        el.value = this.shown(cell);
        el.select();
    }

    typed(el) {
        if (this.mode === "ready") {
            this.mode = "typed";
            // Typed into one of many that are selected, it may be meant for all.
            if (!this.selection.block.flat().includes(el)) {
                this.selection.select(this.selection.placeOf(el));
            }
        }
        this.focus.query = this.mode === "typed" ? el.value : "";
        this.queue.draft(this._full(this.cell(el)), el.value);
    }

    clear() {
        const cells = this.selection.block.flat().map((el) => this.cell(el));
        this.change(
            cells
                .filter((cell) => this.isEditable(cell))
                .map((cell) => ({ cell, text: "" }))
        );
        this.refresh();
    }

    // -- blocks ------------------------------------------------------------------

    copy() {
        return this.selection.block.map((row) =>
            row.map((el) => this.shown(this.cell(el)))
        );
    }

    /**
     * Enter a pasted block at the selection, once a person has answered what is odd
     * about it: until then nothing of it is stored.
     *
     * :param known: see PastedBlock
     */
    async paste(rows, { known = false } = {}) {
        const block = new PastedBlock(this, rows, { known });
        const check = () => block.check((...asked) => this.queue.check(...asked));
        await check();
        if (!block.isOdd || (await this.ask(block, check))) {
            this._enter(block);
        }
    }

    /** One pasted text into one cell is entered as if it had been typed. */
    enterPasted(text) {
        const el = this.active;
        const cell = this.cell(el);
        if (this.isEditable(cell)) {
            this.enter(el, text);
        } else {
            this.paste([[text]], { known: true });
        }
    }

    /** Fill the selected cells with one pasted text. */
    async fill(text) {
        const rows = this.selection.block.map((row) => row.map(() => text));
        await this.paste(rows, { known: true });
    }

    /** Ctrl+Enter: what was typed into one of the selected cells goes into all. */
    fillTyped(typed) {
        const { lineId } = this.cell(this.active);
        this.queue.dropDraft(this.profile.sheet(this.record(lineId).data));
        this.fillWith(() => typed);
    }

    /**
     * Ctrl+D, as in Excel: the first of the selected rows goes into those below it; a
     * single cell takes what stands above it.
     */
    fillDown() {
        const { selection, isEditing } = this;
        this.commit();
        if (isEditing && !selection.isTall) {
            return;
        }
        const { top, left } = selection.bounds;
        const first = selection.isTall ? top : top - 1;
        const texts = selection.rows[first]?.map((el) => this.shown(this.cell(el)));
        if (texts) {
            this.fillWith((el, right) => texts[left + right], { below: first });
        }
    }

    /** Enter a text into each of the selected cells that are open, as one step. */
    fillWith(textOf, { below = -1 } = {}) {
        const { block, bounds } = this.selection;
        this.mode = "ready";
        const changes = block.flatMap((row, down) =>
            bounds.top + down <= below
                ? []
                : row.map((el, right) => {
                      const cell = this.cell(el);
                      const text = expandTyped(textOf(el, right), this.kind(cell));
                      return { cell, text };
                  })
        );
        this.change(changes.filter(({ cell }) => this.isEditable(cell)));
        this.refresh();
    }

    _enter(block) {
        const { top, left, targets, kept, values } = block;
        const pairs = block.pairs.flatMap(({ cells }) => cells);
        const entered = pairs.filter(({ cell }) => cell && this.isEditable(cell));
        this.change(entered.map(({ cell, text }) => ({ cell, text })));
        this.go({ row: top, col: left });
        this.selection.extend({
            row: Math.min(top + kept.length, targets.length) - 1,
            col: Math.min(left + values.length, targets[0].length) - 1,
        });
        this.refresh();
        this._note(
            block.inState("outside").map(({ raw }) => raw),
            (words) =>
                _t("Pasted outside the sheet, not entered (%(count)s): %(values)s", words)
        );
        this._note(
            block.inState("closed").map(({ cell, text }) => {
                const { learner, label } = this.describe(cell);
                return `${learner} · ${label}: ${text}`;
            }),
            (words) =>
                _t("Pasted into closed cells, not entered (%(count)s): %(values)s", words)
        );
    }

    /** The cell under the cursor shows what it holds, also when it has the focus. */
    refresh() {
        const el = this.active;
        if (el?.matches("input")) {
            el.value = this.shown(this.cell(el));
            el.select();
        }
    }

    _full(cell) {
        const { data } = this.record(cell.lineId);
        return {
            ...cell,
            ...this.describe(cell),
            sheet: this.profile.sheet(data),
            stored: data[cell.column],
        };
    }

    _write(changes) {
        for (const { cell, text } of changes) {
            this.queue.write(this._full(cell), text);
        }
    }

    _replay(changes) {
        // A row that is filtered away now stays as it is.
        this._write(changes.filter(({ cell }) => this.record(cell.lineId)));
        this.refresh();
        if (changes.length) {
            this.find(cellKey(changes.at(-1).cell.lineId, changes.at(-1).cell.column));
        }
    }

    /** Whether a text says what a closed cell shows. */
    agrees(cell, text) {
        const plain = text.replace(/[.,]0$/, "");
        return !text || text === this.shown(cell) || sameCell(plain, this.stored(cell));
    }

    _note(values, text) {
        const filled = values.filter((value) => value);
        if (filled.length) {
            const words = { count: filled.length, values: filled.join("; ") };
            this.notes.push(text(words));
        }
    }
}
