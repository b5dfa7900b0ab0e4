// The search of the top bar names records while one types. Enter alone searches as ever.
const PAUSE = 150;
const field = document.querySelector("input[data-ahead]");
let list, timer, asked = "", chosen = -1;

function close() {
  clearTimeout(timer);
  asked = "";
  list.hidden = true;
  chosen = -1;
  field.setAttribute("aria-expanded", "false");
  field.removeAttribute("aria-activedescendant");
}

function option(hit, n) {
  const item = document.createElement("a");
  const kind = document.createElement("small");
  item.id = `q-hit-${n}`;
  item.href = hit.url;
  item.tabIndex = -1;
  item.setAttribute("role", "option");
  kind.textContent = hit.kind;
  item.append(hit.label, kind);
  return item;
}

function show(hits) {
  list.replaceChildren(...hits.map(option));
  chosen = -1;
  field.removeAttribute("aria-activedescendant");
  list.hidden = hits.length === 0;
  field.setAttribute("aria-expanded", String(hits.length > 0));
}

async function ask() {
  const text = field.value.trim();
  asked = text;
  if (text.length < 2) { close(); return; }
  try {
    const url = `${field.dataset.ahead}?${new URLSearchParams({ q: text })}`;
    const answer = await fetch(url, { headers: { Accept: "application/json" }, redirect: "error" });
    if (answer.ok && asked === text) show((await answer.json()).hits);
  } catch { /* without an answer, Enter still searches */ }
}

// Round the options and, between the last and the first one, back to what was typed.
function move(step) {
  const items = [...list.children], places = items.length + 1;
  chosen = (chosen + 1 + step + places) % places - 1;
  items.forEach((item, n) => item.setAttribute("aria-selected", String(n === chosen)));
  if (chosen < 0) field.removeAttribute("aria-activedescendant");
  else field.setAttribute("aria-activedescendant", items[chosen].id);
}

function typed(e) {
  if (e.isComposing) return; // pinyin on its way to characters
  clearTimeout(timer);
  timer = setTimeout(ask, PAUSE);
}

function pressed(e) {
  if (list.hidden || e.isComposing) return;
  if (e.key === "Escape") { e.preventDefault(); close(); return; }
  if (e.key === "ArrowDown" || e.key === "ArrowUp") {
    e.preventDefault();
    move(e.key === "ArrowDown" ? 1 : -1);
  } else if (e.key === "Enter" && list.children[chosen]) {
    e.preventDefault();
    list.children[chosen].click();
  }
}

if (field) {
  list = document.createElement("div");
  list.id = "q-hits";
  list.className = "cg-hits";
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.labels[0].textContent);
  field.after(list);
  field.autocomplete = "off";
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-controls": list.id, "aria-expanded": "false", "aria-autocomplete": "list",
  })) field.setAttribute(name, value);
  field.addEventListener("input", typed);
  field.addEventListener("compositionend", typed);
  field.addEventListener("keydown", pressed);
  field.form.addEventListener("focusout", (e) => {
    if (!field.form.contains(e.relatedTarget)) close();
  });
}
