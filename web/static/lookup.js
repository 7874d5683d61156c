// The therapist's lookup, improved: search as you type, keys, copying. It works without this.

const PAUSE = 150 // ms that the keys rest before a search
const SETTLED = 1500 // ms after which a search has a place of its own in the history

const form = document.querySelector(".chatbot__search-form")
const box = form.elements.q
const results = document.querySelector(".chatbot__results")
const spoken = document.querySelector(".chatbot__spoken")

let pending = new AbortController() // the search that has not come back yet
let pause = 0
let settling = 0
let retrying = 0
let settled = true // whether the search in the address is to stay in the history

// Pure builders

const links = () => [...results.querySelectorAll(".chatbot__open")]
const types = (target) => target === box

/** Returns the search that the form holds, without empty fields. */
function readSearch() {
  const fields = new URLSearchParams(new FormData(form))
  for (const [name, value] of [...fields]) if (!value.trim()) fields.delete(name)
  return fields
}

/** Fills the form with the search of an address. */
function fillForm(fields) {
  for (const name of ["q", "section", "kind", "keys"]) form.elements[name].value = fields.get(name) ?? ""
}

/** Returns a line that is read out at once, in place of rows. */
function buildLine(words) {
  const line = document.createElement("p")
  line.className = "chatbot__count"
  line.setAttribute("role", "alert")
  line.textContent = words
  return line
}

// History: what was looked at for a while, opened or copied can be gone back to

function noteAddress(fields) {
  const address = `${location.pathname}${fields.size ? `?${fields}` : ""}`
  if (address !== `${location.pathname}${location.search}`) {
    history[settled ? "pushState" : "replaceState"](null, "", address)
    settled = false
  }
  clearTimeout(settling)
  settling = setTimeout(settle, SETTLED)
}

function settle() {
  clearTimeout(settling)
  settled = true
}

/** Notes in the history which row was left, so that Back leads to it. */
function noteRow(link) {
  settle()
  history.replaceState({ row: links().indexOf(link) }, "")
}

function focusNotedRow() {
  links()[history.state?.row ?? -1]?.focus()
}

// Network

/** Shows the rows of the form's search; one that comes before it is answered replaces it. */
async function search() {
  clearTimeout(pause)
  clearTimeout(retrying)
  pending.abort()
  const { signal } = (pending = new AbortController())
  const fields = readSearch()
  let elements
  try {
    const response = await fetch(`${form.dataset.rows.split("?")[0]}?${fields}`, { signal })
    if (response.status === 429) return refuse(Number(response.headers.get("Retry-After")) || 60)
    if (!response.ok) throw new Error(`status ${response.status}`)
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    elements = page.body.children
  } catch (error) {
    if (signal.aborted) return
    elements = [buildLine(results.dataset.failed)]
  }
  if (!signal.aborted) show(elements)
}

function show(elements) {
  const wasInside = results.contains(document.activeElement)
  results.replaceChildren(...elements)
  // Only a region that was there before is read out when its words change.
  const told = results.querySelectorAll(".chatbot__count:not([role]), .chatbot__doubt")
  spoken.textContent = [...told].map((each) => each.textContent).join(" ")
  // Whoever stood on a row that is gone stands on the first one.
  if (wasInside) (links()[0] ?? box).focus()
}

/** Says how long to wait, counts down, and searches again by itself. */
function refuse(seconds) {
  const line = buildLine(results.dataset.refused.replace("{}", seconds))
  show([line])
  const until = Date.now() + seconds * 1000
  const count = () => {
    const left = Math.ceil((until - Date.now()) / 1000)
    if (left <= 0) return search()
    // Read out once; the seconds are for the eyes.
    line.removeAttribute("role")
    line.textContent = results.dataset.refused.replace("{}", left)
    retrying = setTimeout(count, 1000)
  }
  retrying = setTimeout(count, 1000)
}

// Listeners

function searchSoon() {
  noteAddress(readSearch())
  clearTimeout(pause)
  pause = setTimeout(search, PAUSE)
}

/** Moves from the box through the rows and back, by one step. */
function move(step) {
  const stops = [box, ...links()]
  const row = document.activeElement.closest(".chatbot__row")
  const at = stops.indexOf(row ? row.querySelector(".chatbot__open") : document.activeElement)
  const stop = stops[Math.min(Math.max(at + step, 0), stops.length - 1)]
  stop.focus()
  stop.closest(".chatbot__row")?.scrollIntoView({ block: "nearest" })
}

/** Leads from a row to the box, and empties the box. */
function goBack() {
  if (results.contains(document.activeElement)) return box.focus()
  form.elements.section.value = form.elements.kind.value = box.value = ""
  box.focus()
  noteAddress(readSearch())
  search()
}

async function openFirst() {
  noteAddress(readSearch())
  await search()
  const [first] = links()
  if (!first) return
  first.focus()
  first.click()
}

const keys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: goBack,
  "/": () => (box.focus(), box.select()),
  c: () => {
    const row = document.activeElement.closest(".chatbot__row")
    if (row) settle()
    row?.querySelector("[data-copy]").click()
  },
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (key === "Enter" && types(target) && matchMedia("(pointer: fine)").matches) {
    event.preventDefault()
    openFirst()
    return
  }
  if (!keys[key] || (types(target) && key.length === 1)) return
  if (target.matches("select") || form.elements.keys.value === "off") return
  event.preventDefault()
  keys[key]()
})

form.addEventListener("submit", (event) => {
  event.preventDefault()
  noteAddress(readSearch())
  settle()
  // On a phone the keyboard goes away, and the rows are in sight.
  box.blur()
  search()
})
form.addEventListener("input", searchSoon)
results.addEventListener("click", (event) => {
  const link = event.target.closest(".chatbot__open")
  if (link) noteRow(link)
})
addEventListener("popstate", async () => {
  fillForm(new URLSearchParams(location.search))
  settle()
  await search()
  if (history.state) focusNotedRow()
  else box.focus()
})
// After the box has had its focus, which the page asks for.
if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") requestAnimationFrame(focusNotedRow)
