// A filter form follows at once: the same address is fetched and its results take the place of the old ones.
// Addresses stay shareable, going back works, and whatever fails falls back to an ordinary page load.
let latest = 0;
let voice = null;

// What changed is also said: the results' own heading line, to those who listen.
const say = (results) => {
  if (!voice) {
    voice = document.createElement("p");
    voice.className = "visually-hidden";
    voice.setAttribute("role", "status");
    document.body.append(voice);
  }
  voice.textContent = results.querySelector("[data-total], .results__head p")?.textContent ?? "";
};

const swap = async (address, id, remember) => {
  const mine = ++latest;
  const results = document.getElementById(id);
  results.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(address, { headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" });
    if (!response.ok) throw new Error(String(response.status));
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (mine !== latest) return;
    const fresh = page.getElementById(id);
    if (!fresh) throw new Error("no results in the answer");
    results.replaceWith(fresh);
    document.title = page.title;
    if (remember) history.pushState({ live: id }, "", address);
    document.querySelectorAll(`form[data-live-filter="${id}"]`).forEach((form) => {
      const other = page.querySelector(`form[data-live-filter="${id}"]`);
      if (other) refresh(form, other);
    });
    say(fresh);
    fresh.dispatchEvent(new CustomEvent("shop:swapped", { bubbles: true }));
  } catch {
    location.assign(address);
  }
};

// Counts and ticks follow, while the focus stays where it is.
const refresh = (form, other) => {
  const focus = document.activeElement?.id;
  const opened = form.querySelector(".facets__toggle")?.checked;
  form.replaceChildren(...other.childNodes);
  const toggle = form.querySelector(".facets__toggle");
  if (toggle) toggle.checked = opened;
  if (focus) document.getElementById(focus)?.focus();
};

const addressOf = (form) => {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (value !== "") fields.append(name, value);
  const query = fields.toString();
  return form.action.split("?")[0] + (query ? `?${query}` : "");
};

document.querySelectorAll("form[data-live-filter]").forEach((form) => {
  if (!document.getElementById(form.dataset.liveFilter)) return;
  form.classList.add("facets--live");
  form.addEventListener("change", (event) => {
    if (event.target.name) swap(addressOf(form), form.dataset.liveFilter, true);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    swap(addressOf(form), form.dataset.liveFilter, true);
  });
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live-link]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || !document.getElementById(link.dataset.liveLink)) return;
  event.preventDefault();
  swap(link.href, link.dataset.liveLink, true);
});

addEventListener("popstate", () => {
  const form = document.querySelector("form[data-live-filter]");
  if (form) swap(location.href, form.dataset.liveFilter, false);
});
