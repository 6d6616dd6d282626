// Small things of every page: printing, choices that apply at once, ticking all, menus that close, errors in view.
const prepare = (root) => {
  root.querySelectorAll("[data-print]").forEach((button) => { button.hidden = false; });
  root.querySelectorAll("[data-without-script]").forEach((part) => { part.hidden = true; });
};

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    if (!menu.contains(event.target)) menu.open = false;
  });
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-check-all]")) {
    const name = CSS.escape(event.target.dataset.checkAll);
    event.target.closest("form, table").querySelectorAll(`input[type=checkbox][name="${name}"]`).forEach((box) => {
      box.checked = event.target.checked;
    });
  }
});

document.addEventListener("shop:swapped", (event) => prepare(event.target));
prepare(document);
document.querySelector("[data-autofocus]")?.focus();
