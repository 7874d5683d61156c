// The conversation of this tab, kept while the tab is open: nobody else reads it, nothing is sent.
// Where the browser keeps nothing for a page, the history entry holds the questions instead.

const KEY = `chatbot:${location.pathname}`
// Replies that another release of the page has written are asked for anew.
const RELEASE = document.querySelector("link[rel=stylesheet]").getAttribute("href")
const MOST_REPLIES = 200

/** Returns the turns that were kept, oldest first: question, and outcome and html where answered. */
export function recall() {
  let kept = null
  try {
    kept = JSON.parse(sessionStorage.getItem(KEY))
  } catch {
    kept = history.state
  }
  const { release, turns = [] } = kept ?? {}
  return release === RELEASE ? turns : turns.map(({ question }) => ({ question }))
}

/** Keeps turns in place of those that were kept before. */
export function remember(turns) {
  const kept = turns.map((turn, at) => (at < turns.length - MOST_REPLIES ? { question: turn.question } : turn))
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ release: RELEASE, turns: kept }))
  } catch {
    history.replaceState({ turns: turns.map(({ question }) => ({ question })) }, "")
  }
}

/** Keeps nothing any more. */
export function forget() {
  history.replaceState(null, "")
  try {
    sessionStorage.removeItem(KEY)
  } catch {
    // Where nothing can be kept, nothing is.
  }
}
