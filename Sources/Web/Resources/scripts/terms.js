// Saves the draft while one types and shows what lint says. Without it the page does the same by its buttons.
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  let timer, sent = new URLSearchParams(new FormData(form)).toString(), busy = false;
  const save = async () => {
    const typed = new URLSearchParams(new FormData(form));
    if (busy || typed.toString() === sent) return;
    busy = true;
    const before = typed.toString();
    typed.set("do", "save");
    try {
      const answer = await fetch(form.action, { method: "POST", body: typed, credentials: "same-origin" });
      if (answer.ok || answer.status === 409) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
        // Only what the server says is replaced: nothing that is being typed.
        for (const part of document.querySelectorAll('[id^="live-"]')) {
          const other = fresh.getElementById(part.id);
          if (other) part.replaceChildren(...other.cloneNode(true).childNodes);
        }
        sent = answer.ok ? new URLSearchParams(new FormData(form)).toString() : before;
      }
    } catch { /* the network dropped: the next change tries again, and the button stays */ }
    busy = false;
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500); });
  form.addEventListener("submit", () => clearTimeout(timer));
})();
