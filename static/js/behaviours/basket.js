// The basket reckons itself again when a number changes: the form is sent as it would be by its button, and the page that
// comes back takes the place of the old one. Whatever fails falls back to sending the form.
let latest = 0;
let waiting = null;

const reckon = async (form) => {
  const mine = ++latest;
  form.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById(form.id);
    if (mine !== latest) return;
    if (!fresh) throw new Error("no basket in the answer");
    replace(form, fresh, page);
  } catch {
    if (mine === latest) form.requestSubmit();
  }
};

// The focus stays on the number that was changed, and what is typed on meanwhile is not lost.
const replace = (form, fresh, page) => {
  const active = document.activeElement;
  const focus = active?.id || active?.closest("[data-stepper]")?.querySelector("input")?.id;
  const step = active?.dataset?.step;
  form.replaceWith(fresh);
  const count = page.querySelector(".masthead .tool__count");
  const old = document.querySelector(".masthead .tool__count");
  if (count && old) old.replaceWith(count);
  fresh.dispatchEvent(new CustomEvent("shop:swapped", { bubbles: true }));
  const input = focus && document.getElementById(focus);
  const target = step ? input?.closest("[data-stepper]")?.querySelector(`[data-step="${step}"]`) : input;
  target?.focus();
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-basket]");
  if (!form || !event.target.matches("input[type=number]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(() => reckon(form), 350);
});
// Typing on puts off the reckoning, so that nobody's number is replaced under their fingers.
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-basket]")) {
    clearTimeout(waiting);
    latest += 1;
  }
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-basket]")) {
    clearTimeout(waiting);
    latest += 1;
  }
});
