// The chat on anybody's site, from one line of HTML. Before the first press this script asks for
// nothing, and it keeps nothing at all: no cookie, no storage. Once released, it never changes.
((defaults) => {
  const PATIENCE = 15000 // ms until an unanswered frame counts as failed
  const GRACE = 2000 // ms that a loaded frame has to say that it is ours
  const OPTIONS = { position: "right", color: "#1f6b61", zIndex: "2147483000" }
  const WORDS = {
    en: {
      label: "Ask about your hip",
      close: "Close",
      opening: "Opening…",
      away: "The chat cannot be reached just now.",
      call: "Please call",
      retry: "Try again",
    },
    de: {
      label: "Fragen zu Ihrer Hüfte",
      close: "Schließen",
      opening: "Wird geöffnet …",
      away: "Der Chat ist gerade nicht erreichbar.",
      call: "Bitte rufen Sie an:",
      retry: "Noch einmal versuchen",
    },
  }

  // Pure builders

  const build = (tag, attributes, ...children) => {
    const element = /svg|path/.test(tag)
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag)
    for (const name in attributes) element.setAttribute(name, attributes[name])
    element.append(...children)
    return element
  }

  const icon = (path) =>
    build("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, build("path", { d: path }))

  /** Returns black or white, whichever is read more easily on a colour (WCAG's luminance). */
  const inkOn = (color) => {
    const [red, green, blue] = color.match(/\w\w/g).map((part) => (parseInt(part, 16) / 255) ** 2.2)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff"
  }

  // "!important" in a shadow root outranks the page's own, so that no host style reaches in.
  const writeStyle = (inline, color, zIndex, side) => `
:host { all: initial !important; direction: ltr !important; ${
    inline
      ? "display: block !important; height: 100% !important; min-height: 480px !important"
      : `position: fixed !important; z-index: ${zIndex} !important`
  } }
* { box-sizing: border-box; margin: 0 }
section {
  --paper: #f7f2ec; --ink: #2a2522; --line: #e4d9cd;
  font: medium/1.4 system-ui, sans-serif; color: var(--ink); height: 100%;
}
@media (prefers-color-scheme: dark) {
  section { --paper: #1c1917; --ink: #f0e9e2; --line: #5a514a }
}
button {
  font: inherit; border: 1px solid transparent; cursor: pointer;
  background: ${color}; color: ${inkOn(color)}; border-radius: 1.75em; padding: .6em 1.2em;
  min-height: 44px;
}
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; box-shadow: 0 0 0 2px var(--paper) }
[role=status]:focus { outline: 0; box-shadow: none }
svg { width: 1.5em; height: 1.5em; fill: none; stroke: currentColor; stroke-width: 2.5; stroke-linecap: round }
.open { display: flex; align-items: center; gap: .6em; font-weight: 600; min-height: 3.5em; box-shadow: 0 2px 12px #0004 }
.open:hover { text-decoration: underline }
.panel {
  display: flex; flex-direction: column; overflow: hidden; padding: 0; border: 1px solid var(--line);
  background: var(--paper); color: inherit; border-radius: 16px;
}
.panel:not([open]), [hidden] { display: none }
.bar { display: flex; justify-content: space-between; align-items: center; padding-left: 16px; background: ${color}; color: ${inkOn(color)}; font-weight: 600 }
.bar button { display: flex; align-items: center; padding: 0 12px; border-radius: 0 }
.bar :focus-visible { outline-color: currentColor; outline-offset: -5px; box-shadow: none }
.state { margin: auto; padding: 24px; text-align: center }
.state p + * { margin-top: 16px }
a { color: inherit; font-weight: 600; white-space: nowrap }
iframe { flex: 1; width: 100%; min-height: 0; border: 0; color-scheme: light dark }
${
  inline
    ? `.open, .panel { width: 100%; height: 100% } .open { justify-content: center; border-radius: 16px; box-shadow: none } .bar { display: none }`
    : `.open, .panel { position: fixed; ${side}: max(16px, env(safe-area-inset-${side})); bottom: max(16px, env(safe-area-inset-bottom)); max-width: calc(100vw - 32px) }
.panel { top: auto; ${side === "left" ? "right" : "left"}: auto; width: 400px; height: min(680px, 100vh - 32px); height: min(680px, 100dvh - 32px); max-height: none; box-shadow: 0 8px 40px #0005 }
@media (max-width: 480px) {
  .panel { inset: var(--top, 0) 0 auto; width: 100%; max-width: none; height: 100vh; height: var(--height, 100dvh); border: 0; border-radius: 0;
    padding: env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left) }
}`
}
@media (prefers-reduced-motion: no-preference) {
  .panel { animation: rise .18s ease-out }
  @keyframes rise { from { opacity: 0; transform: translateY(12px) } }
}
@media (forced-colors: active) { .bar, .open { border: 1px solid } }
@media print { :host { display: none !important } }`

  // The face: one global. Further lines of the same kind add to it.

  const script = document.currentScript ?? document.querySelector('script[src*="/widget"]')
  const home = new URL(script.src).origin
  const options = { ...defaults, ...script.dataset }
  if (window.HipChat) {
    window.HipChat.mount(options, home)
    return
  }

  const widgets = new Map() // by the place where they stand
  const tell = (level, line) => console[level](`HipChat: ${line}`)
  const first = () => [...widgets.values()][0]

  window.HipChat = {
    mount,
    open: () => first()?.open(),
    close: () => first()?.close(),
    ask: (text) => first()?.ask(text),
    destroy: () => {
      for (const widget of [...widgets.values()]) widget.destroy()
      delete window.HipChat
    },
  }
  mount(options, home)

  /** Puts a widget on the page and returns its own open, close, ask and destroy. */
  function mount(given, origin = home) {
    const { target, ...chosen } = { ...OPTIONS, ...given }
    if (widgets.has(target)) {
      tell("info", `a second widget for ${target ?? "this page"} is ignored.`)
      return widgets.get(target)
    }

    let color = chosen.color.replace(/^#(\w)(\w)(\w)$/, "#$1$1$2$2$3$3")
    if (!/^#[\da-f]{6}$/i.test(color)) {
      tell("warn", `data-color="${color}" is not a colour such as #1f6b61.`)
      color = OPTIONS.color
    }
    const side = chosen.position === "left" ? "left" : "right"
    const zIndex = parseInt(chosen.zIndex) || OPTIONS.zIndex
    const language = [chosen.language, document.documentElement.lang, "en"]
      .map((tag) => (tag ?? "").slice(0, 2).toLowerCase())
      .find((code) => WORDS[code])
    const words = { ...WORDS[language] }
    const label = chosen.label || words.label

    // What is shown

    const host = document.createElement("hip-chat")
    const root = host.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    const launcher = build(
      "button",
      { class: "open", type: "button", "aria-expanded": "false" },
      icon("M4 15C4 8 9 4 16 4s12 4 12 11-5 11-12 11l-4-.6L6 28l1.300-5C5 21 4 18 4 15ZM11 17.500c2-5.500 8-5.500 10 0"),
      label,
    )
    const closer = build("button", { type: "button", "aria-label": words.close }, icon("M9 9l14 14M23 9L9 23"))
    const line = build("p", { role: "status", tabindex: "-1" })
    const retry = build("button", { type: "button", hidden: "" }, words.retry)
    const state = build("div", { class: "state" }, line, retry)
    const panel = build(
      target ? "div" : "dialog",
      { class: "panel", "aria-label": label },
      build("div", { class: "bar" }, label, closer),
      state,
    )
    sheet.replaceSync(writeStyle(target, color, zIndex, side))
    root.adoptedStyleSheets = [sheet]
    root.append(build("section", { "aria-label": label }, launcher, panel))

    // What is so

    const narrow = matchMedia("(max-width: 480px)")
    const life = new AbortController()
    const { signal } = life
    const observer = new MutationObserver(place)
    let frame = null
    let timer = 0
    let opened = false
    let ready = false
    let wanted = false // focus is to go into the frame once that is ready
    let asked = "" // waits for the frame
    let back = null // where the focus was

    const emit = (kind, detail) =>
      host.dispatchEvent(new CustomEvent(`hipchat:${kind}`, { bubbles: true, composed: true, detail }))
    const send = (message) => frame.contentWindow.postMessage(message, origin)

    // The frame

    function load() {
      clearTimeout(timer)
      frame?.remove()
      ready = false
      line.textContent = words.opening
      state.hidden = false
      retry.hidden = true
      const asking = new URLSearchParams({ lang: language, from: location.origin })
      // A new frame each time: a second address in the same one would catch the page's Back button.
      frame = build("iframe", {
        src: `${origin}/embed?${asking}`,
        title: label,
        allow: "clipboard-write",
        referrerpolicy: "no-referrer",
        hidden: "",
      })
      timer = setTimeout(fail, PATIENCE)
      frame.onload = () => {
        clearTimeout(timer)
        timer = setTimeout(fail, GRACE)
      }
      panel.append(frame)
    }

    function fail() {
      if (ready) return
      tell("error", `${origin} does not answer. Is it running, and is ${location.origin} one of its CHATBOT_EMBED_ORIGINS?`)
      line.textContent = words.away
      if (chosen.phone) {
        const number = chosen.phone.replace(/[^\d+]/g, "")
        line.append(` ${words.call} `, build("a", { href: `tel:${number}` }, chosen.phone))
      }
      retry.hidden = false
    }

    function receive(message) {
      if (!frame || message.source !== frame.contentWindow || message.origin !== origin) return
      const { hipchat: kind, outcome } = Object(message.data)
      if (kind === "ready") {
        ready = true
        clearTimeout(timer)
        frame.hidden = false
        state.hidden = true
        if (asked) send({ hipchat: "ask", text: asked })
        asked = ""
        if (wanted) focusPanel()
      } else if (kind === "close" && !target) close()
      else if (kind === "answer" && /^[a-z_]{1,20}$/.test(outcome)) emit("answer", { outcome })
    }

    // Opening and closing

    function focusPanel() {
      wanted = !ready
      const place = ready ? frame : line
      place.focus({ preventScroll: true })
      if (ready) send({ hipchat: "focus" })
    }

    function show() {
      // A panel that fills the screen is modal; one beside the page leaves the page usable.
      if (narrow.matches && !target) panel.showModal()
      else panel.toggleAttribute("open", true)
    }

    function open(focus = true) {
      if (!opened) {
        const active = document.activeElement
        back = active && active !== document.body && active !== host ? active : launcher
        opened = true
        show()
        launcher.hidden = true
        launcher.setAttribute("aria-expanded", "true")
        if (!frame) load()
        emit("open")
      }
      if (focus) focusPanel()
    }

    function close() {
      if (!opened) return
      opened = wanted = false
      if (target) panel.removeAttribute("open")
      else panel.close()
      launcher.hidden = false
      launcher.setAttribute("aria-expanded", "false")
      const place = back.isConnected ? back : launcher
      place.focus({ preventScroll: true })
      emit("close")
    }

    function ask(text) {
      const question = String(text ?? "").trim().slice(0, 500)
      if (!question) return
      open()
      if (ready) send({ hipchat: "ask", text: question })
      else asked = question
    }

    function destroy() {
      clearTimeout(timer)
      observer.disconnect()
      life.abort()
      host.remove()
      widgets.delete(target)
    }

    // The place: beside the body, where a page that replaces its body leaves it alone

    function place() {
      const around = target ? document.querySelector(target) : document.documentElement
      observer.observe(document, { childList: true, subtree: !!target })
      if (!target) observer.observe(around, { childList: true })
      if (host.isConnected || !around) return
      around.append(host)
      if (!frame) return
      // A frame that moves loads anew.
      if (opened && !target) {
        panel.close()
        show()
      }
      load()
    }

    /** Keeps a full screen above the on-screen keyboard; pinching is left alone. */
    function fit() {
      const { scale, height, offsetTop } = visualViewport
      if (scale > 1.01) return
      panel.style.setProperty("--height", `${height}px`)
      panel.style.setProperty("--top", `${offsetTop}px`)
    }

    const on = (source, kind, listener) => source.addEventListener(kind, listener, { signal })
    on(launcher, "click", () => open())
    on(closer, "click", close)
    on(retry, "click", () => {
      load()
      focusPanel()
    })
    on(panel, "close", close)
    on(panel, "keydown", (event) => {
      if (event.key === "Escape" && !target) close()
    })
    on(window, "message", receive)
    on(narrow, "change", () => {
      if (!opened || target) return
      panel.close()
      show()
    })
    if (window.visualViewport) {
      on(visualViewport, "resize", fit)
      on(visualViewport, "scroll", fit)
    }

    const begin = () => {
      place()
      if (!host.isConnected) tell("info", `nothing matches data-target="${target}" so far.`)
      emit("ready")
      if ("open" in chosen && chosen.open !== "false" && !(narrow.matches && !target)) open(false)
    }
    const widget = { element: host, open: () => open(), close, ask, destroy }
    widgets.set(target, widget)
    // While the page is still being read, the end of it is not there yet.
    if (document.readyState === "loading") on(document, "DOMContentLoaded", begin)
    else begin()
    return widget
  }
})({})
