// J and K go from figure to figure of a checked report; the opened one is marked in the text.
const typing = (e) => e.target.closest("input, textarea, select, [contenteditable]") || e.ctrlKey || e.metaKey || e.altKey;

document.addEventListener("keydown", (e) => {
  if (typing(e)) return;
  const side = document.getElementById("evidence");
  if (e.key === "j") (side?.querySelector("[data-after]") ?? document.querySelector("article.doc [data-fig]"))?.click();
  else if (e.key === "k") side?.querySelector("[data-before]")?.click();
});

document.addEventListener("htmx:afterSwap", (e) => {
  if (e.target.id !== "evidence") return;
  const fig = new URLSearchParams(location.search).get("fig") ?? new URL(e.detail.requestConfig.path, location.href).searchParams.get("fig");
  document.querySelectorAll("article.doc [aria-current]").forEach((old) => old.removeAttribute("aria-current"));
  const mark = document.querySelector(`article.doc [data-fig="${CSS.escape(fig ?? "")}"]`);
  mark?.setAttribute("aria-current", "true");
  mark?.scrollIntoView({ block: "nearest" });
});
