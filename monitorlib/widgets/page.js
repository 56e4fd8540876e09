// The page in the browser: draws the regions that the kernel sends, and sends back what is tapped and typed.
// A field that is typed in is never touched; a text that was not acknowledged is kept and sent again.
const WAIT_MS = 350; // after the last key
const LONGEST_WAIT_MS = 700; // while somebody types on: a note is on disk within a second
const PAINTED_MS = 50; // a choice has been painted by then
const OVERTAKEN_MS = 1000;
const BEAT_MS = 4000;
const LOST_MS = 9000; // so long without a word from the kernel: the connection is gone
const LOOK_MS = 700; // how often a page whose line is gone looks whether it can come back
const GONE_MS = 3000; // after that it is told; mostly it is back before
const TYPING_MS = 1500; // nobody is interrupted in a word
const LONGEST_SENT = 20000; // more than the longest note, so that the kernel says that it is too long
const DRAFTS = "monitor-drafts";
const HELD = "monitor-held"; // the field in which somebody was when the page came back by itself
const PLACE = "monitor-place";
const COMING = `monitor-place-coming ${location.pathname}`; // a tab that goes from the meeting to looking along begins anew
const WALKED = ["team", "period", "step", "leefgebied"]; // Back goes to another of these, not to another language
const SCREEN = `monitor-screen ${location.pathname}`; // a tab that is loaded again is the screen that it was
const LARGE = "ml-large";

function render({ model, el }) {
  const page = element("div", "ml-page");
  const live = element("p", "ml-live");
  live.setAttribute("role", "status");
  const lost = element("div", "ml-lost");
  lost.setAttribute("role", "alert");
  lost.hidden = true;
  const fault = element("div", "ml-fault");
  fault.setAttribute("role", "alert");
  fault.hidden = true;
  el.append(lost, fault, page, live);

  const regions = new Map(); // region → its html
  const known = new Map(); // field → text that the kernel holds
  const drafts = new Map(); // field → {value, number, from, seen, refused} not yet acknowledged
  const said = new Map(); // field → {told, refused}: what the kernel answered last
  const stale = new Map(); // field → revision that its text on the screen goes back to
  let revision = 0;
  let number = 0;
  let heard = Date.now();
  let typed = 0;
  let words = { lost: "", reload: "", back: "" };
  const timers = new Map();

  function send(content) {
    try {
      model.send(content);
    } catch {
      heard = 0; // its kernel is gone: nobody will answer
    }
  }
  const fieldsOf = (key) => page.querySelectorAll(`[data-key="${CSS.escape(key)}"]`);

  function fill(field) {
    const key = field.dataset.key;
    const text = drafts.has(key) ? drafts.get(key).value : known.get(key) ?? "";
    if (field.type === "radio") field.checked = field.value === text;
    else if (field.value !== text) field.value = text;
    const word = said.get(key);
    tell(key, word?.told ?? "", word?.refused);
  }

  function tell(key, text, refused) {
    const place = page.querySelector(`[data-told="${CSS.escape(key)}"]`);
    if (!place || place.textContent === text) return;
    place.textContent = text;
    place.classList.toggle("ml-refused", Boolean(refused));
  }

  function draw(patch) {
    const active = document.activeElement;
    const held = active && page.contains(active) ? active.id : "";
    const caret = held && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    const unfolded = new Set([...page.querySelectorAll("details[open]")].map((each) => each.id));
    for (const name of patch.gone) {
      page.querySelector(`[data-region="${CSS.escape(name)}"]`)?.remove();
      regions.delete(name);
    }
    let before = null;
    const touched = new Set(); // the fields to fill: in a region that is new, or with another text
    for (const name of patch.order) {
      let region = page.querySelector(`[data-region="${CSS.escape(name)}"]`);
      if (!region) {
        region = element("div", "ml-region ml-region-" + name.split("/")[0]);
        region.dataset.region = name;
      }
      const next = before ? before.nextSibling : page.firstChild;
      if (next !== region) page.insertBefore(region, next);
      if (name in patch.regions) {
        region.innerHTML = patch.regions[name];
        region.querySelectorAll("details").forEach((each) => { each.open = each.open || unfolded.has(each.id); });
        region.querySelectorAll("[data-key]").forEach((field) => touched.add(field));
        regions.set(name, true);
      }
      before = region;
    }
    for (const [key, text] of Object.entries(patch.values)) {
      if (known.get(key) === text) continue;
      const fields = [...fieldsOf(key)];
      const typing = fields.some((field) => field === document.activeElement && field.type !== "radio");
      if (typing && !drafts.has(key) && fields[0].value !== text) {
        stale.set(key, stale.get(key) ?? revision);
      }
      known.set(key, text);
      fields.forEach((field) => touched.add(field));
    }
    touched.forEach((field) => {
      if (field !== document.activeElement || field.type === "radio") fill(field);
    });
    if (held && document.activeElement !== active) {
      const again = document.getElementById(held);
      if (again) {
        if (again.dataset.key) fill(again);
        again.focus({ preventScroll: true });
        if (caret && caret[0] !== null && again.setSelectionRange) again.setSelectionRange(...caret);
      }
    }
  }

  function onPatch(patch) {
    draw(patch);
    revision = patch.revision;
    words = patch.words;
    if (patch.language !== document.documentElement.lang) document.documentElement.lang = patch.language;
    document.title = patch.title;
    const head = document.querySelector(".ml-head h1");
    if (head && head.textContent !== patch.heading) head.textContent = patch.heading;
    if (patch.turn === undefined || patch.turn === turn) remember(patch.place); // else it answers an earlier Back
    page.querySelectorAll("a[data-address]").forEach((link) => {
      link.hash = "";
      const parts = link.href.replace(/#$/, "").match(/^[a-z]+:\/\/|[/?][^/?]*|[^/?]+/g); // lines end between these
      link.replaceChildren(...parts.flatMap((part) => [document.createElement("wbr"), part]));
      link.hash = new URLSearchParams({ team: patch.place.team ?? "", period: patch.place.period ?? "" });
    });
    tick();
    if (page.querySelector("[data-present]")) large();
    else document.documentElement.classList.remove(LARGE);
    if (patch.say) live.textContent = patch.say;
    if (patch.focus) {
      const target = document.getElementById(patch.focus);
      target?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
      if (patch.focus !== "ml-step") target?.scrollIntoView({ block: "nearest" });
    }
    if (!page.dataset.ready) {
      page.dataset.ready = "yes";
      restore();
    }
  }

  function onSaved(told) {
    const draft = drafts.get(told.key);
    if (!draft || draft.number !== told.number) return;
    if (told.refused) {
      drafts.set(told.key, { ...draft, refused: true });
    } else {
      known.set(told.key, draft.value);
      drafts.delete(told.key);
      stale.delete(told.key);
    }
    said.set(told.key, told);
    tell(told.key, told.told, told.refused);
    keep();
  }

  function onDropped({ key }) {
    drafts.delete(key);
    said.delete(key);
    stale.delete(key);
    fieldsOf(key).forEach(fill);
    keep();
  }

  model.on("msg:custom", (content) => {
    heard = Date.now();
    if (!lost.hidden) { lost.hidden = true; resend(); }
    if (content.kind === "patch") onPatch(content);
    if (content.kind === "saved") onSaved(content);
    if (content.kind === "dropped") onDropped(content);
    if (content.kind === "fault") {
      fault.hidden = false;
      fault.replaceChildren(document.createTextNode(content.told + " "), reloader());
    }
  });

  function note(field, text) {
    const key = field.dataset.key;
    number += 1;
    const from = { meeting: field.dataset.meeting, subject: field.dataset.subject, field: field.dataset.field };
    drafts.set(key, { value: text, number, from, seen: stale.get(key) ?? revision, sent: false });
    if (said.get(key)?.passing) { said.delete(key); tell(key, "", false); } // "kept" is not said of what is not kept yet
  }

  const sendable = (text) => text.slice(0, LONGEST_SENT).replace(/[\ud800-\udbff]$/, ""); // no half character at its end

  function post(key) {
    const draft = drafts.get(key);
    clearTimeout(timers.get(key)?.soon);
    timers.delete(key);
    if (!draft || draft.sent) return;
    draft.sent = true;
    keep();
    send({ kind: "write", key, number: draft.number, value: sendable(draft.value), seen: draft.seen, ...draft.from });
  }

  function resend() {
    for (const [key, draft] of drafts) if (!draft.refused) { draft.sent = false; post(key); }
  }

  function soon(key) {
    const timer = timers.get(key) ?? { since: Date.now() };
    clearTimeout(timer.soon);
    const wait = Math.max(0, Math.min(WAIT_MS, timer.since + LONGEST_WAIT_MS - Date.now()));
    timer.soon = setTimeout(() => post(key), wait);
    timers.set(key, timer);
  }

  const flush = () => [...timers.keys()].forEach(post);

  page.addEventListener("input", ({ target }) => {
    if (!target.dataset.key || target.type === "radio" || target.tagName === "SELECT") return;
    typed = Date.now();
    note(target, target.value);
    soon(target.dataset.key);
  });
  page.addEventListener("change", ({ target }) => {
    if (target.dataset.choose) {
      flush();
      send({ kind: "choose", what: target.dataset.choose, value: target.value });
    } else if (target.dataset.key && (target.type === "radio" || target.tagName === "SELECT")) {
      note(target, target.value);
      post(target.dataset.key);
    }
  });
  page.addEventListener("focusout", ({ target }) => {
    if (!target.dataset.key) return;
    if (timers.has(target.dataset.key)) post(target.dataset.key);
    if (!drafts.has(target.dataset.key)) setTimeout(() => { if (document.activeElement !== target) fill(target); }, 0);
  });
  page.addEventListener("click", (event) => {
    if (!event.target.closest("[data-closes]")) foldAway();
    const button = event.target.closest("[data-send], [data-print], [data-present]");
    if (!button) return;
    flush();
    if ("print" in button.dataset) window.print();
    else if ("present" in button.dataset) present();
    else send(JSON.parse(button.dataset.send));
  });
  window.addEventListener("pagehide", () => { flush(); keep(); });
  window.addEventListener("ml-going", flush); // the line is still there: waiting.js says so before Voila hangs up

  // --- by keyboard: what a button names as its key, unless somebody types or chooses
  const foldAway = () => page.querySelectorAll("details[data-closes][open]").forEach((each) => { each.open = false; });
  function onKey(event) {
    if (event.key === "Escape" && page.querySelector("details[data-closes][open]")) { foldAway(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest?.("input, textarea, select")) return;
    if (event.key === "Escape" && document.documentElement.classList.contains(LARGE)) { present(); return; }
    const button = page.querySelector(`[data-hotkey="${CSS.escape(event.key.length === 1 ? event.key.toLowerCase() : event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }
  document.addEventListener("keydown", onKey);

  // the figure and its sentence alone, in type for the back row
  function present(on = !document.documentElement.classList.contains(LARGE)) {
    document.documentElement.classList.toggle(LARGE, on);
    large();
  }
  const large = () => page.querySelectorAll("[data-present]").forEach((each) => {
    each.setAttribute("aria-pressed", String(document.documentElement.classList.contains(LARGE)));
  });

  // on paper nothing is folded away
  const printed = () => page.querySelectorAll("details:not([data-closes]):not([open])").forEach((each) => {
    each.open = true;
    each.dataset.printed = "";
  });
  const afterwards = () => page.querySelectorAll("details[data-printed]").forEach((each) => {
    each.open = false;
    delete each.dataset.printed;
  });
  window.addEventListener("beforeprint", printed);
  window.addEventListener("afterprint", afterwards);

  // --- what survives a reload: where the page was, and texts that nobody acknowledged
  // (refused ones too: they are sent again, so that the kernel knows of them and says again why)
  function keep() {
    if (!page.dataset.ready) return; // what an earlier page kept was not put back yet
    if (drafts.size) sessionStorage.setItem(DRAFTS, JSON.stringify([...drafts]));
    else sessionStorage.removeItem(DRAFTS);
  }
  function restore() {
    const kept = JSON.parse(sessionStorage.getItem(DRAFTS) ?? "[]");
    for (const [key, draft] of kept) {
      number += 1;
      drafts.set(key, { ...draft, number, sent: false, refused: false });
      post(key);
    }
    page.querySelectorAll("[data-key]").forEach(fill);
    takeUp();
  }
  let turn = 0; // how often Back or Forward was pressed
  let coming = null; // the address takes longer to change than the picture, so it follows
  function remember(place) {
    const next = new URLSearchParams(place).toString();
    if (coming !== null && walks(coming, next)) keepPlace(); // Back finds every place, however fast one went on
    if (coming === null) setTimeout(keepPlace, PAINTED_MS);
    coming = next;
    sessionStorage.setItem(COMING, JSON.stringify([location.hash, coming, Date.now()]));
  }
  function walks(from, to) {
    const [before, now] = [new URLSearchParams(from), new URLSearchParams(to)];
    return WALKED.some((name) => before.get(name) !== now.get(name));
  }
  function keepPlace() {
    if (coming === null || "#" + coming === location.hash) { coming = null; return; }
    const before = location.hash.slice(1);
    const walked = walks(before, coming) && new URLSearchParams(before).has("step");
    history[walked ? "pushState" : "replaceState"](null, "", "#" + coming);
    localStorage.setItem(PLACE, coming);
    coming = null;
  }
  window.addEventListener("popstate", () => {
    flush();
    coming = null; // the browser is where it wants to be
    turn += 1;
    send({ kind: "back", turn, place: Object.fromEntries(new URLSearchParams(location.hash.slice(1))) });
  });
  function remembered() {
    const [before, late, when] = JSON.parse(sessionStorage.getItem(COMING) ?? "[]");
    const overtaken = before === location.hash && performance.timeOrigin - when < OVERTAKEN_MS;
    const here = overtaken ? "#" + late : location.hash; // reloaded before the address had changed
    const spelled = here.length > 1 ? here.slice(1) : localStorage.getItem(PLACE) ?? "";
    return Object.fromEntries(new URLSearchParams(spelled));
  }

  // --- the connection
  const screen = sessionStorage.getItem(SCREEN) ?? Array.from(crypto.getRandomValues(new Uint8Array(8)), (b) => b.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(SCREEN, screen);
  function hello() {
    if (page.dataset.ready) return;
    send({ kind: "hello", place: remembered(), screen });
    setTimeout(hello, 1500); // a kernel that is still busy starting may not have heard it
  }
  const beat = setInterval(() => {
    if (!el.isConnected) return;
    send({ kind: "beat" });
    if (page.dataset.ready && Date.now() - heard > LOST_MS) tellLost();
  }, BEAT_MS);
  function tellLost() {
    if (lost.hidden) {
      lost.hidden = false;
      lost.replaceChildren(document.createTextNode(words.lost + " "), reloader());
    }
    comeBack();
  }
  // its kernel or its server is gone: as soon as the server answers, the page loads again, at the same place
  const kernel = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
  let looking = null;
  let gone = 0;
  function comeBack() {
    if (looking !== null || !el.isConnected || !kernel.kernelId) return;
    gone = Date.now();
    looking = setInterval(look, LOOK_MS);
    look();
  }
  async function look() {
    const answer = await fetch(`${kernel.baseUrl}api/kernels/${kernel.kernelId}`, { cache: "no-store" }).catch(() => null);
    if (looking === null) return;
    const [now, lives] = [Date.now(), answer?.status === 200];
    if (lives && heard > gone) { stopLooking(); return; } // the line is there again
    if (now - gone > GONE_MS && lost.hidden && page.dataset.ready) tellLost();
    const dead = answer?.status === 404 || (lives && now - heard > LOST_MS);
    if (!dead || now - typed < TYPING_MS) return;
    stopLooking();
    keep();
    hold();
    location.reload();
  }
  function stopLooking() {
    clearInterval(looking);
    looking = null;
  }
  window.addEventListener("ml-line-gone", comeBack);
  function hold() {
    const field = document.activeElement;
    if (!field?.id || !page.contains(field)) return;
    const caret = "selectionStart" in field ? [field.selectionStart, field.selectionEnd] : null;
    sessionStorage.setItem(HELD, JSON.stringify({ id: field.id, caret, top: window.scrollY }));
  }
  function takeUp() {
    const held = JSON.parse(sessionStorage.getItem(HELD) ?? "null");
    sessionStorage.removeItem(HELD);
    const field = held && document.getElementById(held.id);
    if (!field) return;
    field.focus({ preventScroll: true });
    if (held.caret && held.caret[0] !== null && field.setSelectionRange) field.setSelectionRange(...held.caret);
    window.scrollTo(0, held.top);
  }
  function reloader() {
    const button = element("button", "ml-button");
    button.type = "button";
    button.textContent = words.reload;
    button.addEventListener("click", () => { keep(); location.reload(); });
    return button;
  }

  // --- the time bar
  function tick() {
    page.querySelectorAll(".ml-clock[data-start]").forEach((clock) => {
      const minutes = (Date.now() - Date.parse(clock.dataset.start)) / 60000;
      const total = Number(clock.dataset.minutes);
      const bar = clock.querySelector(".ml-clock-now");
      if (bar) bar.style.width = Math.max(0, Math.min(100, (100 * minutes) / total)) + "%";
      const text = clock.querySelector(".ml-clock-text");
      const said = clock.dataset.words.replace("{minute}", Math.max(0, Math.floor(minutes)));
      if (text && text.textContent !== said) text.textContent = said;
    });
  }
  const clockwork = setInterval(tick, 5000);

  hello();
  return () => { clearInterval(beat); stopLooking(); window.removeEventListener("ml-line-gone", comeBack); clearInterval(clockwork); document.removeEventListener("keydown", onKey);
    window.removeEventListener("beforeprint", printed); window.removeEventListener("afterprint", afterwards); };
}

function element(kind, name) {
  const made = document.createElement(kind);
  made.className = name;
  return made;
}

export default { render };
