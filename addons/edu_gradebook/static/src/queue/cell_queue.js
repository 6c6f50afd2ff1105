// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { displayMark } from "../cells/cell_text";
import { saveFailure, withTimeout } from "./save_failure";
import { reactive } from "@odoo/owl";

const TYPING_PAUSE = 300;
const BACKOFF = [1000, 2000, 5000, 10000, 30000];
const BATCH = 500;
const PATIENCE = 3000;

const ON_THE_WAY = ["waiting", "saving", "unsaved"];

/** Where a cell is remembered. */
export function cellKey(lineId, column) {
    return `${lineId}/${column}`;
}

/** Whether a typed text says what is stored. */
export function sameCell(text, stored) {
    return text === (stored || "") || text === displayMark(stored);
}

/**
 * What was typed and is not in the gradebook (yet), cell by cell.
 *
 * It outlives a reload of the list, and by its vault the page itself: a cell leaves it
 * only when the gradebook holds it, or when the teacher takes it back.
 *
 * One request is under way at a time. A request without an answer may have been carried
 * out, so it is repeated word for word before anything newer of the same cell is sent.
 */
export class CellQueue {
    constructor(save, vault, judge) {
        this.save = save;
        this.judge = judge;
        this.vault = vault;
        this.entries = reactive({});
        this.state = reactive({ savedAt: null, failure: "", checking: false });
        this.listeners = new Set();
        this.busy = false;
        this.failures = 0;
        this.order = 0;
    }

    /** Take what was typed into a cell: ``{sheet, lineId, column, stored, …}``. */
    write(cell, text) {
        const key = cellKey(cell.lineId, cell.column);
        const entry = this.entries[key];
        this.vault.removeDraft(cell.sheet);
        if (!entry) {
            if (!sameCell(text, cell.stored)) {
                const { sheet, lineId, column, learner, label } = cell;
                const seen = cell.stored || "";
                const where = { sheet, lineId, column, learner, label };
                this._wait((this.entries[key] = { ...where, seen, text, message: "" }));
            }
        } else if (entry.status === "conflict") {
            // Only an answer to the question settles it: see keepMine and takeTheirs.
            if (sameCell(text, entry.seen) || sameCell(text, entry.theirs)) {
                this.forget(key);
            } else {
                entry.text = text;
                this.vault.put(entry);
            }
        } else if (entry.sent === undefined && sameCell(text, cell.stored)) {
            this.forget(key);
        } else if (entry.text !== text) {
            entry.text = text;
            this._wait(entry);
        } else if (entry.status === "unsaved") {
            this.retry();
        }
    }

    /** Keep every letter: a crash in the middle of a long remark loses none. */
    draft(cell, text) {
        this.vault.putDraft({ ...cell, seen: cell.stored || "", text });
    }

    dropDraft(sheet) {
        this.vault.removeDraft(sheet);
    }

    forget(key) {
        this.vault.remove(this.entries[key]);
        delete this.entries[key];
    }

    /** Save what was typed over what somebody else wrote, now that it was seen. */
    keepMine(key) {
        const entry = this.entries[key];
        entry.seen = entry.theirs;
        this._wait(entry, 0);
    }

    /** Bring back what an earlier visit left unsaved; return how many cells. */
    restore(sheet, describe) {
        let count = 0;
        for (const { lineId, column, seen, sent, text } of this.vault.read(sheet)) {
            const key = cellKey(lineId, column);
            const entry = this.entries[key];
            if (entry && (entry.text === text || sent !== undefined)) {
                continue;
            }
            if (entry) {
                // Typed in the last moment over a cell that was on its way already.
                entry.text = text;
                this._wait(entry);
                continue;
            }
            const where = { sheet, lineId, column, ...describe(lineId, column) };
            this.entries[key] = { ...where, seen, sent, text, message: "" };
            this._wait(this.entries[key]);
            count++;
        }
        this.vault.removeDraft(sheet);
        return count;
    }

    /** Send what is waiting at once, as after the connection came back. */
    retry() {
        this.failures = 0;
        this._schedule(0);
    }

    /** Save what waits, but let nobody wait for a connection that is gone. */
    async settle() {
        const saved = async () => {
            await this.busy;
            await this._flush();
        };
        const patience = new Promise((resolve) => browser.setTimeout(resolve, PATIENCE));
        await Promise.race([saved(), patience]);
    }

    /**
     * What the server would say to cells, and to what stands beside them; nothing is
     * written. Without a connection there is no answer.
     */
    async check(cells, beside) {
        this.state.checking = true;
        try {
            await this.settle();
            return this.state.failure ? null : await this._check(cells, beside);
        } finally {
            this.state.checking = false;
        }
    }

    async _check(cells, beside) {
        const patience = new Promise((resolve) =>
            browser.setTimeout(() => resolve(null), PATIENCE)
        );
        try {
            return await Promise.race([this.judge(cells, beside), patience]);
        } catch (error) {
            if (saveFailure(error).final) {
                throw error;
            }
            return null;
        }
    }

    get isEmpty() {
        return !Object.keys(this.entries).length;
    }

    _wait(entry, delay = TYPING_PAUSE) {
        entry.order = ++this.order;
        entry.message = "";
        if (entry.status !== "saving") {
            entry.status = "waiting";
        }
        this.vault.put(entry);
        this._schedule(delay);
    }

    _schedule(delay) {
        browser.clearTimeout(this.timer);
        this.timer = browser.setTimeout(() => this._flush(), delay);
    }

    async _flush() {
        browser.clearTimeout(this.timer);
        if (this.busy) {
            return this.busy;
        }
        const entries = Object.values(this.entries)
            .filter((entry) => ON_THE_WAY.includes(entry.status))
            .sort((a, b) => a.order - b.order)
            .slice(0, BATCH);
        if (!entries.length) {
            return;
        }
        this.busy = this._send(entries);
        const sent = await this.busy;
        this.busy = false;
        if (sent) {
            return this._flush();
        }
    }

    /** Save one batch; return whether the next one may follow. */
    async _send(entries) {
        for (const entry of entries) {
            entry.sent ??= entry.text;
            entry.status = "saving";
            this.vault.put(entry);
        }
        const cells = entries.map(({ lineId, column, seen, sent }) => ({
            line_id: lineId,
            column,
            old: seen,
            new: sent,
        }));
        let answers;
        try {
            answers = await withTimeout(this.save(cells));
        } catch (error) {
            this._fail(entries, saveFailure(error));
            return false;
        }
        this.failures = 0;
        this.state.failure = "";
        answers.forEach((answer, index) => this._settle(entries[index], answer));
        return true;
    }

    _fail(entries, { message, final }) {
        for (const entry of entries) {
            entry.status = final ? "refused" : "unsaved";
            entry.message = message;
            if (final) {
                entry.sent = undefined;
            }
            this.vault.put(entry);
        }
        if (!final) {
            this.state.failure = message;
            this._schedule(BACKOFF[Math.min(this.failures++, BACKOFF.length - 1)]);
        }
    }

    _settle(entry, answer) {
        const key = cellKey(entry.lineId, entry.column);
        const { sent } = entry;
        entry.sent = undefined;
        for (const listener of this.listeners) {
            listener(answer);
        }
        if (answer.status === "saved") {
            this.state.savedAt = Date.now();
            if (entry.text === sent || sameCell(entry.text, answer.value)) {
                this.forget(key);
                return;
            }
            entry.seen = answer.value;
        }
        if (answer.status === "conflict") {
            if (sameCell(entry.text, answer.value)) {
                this.forget(key);
                return;
            }
            entry.theirs = answer.value;
        } else if (entry.text !== sent) {
            // The teacher typed on while the answer was under way.
            entry.status = "waiting";
            this.vault.put(entry);
            return;
        }
        entry.status = answer.status;
        entry.message = answer.message || _t("not saved");
        this.vault.put(entry);
    }
}
