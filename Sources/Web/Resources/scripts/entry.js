// The entry grid under a keyboard. Numbers are read by the server alone: what it understood comes back with each save of the draft.
// Without this script the grid is a form, the details open by their links, and pasting goes through its box.
(() => {
  const form = document.getElementById("entry")
  if (!form) return
  const inputs = [...form.querySelectorAll("table.entry input")]
  const byId = new Map(inputs.map((input) => [input.id, input]))
  const boxes = new Map([...form.querySelectorAll(".cell-box")].map((box) => [box.dataset.cell, box]))
  const place = (input) => input.id.slice(1).split("-").map(Number)
  const states = ["saved", "edit", "ask", "err", "miss"]
  const before = new Map(inputs.map((input) => [input.id, input.value]))
  let last = null

  const show = (id) => {
    for (const [cell, box] of boxes) box.classList.toggle("is-on", cell === id)
    last = id
    const select = document.getElementById("paste_at")
    if (select) select.value = id
  }
  const dress = (cell, style) => { cell.classList.remove(...states); cell.classList.add(style) }
  const mark = (id) => {
    const note = document.getElementById(`n-${id}`)
    const input = byId.get(id)
    if (input) input.parentElement.toggleAttribute("data-note", Boolean(note && note.value.trim()))
  }
  for (const id of byId.keys()) mark(id)
  // Tab goes from cell to cell; the details have a key of their own.
  for (const more of form.querySelectorAll("td:has(input) .more")) more.tabIndex = -1

  // Enter and the arrows up and down keep the column; left and right go where they point, whatever the direction of the page.
  const column = (input) => {
    const [section, , at] = place(input)
    return inputs.filter((other) => { const p = place(other); return p[0] === section && p[2] === at })
  }
  const step = (list, input, by) => {
    const next = list[list.indexOf(input) + by]
    if (next) { next.focus(); next.select(); return true }
    return false
  }
  const down = (input, by) => {
    if (step(column(input), input, by)) return
    // From the last row of a section to the next one's first, and back.
    const [section] = place(input)
    const others = inputs.filter((other) => place(other)[0] === section + by)
    const target = by > 0 ? others[0] : others[others.length - 1]
    if (target) { target.focus(); target.select() }
  }
  const isWhole = (input) => input.selectionStart === 0 && input.selectionEnd === input.value.length
  const rightToLeft = document.documentElement.dir === "rtl"

  form.addEventListener("keydown", (event) => {
    const box = event.target.closest(".cell-box")
    if (box && event.key === "Escape") {
      event.preventDefault()
      byId.get(box.dataset.cell)?.focus()
      return
    }
    const input = event.target
    if (!byId.has(input.id)) return
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      show(input.id)
      document.getElementById(`n-${input.id}`)?.focus()
    } else if (event.key === "Enter") {
      event.preventDefault()
      down(input, event.shiftKey ? -1 : 1)
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault()
      down(input, event.key === "ArrowDown" ? 1 : -1)
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      // The caret moves within a number first; numbers read left to right.
      const isLeft = event.key === "ArrowLeft"
      const atEdge = isLeft ? input.selectionEnd === 0 : input.selectionStart === input.value.length
      if (!atEdge && !isWhole(input)) return
      const row = inputs.filter((other) => { const [a, b] = [place(other), place(input)]; return a[0] === b[0] && a[1] === b[1] })
      if (step(row, input, isLeft === rightToLeft ? 1 : -1)) event.preventDefault()
    } else if (event.key === "Escape" && before.has(input.id) && input.value !== before.get(input.id)) {
      event.preventDefault()
      input.value = before.get(input.id)
      input.dispatchEvent(new Event("input", { bubbles: true }))
    }
  })
  form.addEventListener("focusin", (event) => { if (byId.has(event.target.id)) show(event.target.id) })
  form.addEventListener("click", (event) => {
    const more = event.target.closest(".more")
    if (!more) return
    event.preventDefault()
    const id = more.getAttribute("href").slice(3)
    show(id)
    boxes.get(id)?.focus()
  })
  form.addEventListener("input", (event) => {
    const input = event.target
    if (byId.has(input.id)) dress(input.parentElement, "edit")
    if (input.id.startsWith("n-")) mark(input.id.slice(2))
  })

  // A block of cells goes to the box for pasting, and the server says cell by cell what it would do.
  form.addEventListener("paste", (event) => {
    if (!byId.has(event.target.id)) return
    const text = event.clipboardData?.getData("text/plain") || ""
    if (!/[\t\n]/.test(text.trim())) return
    event.preventDefault()
    document.getElementById("paste_at").value = event.target.id
    document.getElementById("paste").value = text
    form.requestSubmit(form.querySelector("button[value=paste]"))
  })

  // What the server understood of the draft: states, numbers as read, totals, remarks.
  form.addEventListener("draft-saved", (event) => {
    const answer = event.detail
    const changed = []
    for (const cell of answer.cells || []) {
      const input = byId.get(cell.id)
      if (!input) continue
      if (document.activeElement !== input) {
        if (before.get(cell.id) !== cell.text) changed.push(cell)
        input.value = cell.text
      }
      dress(input.parentElement, cell.style)
      input.setAttribute("aria-label", cell.label)
      if (cell.style === "err") input.setAttribute("aria-invalid", "true")
      else input.removeAttribute("aria-invalid")
      const box = boxes.get(cell.id)
      if (!box) continue
      box.querySelector("[data-value]").innerHTML = cell.value
      const tag = box.querySelector("[data-tag] .tag")
      if (tag) { tag.className = `tag ${{ saved: "good", edit: "now", ask: "warn", err: "bad", miss: "" }[cell.style]}`; tag.textContent = cell.tag }
      const remark = box.querySelector("[data-remark]")
      remark.innerHTML = cell.remark ? `<div class="note ${cell.remarkStyle}"><p>${cell.remark}</p></div>` : ""
    }
    for (const total of answer.totals || []) {
      const place = document.getElementById(total.id)
      if (place) place.textContent = total.text
    }
    const tell = (name, markup) => { const at = document.querySelector(`[${name}]`); if (at && markup) at.innerHTML = markup }
    tell("data-progress", answer.progress)
    tell("data-changes", answer.changes)
    const reason = form.querySelector("[data-reason]")
    if (reason && answer.needsReason) reason.hidden = false
    if (changed.length === 1) toast(changed[0])
    for (const cell of answer.cells || []) before.set(cell.id, cell.text)
  })

  // The last change can be taken back while the message stands.
  let note = null
  let timer = 0
  const toast = (cell) => {
    const old = before.get(cell.id)
    if (!note) {
      note = document.createElement("div")
      note.className = "toast"
      note.setAttribute("role", "status")
      note.append(document.createElement("span"), document.createElement("button"))
      note.lastChild.type = "button"
      note.lastChild.className = "btn sm two-nd"
      note.lastChild.textContent = form.dataset.undo
      document.querySelector("main").append(note)
    }
    note.hidden = false
    note.firstChild.textContent = `${form.dataset.saved} ${cell.label}`
    note.lastChild.onclick = () => {
      const input = byId.get(cell.id)
      input.value = old
      input.dispatchEvent(new Event("input", { bubbles: true }))
      input.focus()
      note.hidden = true
    }
    const hide = () => { if (note.contains(document.activeElement)) timer = setTimeout(hide, 6000); else note.hidden = true }
    clearTimeout(timer)
    timer = setTimeout(hide, 6000)
  }

  const named = /^#(?:d-)?(c\d+-\d+-\d+)$/.exec(location.hash)
  const start = named && byId.get(named[1]) || form.querySelector("table.entry .err input") || form.querySelector("table.entry .ask input")
  if (start) { show(start.id); if (named) start.focus() } else if (named && boxes.has(named[1])) show(named[1])
})()
