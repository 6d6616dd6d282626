// A page that waits for something from outside looks again by itself for a while, and shows itself anew once it has come.
// What is being typed is left alone.
const EVERY = 4000;
const TIMES = 45;

const look = async (part, left) => {
  if (!left) return;
  if (!document.hidden) {
    try {
      const response = await fetch(location.href, { credentials: "same-origin" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("[data-look-again]");
      const typing = document.activeElement?.matches("input, textarea, select");
      if (fresh && !typing && fresh.dataset.lookAgain !== part.dataset.lookAgain) {
        location.reload();
        return;
      }
    } catch {
      // Out of reach for a moment: the next look may find it.
    }
  }
  setTimeout(look, EVERY, part, left - 1);
};

const waiting = document.querySelector("[data-look-again][data-waits]");
if (waiting) setTimeout(look, EVERY, waiting, TIMES);
