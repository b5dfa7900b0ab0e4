// Behaviour of every page. Everything here is an addition: each page also works without it.
import "./menus.js";
import "./tables.js";
import "./dialogs.js";
import "./evidence.js";
import "./drafts.js";
import "./ahead.js";

const typing = (el) => el.closest("input, textarea, select, [contenteditable]");

document.addEventListener("keydown", (e) => {
  const search = document.getElementById("q");
  if (e.key !== "/" || e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || !search) return;
  e.preventDefault();
  search.focus();
  search.select();
});

// A form with a pressed button is on its way: a second press does nothing until we are back.
document.addEventListener("submit", (e) => {
  const form = e.target;
  if (!form.querySelector("[data-once]")) return;
  if (form.dataset.sent) { e.preventDefault(); return; }
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

document.querySelector("[data-focus]")?.focus();

if (document.querySelector("[data-chart]")) import("./charts.js");
document.addEventListener("htmx:afterSwap", (e) => {
  if (e.target.querySelector?.("[data-chart]")) import("./charts.js").then((charts) => charts.mount());
});
