// Enhancements only: every page works without this file.
"use strict";

// Files dropped on the zone become the file input's files.
for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector('input[type="file"]');
  const said = zone.querySelector("[data-chosen]");
  const say = () => {
    if (said) said.textContent = Array.from(input.files, (file) => file.name).join("、");
  };
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const name of ["dragleave", "drop"]) {
    zone.addEventListener(name, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      say();
    }
  });
  input.addEventListener("change", say);
}

// A note that was typed and not saved is asked about before the page is left.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const before = new URLSearchParams(new FormData(form)).toString();
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && new URLSearchParams(new FormData(form)).toString() !== before) event.preventDefault();
  });
}

// A form is sent once, however often its button is pressed.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
}
window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const form of document.querySelectorAll("form[data-once]")) delete form.dataset.sent;
});

// In a meeting the arrow keys turn the page, unless somebody is writing.
document.addEventListener("keydown", (event) => {
  const rel = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next" }[event.key];
  const writing = event.target.closest && event.target.closest('input, textarea, select, summary, [role="region"]');
  if (!rel || writing || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = document.querySelector(`a[rel="${rel}"]`);
  if (link) link.click();
});

// Print buttons stand on pages only where there is a script to answer them.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
