// Copyright 2026 Hoc Ba So contributors
// License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import { TourAutomatic } from "@web_tour/js/tour_automatic/tour_automatic";

// How long a step may wait; Odoo's 10 s are short on a machine that has other work.
TourAutomatic.prototype.timeout = 60000;
