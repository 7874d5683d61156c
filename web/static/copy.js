// Buttons that copy: the words stand in data-copy, what the button then says beside them.

const SHOWN_FOR = 2000

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]")
  if (!button || button.dataset.label) return
  const { copy, copied, notCopied } = button.dataset
  button.dataset.label = button.textContent
  try {
    await navigator.clipboard.writeText(copy)
    button.textContent = copied
  } catch {
    button.textContent = notCopied
  }
  setTimeout(() => {
    button.textContent = button.dataset.label
    delete button.dataset.label
  }, SHOWN_FOR)
})
