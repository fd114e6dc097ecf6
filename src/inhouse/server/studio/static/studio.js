"use strict";
// Everything works without this file but the chat; it adds keys, dropping, and the talk as it comes.

// One key a question, while the question has the focus (or nothing has).
const asked = document.getElementById("case");
if (asked) asked.focus({ preventScroll: true });
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea, select")) return;
  const inside = event.target === document.body || event.target.closest("[data-keys]");
  const wanted = inside && [...document.querySelectorAll("[data-keys] [data-key]")].find((one) => one.dataset.key === event.key);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("textarea")) wanted.focus();
  else wanted.click();
});

// Files dropped anywhere in the frame go to the input of it.
const drop = document.querySelector(".drop");
if (drop) {
  const input = drop.querySelector("input[type=file]");
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => { event.preventDefault(); input.files = event.dataTransfer.files; });
}

const ask = document.getElementById("ask");
if (ask) {
  const talk = document.getElementById("talk"), question = document.getElementById("question"), button = ask.querySelector("button.main");
  let messages = [];

  const turn = (words) => {
    const made = document.createElement("div"), said = document.createElement("p"), answer = document.createElement("div"), beside = document.createElement("div");
    made.className = "turn"; said.className = "asked"; answer.className = "answer"; said.textContent = words;
    made.append(said, answer, beside); talk.append(made);
    answer.scrollIntoView({ block: "nearest" });
    return { answer, beside };
  };

  const events = async function* (response) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ""; ;) {
      const { value, done } = await reader.read();
      if (done) return;
      const parts = (rest + value).split("\n\n");
      rest = parts.pop();
      for (const part of parts) yield JSON.parse(part.slice("data: ".length));
    }
  };

  const send = async (words) => {
    const { answer, beside } = turn(words);
    const body = JSON.stringify({ model: document.getElementById("model").value, messages: [...messages, { role: "user", content: words }] });
    const headers = { "Content-Type": "application/json", "Accept": "text/event-stream", "X-CSRF-Token": ask.dataset.csrf };
    const response = await fetch("/chat/answer", { method: "POST", headers, body });
    if (!response.ok) throw new Error((await response.json()).error.message);
    for await (const event of events(response)) {
      if (event.text) answer.textContent += event.text;
      if (event.html) { beside.innerHTML = event.html; htmx.process(beside); }
    }
    messages.push({ role: "user", content: words }, { role: "assistant", content: answer.textContent });
  };

  ask.addEventListener("submit", async (event) => {
    event.preventDefault();
    const words = question.value.trim();
    if (!words || button.disabled) return;
    button.disabled = true; question.value = "";
    try { await send(words); } catch (fault) { talk.lastElementChild.querySelector(".answer").textContent = `No answer came: ${fault.message}`; }
    button.disabled = false; question.focus();
  });
  question.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); ask.requestSubmit(); } });
  document.getElementById("afresh").addEventListener("click", () => { messages = []; talk.replaceChildren(); question.focus(); });
}
