// The phone of somebody in the room: asks what is open, shows it, and sends what is tapped until it is acknowledged.
// It gives itself a name for one round only, which goes when the round closes, and not before: a phone that came back to
// an open question under another name would count as a second one. It goes to another team only when somebody taps that.
(function () {
  const ASK_MS = 1500; // how often it asks what is open
  const AGAIN_MS = 1000; // an answer that was not acknowledged is sent again
  const here = document.currentScript.getAttribute("src").replace(/\/phone\.js$/, "");
  const words = JSON.parse(document.getElementById("words").textContent);
  const place = new URLSearchParams(location.search).get("gesprek") || "";
  const [main, kept, lost, title, other] = ["question", "kept", "lost", "title", "language"].map((id) => document.getElementById(id));
  const memory = {};
  let language = recall("language") === "en" || (!recall("language") && document.documentElement.lang === "en") ? "en" : "nl";
  let seen = "";
  let rooms = [];
  let gone = []; // rounds that this phone knew and that are closed
  let chosen = place;
  let team = ""; // whose question this phone has shown
  let tapped = ""; // the room that somebody chose here
  let shown = null; // the round on the screen
  let mine = null; // {name, number, answers} of this round
  let sending = false;
  let unsent = false;
  let closedNow = false;
  let status = "";

  const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), words[name][language]);
  const pick = (pair) => pair[language === "nl" ? 0 : 1];

  // --- what this phone remembers; a browser that keeps nothing remembers until the page goes
  function recall(key) { try { return localStorage.getItem("meedoen-" + key); } catch { return memory[key] ?? null; } }
  function remember(key, value) {
    memory[key] = value;
    try { localStorage.setItem("meedoen-" + key, value); } catch { /* a private window */ }
  }
  function forget(key) {
    delete memory[key];
    try { localStorage.removeItem("meedoen-" + key); } catch { /* a private window */ }
  }
  function known() {
    let keys = Object.keys(memory);
    try { keys = keys.concat(Object.keys(localStorage).filter((key) => key.startsWith("meedoen-")).map((key) => key.slice(8))); } catch { /* a private window */ }
    const rounds = keys.filter((key) => key.startsWith("round-")).map((key) => key.slice(6));
    return [...new Set(shown ? [shown.id, ...rounds] : rounds)].slice(0, 10);
  }
  function newName() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  function ballot(round) {
    const before = JSON.parse(recall("round-" + round.id) ?? "null");
    return before ?? { name: newName(), number: 0, answers: {} };
  }
  const keep = () => remember("round-" + shown.id, JSON.stringify(mine));

  // --- what is open
  async function ask() {
    try {
      const answer = await fetch(`${here}/nu?${new URLSearchParams({ gesprek: place, gezien: seen, kent: known().join() })}`, { cache: "no-store" });
      if (answer.status === 401 || answer.status === 403) { location.reload(); return; } // the code is asked
      if (!answer.ok) throw new Error(answer.status);
      tellLost(false);
      if (answer.status !== 204) take(await answer.json());
    } catch {
      tellLost(true);
    }
    setTimeout(ask, ASK_MS);
  }
  function take(told) {
    seen = told.version;
    rooms = told.rooms;
    gone = told.closed;
    gone.forEach((id) => forget("round-" + id));
    show();
  }
  function room() {
    const found = rooms.find((each) => each.id === chosen) ?? (rooms.length === 1 && (!team || rooms[0].team === team) ? rooms[0] : null);
    // whose facilitator left it for another question is asked where this phone belongs
    return found && found.left && found.id !== tapped && rooms.some((each) => !each.left) ? null : found;
  }
  function show() {
    const here = room();
    const next = here ? here.round : null;
    if (here) { chosen = here.id; team = here.team; }
    if (next && shown && next.id === shown.id) return;
    closedNow = Boolean(shown) && !next && gone.includes(shown.id);
    shown = next;
    mine = shown ? ballot(shown) : null;
    unsent = Boolean(mine && mine.number && !mine.acknowledged);
    status = mine && mine.acknowledged ? keptNow() : "";
    draw(true);
    if (unsent) send();
  }

  // --- the page
  function draw(anew) {
    document.documentElement.lang = language;
    document.title = title.textContent = say("title");
    other.textContent = say("other");
    other.lang = language === "nl" ? "en" : "nl";
    main.replaceChildren(...(shown ? question() : rooms.length ? choice() : waiting()));
    if (anew && main.querySelector("h2")) main.querySelector("h2").focus({ preventScroll: true });
    if (anew) window.scrollTo(0, 0);
    tell();
  }
  function waiting() {
    return [heading(say(closedNow ? "closed" : "waiting")), element("p", "say", say(closedNow ? "look" : "stay"))];
  }
  function choice() {
    const buttons = rooms.map((room) => {
      const button = element("button", "", room.team);
      button.type = "button";
      button.addEventListener("click", () => { chosen = tapped = room.id; show(); });
      return button;
    });
    const box = element("div", "rooms");
    box.append(...buttons);
    return [heading(say("which")), box];
  }
  function question() {
    const parts = [element("p", "team", team), heading(pick(shown.title)), element("p", "", pick(shown.lead)), element("p", "soft", say("anonymous"))];
    return parts.concat(shown.most ? [several()] : shown.questions.map(one));
  }
  function one(label, number) {
    const set = element("fieldset", "");
    const box = element("div", "options" + (shown.words.length === 3 ? " short" : ""));
    shown.words.forEach((word, at) => box.append(tap("radio", `q${number}`, pick(word), mine.answers[number] === at, () => { mine.answers[number] = at; })));
    set.append(element("legend", "", pick(label)), box);
    return set;
  }
  function several() {
    const set = element("fieldset", "");
    const box = element("div", "options long");
    shown.questions.forEach((label, number) => box.append(tap("checkbox", `q${number}`, pick(label), number in mine.answers, (input) => {
      if (input.checked) mine.answers[number] = 0; else delete mine.answers[number];
      limit(box);
    })));
    set.append(element("legend", "", say("most", { most: shown.most })), box);
    limit(box);
    return set;
  }
  function limit(box) {
    const full = Object.keys(mine.answers).length >= shown.most;
    box.querySelectorAll("input").forEach((input) => { input.disabled = full && !input.checked; });
  }
  function tap(type, name, text, checked, changed) {
    const label = element("label", "tap");
    const input = element("input", "");
    Object.assign(input, { type, name, checked });
    input.addEventListener("change", () => {
      changed(input);
      mine.number += 1;
      mine.acknowledged = false;
      keep();
      unsent = true;
      status = "sending";
      tell();
      send();
    });
    label.append(input, element("span", "", text));
    return label;
  }
  function heading(text) {
    const made = element("h2", "", text);
    made.tabIndex = -1;
    return made;
  }
  function element(kind, name, text) {
    const made = document.createElement(kind);
    if (name) made.className = name;
    if (text) made.textContent = text;
    return made;
  }
  function tell() {
    const text = status ? say(status, shown ? { given: Object.keys(mine.answers).length, all: shown.questions.length } : {}) : "";
    if (kept.textContent !== text) kept.textContent = text;
  }
  function keptNow() {
    return Object.keys(mine.answers).length ? (shown.most || shown.questions.length === 1 ? "kept" : "keptOf") : "taken";
  }
  function tellLost(is) {
    if (lost.hidden === !is) return;
    lost.hidden = !is;
    lost.textContent = is ? say("lost") : "";
  }

  // --- sending: one at a time, the newest answers whole, until they are acknowledged
  async function send() {
    if (sending || !unsent || !shown) return;
    sending = true;
    unsent = false;
    const round = shown;
    const sent = mine.number;
    const body = JSON.stringify({ round: round.id, phone: mine.name, number: sent, answers: mine.answers });
    let told = null;
    try {
      const answer = await fetch(`${here}/antwoord`, { method: "POST", headers: { "Content-Type": "application/json" }, body });
      if (answer.status === 401 || answer.status === 403) { location.reload(); return; }
      told = answer.ok ? await answer.json() : null;
      tellLost(false);
    } catch {
      tellLost(true);
    }
    sending = false;
    if (!shown || shown.id !== round.id) return;
    if (told && told.kept) {
      if (mine.number === sent) { mine.acknowledged = true; keep(); }
      status = keptNow();
    } else if (told) {
      status = told.why === "full" ? "full" : "late";
    } else {
      status = "again";
      unsent = true;
      setTimeout(send, AGAIN_MS);
    }
    tell();
    if (unsent && told) send();
  }

  other.addEventListener("click", () => {
    language = language === "nl" ? "en" : "nl";
    remember("language", language);
    draw(false);
    lost.textContent = lost.hidden ? "" : say("lost");
  });
  draw(false);
  ask();
})();
