// The panel inside its frame: speaks with the page around it, and with no other.

const { content: site } = document.querySelector("meta[name=chatbot-site]")
const form = document.querySelector(".chatbot__ask")
const box = form.elements.question
const log = document.querySelector(".chatbot__log")
const main = document.querySelector("main")
const touch = matchMedia("(pointer: coarse)")

const tell = (hipchat, outcome) => parent.postMessage({ hipchat, outcome }, site)

/** Asks a question for the page around; a draft of the person's own stays in the box. */
function ask(text) {
  if (typeof text !== "string" || !text.trim()) return
  const draft = box.value
  box.value = text.trim().slice(0, box.maxLength)
  form.requestSubmit()
  box.value = draft
}

/** Takes the focus; a finger is not met with a keyboard that covers half of what there is. */
function focus() {
  const place = touch.matches ? main : box
  place.focus({ preventScroll: true })
}

function receive({ source, origin, data: message }) {
  if (source !== parent || origin !== site) return
  const { hipchat: kind, text } = Object(message)
  if (kind === "ask") ask(text)
  if (kind === "focus") focus()
}

// Links open beside the page around, but a new tab is no place for a telephone call.
document.addEventListener("click", ({ target }) => {
  const link = target.closest("a[href]")
  if (link && !link.protocol.startsWith("http")) link.target = "_self"
}, true)

if (site && parent !== window) {
  main.tabIndex = -1
  addEventListener("message", receive)
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && !event.defaultPrevented) tell("close")
  })
  // The outcome is set on a turn once it is answered; the words stay in here.
  new MutationObserver((changes) => {
    for (const { target } of changes) tell("answer", target.dataset.outcome)
  }).observe(log, { attributeFilter: ["data-outcome"], subtree: true })
  tell("ready")
}
