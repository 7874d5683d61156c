// The reader, improved: the contents show where one is. Everything works without this.

const links = new Map(
  [...document.querySelectorAll(".chatbot__contents a")].map((link) => [link.hash.slice(1), link]),
)
const sections = [...document.querySelectorAll(".chatbot__section")]
const TOP = 140 // a section is read once its heading is this near to the top of the window

function showPlace() {
  const begun = sections.filter((section) => section.getBoundingClientRect().top < TOP)
  const current = begun.at(-1) ?? sections[0]
  for (const [id, link] of links) {
    if (id !== current.id) link.removeAttribute("aria-current")
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "location")
      // Only where the contents scroll by themselves, beside the text.
      const box = link.closest(".chatbot__contents")
      if (box.scrollHeight > box.clientHeight) box.scrollTop = link.offsetTop - box.clientHeight / 2
    }
  }
}

let planned = false
addEventListener("scroll", () => {
  if (planned) return
  planned = true
  requestAnimationFrame(() => {
    planned = false
    showPlace()
  })
}, { passive: true })
showPlace()
