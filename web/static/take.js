// What may be done with an answer: hear it, pass on a link to it, take a summary along.
// All of it is done in this tab; nothing is sent.

const dialog = document.querySelector(".chatbot__summary")
const list = dialog.querySelector("ol")
const speech = window.speechSynthesis

// Read aloud, where the browser has a voice

function showVoices() {
  document.body.classList.toggle("chatbot--reads", speech.getVoices().length > 0)
}

function readAloud(button) {
  const going = button.getAttribute("aria-pressed") === "true"
  speech.cancel()
  for (const each of document.querySelectorAll(".chatbot__hear[aria-pressed=true]")) each.setAttribute("aria-pressed", "false")
  if (going) return
  const parts = button.closest(".chatbot__reply").querySelectorAll("[data-part]")
  const words = new SpeechSynthesisUtterance([...parts].map((each) => each.textContent).join(" "))
  words.lang = button.closest(".chatbot__reply").lang
  words.onend = words.onerror = () => button.setAttribute("aria-pressed", "false")
  button.setAttribute("aria-pressed", "true")
  speech.speak(words)
}

// Pass on

async function share(button) {
  const { share: url, shared, notCopied } = button.dataset
  // A finger is offered what the phone has for this; a mouse gets the link to paste.
  if (navigator.share && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share({ url, title: document.title })
    } catch {
      // The person has thought better of it.
    }
    return
  }
  try {
    await navigator.clipboard.writeText(url)
    say(button, shared)
  } catch {
    say(button, notCopied)
  }
}

function say(button, words) {
  button.closest(".chatbot__foot").querySelector(".chatbot__told").textContent = words
  setTimeout(() => button.closest(".chatbot__foot")?.querySelector(".chatbot__told").replaceChildren(), 2000)
}

// Take along

/** Returns what a summary says of a turn: the question, and lines of what came of it. */
function readTurn(turn) {
  const reply = turn.querySelector(".chatbot__reply")
  const text = (part) => [...reply.querySelectorAll(part)].map((each) => each.textContent.trim())
  const said = text("[data-part=said]")
  const warned = text("[data-part=warning]")
  const lines = [...warned, ...said, ...(warned.length || said.length ? [] : text("[data-part=opening]"))]
  return { question: turn.dataset.question, lines, cited: said.length ? text(".chatbot__cited").slice(0, 1) : [] }
}

function buildEntry({ question, lines, cited }) {
  const entry = document.createElement("li")
  const add = (name, className, words) => {
    const element = document.createElement(name)
    element.className = className
    element.textContent = words
    entry.append(element)
  }
  add("h3", "chatbot__asked", question)
  for (const line of lines) add("p", "chatbot__line", line)
  for (const line of cited) add("p", "chatbot__fine", line)
  return entry
}

function openSummary() {
  list.replaceChildren(...[...document.querySelectorAll(".chatbot__turn[data-outcome]")].map(readTurn).map(buildEntry))
  dialog.querySelector("time").textContent = new Date().toLocaleDateString(document.documentElement.lang, { dateStyle: "long" })
  dialog.showModal()
  dialog.querySelector("h2").focus()
}

/** Hands the summary over as a file of plain text. */
function save() {
  const title = dialog.querySelector("h2").textContent
  const entries = [...list.children].map((entry) => [...entry.children].map((each) => each.textContent).join("\n"))
  const note = dialog.querySelector("textarea").value.trim()
  const text = [title, dialog.querySelector("time").textContent, ...entries, note].filter(Boolean).join("\n\n")
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob([`${text}\n`], { type: "text/plain" }))
  link.download = `${title}.txt`
  link.click()
  URL.revokeObjectURL(link.href)
}

const actions = { hear: readAloud, share, summary: openSummary, save, printed: () => print(), close: () => dialog.close() }

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-take]")
  if (button) actions[button.dataset.take](button)
})

if (speech) {
  showVoices()
  speech.addEventListener("voiceschanged", showVoices)
  addEventListener("pagehide", () => speech.cancel())
}
