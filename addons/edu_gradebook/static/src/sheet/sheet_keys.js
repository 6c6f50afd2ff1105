// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

const ARROWS = {
    ArrowUp: { down: -1 },
    ArrowDown: { down: 1 },
    ArrowLeft: { right: -1 },
    ArrowRight: { right: 1 },
};

const EDGES = {
    Home: { right: -1 },
    End: { right: 1 },
};

// Not Ctrl+A: whoever knows it from text fields would clear the whole sheet after it.
const CONTROL = {
    y: (sheet) => sheet.redo(),
    z: (sheet, ev) => (ev.shiftKey ? sheet.redo() : sheet.undo()),
};

/** Whether an arrow would leave the text rather than move in it. */
function leavesText(el, { right }) {
    const { selectionStart, selectionEnd, value } = el;
    if (selectionStart === 0 && selectionEnd === value.length) {
        return true;
    }
    const edge = right < 0 ? 0 : value.length;
    return selectionStart === edge && selectionEnd === edge;
}

/** Do what a key means in a cell, as teachers know it; return whether it was one. */
export function sheetKey(sheet, el, ev) {
    const { selection } = sheet;
    const control = ev.ctrlKey || ev.metaKey;
    const place = selection.placeOf(el);
    const move = ARROWS[ev.key] || (!sheet.isEditing && EDGES[ev.key]);
    if (sheet.picker?.key(ev)) {
        return true;
    }
    if (ev.altKey) {
        return false;
    }
    if (move) {
        return arrow(sheet, el, ev, move, control);
    }
    if (ev.key === "Enter" && control) {
        sheet.fillTyped(el.value);
        return true;
    }
    if (ev.key === "Enter") {
        const next = selection.nextInColumn(place, ev.shiftKey ? -1 : 1);
        sheet.commit();
        sheet.go(next || place);
        return true;
    }
    if (ev.key === "Tab") {
        const next = selection.nextInOrder(place, ev.shiftKey ? -1 : 1);
        sheet.commit();
        sheet.go(next);
        return Boolean(next);
    }
    if (ev.key === "Escape") {
        if (sheet.isEditing) {
            sheet.revert();
        }
        selection.select(place);
        return true;
    }
    if (ev.key === "F2") {
        sheet.edit(el);
        return true;
    }
    if (control && ev.key.toLowerCase() === "s") {
        // There is nothing to press for saving; who presses it wants to be sure.
        sheet.commit();
        sheet.queue.retry();
        return true;
    }
    if (control && ev.key.toLowerCase() === "d") {
        sheet.fillDown();
        return true;
    }
    if (sheet.isEditing) {
        return false;
    }
    if (ev.key === "Delete" || (ev.key === "Backspace" && selection.isRange)) {
        sheet.clear();
        return true;
    }
    const command = control && CONTROL[ev.key.toLowerCase()];
    if (command) {
        command(sheet, ev);
    }
    return Boolean(command);
}

function arrow(sheet, el, ev, move, control) {
    const { selection } = sheet;
    if (sheet.mode === "edited" || (sheet.isEditing && ev.shiftKey)) {
        return false;
    }
    if (sheet.isEditing && move.right && !leavesText(el, move)) {
        return false;
    }
    const from = ev.shiftKey ? selection.head : selection.anchor;
    const start = from || selection.placeOf(el);
    let target;
    if (EDGES[ev.key] && control) {
        const down = move.right;
        target = selection.step(selection.step(start, { ...move, edge: true }), {
            down,
            edge: true,
        });
    } else {
        target = selection.step(start, { ...move, edge: control || ev.key in EDGES });
    }
    sheet.go(target, { extend: ev.shiftKey });
    return true;
}
