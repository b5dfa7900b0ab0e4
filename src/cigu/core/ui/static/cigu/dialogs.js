// A link with data-dialog="#id" opens that <dialog>; without script the link leads to the form's page.
let opener = null;

document.addEventListener("click", (e) => {
  const link = e.target.closest("[data-dialog]");
  const dialog = link && document.querySelector(link.dataset.dialog);
  if (dialog) {
    e.preventDefault();
    opener = link;
    dialog.showModal();
    dialog.querySelector("select, textarea, input:not([type=hidden])")?.focus();
  }
  if (e.target.closest("[data-dismiss]")) e.target.closest("dialog").close();
});

document.addEventListener("close", (e) => {
  if (e.target.matches("dialog")) opener?.focus();
}, true);
