/** The nomination form's comforts, each of them optional: the page is complete without. */

import { readThrough } from "./nominate/check.js";
import { giveSoftHints } from "./nominate/hints.js";
import { fitToKind } from "./nominate/kind.js";
import { takeSteps } from "./nominate/steps.js";
import { countTogether } from "./nominate/total.js";
import { findWorkplaces } from "./nominate/workplaces.js";

for (const form of document.querySelectorAll("[data-nominate]")) {
  for (const line of form.querySelectorAll("[data-total-words]")) {
    countTogether(line, [...form.querySelectorAll("[data-counted]")]);
  }
  fitToKind(form);
  for (const texts of form.querySelectorAll("[data-soft-hints]")) giveSoftHints(texts);
  for (const list of form.querySelectorAll("[data-units]")) findWorkplaces(list);
  // What somebody registers or adds at a desk stays one page: only the public form has something to read through.
  if (form.querySelector("[data-check]")) takeSteps(form, { onShow: readThrough(form) });
  form.classList.add("is-awake");
}
