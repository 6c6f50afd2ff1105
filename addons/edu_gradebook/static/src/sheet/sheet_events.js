// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { formatBlock, parseBlock } from "./clipboard";
import { sheetKey } from "./sheet_keys";
import { useEffect } from "@odoo/owl";

const cellOf = (target) =>
    target.closest("td")?.querySelector("[data-column]") || null;

/** Lead what happens in the table (keys, clicks, drags, clipboard) to its sheet. */
export function useSheetEvents(sheet, rootRef) {
    let dragging = false;

    const handlers = {
        keydown(ev) {
            const el = sheet.active;
            if (el && !ev.isComposing && sheetKey(sheet, el, ev)) {
                ev.preventDefault();
                ev.stopPropagation();
            }
        },
        input(ev) {
            sheet.typed(ev.target);
        },
        focusin(ev) {
            if (ev.target.dataset.column) {
                sheet.entered(ev.target);
            }
        },
        focusout(ev) {
            if (ev.target.dataset.column && sheet.isEditing) {
                sheet.enter(ev.target, ev.target.value);
            }
        },
        mousedown(ev) {
            const el = cellOf(ev.target);
            if (!el || ev.button !== 0) {
                return;
            }
            if (ev.shiftKey && sheet.active) {
                ev.preventDefault();
                sheet.go(sheet.selection.placeOf(el), { extend: true });
            } else if (el === document.activeElement) {
                // The second click puts the caret into the text.
                sheet.mode = "edited";
                sheet.selection.select(sheet.selection.placeOf(el));
            } else {
                // The browser would put its caret where the click was.
                ev.preventDefault();
                sheet.go(sheet.selection.placeOf(el));
                dragging = true;
            }
        },
        mouseover(ev) {
            dragging &&= ev.buttons === 1;
            const el = dragging && cellOf(ev.target);
            if (el) {
                sheet.selection.extend(sheet.selection.placeOf(el));
            }
        },
        copy(ev) {
            if (sheet.active && !sheet.isEditing) {
                ev.preventDefault();
                ev.clipboardData.setData("text/plain", formatBlock(sheet.copy()));
            }
        },
        cut(ev) {
            if (sheet.active && !sheet.isEditing) {
                handlers.copy(ev);
                sheet.clear();
            }
        },
        paste(ev) {
            const text = ev.clipboardData.getData("text/plain");
            const isBlock = /[\t\n]/.test(text.trimEnd());
            if (!sheet.active || !text || (sheet.isEditing && !isBlock)) {
                return;
            }
            ev.preventDefault();
            sheet.mode = "ready";
            if (sheet.selection.isRange && !isBlock) {
                sheet.fill(text.trim());
            } else {
                sheet.paste(parseBlock(text));
            }
        },
    };

    useEffect(
        (root) => {
            for (const [name, handler] of Object.entries(handlers)) {
                root.addEventListener(name, handler);
            }
            return () => {
                for (const [name, handler] of Object.entries(handlers)) {
                    root.removeEventListener(name, handler);
                }
            };
        },
        () => [rootRef.el]
    );
}
