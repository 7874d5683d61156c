// The chat on anybody's site, from one line of HTML. Before the first press it asks for nothing,
// and it keeps nothing at all: no cookie, no storage. Pages get the shortened releases beside
// this file, which never change; `python -m tests.browser.release_widget` makes a new one.
((defaults) => {
  const PATIENCE = 15000 // ms that a frame may take to load
  const GRACE = 2000 // ms that a loaded frame may take to say that it is ours
  const COLOR = "#1f6b61"
  const ICON = "M4 15C4 8 9 4 16 4s12 4 12 11-5 11-12 11l-4-.6L6 28l1-5C5 21 4 18 4 15ZM11 17c2-5 8-5 10 0"
  const WORDS = {
    en: {
      label: "Ask about your hip",
      close: "Close",
      opening: "Opening…",
      away: "The chat cannot be reached just now.",
      call: " Please call ",
      retry: "Try again",
    },
    de: {
      label: "Fragen zu Ihrer Hüfte",
      close: "Schließen",
      opening: "Wird geöffnet …",
      away: "Der Chat ist gerade nicht erreichbar.",
      call: " Bitte rufen Sie an: ",
      retry: "Noch einmal versuchen",
    },
  }
  const widgets = new Map() // by the selector of the place where they stand; "" is the corner

  // Pure builders

  const build = (tag, attributes, ...children) => {
    const element = attributes.d || attributes.viewBox
      ? document.createElementNS("http://www.w3.org/2000/svg", tag)
      : document.createElement(tag)
    for (const name in attributes) element.setAttribute(name, attributes[name])
    element.append(...children)
    return element
  }

  /** Returns black or white, whichever is read more easily on a colour (WCAG's luminance). */
  const inkOn = (color) => {
    const [red, green, blue] = [1, 3, 5].map((at) => (parseInt(color.substr(at, 2), 16) / 255) ** 2.2)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff"
  }

  // "!important" in a shadow root outranks the page's own, so that no host style reaches in.
  const writeStyle = (target, color, zIndex, side, other) => `
:host{all:initial!important;direction:ltr!important;${target ? "display:block!important;height:100%!important;min-height:480px!important" : `position:fixed!important;z-index:${zIndex}!important`}}
*{box-sizing:border-box;margin:0}
section{height:100%;font:medium/1.4 system-ui,sans-serif;color-scheme:light dark;color:CanvasText}
button,.bar{background:${color};color:${inkOn(color)};font:inherit;font-weight:600}
button{min-height:44px;padding:0 1.2em;border:1px solid #fff4;border-radius:2em;cursor:pointer}
:focus-visible{outline:3px solid;outline-offset:-6px}
p:focus{outline:0}
svg{width:1.5em;fill:none;stroke:currentColor;stroke-width:2.5;stroke-linecap:round}
.open{display:flex;align-items:center;justify-content:center;gap:.6em;min-height:56px;box-shadow:0 2px 12px #0004}
.open:hover{text-decoration:underline}
.panel{flex-direction:column;padding:0;overflow:hidden;border:1px solid #8886;border-radius:16px;background:Canvas;color:inherit}
.panel[open]{display:flex}
.bar{display:flex;align-items:center;justify-content:space-between;padding-left:1em}
.bar button{border:0;font-size:1.2em}
.state{margin:auto;padding:1em;text-align:center}
.state button{margin-top:1em}
a{color:inherit;white-space:nowrap}
iframe{flex:1;border:0;min-height:0}
[hidden],.panel:not([open]){display:none!important}
${
  target
    ? ".open,.panel{width:100%;height:100%;border-radius:16px}.bar{display:none}"
    : `.open,.panel{position:fixed;inset:auto;${side}:max(16px,env(safe-area-inset-${side}));bottom:max(16px,env(safe-area-inset-bottom));max-width:calc(100vw - 32px)}
.panel{width:400px;height:680px;max-height:calc(100dvh - 32px);box-shadow:0 8px 40px #0005}
@media(max-width:480px){.panel{inset:var(--top,0) 0 auto;width:100%;max-width:none;height:var(--height,100dvh);max-height:none;border:0;border-radius:0;padding:env(safe-area-inset-top) env(safe-area-inset-right) 0 env(safe-area-inset-left)}}`
}
@media(prefers-reduced-motion:no-preference){.panel{animation:rise .2s}}
@keyframes rise{from{opacity:0}}
@media print{:host{display:none!important}}`

  // The face: one global. A further line of HTML adds a further widget to it.

  const tell = (level, line) => console[level](`HipChat: ${line}`)
  const first = () => [...widgets.values()][0]
  const script = document.currentScript ?? document.querySelector("script[src*='/widget']")
  const home = new URL(script.src).origin
  const face = (window.HipChat ??= {
    mount,
    open: () => first()?.open(),
    close: () => first()?.close(),
    ask: (text) => first()?.ask(text),
    destroy() {
      for (const widget of [...widgets.values()]) widget.destroy()
      delete window.HipChat
    },
  })
  face.mount({ ...defaults, ...script.dataset }, home)

  /** Puts a widget on the page and returns its own open, close, ask and destroy. */
  function mount(options = {}, origin = home) {
    const { target = "", phone } = options
    if (widgets.has(target)) {
      tell("info", `a second widget for ${target || "this page"} is ignored`)
      return widgets.get(target)
    }

    const color = (options.color ?? "").replace(/^#(\w)(\w)(\w)$/, "#$1$1$2$2$3$3")
    const [side, other] = options.position === "left" ? ["left", "right"] : ["right", "left"]
    const lang = [options.language, document.documentElement.lang]
      .map((tag) => (tag ?? "").slice(0, 2).toLowerCase())
      .find((code) => WORDS[code]) ?? "en"
    const words = WORDS[lang]
    const label = options.label || words.label

    // What is shown

    const host = build("hip-chat", {})
    const root = host.attachShadow({ mode: "open" })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(
      writeStyle(target, /^#[\da-f]{6}$/i.test(color) ? color : COLOR, parseInt(options.zIndex) || 2147483000, side, other),
    )
    root.adoptedStyleSheets = [sheet]

    const icon = build("svg", { viewBox: "0 0 32 32", "aria-hidden": true }, build("path", { d: ICON }))
    const launcher = build("button", { class: "open", "aria-expanded": false }, icon, label)
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
    let opened = false
    let ready = false
    let wanted = false // the focus goes into the frame once that is ready
    let asked // waits for the frame

    const on = (source, kind, listener) =>
      source.addEventListener(kind, listener, { signal: life.signal })
    const emit = (kind, detail) =>
      host.dispatchEvent(new CustomEvent(`hipchat:${kind}`, { bubbles: true, detail }))
    const send = (hipchat, text) => frame.contentWindow.postMessage({ hipchat, text }, origin)
    const wait = (time) => {
      clearTimeout(timer)
      timer = setTimeout(fail, time)
    }

    // The frame

    function load() {
      frame?.remove()
      ready = false
      state.hidden = false
      retry.hidden = true
      line.textContent = words.opening
      // A new frame each time: a second address in the same one would catch the Back button.
      frame = build("iframe", {
        src: `${origin}/embed?lang=${lang}&from=${location.origin}`,
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
      tell("error", `no answer from ${origin}; is it running, with ${location.origin} in its CHATBOT_EMBED_ORIGINS?`)
      line.textContent = words.away
      if (phone) line.append(words.call, build("a", { href: `tel:${phone.replace(/[^\d+]/g, "")}` }, phone))
      retry.hidden = false
    }

    function receive({ source, origin: sender, data: message }) {
      if (!frame || source !== frame.contentWindow || sender !== origin) return
      const { hipchat: kind, outcome } = Object(message)
      if (kind === "ready") {
        clearTimeout(timer)
        ready = state.hidden = true
        frame.hidden = false
        if (asked) send("ask", asked)
        asked = ""
        if (wanted) enter()
      }
      if (kind === "close" && !target) close()
      if (kind === "answer" && /^[a-z_]+$/.test(outcome)) emit("answer", { outcome })
    }

    // Opening and closing

    function enter() {
      wanted = !ready
      const way = { preventScroll: true }
      if (wanted) return line.focus(way)
      frame.focus(way)
      send("focus")
    }

    /** A panel that fills the screen is modal; one beside the page leaves the page usable. */
    function show() {
      if (narrow.matches && !target) panel.showModal()
      else panel.setAttribute("open", "")
    }

    function open(focus = true) {
      if (!opened) {
        const active = document.activeElement
        back = !active || active === document.body || active === host ? launcher : active
        opened = launcher.hidden = true
        launcher.ariaExpanded = true
        show()
        frame || load()
        emit("open")
      }
      if (focus) enter()
    }

    function close() {
      if (!opened) return
      opened = wanted = launcher.hidden = launcher.ariaExpanded = false
      target ? panel.removeAttribute("open") : panel.close()
      ;(back.isConnected ? back : launcher).focus({ preventScroll: true })
      emit("close")
    }

    function ask(text) {
      const question = String(text ?? "").trim().slice(0, 500)
      if (!question) return
      asked = question
      open()
      if (!ready) return
      asked = ""
      send("ask", question)
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
      if (!opened || target) return
      panel.close()
      show()
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
      if (options.open != null && options.open !== "false" && (target || !narrow.matches)) open(false)
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
    const widget = { element: host, open: () => open(), close, ask, destroy }
    widgets.set(target, widget)
    // While the page is still being read, its end is not there yet.
    document.readyState === "loading" ? on(document, "DOMContentLoaded", begin) : begin()
    return widget
  }
})({})
