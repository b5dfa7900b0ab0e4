// Runs before the first paint: sets the theme and the density this browser chose.
// The server sets the same attributes from the cookie; this covers "as the system" and old pages.
(function () {
  var root = document.documentElement;
  var stored = function (name) {
    try { return localStorage.getItem("cigu." + name); } catch { return null; }
  };
  var theme = stored("theme") || root.dataset.themeChoice || "auto";
  var dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.setAttribute("data-bs-theme", theme === "auto" ? (dark ? "dark" : "light") : theme);
  var density = stored("density");
  if (density && density !== "standard") root.setAttribute("data-density", density);
  if (density === "standard") root.removeAttribute("data-density");
  root.classList.add("js");
})();
