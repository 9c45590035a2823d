// Keeps a form's text while one types: on the server when there is a network, on this device until it is back.
// A form says where with data-draft; data-owner keeps the texts of two people on one device apart. Everything also works
// without this script, through the form's own buttons.
(() => {
  // What was submitted is no draft any more.
  const done = document.querySelector("[data-draft-done]")
  if (done) { try { localStorage.removeItem(`draft:${done.dataset.owner}:${done.dataset.draftDone}`) } catch { /* nothing kept */ } }
  const form = document.querySelector("form[data-draft]")
  if (!form) return
  const state = document.getElementById("draft-state")
  const place = `draft:${form.dataset.owner}:${form.dataset.draft}`
  const passing = new Set(["form_token", "key", "seen", ...(form.dataset.passing || "").split(" ")])
  let timer = 0
  let sending = false
  let leaving = false

  const say = (word) => { if (state) state.textContent = form.dataset[word] || "" }
  const fields = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "do")
  const own = (list) => JSON.stringify(list.filter(([name]) => !passing.has(name)))
  let known = own(fields())

  const keep = (list) => { try { localStorage.setItem(place, JSON.stringify(list)) } catch { /* a full or closed store: the server's copy must do */ } }
  const forget = () => { try { localStorage.removeItem(place) } catch { /* as above */ } }
  const kept = () => { try { return JSON.parse(localStorage.getItem(place) || "null") } catch { return null } }

  const post = async (list) => {
    const body = new URLSearchParams(list)
    const answer = await fetch(form.dataset.draft, { method: "POST", body, headers: { Accept: "application/json" } })
    if (!answer.ok) throw new Error(String(answer.status))
    return answer.json()
  }

  const save = async () => {
    if (sending || leaving) return
    const list = fields()
    if (own(list) === known) return
    keep(list)
    if (!navigator.onLine) return say("offline")
    sending = true
    say("saving")
    try {
      const answer = await post(list)
      if (answer.state === "conflict") {
        forget()
        leaving = true
        say("conflict")
        // The page made by the server shows both texts.
        location.reload()
        return
      }
      form.elements.seen.value = answer.revision
      const untouched = own(fields()) === own(list)
      // A form that shows how its fields were read hears the answer, and may write them as they were read.
      form.dispatchEvent(new CustomEvent("draft-saved", { detail: answer }))
      known = untouched ? own(fields()) : own(list)
      if (own(fields()) === known) forget()
      say("saved")
    } catch {
      say("offline")
      timer = setTimeout(save, 15000)
    } finally {
      sending = false
    }
    if (own(fields()) !== known && !leaving) timer = setTimeout(save, 1500)
  }

  // What could not be sent last time goes first, under this page's own token but the revision it was made from.
  const resume = async () => {
    const old = kept()
    // Rows of text may have moved, so a text counts as shown wherever it stands; a number only in its own cell (data-exact).
    const exact = "exact" in form.dataset
    const seen = (name, value) => exact ? `${name}=${value.replace(/[\s\u202f.,]/g, "")}` : value
    const shown = new Set(fields().map(([name, value]) => seen(name, value)))
    if (!old || old.every(([name, value]) => passing.has(name) || (value === "" && !exact) || shown.has(seen(name, value)))) return forget()
    if (!navigator.onLine) return say("offline")
    const fresh = Object.fromEntries(fields().filter(([name]) => name === "form_token" || name === "key"))
    try {
      await post(old.map(([name, value]) => [name, fresh[name] || value]))
      forget()
      leaving = true
      location.reload()
    } catch { say("offline") }
  }

  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 1500) })
  form.addEventListener("submit", (event) => {
    if (!navigator.onLine) {
      event.preventDefault()
      keep(fields())
      return say("offline")
    }
    clearTimeout(timer)
    leaving = true
    // Kept until a page of the server shows it: the network may go away just now. What the button takes out is not kept.
    const button = event.submitter ? event.submitter.value : ""
    const dropped = button.startsWith("drop:") ? `item.${button.slice(5)}.` : null
    if (button === "theirs" || button === "discard") forget()
    else keep(fields().filter(([name]) => !dropped || !name.startsWith(dropped)))
  })
  window.addEventListener("online", save)
  window.addEventListener("offline", () => { if (own(fields()) !== known) keep(fields()); say("offline") })
  window.addEventListener("pagehide", () => { if (!leaving && own(fields()) !== known) keep(fields()) })
  resume()
})()
