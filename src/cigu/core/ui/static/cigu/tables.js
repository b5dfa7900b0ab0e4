// Selecting rows shows the bulk bar in place; the filter form folds away.
const rowsOf = (table) => [...table.querySelectorAll('input[type="checkbox"][name="sel"]')];

function show(table) {
  const boxes = rowsOf(table);
  const chosen = boxes.filter((box) => box.checked);
  boxes.forEach((box) => box.closest("tr").classList.toggle("sel", box.checked));
  const bar = table.querySelector("[data-bulk]");
  if (!bar) return;
  bar.classList.toggle("on", chosen.length > 0);
  bar.querySelector("[data-count]").textContent = String(chosen.length);
  const all = table.querySelector("[data-all]");
  all.checked = chosen.length > 0 && chosen.length === boxes.length;
  all.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
}

document.addEventListener("change", (e) => {
  const table = e.target.closest("[data-table]");
  if (!table || e.target.type !== "checkbox") return;
  if (e.target.matches("[data-all]")) rowsOf(table).forEach((box) => { box.checked = e.target.checked; });
  show(table);
});

document.addEventListener("click", (e) => {
  const clear = e.target.closest("[data-clear]");
  if (clear) {
    const table = clear.closest("[data-table]");
    rowsOf(table).forEach((box) => { box.checked = false; });
    show(table);
    table.querySelector("[data-all]")?.focus();
  }
  const toggle = e.target.closest("[data-toggle]");
  if (toggle) {
    const open = document.querySelector(toggle.dataset.toggle).classList.toggle("open");
    toggle.setAttribute("aria-expanded", String(open));
  }
});

document.querySelectorAll("[data-table]").forEach(show);
