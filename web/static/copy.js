// Buttons that copy: the words stand in data-copy, what the button then says beside them.

const SHOWN_FOR = 2000

/** Says for a moment, instead of what the button shows, how it went; and says it aloud. */
function tell(button, words) {
  // The button's new name is not read out; a region that the page has for it is.
  const region = document.querySelector(".chatbot__spoken")
  if (region) region.textContent = words
  const shown = [...button.childNodes]
  const name = button.getAttribute("aria-label")
  button.dataset.told = ""
  button.textContent = words
  button.removeAttribute("aria-label")
  setTimeout(() => {
    button.replaceChildren(...shown)
    if (name) button.setAttribute("aria-label", name)
    delete button.dataset.told
  }, SHOWN_FOR)
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]")
  if (!button || "told" in button.dataset) return
  const { copy, copied, notCopied } = button.dataset
  try {
    await navigator.clipboard.writeText(copy)
    tell(button, copied)
  } catch {
    tell(button, notCopied)
  }
})
