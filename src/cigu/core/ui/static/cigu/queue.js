// Forms that could not be sent wait in IndexedDB (it holds photographs too) and go out later.
// Each carries the _key it was made with, so sending twice has one effect.
const open = () => new Promise((done, fail) => {
  const request = indexedDB.open("cigu", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("forms", { keyPath: "key" });
  request.onsuccess = () => done(request.result);
  request.onerror = () => fail(request.error);
});

async function store(mode, act) {
  const db = await open();
  return new Promise((done, fail) => {
    const request = act(db.transaction("forms", mode).objectStore("forms"));
    request.onsuccess = () => { done(request.result); db.close(); };
    request.onerror = () => { fail(request.error); db.close(); };
  });
}

export const put = (form) => store("readwrite", (forms) => forms.put(form));
export const drop = (key) => store("readwrite", (forms) => forms.delete(key));
export const waiting = () => store("readonly", (forms) => forms.getAll());

async function send(form) {
  const body = new FormData();
  form.fields.forEach(([name, value]) => body.append(name, value));
  body.set("csrfmiddlewaretoken", document.body.dataset.csrf);
  return fetch(form.url, { method: "POST", body, credentials: "same-origin" });
}

// Sends what waits for this user; returns those the server did not take, with its answer.
export async function flush(user) {
  const refused = [];
  for (const form of await waiting()) {
    if (form.user !== user) continue;
    let answer;
    try { answer = await send(form); } catch { return refused; }
    const taken = answer.ok && !new URL(answer.url).pathname.includes("/login");
    if (taken) await drop(form.key);
    else refused.push({ form, status: answer.status });
  }
  return refused;
}
