// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { formatBlock, parseBlock } from "./clipboard";
import { sheetKey } from "./sheet_keys";
import { useEffect } from "@odoo/owl";

const cellOf = (target) =>
    target.closest("td")?.querySelector("[data-column]") || null;

/** Lead what happens in the table (keys, clicks, drags, clipboard) to its sheet. */
export function useSheetEvents(sheet, rootRef) {
    let dragging = false;
    // what was copied from this sheet last
    let copied = "";

    const handlers = {
        keydown(ev) {
            const el = sheet.active;
            if (!el || ev.isComposing) {
                return;
            }
            if (sheetKey(sheet, el, ev)) {
                ev.preventDefault();
                ev.stopPropagation();
            } else {
                // Wherever a finger or the mouse left the caret, typing replaces.
                sheet.readyToReplace();
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
                // The second click puts the caret into a remark, or into what is being
                // typed; a mark is short and stays ready to be typed over.
                if (sheet.isEditing || sheet.focus.kind === "text") {
                    sheet.mode = "edited";
                }
                sheet.selection.select(sheet.selection.placeOf(el));
            } else {
                // The browser would put its caret where the click was.
                ev.preventDefault();
                sheet.go(sheet.selection.placeOf(el));
                dragging = true;
            }
        },
        click(ev) {
            if (ev.target === sheet.active) {
                // The browser puts its caret where the click was once this has ended.
                browser.setTimeout(() => sheet.readyToReplace());
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
                copied = formatBlock(sheet.copy());
                ev.clipboardData.setData("text/plain", copied);
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
            if (isBlock) {
                const known = text.replace(/\r\n?/g, "\n") === copied;
                sheet.paste(parseBlock(text), { known });
            } else if (sheet.selection.isRange) {
                sheet.fill(text.trim());
            } else {
                sheet.enterPasted(text.trim());
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
