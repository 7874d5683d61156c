// The question box, improved: it grows with what is written, and takes dictation where it may.

const box = document.querySelector(".chatbot__input")
const button = document.querySelector(".chatbot__speak")
const Recognition = window.SpeechRecognition ?? window.webkitSpeechRecognition

// Growing, where CSS cannot do it (field-sizing)

function grow() {
  box.style.height = "auto"
  box.style.height = `${box.scrollHeight}px`
}

if (!CSS.supports("field-sizing", "content")) {
  box.addEventListener("input", grow)
  // Once whoever handles it has emptied the box.
  box.form.addEventListener("submit", () => setTimeout(grow))
}

// Speaking

/** Tells whether the page may use the microphone; a frame may only where its site allows it. */
function mayListen() {
  if (!Recognition) return false
  const policy = document.featurePolicy ?? document.permissionsPolicy
  return policy ? policy.allowsFeature("microphone") : window.top === window
}

function listen(recognition) {
  const before = box.value.trim()
  button.setAttribute("aria-pressed", "true")
  recognition.onresult = ({ results }) => {
    const heard = [...results].map((each) => each[0].transcript.trim()).join(" ")
    box.value = [before, heard].filter(Boolean).join(" ").slice(0, box.maxLength)
    box.dispatchEvent(new Event("input", { bubbles: true }))
  }
  recognition.onerror = ({ error }) => {
    if (error === "no-speech" || error === "aborted") return
    document.querySelector(".chatbot__cleared").textContent = button.dataset.denied
    button.hidden = true
  }
  recognition.onend = () => {
    button.setAttribute("aria-pressed", "false")
    // What was heard is read before it is sent: the person presses Ask.
    if (!button.hidden) box.form.elements.question.focus({ preventScroll: true })
  }
  recognition.start()
}

if (mayListen()) {
  let recognition = null
  button.hidden = false
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return recognition.stop()
    recognition = new Recognition()
    recognition.lang = button.lang
    recognition.interimResults = true
    listen(recognition)
  })
}
