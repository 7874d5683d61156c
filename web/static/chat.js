// The chat page, improved: replies arrive without a page load. Everything works without this.

import { forget, recall, remember } from "./memory.js"
import { adopt, buildTurn, copyOf, fill, isAlarmed, isAnswered, isRefused, pack, parse, questionOf, replyOf } from "./turns.js"

const MOST_HISTORY = 10
const TOGETHER = 2 // turns before the one that raises a notice which may have led to it
const PATIENCE = 15000

const form = document.querySelector(".chatbot__ask")
const box = form.elements.question
const log = document.querySelector(".chatbot__log")
const spoken = document.querySelector(".chatbot__spoken")
const cleared = document.querySelector(".chatbot__cleared")
const calm = matchMedia("(prefers-reduced-motion: reduce)")
const touch = matchMedia("(pointer: coarse)")

const waiting = [] // turns to be asked, the one under way first
let taken = [] // what Clear has taken away, until the next question

// Look-ups and pure builders

const turns = () => [...log.children]

/**
 * Returns the questions that the next one is read after: the latest, and those that have raised a
 * notice that still stands, with what led to them. Of a longer conversation there are now one more
 * and now one less, as opening lines follow one another with the number of them.
 */
function chooseHistory(turns) {
  const questions = turns.map(questionOf)
  if (questions.length <= MOST_HISTORY) return questions
  const most = MOST_HISTORY - (questions.length % 2)
  const raised = turns.findLastIndex((turn) => turn.dataset.outcome && !isAlarmed(turn)) + 1
  const first = Math.max(0, raised - TOGETHER)
  if (first >= questions.length - most) return questions.slice(-most)
  const kept = questions.slice(first, raised + 1)
  return [...kept, ...questions.slice(kept.length - most)]
}

/** Returns the form of a conversation: earlier questions, then the one to answer. */
function writeForm(earlier, question) {
  const fields = new URLSearchParams()
  for (const each of earlier) fields.append("history", each)
  fields.append("question", question)
  return fields
}

/** Returns this page's address without a question, in the language that was chosen. */
function bareAddress() {
  const address = new URLSearchParams(location.search)
  address.delete("q")
  return location.pathname + (address.size ? `?${address}` : "")
}

// Network

/** Returns the turn that the server answers with; throws when none comes in time. */
async function post(turn) {
  const before = turns().slice(0, turns().indexOf(turn))
  const earlier = chooseHistory(before.filter((each) => !isRefused(each)))
  const body = writeForm(earlier, questionOf(turn))
  const signal = AbortSignal.timeout(PATIENCE)
  const response = await fetch(form.dataset.reply, { method: "POST", body, signal })
  // 400 carries a turn as well: the reason why a question cannot be answered.
  if (!response.ok && response.status !== 400) throw new Error(`status ${response.status}`)
  const answered = parse(await response.text()).querySelector(".chatbot__turn")
  if (!answered) throw new Error("no turn in the reply")
  return answered
}

/** Asks what waits, one after the other, so that each question has its context. */
async function work() {
  log.setAttribute("aria-busy", "true")
  while (waiting.length) {
    const [turn] = waiting
    try {
      const answered = await post(turn)
      if (turn.isConnected) showReply(turn, answered)
    } catch {
      if (turn.isConnected) showFailure(turn)
    }
    if (waiting[0] === turn) waiting.shift()
  }
  log.removeAttribute("aria-busy")
}

function enqueue(turn) {
  waiting.push(turn)
  if (waiting.length === 1) work()
}

function showReply(turn, answered) {
  const reply = replyOf(answered)
  fill(turn, reply, answered.dataset)
  reply.classList.add("chatbot__reply--new")
  announce(reply)
  keep()
}

function showFailure(turn) {
  const failed = copyOf(navigator.onLine ? "failed" : "offline")
  replyOf(turn).replaceWith(failed)
  announce(failed)
}

/** Lets a screen reader say what matters of a reply: its first line, a warning, the sentence. */
function announce(reply) {
  spoken.textContent = [...reply.querySelectorAll("[data-part]")].map((each) => each.textContent.trim()).join(" ")
}

/** Adds a question to the conversation, which keeps it whatever becomes of the reply, and asks it. */
function ask(question) {
  if (waiting.some((turn) => questionOf(turn) === question)) return
  const turn = buildTurn({ question })
  taken = []
  cleared.replaceChildren()
  log.append(turn)
  point(turn)
  turn.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" })
  // A finger on a suggestion or a place is not met with a keyboard that covers the reply.
  if (!touch.matches) box.focus({ preventScroll: true })
  keep()
  enqueue(turn)
}

/** Makes a turn the latest, and shows the place on the map that it has come from. */
function point(latest) {
  for (const turn of turns()) turn.removeAttribute("id")
  if (latest) latest.id = "latest"
  for (const region of document.querySelectorAll("[data-ask]")) {
    if (latest && region.dataset.ask === questionOf(latest)) region.setAttribute("aria-current", "true")
    else region.removeAttribute("aria-current")
  }
}

// The conversation of this tab

const keep = () => remember(turns().filter((turn) => !isRefused(turn)).map(pack))

/** Brings back what was kept, before what the server has answered just now. */
function restore() {
  const shown = turns()
  shown.forEach(adopt)
  const known = new Set(shown.map(questionOf))
  const kept = recall().filter(({ question }) => !known.has(question))
  if (!kept.length && !shown.length) return
  const restored = kept.map(buildTurn)
  log.prepend(...restored)
  history.replaceState(history.state, "", bareAddress())
  point(turns().at(-1))
  keep()
  turns().at(-1).scrollIntoView({ block: "start", behavior: "instant" })
  restored.filter((turn) => !isAnswered(turn)).forEach(enqueue)
}

const actions = {
  clear: () => {
    waiting.length = 0
    taken = turns()
    log.replaceChildren()
    point(null)
    forget()
    history.replaceState(null, "", bareAddress())
    cleared.replaceChildren(document.getElementById("cleared").content.cloneNode(true))
    box.value = ""
    scrollTo({ top: 0 })
    box.focus({ preventScroll: true })
  },
  undo: () => {
    log.replaceChildren(...taken)
    cleared.replaceChildren()
    point(taken.at(-1))
    keep()
    taken.at(-1).scrollIntoView({ block: "start", behavior: "instant" })
    box.focus({ preventScroll: true })
    taken.filter((turn) => replyOf(turn).matches(".chatbot__reply--waiting")).forEach(enqueue)
    taken = []
  },
  retry: (button) => {
    const turn = button.closest(".chatbot__turn")
    replyOf(turn).replaceWith(replyOf(copyOf("pending")))
    box.focus({ preventScroll: true })
    enqueue(turn)
  },
}

// Listeners

form.addEventListener("submit", (event) => {
  event.preventDefault()
  const suggested = event.submitter?.name === "suggested"
  const question = (suggested ? event.submitter.value : box.value).trim()
  if (!question) return
  if (!suggested) box.value = ""
  ask(question)
})

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return
  event.preventDefault()
  if (box.value.trim()) form.requestSubmit()
})

document.addEventListener("click", (event) => {
  const plain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey)
  const region = event.target.closest("[data-ask]")
  const tool = event.target.closest("[data-action]")
  if (region && plain) {
    event.preventDefault()
    ask(region.dataset.ask)
  } else if (tool?.dataset.action in actions && plain) {
    event.preventDefault()
    actions[tool.dataset.action](tool)
  }
})

// Who comes back on line finds the questions asked that could not be asked before.
addEventListener("online", () => {
  for (const button of log.querySelectorAll("[data-action=retry]")) actions.retry(button)
})

restore()
