// Turns of the conversation: a question and what came of it, as elements of the page.

const replies = new WeakMap() // turn → the reply's markup as the server has written it

// Look-ups

export const isRefused = (turn) => turn.querySelector(".chatbot__reply--error") !== null
export const isAlarmed = (turn) => turn.dataset.alarmed !== undefined
export const isAnswered = (turn) => replies.has(turn)
export const questionOf = (turn) => turn.dataset.question
export const replyOf = (turn) => turn.querySelector(".chatbot__reply")

// Builders

export const copyOf = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true)

/** Returns the elements of a page or fragment that the server has written. */
export const parse = (html) => new DOMParser().parseFromString(html, "text/html")

/** Returns a turn that waits for its reply; the person's words are set as text, never as markup. */
export function buildTurn({ question, html, ...kept }) {
  const turn = copyOf("pending")
  turn.dataset.question = question
  turn.querySelector("[data-part=question]").textContent = question
  if (html) fill(turn, replyOf(parse(html)), kept)
  return turn
}

/** Puts a reply of the server into its turn, with its outcome and whether a grave notice stands. */
export function fill(turn, reply, { outcome, alarmed }) {
  replies.set(turn, reply.outerHTML)
  if (outcome) turn.dataset.outcome = outcome
  if (alarmed !== undefined) turn.dataset.alarmed = ""
  replyOf(turn).replaceWith(reply)
}

/** Takes note of a turn that has come with the page. */
export const adopt = (turn) => replies.set(turn, replyOf(turn).outerHTML)

/** Returns what is kept of a turn: all that it takes to build it again. */
export const pack = (turn) => ({ ...turn.dataset, html: replies.get(turn) })
