// What an order does to the target is told for the year of its delivery: when another year is chosen, it is told anew.
// Nothing is ordered by asking; whatever fails leaves the page as it was.
let latest = 0;

const tellAnew = async (form) => {
  const mine = ++latest;
  const response = await fetch(form.dataset.checkout, { method: "POST", body: new FormData(form), credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const fresh = page.querySelector("form[data-checkout]");
  if (mine !== latest || !response.ok || !fresh) return;
  form.dataset.year = fresh.dataset.year;
  ["purposes", "effects"].forEach((id) => {
    const part = fresh.querySelector(`#${id}`);
    form.querySelector(`#${id}`).replaceWith(part);
    part.dispatchEvent(new CustomEvent("shop:swapped", { bubbles: true }));
  });
};

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-checkout]");
  if (!form || event.target.name !== "deliver_on") return;
  const year = event.target.value.slice(0, 4);
  if (event.target.checkValidity() && year && year !== form.dataset.year) tellAnew(form).catch(() => {});
});
