// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";

/**
 * What is typed and not in the gradebook yet, kept on this device.
 *
 * One item per cell, so that a second tab never writes over another cell. It holds ids
 * and marks, no names, and nothing once the gradebook has it.
 */
export class CellVault {
    constructor(prefix) {
        this.prefix = prefix;
    }

    put({ sheet, lineId, column, seen, sent, text, order }) {
        const value = JSON.stringify({ lineId, column, seen, sent, text, order });
        this._write(this._key(sheet, `${lineId}/${column}`), value);
    }

    remove({ sheet, lineId, column }) {
        browser.localStorage.removeItem(this._key(sheet, `${lineId}/${column}`));
    }

    /** The one cell that is being typed into, letter by letter. */
    putDraft({ sheet, lineId, column, seen, text }) {
        const value = JSON.stringify({ lineId, column, seen, text });
        this._write(this._key(sheet, "draft"), value);
    }

    removeDraft(sheet) {
        browser.localStorage.removeItem(this._key(sheet, "draft"));
    }

    /** What an earlier visit left behind, in the order in which it was typed. */
    read(sheet) {
        const start = this._key(sheet, "");
        const found = [];
        for (let index = 0; index < browser.localStorage.length; index++) {
            const key = browser.localStorage.key(index);
            if (key.startsWith(start)) {
                found.push(JSON.parse(browser.localStorage.getItem(key)));
            }
        }
        // A draft has no order: it was typed last.
        return found.sort((a, b) => (a.order || Infinity) - (b.order || Infinity));
    }

    _key(sheet, rest) {
        return `${this.prefix}/${sheet}/${rest}`;
    }

    _write(key, value) {
        try {
            browser.localStorage.setItem(key, value);
        } catch (error) {
            // A full or forbidden storage must not stop the teacher from saving.
            console.warn("A mark could not be kept on this device", error);
        }
    }
}
