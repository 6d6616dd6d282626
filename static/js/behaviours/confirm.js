// A <details data-confirm> opens as a dialog: the browser traps the focus, Escape closes, the focus returns to the button.
const opened = (details) => {
  const panel = details.querySelector(".confirm__panel");
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const title = panel.querySelector(".confirm__title");
  title.id ||= `confirm-${crypto.randomUUID ? crypto.randomUUID() : Date.now()}`;
  dialog.setAttribute("aria-labelledby", title.id);
  const content = panel.firstElementChild;
  dialog.append(content);
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    panel.append(content);
    dialog.remove();
    details.querySelector("summary").focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog || event.target.closest("[data-dismiss]")) dialog.close();
  });
  dialog.querySelectorAll("[data-dismiss]").forEach((button) => { button.hidden = false; });
  dialog.showModal();
};

document.addEventListener("click", (event) => {
  const summary = event.target.closest("[data-confirm] > summary");
  if (!summary || typeof HTMLDialogElement === "undefined") return;
  event.preventDefault();
  opened(summary.parentElement);
});
