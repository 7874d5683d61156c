// The chat page, improved: replies arrive without a page load. Everything works without this.

const MOST_HISTORY = 10
const PATIENCE = 15000

const form = document.querySelector(".chatbot__ask")
const box = form.elements.question
const log = document.querySelector(".chatbot__log")
const calm = matchMedia("(prefers-reduced-motion: reduce)")
const touch = matchMedia("(pointer: coarse)")

let latest = null // the request under way: its turn and how to end it

// Pure builders

const turns = () => [...log.children]
const isAnswered = (turn) => "outcome" in turn.dataset
const isRefused = (turn) => turn.querySelector(".chatbot__reply--error") !== null
const answeredBefore = (turn) => turns().slice(0, turns().indexOf(turn)).filter(isAnswered)

/** Returns the form of a conversation: earlier questions, then the one to answer. */
function writeForm(earlier, question) {
  const fields = new URLSearchParams()
  for (const each of earlier.slice(-MOST_HISTORY)) fields.append("history", each)
  fields.append("question", question)
  return fields
}

/** Returns a turn that waits for its reply; the person's words are set as text, never as markup. */
function buildTurn(question) {
  const turn = document.getElementById("pending").content.firstElementChild.cloneNode(true)
  turn.dataset.question = question
  turn.querySelector("[data-part=question]").textContent = question
  return turn
}

/** Returns this page's address without a question, in the language that was chosen. */
function bareAddress() {
  const address = new URLSearchParams(location.search)
  address.delete("q")
  return location.pathname + (address.size ? `?${address}` : "")
}

/** Returns the elements of a page or fragment that the server has written. */
const parse = (html) => new DOMParser().parseFromString(html, "text/html")

// Network

/** Returns the document that the server answers with; throws when none comes in time. */
async function post(address, fields, signal) {
  const response = await fetch(address, { method: "POST", body: fields, signal })
  // 400 carries a turn as well: the reason why a question cannot be answered.
  if (!response.ok && response.status !== 400) throw new Error(`status ${response.status}`)
  return parse(await response.text())
}

/** Asks the question of a turn and puts the reply into it; the last question wins. */
async function answer(turn) {
  latest?.cancel()
  const controller = new AbortController()
  const request = { turn, cancel: () => controller.abort() }
  const timer = setTimeout(request.cancel, PATIENCE)
  latest = request
  log.setAttribute("aria-busy", "true")
  try {
    const earlier = answeredBefore(turn).map((each) => each.dataset.question)
    const page = await post(form.dataset.reply, writeForm(earlier, turn.dataset.question), controller.signal)
    const answered = page.querySelector(".chatbot__turn")
    if (!answered) throw new Error("no turn in the reply")
    if (turn.isConnected) showReply(turn, answered)
  } catch {
    if (turn.isConnected) showFailure(turn)
  } finally {
    clearTimeout(timer)
    if (latest === request) {
      latest = null
      log.removeAttribute("aria-busy")
    }
  }
}

function showReply(turn, answered) {
  // The question stays where it is, so that a screen reader hears the reply and nothing twice.
  if (answered.dataset.outcome) turn.dataset.outcome = answered.dataset.outcome
  turn.querySelector(".chatbot__reply").replaceWith(answered.querySelector(".chatbot__reply"))
  rememberConversation()
}

function showFailure(turn) {
  const failed = document.getElementById("failed").content.firstElementChild.cloneNode(true)
  turn.querySelector(".chatbot__reply").replaceWith(failed)
}

/** Adds a question to the conversation, which keeps it whatever becomes of the reply, and asks it. */
function ask(question) {
  if (latest && latest.turn.dataset.question === question) return
  const turn = buildTurn(question)
  for (const each of turns()) each.removeAttribute("id")
  turn.id = "latest"
  log.append(turn)
  turn.scrollIntoView({ block: "start", behavior: calm.matches ? "instant" : "smooth" })
  // A finger on a suggestion or a place is not met with a keyboard that covers the reply.
  if (!touch.matches) box.focus({ preventScroll: true })
  rememberConversation()
  answer(turn)
}

// The conversation lives in this tab's history entry: its questions, nothing else

function rememberConversation() {
  const kept = turns().filter((turn) => !isRefused(turn))
  const questions = kept.map((turn) => turn.dataset.question)
  history.replaceState({ questions }, "", bareAddress())
}

/** Brings back the conversation that this history entry holds, when the page has been left. */
async function restoreConversation() {
  const questions = history.state?.questions ?? []
  const shown = turns().map((turn) => turn.dataset.question)
  if (!questions.length || questions.join("\n") === shown.join("\n")) return
  for (const question of questions) if (!shown.includes(question)) log.append(buildTurn(question))
  try {
    const fields = writeForm(questions.slice(0, -1), questions.at(-1))
    const page = await post(form.getAttribute("action"), fields, AbortSignal.timeout(PATIENCE))
    log.replaceChildren(...page.querySelectorAll(".chatbot__turn"))
    log.lastElementChild?.scrollIntoView({ block: "start", behavior: "instant" })
  } catch {
    turns().filter((turn) => !isAnswered(turn)).forEach(showFailure)
  }
}

// Listeners

function clear() {
  latest?.cancel()
  log.replaceChildren()
  history.replaceState(null, "", bareAddress())
  box.value = ""
  scrollTo({ top: 0 })
  box.focus({ preventScroll: true })
}

const actions = {
  clear,
  print: () => print(),
  retry: (button) => {
    const turn = button.closest(".chatbot__turn")
    const waiting = buildTurn(turn.dataset.question).querySelector(".chatbot__reply")
    turn.querySelector(".chatbot__reply").replaceWith(waiting)
    box.focus({ preventScroll: true })
    answer(turn)
  },
}

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
  } else if (tool && plain) {
    event.preventDefault()
    actions[tool.dataset.action](tool)
  }
})

restoreConversation()
