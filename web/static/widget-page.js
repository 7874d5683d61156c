// The owner's page, improved: a changed option shows at once. Everything works without this.

const PAUSE = 300 // ms after the last key press

const form = document.querySelector(".chatbot__options")
const parse = (html) => new DOMParser().parseFromString(html, "text/html")
let timer

/** Puts the widget on this page just as a site would: by its line, added late. */
function showWidget(line) {
  const script = document.createElement("script")
  for (const { name, value } of line.attributes) script.setAttribute(name, value)
  window.HipChat?.destroy()
  document.querySelector("script[data-shown]").replaceWith(script)
}

async function update() {
  const address = `${form.action}?${new URLSearchParams(new FormData(form))}`
  try {
    const page = parse(await (await fetch(address)).text())
    for (const part of document.querySelectorAll(".chatbot__made")) {
      part.replaceWith(page.getElementById(part.id))
    }
    history.replaceState(null, "", address)
    showWidget(page.querySelector("script[data-shown]"))
  } catch {
    // Without an answer the page still holds what was last made; the button tries again.
  }
}

form.addEventListener("input", () => {
  clearTimeout(timer)
  timer = setTimeout(update, PAUSE)
})
form.addEventListener("submit", (event) => {
  event.preventDefault()
  update()
})
