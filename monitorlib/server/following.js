// The meeting's page on a connection of our own: what page.js knows as its model, over one WebSocket.
// What is typed and was not acknowledged is said again on the next connection; so is where this screen was.
import page from "./page.js";

const FIRST_WAIT_MS = 300, LONGEST_WAIT_MS = 8000; // between two tries; doubled, and a different one on each screen
const FULL_MS = 60000;
const LATE_MS = 15000;
const TRY_AGAIN = 1013; // the server's code: too many screens, or the process behind them is being replaced
const FOLLOWS = "monitor-follows"; // whether this screen goes along with the one that leads
const COMING = `monitor-place-coming ${location.pathname}`; // of page.js: where this tab was here, also when its address did not say so yet
const CHOSEN = "monitor-chosen"; // whether its meeting was chosen here ("yes"), named by a link, or is the one that is led ("no")

const main = document.getElementById("main");
const loading = document.getElementById("loading");
const words = { ...loading.dataset };
const address = new URL(location.pathname.replace(/\/$/, "") + "/verbinding", location.href);
address.protocol = address.protocol.replace("http", "ws");

let socket = null;
let receive = () => {};
let hello = null; // what the page says when it comes
let greeted = false; // whether it was said on this connection
let wait = FIRST_WAIT_MS;
let came = false; // whether this connection ever brought a picture
let again = false; // whether an earlier connection brought one
let shown = []; // the regions on the screen
const unsaid = []; // what was tapped while there was no connection
const unkept = new Map(); // field → what was written and is not acknowledged

function send(content) {
  if (content.kind === "hello") { hello = content; greet(); return; }
  if (content.kind === "write") unkept.set(content.key, content);
  if (greeted) say(content);
  else if (content.kind !== "beat" && content.kind !== "write") unsaid.push(content);
}

const say = (content) => socket.send(JSON.stringify(content));

function greet() {
  if (!hello || socket?.readyState !== WebSocket.OPEN || (greeted && came)) return;
  const place = { ...(again ? Object.fromEntries(new URLSearchParams(location.hash.slice(1))) : hello.place) };
  const fresh = !again && location.hash.length < 2 && sessionStorage.getItem(COMING) === null;
  if (fresh) for (const name of Object.keys(place)) delete place[name]; // where another tab was, is not where this one goes
  const follows = sessionStorage.getItem(FOLLOWS) !== "no";
  if (follows && sessionStorage.getItem(CHOSEN) === "no") { delete place.team; delete place.period; }
  say({ ...hello, place, follows, chosen: sessionStorage.getItem(CHOSEN) === "yes" });
  greeted = true;
}

function hear(content) {
  if (content.kind === "along") {
    sessionStorage.setItem(FOLLOWS, content.value ? "yes" : "no");
    sessionStorage.setItem(CHOSEN, content.chosen ? "yes" : content.named ? "named" : "no");
    return;
  }
  if (content.kind === "fault") { tell(content.told); return; }
  if (content.kind === "saved" && unkept.get(content.key)?.number === content.number) unkept.delete(content.key);
  if (content.kind === "patch") patch(content);
  receive(content);
  if (content.kind === "patch" && !came) arrived();
}

// the first picture on a connection is a whole one: what stood there before and is no part of it goes
function patch(content) {
  if (!came) content.gone = [...content.gone, ...shown.filter((name) => !content.order.includes(name))];
  shown = content.order;
  content.title = `${words.along} – ${content.title}`;
  told?.remove();
}

function arrived() {
  came = again = true;
  wait = FIRST_WAIT_MS;
  clearTimeout(late);
  loading.remove();
  document.body.dataset.ready = "yes";
  for (const content of unkept.values()) say(content);
  for (const content of unsaid.splice(0)) say(content);
}

let told = null;
function tell(text) {
  told ??= Object.assign(document.createElement("p"), { className: "ml-message" });
  told.setAttribute("role", "alert");
  told.textContent = text;
  main.prepend(told);
}

function connect() {
  socket = new WebSocket(address);
  greeted = came = false;
  socket.onopen = greet;
  socket.onmessage = ({ data }) => hear(JSON.parse(data));
  socket.onclose = ({ code }) => {
    greeted = false;
    const full = code === TRY_AGAIN && wait > FIRST_WAIT_MS * 8;
    if (full && loading.isConnected) loading.textContent = words.full;
    setTimeout(connect, full ? FULL_MS : wait * (0.5 + Math.random()));
    wait = Math.min(LONGEST_WAIT_MS, wait * 2);
  };
}

const late = setTimeout(() => { if (loading.isConnected) loading.textContent = words.late; }, LATE_MS);
page.render({ model: { send, on: (_name, listen) => { receive = listen; } }, el: main });
connect();
