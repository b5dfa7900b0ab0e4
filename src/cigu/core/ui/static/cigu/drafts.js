// Local drafts (data-draft) and forms that survive a lost network (data-offline).
import * as queue from "./queue.js";

const words = document.getElementById("cg-words")?.dataset ?? {};
const user = document.body.dataset.user ?? "";
const PRIVATE = new Set(["csrfmiddlewaretoken", "_key", "_who"]);
const place = (form) => `cigu.draft:${user}:${form.dataset.draft}`;
const clock = (when) => new Date(when).toTimeString().slice(0, 5);
const rev = (form) => form.elements._rev?.value ?? "";

function line(form, text, css) {
  const target = form.querySelector("[data-draft-line]") ?? document.querySelector("[data-draft-line]");
  if (!target) return;
  target.textContent = text;
  target.className = `cg-draft ${css}`;
  return target;
}

function read(form) {
  try { return JSON.parse(localStorage.getItem(place(form))); } catch { return null; }
}

function save(form) {
  const fields = [...new FormData(form)].filter(([name, value]) => !PRIVATE.has(name) && typeof value === "string");
  const draft = { at: Date.now(), rev: rev(form), key: form.elements._key?.value, fields };
  try { localStorage.setItem(place(form), JSON.stringify(draft)); } catch { line(form, words.full, "off"); return; }
  line(form, words.saved.replace("{}", clock(draft.at)), "saved");
}

function fill(form, draft) {
  const values = new Map();
  draft.fields.forEach(([name, value]) => values.set(name, [...(values.get(name) ?? []), value]));
  [...form.elements].forEach((el) => {
    if (!el.name || el.type === "file" || el.name.startsWith("_") || PRIVATE.has(el.name)) return;
    const kept = values.get(el.name) ?? [];
    if (el.type === "checkbox" || el.type === "radio") el.checked = kept.includes(el.value);
    else if (el.multiple) [...el.options].forEach((o) => { o.selected = kept.includes(o.value); });
    else if (kept.length) el.value = kept[0];
  });
  line(form, words.restored.replace("{}", clock(draft.at)), "saved");
}

function offerOld(form, draft) {
  const target = line(form, words.older.replace("{}", clock(draft.at)), "off");
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm btn-link", textContent: words.use });
  button.addEventListener("click", () => { fill(form, draft); save(form); });
  target?.append(" ", button);
}

function restore(form) {
  const draft = read(form);
  if (!draft || form.querySelector("#errs") || form.dataset.kept) return;
  if (draft.rev === rev(form)) fill(form, draft);
  else offerOld(form, draft);
}

// The server names the form it saved in a cookie; its draft has done its work.
function clearSaved() {
  const saved = document.cookie.match(/(?:^|; )cigu_saved=([0-9a-f-]+)/)?.[1];
  if (!saved) return;
  Object.keys(localStorage).filter((name) => name.startsWith("cigu.draft:")).forEach((name) => {
    if (localStorage.getItem(name).includes(saved)) localStorage.removeItem(name);
  });
  document.cookie = "cigu_saved=; path=/; max-age=0";
}

function watch(form) {
  let timer = 0;
  const now = () => { clearTimeout(timer); timer = 0; save(form); };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(now, 400); });
  form.addEventListener("submit", now);
  addEventListener("pagehide", () => { if (timer) now(); }); // typed a moment before the page went
}

// ---- lost network ----
async function report() {
  const target = document.querySelector("[data-offline-line]");
  if (!target || !window.indexedDB) return;
  const mine = (await queue.waiting()).filter((form) => form.user === user);
  target.textContent = mine.length ? words.queued.replace("{}", String(mine.length)) : navigator.onLine ? "" : words.offline;
}

async function later(form, fields) {
  await queue.put({ key: form.elements._key.value, url: form.action, user, fields, at: Date.now() });
  line(form, words.kept, "off");
  delete form.dataset.sent;
  await report();
}

async function submit(e) {
  const form = e.target;
  if (e.defaultPrevented) return;
  e.preventDefault();
  if (form.dataset.sent) return;
  const body = new FormData(form);
  if (e.submitter?.name) body.append(e.submitter.name, e.submitter.value);
  let answer;
  try { answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" }); } catch { return later(form, [...body]); }
  if (answer.ok) location.assign(answer.url);
  else HTMLFormElement.prototype.submit.call(form); // shows the server's own page: errors, conflict
}

async function flush() {
  if (!user || !window.indexedDB) return;
  const refused = await queue.flush(user);
  await report();
  const target = document.querySelector("[data-offline-line]");
  if (refused.length && target) target.textContent = words.refused.replace("{}", String(refused.length));
}

try { clearSaved(); } catch { /* storage is switched off */ }
document.querySelectorAll("form[data-draft]").forEach((form) => { restore(form); watch(form); });
document.querySelectorAll("form[data-offline]").forEach((form) => form.addEventListener("submit", submit));
addEventListener("online", flush);
addEventListener("offline", report);
flush();
