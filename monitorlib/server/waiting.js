// While a page is made, and when it has lost its kernel. What it needs is told by attributes of #loading.
(function () {
  const told = document.getElementById("loading").dataset;
  const TRIED = "ml-tried", MOST = 3, AGAIN_MS = 4000;

  // Only the plain form of messages is spoken; and a page hears at once that its line is gone.
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(address) {
      super(address);
      this.addEventListener("close", function () { window.dispatchEvent(new Event("ml-line-gone")); });
    }
  };

  // Registered before Voila's own, which hangs up: what was typed last can still be sent.
  window.addEventListener("beforeunload", function () { window.dispatchEvent(new Event("ml-going")); });

  // Voila's goodbye is a form, which every website may send. Ours is of a kind that a browser asks about first when
  // it goes to another site, and that names the page that it comes from.
  navigator.sendBeacon = function (address) {
    fetch(address, {method: "POST", keepalive: true, headers: {"Content-Type": "application/json"}}).catch(function () {});
    return true;
  };

  const late = setTimeout(function () {
    document.getElementById("ml-wait").hidden = true;
    document.getElementById("ml-late").hidden = false;
  }, Number(told.patience));

  // A page whose kernel died while it was made, or that stopped half-way, never comes: it asks for another one.
  function again() {
    const tried = Number(sessionStorage.getItem(TRIED));
    if (document.body.dataset.ready || tried >= MOST) return;
    clearInterval(look);
    sessionStorage.setItem(TRIED, tried + 1);
    location.reload();
  }
  const look = setInterval(function () {
    const config = document.getElementById("jupyter-config-data");
    if (document.readyState === "complete" && !document.getElementById("ml-whole")) { again(); return; }
    if (!config) return;
    const kernel = JSON.parse(config.textContent).kernelId;
    fetch(told.base + "api/kernels/" + kernel, {cache: "no-store"}).then(function (answer) {
      if (answer.status === 404) again();
    }, function () {});  // no server: looked for again, and the words about waiting say what to do
  }, Number(told.look));

  // The page is there when the last widget of the meeting is; Voila itself only tells when the cells have run.
  const seen = new MutationObserver(function () {
    if (!document.querySelector(".ml-page .ml-step, .ml-message")) return;
    seen.disconnect();
    clearTimeout(late);
    clearInterval(look);
    setTimeout(function () { sessionStorage.removeItem(TRIED); }, AGAIN_MS);
    document.getElementById("loading").remove();
    document.getElementById("main").setAttribute("role", "main");  // Voila's own shell, where the cells end up
    document.body.dataset.ready = "yes";
  });
  seen.observe(document.documentElement, {childList: true, subtree: true});

  window.MathJax = {Hub: {Config() {}, Configured() {}, Queue() {}, Register: {StartupHook() {}}}};  // no formulas
})();
