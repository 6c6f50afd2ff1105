// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { session } from "@web/session";
import { CellQueue } from "./cell_queue";
import { CellVault } from "./cell_vault";

/**
 * The queues of this page, one for each model with cells.
 *
 * They belong to the page, not to a screen: what waits for the connection is saved even
 * when the teacher has gone on to another screen.
 */
export const cellQueueService = {
    dependencies: ["orm"],
    start(env, { orm }) {
        const queues = {};
        browser.addEventListener("online", () => {
            Object.values(queues).forEach((queue) => queue.retry());
        });
        browser.addEventListener("beforeunload", (ev) => {
            if (Object.values(queues).some((queue) => !queue.isEmpty)) {
                ev.preventDefault();
                ev.returnValue = "";
            }
        });
        return (model) => {
            queues[model] ??= new CellQueue(
                (cells) => orm.silent.call(model, "save_cells", [cells]),
                new CellVault(`edu_cells/${session.db}/${user.userId}/${model}`),
                (cells, beside) => orm.silent.call(model, "check_cells", [cells, beside])
            );
            return queues[model];
        };
    },
};

registry.category("services").add("edu_cell_queue", cellQueueService);
