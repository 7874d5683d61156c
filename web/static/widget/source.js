// The chat on anybody's site, from one line of HTML. Before the first press it asks for nothing,
// and it keeps nothing at all: no cookie, no storage. Pages get the shortened releases beside
// this file, which never change; `python -m tests.browser.release_widget` makes a new one.
((defaults) => {
  const PATIENCE = 15000 // ms that a frame may take to load
  const GRACE = 2000 // ms that a loaded frame may take to say that it is ours
  const COLOR = "#1f6b61"
  const Z_INDEX = 2147483000
  const WORDS = {
    en: {
      label: "Ask about your hip",
      close: "Close",
      away: "The chat cannot be reached just now.",
      retry: "Try again",
    },
    de: {
      label: "Fragen zu Ihrer Hüfte",
      close: "Schließen",
      away: "Der Chat ist gerade nicht erreichbar.",
      retry: "Erneut versuchen",
    },
    es: {
      label: "Pregunta sobre tu cadera",
      close: "Cerrar",
      away: "El chat no está disponible ahora.",
      retry: "Reintentar",
    },
  }
  const CALM = { preventScroll: true } // how the focus moves
  const widgets = new Map() // by the selector of the place where they stand; "" is the corner

  // Pure builders

  const build = (tag, attributes, ...children) => {
    const element = document.createElement(tag)
    for (const name in attributes) element.setAttribute(name, attributes[name])
    element.append(...children)
    return element
  }

  /** Returns black or white, whichever is read more easily on a colour (WCAG's luminance). */
  const inkOn = (color) => {
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(color.substr(at, 2), 16) / 255) ** 2.2)
    return 0.21 * red + 0.72 * green + 0.07 * blue > 0.179 ? "#000" : "#fff"
  }

  // "!important" in a shadow root outranks the page's own, so that no host style reaches in.
  const writeStyle = (target, color, zIndex, side) => `
:host{all:initial!important;${target ? "display:block!important;height:100%!important;min-height:480px!important" : `position:fixed!important;z-index:${zIndex}!important`}}
*{box-sizing:border-box;margin:0}
section{height:100%;font:medium/1.4 system-ui,sans-serif;color-scheme:light dark}
.panel{background:Canvas;color:CanvasText}
button,.bar{background:${color};color:${inkOn(color)};font:inherit;font-weight:600}
button{min-height:44px;padding:0 1.2em;border:1px solid #fff4;border-radius:28px;cursor:pointer}
:focus-visible{outline:3px solid;outline-offset:-6px}
.open::before{content:"";width:1.1em;height:1em;border:.15em solid;border-radius:50% 50% 50% 0}
.open,.bar,.panel[open]{display:flex;align-items:center;justify-content:center}
.open{gap:.6em;min-height:56px}
.panel{flex-direction:column;padding:0;overflow:hidden;border:1px solid #8886;border-radius:16px}
.bar,iframe{width:100%}
.bar{justify-content:space-between;padding-left:1em}
.bar button{border:0}
.state{margin:auto;padding:1em;text-align:center;line-height:2}
iframe{flex:1;border:0}
a{display:block}
[hidden],.panel:not([open]){display:none!important}
${
  target
    ? "section{display:grid;place-items:center;background:Canvas;border:1px solid #8886;border-radius:16px;overflow:hidden}.panel{width:100%;height:100%;border:0}.bar{display:none}"
    : `.open,.panel{position:fixed;inset:auto;${side}:env(safe-area-inset-${side});bottom:env(safe-area-inset-bottom);margin:16px;max-width:calc(100vw - 32px);box-shadow:0 4px 24px #0005}
.panel{width:400px;height:680px;max-height:calc(100dvh - 32px)}
@media(max-width:480px){.panel{inset:var(--top,0) 0 auto;width:100%;max-width:none;height:var(--height,100dvh);max-height:none;margin:0;border:0;border-radius:0;padding:env(safe-area-inset-top) 0 env(safe-area-inset-bottom)}}`
}
@media print{:host{display:none!important}}`

  // The face: one global. A further line of HTML adds a further widget to it.

  const script = document.currentScript ?? document.querySelector("script[src*='/widget']")
  // The site of the chat, with the path that it is under.
  const home = script.src.split(/\/widget[\d./]*\.js/)[0]
  const first = () => widgets.values().next().value
  window.HipChat ??= {
    mount,
    open: () => first()?.open(),
    close: () => first()?.close(),
    ask: (text) => first()?.ask(text),
    destroy() {
      for (const widget of widgets.values()) widget.destroy()
      delete window.HipChat
    },
  }
  HipChat.mount({ ...defaults, ...script.dataset }, home)

  /** Puts a widget on the page and returns its own open, close, ask and destroy. */
  function mount(options = {}, site = home) {
    const { origin } = new URL(site)
    const { target = "", color = "", phone } = options
    if (widgets.has(target)) {
      console.info(`HipChat: a second widget for ${target || "this page"} is ignored`)
      return widgets.get(target)
    }

    const asked = (options.language || document.documentElement.lang).slice(0, 2)
    const lang = WORDS[asked] ? asked : "en"
    const words = WORDS[lang]
    const label = options.label || words.label

    // What is shown

    const host = build("hip-chat")
    const root = host.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      writeStyle(
        target,
        /^#[\da-f]{6}$/i.test(color) ? color : COLOR,
        options.zIndex || Z_INDEX,
        options.position === "left" ? "left" : "right",
      ),
    )
    root.adoptedStyleSheets = [sheet]

    const launcher = build("button", { class: "open" }, label)
    const closer = build("button", { "aria-label": words.close }, "✕")
    const line = build("p", { role: "status", tabindex: -1 })
    const retry = build("button", {}, words.retry)
    const state = build("div", { class: "state" }, line, retry)
    const bar = build("div", { class: "bar" }, label, closer)
    const panel = build(target ? "div" : "dialog", { class: "panel", "aria-label": label }, bar, state)
    root.append(build("section", { "aria-label": label }, launcher, panel))

    // What is so

    const life = new AbortController()
    const observer = new MutationObserver(place)
    const narrow = matchMedia("(max-width:480px)")
    let frame
    let timer
    let back // where the focus was
    let opened
    let ready
    let entering // the focus goes into the frame once that is ready
    let question // waits for the frame

    const on = (source, kind, listener) =>
      source.addEventListener(kind, listener, { signal: life.signal })
    const emit = (kind, detail) =>
      host.dispatchEvent(new CustomEvent(`hipchat:${kind}`, { bubbles: true, detail }))
    const send = (hipchat, text) => frame.contentWindow.postMessage({ hipchat, text }, origin)
    const pass = () => {
      send("ask", question)
      question = ""
    }
    const wait = (time) => {
      clearTimeout(timer)
      timer = setTimeout(fail, time)
    }

    // The frame

    function load() {
      frame?.remove()
      ready = state.hidden = false
      retry.hidden = true
      line.textContent = `${label} …`
      // A new frame each time: a second address in the same one would catch the Back button.
      frame = build("iframe", {
        src: `${site}/embed?lang=${lang}&from=${location.origin}`,
        title: label,
        allow: "clipboard-write",
        referrerpolicy: "no-referrer",
        hidden: "",
      })
      frame.onload = () => ready || wait(GRACE)
      panel.append(frame)
      wait(PATIENCE)
    }

    function fail() {
      console.error(`HipChat: no answer from ${site}. Is it up, with ${location.origin} in CHATBOT_EMBED_ORIGINS?`)
      line.textContent = words.away
      if (phone) line.append(build("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, `☎ ${phone}`))
      retry.hidden = false
    }

    function receive({ source, origin: sender, data: message }) {
      if (sender !== origin || !frame || source !== frame.contentWindow) return
      const { hipchat: kind, outcome } = Object(message)
      if (kind === "ready") {
        clearTimeout(timer)
        ready = state.hidden = true
        frame.hidden = false
        if (question) pass()
        if (entering) enter()
      }
      if (kind === "close" && !target) close()
      if (kind === "answer" && /^[a-z_]+$/.test(outcome)) emit("answer", { outcome })
    }

    // Opening and closing

    function enter() {
      entering = !ready
      if (entering) return line.focus(CALM)
      frame.focus(CALM)
      send("focus")
    }

    /** A panel that fills the screen is modal; one beside the page leaves the page usable. */
    function show() {
      panel.removeAttribute("open")
      if (narrow.matches && !target) panel.showModal()
      else panel.setAttribute("open", "")
    }

    function open(focus = true) {
      if (!opened) {
        const { activeElement: active, body } = document
        back = !active || active === body || active === host ? launcher : active
        opened = launcher.hidden = true
        show()
        frame || load()
        emit("open")
      }
      if (focus) enter()
    }

    function close() {
      if (!opened) return
      opened = entering = launcher.hidden = false
      target ? panel.removeAttribute("open") : panel.close()
      ;(back.isConnected ? back : launcher).focus(CALM)
      emit("close")
    }

    function ask(text) {
      question = text
      open()
      if (ready) pass()
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
      if (host.isConnected || !around) return
      if (!target) observer.observe(around, { childList: true })
      around.append(host)
      // A frame that moves loads anew.
      if (frame) load()
      if (opened && !target) show()
    }

    /** Keeps a full screen above the on-screen keyboard; pinching is left alone. */
    function fit() {
      const { scale, height, offsetTop } = visualViewport
      if (scale > 1.01) return
      panel.style.setProperty("--height", `${height}px`)
      panel.style.setProperty("--top", `${offsetTop}px`)
    }

    function begin() {
      place()
      emit("ready")
      if ((options.open ?? "false") !== "false" && (target || !narrow.matches)) open(false)
    }

    on(launcher, "click", () => open())
    on(closer, "click", close)
    on(retry, "click", () => {
      load()
      enter()
    })
    on(panel, "close", close)
    on(panel, "keydown", ({ key }) => key === "Escape" && !target && close())
    on(window, "message", receive)
    on(visualViewport, "resize", fit)
    on(visualViewport, "scroll", fit)
    const widget = { open, close, ask, destroy }
    widgets.set(target, widget)
    // While the page is still being read, its end is not there yet.
    document.readyState === "loading" ? on(document, "DOMContentLoaded", begin) : begin()
    return widget
  }
})(DEFAULTS) // the server puts the clinic's own in, such as its telephone number
