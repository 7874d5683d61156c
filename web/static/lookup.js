// The therapist's lookup, improved: search as you type, keys, copying. It works without this.

const PAUSE = 80

const form = document.querySelector(".chatbot__search-form")
const box = form.elements.q
const results = document.querySelector(".chatbot__results")
const spoken = document.querySelector(".chatbot__spoken")

let asked = 0 // number of the last search; an earlier one that comes late is dropped
let pause = 0

// Pure builders

const links = () => [...results.querySelectorAll(".chatbot__sentence")]

/** Returns the search that the form holds, without empty fields. */
function readSearch() {
  const fields = new URLSearchParams(new FormData(form))
  for (const [name, value] of [...fields]) if (!value.trim()) fields.delete(name)
  return fields
}

// Network

async function search() {
  const number = ++asked
  const fields = readSearch()
  history.replaceState(null, "", fields.size ? `?${fields}` : location.pathname)
  let fragment
  try {
    const response = await fetch(`${form.dataset.rows.split("?")[0]}?${fields}`)
    if (!response.ok) throw new Error(`status ${response.status}`)
    const page = new DOMParser().parseFromString(await response.text(), "text/html")
    fragment = page.body
  } catch {
    fragment = document.createElement("body")
    const line = document.createElement("p")
    line.className = "chatbot__count"
    line.setAttribute("role", "alert")
    line.textContent = results.dataset.failed
    fragment.append(line)
  }
  if (number !== asked) return
  const wasInside = results.contains(document.activeElement)
  results.replaceChildren(...fragment.children)
  // Only a region that was there before is read out when its words change.
  spoken.textContent = results.querySelector(".chatbot__count:not([role])")?.textContent ?? ""
  // Whoever stood on a row that is gone stands on the first one.
  if (wasInside) (links()[0] ?? box).focus()
}

// Listeners

function searchSoon() {
  clearTimeout(pause)
  pause = setTimeout(search, PAUSE)
}

/** Moves from the box through the rows and back, by one step. */
function move(step) {
  const stops = [box, ...links()]
  const row = document.activeElement.closest(".chatbot__row")
  const at = stops.indexOf(row ? row.querySelector(".chatbot__sentence") : document.activeElement)
  stops[Math.min(Math.max(at + step, 0), stops.length - 1)].focus()
}

function clear() {
  form.elements.section.value = form.elements.kind.value = box.value = ""
  box.focus()
  search()
}

const keys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Escape: clear,
  "/": () => (box.focus(), box.select()),
  c: () => {
    document.activeElement.closest(".chatbot__row")?.querySelector("[data-copy]").click()
  },
}

document.addEventListener("keydown", (event) => {
  const { target, key } = event
  if (!keys[key] || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  const types = target === box && key.length === 1
  if (types || target.matches("select") || form.elements.keys.value === "off") return
  event.preventDefault()
  keys[key]()
})

form.addEventListener("submit", (event) => {
  event.preventDefault()
  clearTimeout(pause)
  search()
})
form.addEventListener("input", searchSoon)
