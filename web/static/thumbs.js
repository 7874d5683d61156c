// A thumb for a passage, without leaving the conversation; its form works without this.

document.addEventListener("submit", async (event) => {
  const form = event.target.closest(".chatbot__thumbs")
  if (!form) return
  event.preventDefault()
  const body = new URLSearchParams(new FormData(form, event.submitter))
  const thanks = document.createElement("p")
  thanks.className = "chatbot__fine"
  thanks.setAttribute("role", "status")
  try {
    const response = await fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } })
    if (!response.ok) return
  } catch {
    return // a vote is not worth a word about the network
  }
  form.replaceWith(thanks)
  thanks.textContent = form.dataset.thanks
})
