"use strict";
const form = document.getElementById("filter");
const words = document.getElementById("words");
const count = document.getElementById("count");
const boxes = Array.from(form.querySelectorAll("input[type=checkbox]"));
const findings = Array.from(document.querySelectorAll("article.finding"));
const texts = findings.map(finding => finding.textContent.toLowerCase());
function filter() {
  const wanted = words.value.toLowerCase().split(/\s+/);
  const severities = boxes.filter(box => box.checked).map(box => box.value);
  let shown = 0;
  findings.forEach((finding, index) => {
    const lacksWord = wanted.some(word => !texts[index].includes(word));
    finding.hidden = lacksWord || !severities.includes(finding.dataset.severity);
    shown += finding.hidden ? 0 : 1;
  });
  count.textContent = count.dataset.text.replace("{shown}", shown).replace("{all}", findings.length);
}
form.hidden = findings.length === 0;
form.addEventListener("input", filter);
form.addEventListener("submit", event => event.preventDefault());
filter();
// A printed page has nothing to unfold.
let folded = [];
addEventListener("beforeprint", () => {
  folded = Array.from(document.querySelectorAll("details:not([open])"));
  folded.forEach(details => { details.open = true; });
});
addEventListener("afterprint", () => folded.forEach(details => { details.open = false; }));
