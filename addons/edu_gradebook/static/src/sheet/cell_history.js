// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

/** What was changed, step by step: a step is what one key or one paste did. */
export class CellHistory {
    constructor() {
        this.done = [];
        this.undone = [];
    }

    record(step) {
        this.done.push(step);
        this.undone = [];
    }

    /** The changes that take the last step back. */
    undo() {
        const step = this.done.pop();
        if (!step) {
            return [];
        }
        this.undone.push(step);
        return step.map(({ cell, before }) => ({ cell, text: before })).reverse();
    }

    redo() {
        const step = this.undone.pop();
        if (!step) {
            return [];
        }
        this.done.push(step);
        return step.map(({ cell, after }) => ({ cell, text: after }));
    }
}
