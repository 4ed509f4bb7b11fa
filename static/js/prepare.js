// Tells, while a room is written, how many gisements it has and how long it lasts.

import { word } from "./words.js";

const form = document.getElementById("outline");
const told = document.getElementById("outline-told");

function tell() {
  const gisements = form.elements.gisements.value.split("\n").filter((line) => line.trim()).length;
  const minutes = [...form.elements].filter((one) => one.name.startsWith("minutes."))
    .reduce((sum, one) => sum + (one.valueAsNumber || 0), 0);
  told.value = gisements ? word("outline", { gisements, minutes }) : "";
}

form.addEventListener("input", tell);
tell();
