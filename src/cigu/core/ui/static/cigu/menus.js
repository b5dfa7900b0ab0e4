// Menus close on Escape and on a click elsewhere; theme and row height change without a reload.
const root = document.documentElement;

function closeMenus(except) {
  document.querySelectorAll("details.cg-menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
}

document.addEventListener("click", (e) => closeMenus(e.target.closest("details.cg-menu")));
document.addEventListener("keydown", (e) => {
  const menu = e.key === "Escape" && document.querySelector("details.cg-menu[open]");
  if (!menu) return;
  e.stopPropagation();
  menu.open = false;
  menu.querySelector("summary").focus();
}, true);

function keep(name, value) {
  try { localStorage.setItem(`cigu.${name}`, value); } catch { /* a browser that stores nothing */ }
  document.cookie = `cigu_${name}=${value}; path=/; max-age=31536000; samesite=lax`;
}

const apply = {
  theme(value) {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    root.setAttribute("data-bs-theme", value === "auto" ? (dark ? "dark" : "light") : value);
  },
  density(value) {
    if (value === "standard") root.removeAttribute("data-density");
    else root.setAttribute("data-density", value);
  },
};

document.addEventListener("submit", (e) => {
  const button = e.submitter;
  if (!e.target.matches("[data-appearance]") || !button || !(button.name in apply)) return;
  e.preventDefault();
  keep(button.name, button.value);
  apply[button.name](button.value);
  document.querySelectorAll(`[data-appearance] [name="${button.name}"]`).forEach((other) => {
    other.setAttribute("aria-pressed", String(other.value === button.value));
  });
});
