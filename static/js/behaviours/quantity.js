// The buttons beside a quantity: one step up or down, never outside its bounds, always on a step.
const decimals = (step) => (String(step).split(".")[1] || "").length;

const nudge = (input, direction) => {
  const step = Number(input.step) || 1;
  const low = input.min === "" ? -Infinity : Number(input.min);
  const high = input.max === "" ? Infinity : Number(input.max);
  const base = Number.isFinite(low) ? low : 0;
  const now = Number(input.value);
  const place = (now - base) / step;
  const next = base + (direction > 0 ? Math.floor(place + 1e-9) + 1 : Math.ceil(place - 1e-9) - 1) * step;
  input.value = Math.min(high, Math.max(low, next)).toFixed(decimals(step));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
};

const prepare = (root) => root.querySelectorAll("[data-stepper]").forEach((stepper) => {
  stepper.classList.add("quantity--live");
  stepper.querySelectorAll("[data-step]").forEach((button) => { button.hidden = false; });
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper] [data-step]");
  if (button) nudge(button.closest("[data-stepper]").querySelector("input"), Number(button.dataset.step));
});
document.addEventListener("shop:swapped", (event) => prepare(event.target));
prepare(document);
