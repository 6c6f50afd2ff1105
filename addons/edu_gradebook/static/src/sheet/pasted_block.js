// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { _t } from "@web/core/l10n/translation";
import { expandTyped, isTwoDigits } from "../cells/cell_text";
import { nameKey, readBlock } from "./block_reading";

const LEAVABLE = ["head", "blank", "stranger"];
/** What may be left out together, the likeliest first. */
const CHOICES = [
    ["head"],
    ["head", "stranger"],
    ["head", "blank"],
    ["head", "stranger", "blank"],
    [],
    ["stranger"],
    ["blank"],
    ["stranger", "blank"],
];

/**
 * A block from the clipboard over the cells it would go to, row by row.
 *
 * Nothing of it is stored here. What is odd about it, a person is asked; ``check`` asks
 * the server about every value without storing one.
 *
 * :param known: copied from this sheet, or one text for cells that were selected: its
 *     length says nothing
 */
export class PastedBlock {
    constructor(sheet, texts, { known = false } = {}) {
        this.sheet = sheet;
        this.known = known;
        const { top, bottom, left } = sheet.selection.bounds;
        this.top = top;
        this.left = left;
        this.targets = sheet.selection.rows;
        this.expected = sheet.selection.isRange ? bottom - top + 1 : this.targets.length - top;
        const rows = [...texts];
        while (rows.length > this.expected && rows.at(-1).every((text) => !text.trim())) {
            rows.pop();
        }
        const first = sheet.cell(this.targets[top][left]);
        const read = readBlock(rows, {
            isText: sheet.kind(first) === "text",
            names: new Map(
                this.targets.map(([el], index) => [nameKey(this.learner(el)), index])
            ),
            labels: this.targets[top].slice(left).map((el) => sheet.label(sheet.cell(el).column)),
        });
        Object.assign(this, read);
        this.answers = {};
        this.strangers = [];
        // null: not asked yet; false: no answer
        this.checked = null;
        this.tenths = false;
        this.leaveOut = known ? [] : this._guess();
    }

    learner(el) {
        return this.sheet.describe(this.sheet.cell(el)).learner;
    }

    /** The rows that are pasted, each over a row of the sheet. */
    get kept() {
        return this.rows.filter(({ kind }) => !this.leaveOut.includes(kind));
    }

    /** Rows that may be left out, by what they are. */
    get leavable() {
        return LEAVABLE.map((kind) => ({
            kind,
            rows: this.rows.filter((row) => row.kind === kind),
        })).filter(({ rows }) => rows.length);
    }

    leave(kind, isOut) {
        this.leaveOut = this.leaveOut.filter((other) => other !== kind);
        if (isOut) {
            this.leaveOut.push(kind);
        }
    }

    /** Row by row: learner, what the block says beside the values, and the values. */
    get pairs() {
        return this.kept.map((row, down) => {
            const target = this.targets[this.top + down];
            return {
                number: row.index + 1,
                learner: target ? this.learner(target[0]) : "",
                lineId: target ? this.sheet.cell(target[0]).lineId : 0,
                beside: this.beside.map((index) => row.texts[index]),
                stranger: this.strangers[down] || "",
                cells: this.values.map((index, right) =>
                    this._pair(target?.[this.left + right], row.texts[index])
                ),
            };
        });
    }

    _pair(el, text) {
        const raw = text.trim();
        if (!el) {
            return { raw, text: raw, state: raw ? "outside" : "" };
        }
        const { sheet } = this;
        const cell = sheet.cell(el);
        const kind = sheet.kind(cell);
        const entered = expandTyped(raw, kind, { tenths: this.tenths });
        const pair = { cell, raw, text: entered, was: sheet.shown(cell), state: "", message: "" };
        const answer = this.answers[`${cell.lineId}/${cell.column}/${entered}`];
        if (!sheet.isEditable(cell)) {
            const agrees = sheet.agrees(cell, entered);
            return { ...pair, state: agrees ? "same" : "closed", message: sheet.lockText(cell) };
        }
        if (!this.tenths && isTwoDigits(raw, kind)) {
            return { ...pair, state: "digits" };
        }
        if (["invalid", "locked"].includes(answer?.status)) {
            return { ...pair, state: "refused", message: answer.message };
        }
        if (!entered && pair.was) {
            return { ...pair, state: "cleared" };
        }
        return pair;
    }

    /** Ask the server about all values as they stand now. */
    async check(ask) {
        const pairs = this.pairs.filter(({ lineId }) => lineId);
        const cells = pairs
            .flatMap((pair) => pair.cells)
            .filter(({ cell }) => cell)
            .map(({ cell, text, state }) => ({
                line_id: cell.lineId,
                column: cell.column,
                old: this.sheet.stored(cell),
                // The server would take two digits as typed.
                new: state === "digits" ? this.sheet.stored(cell) : text,
            }));
        const beside = pairs.map(({ lineId, beside }) => ({ line_id: lineId, texts: beside }));
        const found = await ask(cells, this.beside.length ? beside : []);
        this.checked = Boolean(found);
        this.compared = Boolean(found?.compared);
        this.strangers = found?.strangers || [];
        found?.answers.forEach((answer, index) => {
            this.answers[`${answer.line_id}/${answer.column}/${cells[index].new}`] = answer;
        });
    }

    inState(state) {
        return this.pairs.flatMap(({ cells }) => cells).filter((pair) => pair.state === state);
    }

    get fits() {
        return this.known || this.kept.length === this.expected || this.rows.length < 2;
    }

    /** What a person has to be asked about, each as a sentence. */
    get oddities() {
        const found = [];
        const raws = (state) => {
            const texts = this.inState(state).map(({ raw }) => raw);
            return { count: texts.length, values: [...new Set(texts)].slice(0, 12).join("; ") };
        };
        if (!this.fits) {
            found.push(
                _t(
                    "The block has %(rows)s rows for %(learners)s learners: values may " +
                        "come to stand beside the wrong learner.",
                    { rows: this.kept.length, learners: this.expected }
                )
            );
        }
        const wrong = this.strangers.filter((text) => text).length;
        if (wrong) {
            found.push(
                _t(
                    "%(count)s rows name somebody else than the learner beside them. " +
                        "Sort both lists alike, or import the marks from the Excel file.",
                    { count: wrong }
                )
            );
        } else if (this.beside.length && this.compared) {
            found.push(_t("What stands beside the values agrees with the learners."));
        } else if (this.beside.length && this.checked) {
            found.push(_t("Columns that name no learner are left out."));
        } else if (this.beside.length) {
            found.push(
                _t(
                    "The block says whom its rows are about. That cannot be compared " +
                        "without a connection."
                )
            );
        }
        if (this.inState("digits").length) {
            found.push(
                _t(
                    "Two digits are no mark of the scale of 10 (%(count)s): %(values)s. " +
                        "Say below that the comma was left out, or convert them and " +
                        "paste them again.",
                    raws("digits")
                )
            );
        }
        if (this.inState("refused").length) {
            found.push(_t("Cannot be stored (%(count)s): %(values)s", raws("refused")));
        }
        if (this.inState("closed").length) {
            found.push(_t("For closed cells, not entered (%(count)s): %(values)s", raws("closed")));
        }
        if (this.inState("outside").length) {
            found.push(
                _t("Outside the sheet, not entered (%(count)s): %(values)s", raws("outside"))
            );
        }
        const cleared = this.inState("cleared").length;
        if (cleared && !this.known) {
            found.push(_t("%(count)s cells would be emptied.", { count: cleared }));
        }
        return found;
    }

    get isOdd() {
        return this.oddities.length > 0 || (!this.known && this.leavable.length > 0);
    }

    /** What has to be answered, or cannot be pasted at all. */
    get isBlocked() {
        const unsure = this.beside.length > 0 && !this.checked;
        return unsure || this.strangers.some((text) => text) || this.inState("digits").length > 0;
    }

    /** Leave out what makes rows and learners agree best. */
    _guess() {
        const kinds = this.leavable.map(({ kind }) => kind);
        const names = this.targets.map(([el]) => nameKey(this.learner(el)));
        const misfit = (choice) => {
            const rows = this.rows.filter(({ kind }) => !choice.includes(kind));
            const apart = rows.filter(
                ({ named }, down) => named && named !== names[this.top + down]
            );
            const sure = this.isSurelyHead && !choice.includes("head") ? 1000 : 0;
            return apart.length + Math.abs(rows.length - this.expected) / 1000 + sure;
        };
        return CHOICES.map((choice) => choice.filter((kind) => kinds.includes(kind)))
            .map((choice) => ({ choice, misfit: misfit(choice) }))
            .reduce((best, one) => (one.misfit < best.misfit ? one : best)).choice;
    }
}
