// The presentation by keyboard. Everything it shows is on the page already: it goes on when the network drops.
(() => {
  const deck = document.querySelector(".deck")
  if (!deck) return
  document.documentElement.classList.add("js")
  const slides = [...deck.querySelectorAll(".slide")], main = document.getElementById("main")
  const rtl = document.documentElement.dir === "rtl"
  const current = () => slides.find(s => "#" + s.id === location.hash) || slides[0]
  const go = hash => { if (hash) location.hash = hash }
  const decimal = seconds => {
    const late = seconds < 0, s = Math.abs(seconds)
    return (late ? "−" : "") + Math.floor(s / 60) + ":" + String(s % 60).padStart(2, "0")
  }

  // Each point has its own clock; it runs while its point is shown, unless it is held.
  const left = new Map(slides.filter(s => Number(s.dataset.minutes) > 0).map(s => [s.id, Number(s.dataset.minutes) * 60]))
  let held = true
  const tick = () => {
    const slide = current(), point = slide.dataset.back ? slides.find(s => "#" + s.id === slide.dataset.back) : slide
    if (!left.has(point.id)) return
    if (!held) left.set(point.id, left.get(point.id) - 1)
    const clock = point.querySelector(".clock .n")
    clock.textContent = decimal(left.get(point.id))
    clock.parentElement.classList.toggle("is-late", left.get(point.id) < 0)
    clock.parentElement.classList.toggle("is-held", held)
  }
  setInterval(tick, 1000)

  const figures = slide => [...slide.querySelectorAll(".nums a")].map(a => a.getAttribute("href"))
  const why = () => {
    const slide = current()
    if (!slide.dataset.back) return go(slide.dataset.figure)
    // On a figure already: the next one of the same point, then back.
    const list = figures(slides.find(s => "#" + s.id === slide.dataset.back)), next = list[list.indexOf("#" + slide.id) + 1]
    go(next || slide.dataset.back)
  }
  const step = forward => {
    const slide = current()
    go(slide.dataset.back || (forward ? slide.dataset.next : slide.dataset.previous))
  }
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return
    // The place of a key, not its letter: an Arabic keyboard has no N.
    const acts = {
      ArrowRight: () => step(!rtl), ArrowLeft: () => step(rtl), PageDown: () => step(true), PageUp: () => step(false),
      ArrowDown: () => step(true), ArrowUp: () => step(false), Home: () => go("#" + slides[0].id), KeyN: why, Escape: () => go(current().dataset.back),
      Digit1: () => go(figures(current())[0]), Digit2: () => go(figures(current())[1]), Digit3: () => go(figures(current())[2]),
      KeyD: () => { const to = current().dataset.decide; if (to) location.assign(to) },
      KeyT: () => { held = !held; tick() },
      KeyF: () => document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen(),
    }
    const act = acts[event.code]
    if (!act) return
    event.preventDefault()
    act()
  })
  window.addEventListener("hashchange", () => { main.focus({ preventScroll: true }); scrollTo(0, 0); tick() })

  const off = document.querySelector(".deck-off"), net = document.querySelector(".deck-net"), news = document.querySelector(".deck-news")
  const online = is => { off.hidden = is; net.hidden = !is }
  window.addEventListener("offline", () => online(false))
  window.addEventListener("online", () => online(true))
  if (window.EventSource) {
    const source = new EventSource(deck.dataset.events)
    let first = true
    source.onopen = () => online(true)
    source.onerror = () => online(false)
    // What is recorded meanwhile does not change a slide under the speaker's eyes; a word says that there is something new.
    source.addEventListener("change", () => { if (!first) news.hidden = false; first = false })
  }
  tick()
})()
