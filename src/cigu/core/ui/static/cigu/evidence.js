// The panel that shows a figure's records: opens beside the list, Escape closes it and focus returns.
let opener = null;
const panel = () => document.getElementById("evidence");

function markRow(link) {
  const row = link?.closest("tr");
  if (!row) return;
  row.parentElement.querySelectorAll('tr[aria-current="true"]').forEach((old) => old.removeAttribute("aria-current"));
  row.setAttribute("aria-current", "true");
}

document.addEventListener("htmx:beforeRequest", (e) => {
  if (e.detail.target?.id === "evidence") opener = e.detail.elt;
});

document.addEventListener("htmx:afterSwap", (e) => {
  if (e.target.id !== "evidence") return;
  e.target.parentElement.classList.remove("closed");
  markRow(opener);
  e.target.tabIndex = -1;
  e.target.focus({ preventScroll: matchMedia("(min-width: 1200px)").matches });
});

function close() {
  const aside = panel();
  const link = aside?.querySelector("[data-close]");
  if (!link) return false;
  const back = opener ?? document.querySelector('tr[aria-current="true"] a');
  const split = aside.parentElement;
  history.pushState({}, "", link.href);
  aside.replaceChildren();
  split.classList.add("closed");
  split.querySelectorAll('tr[aria-current="true"]').forEach((row) => row.removeAttribute("aria-current"));
  if (back?.isConnected) back.focus();
  opener = null;
  return true;
}

document.addEventListener("keydown", (e) => {
  if (e.key === "Escape" && !document.querySelector("dialog[open]") && close()) e.preventDefault();
});
document.addEventListener("click", (e) => {
  if (e.target.closest("#evidence [data-close]") && close()) e.preventDefault();
});
