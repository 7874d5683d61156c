// The reader, improved: the contents show where one is. Everything works without this.

const links = new Map(
  [...document.querySelectorAll(".chatbot__contents a")].map((link) => [link.hash.slice(1), link]),
)
const sections = [...document.querySelectorAll(".chatbot__section")]
const READ = 0.25 // a section is read once its heading is in this part of the window

let arrived = null // where a link has led to, as long as it is in sight

function findPlace() {
  const { top, bottom } = arrived?.getBoundingClientRect() ?? {}
  if (bottom > 0 && top < innerHeight) return arrived.closest(".chatbot__section")
  arrived = null
  const begun = sections.filter((each) => each.getBoundingClientRect().top < READ * innerHeight)
  return begun.at(-1) ?? sections[0]
}

function showPlace() {
  const current = findPlace()
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

function arrive() {
  const target = document.querySelector(":target")
  arrived = target?.querySelector("h2") ?? target
  showPlace()
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
addEventListener("hashchange", arrive)
arrive()
