// Follows the meeting: the server sends what is recorded as soon as it is. Without it the page has a link that reads it anew.
(() => {
  const live = document.getElementById("live")
  if (!live || !window.EventSource) return
  const on = document.querySelector(".follow-on"), off = document.querySelector(".follow-off"), said = document.getElementById("follow-said")
  const show = following => { on.hidden = !following; off.hidden = following }
  let entry = null
  const source = new EventSource(live.dataset.events)
  source.onopen = () => show(true)
  source.onerror = () => show(false)
  source.addEventListener("change", event => {
    const change = JSON.parse(event.data)
    // The markup is this server's own, every text in it escaped; a reader's place on the page is kept.
    const fresh = new DOMParser().parseFromString(change.html, "text/html")
    live.replaceChildren(...fresh.body.childNodes)
    live.dataset.entry = change.entry
    if (entry !== null && entry !== change.entry) said.textContent = said.dataset.said
    entry = change.entry
  })
})()
