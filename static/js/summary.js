/* The bench of the summary: a unit's words are put into the text where the cursor stands, under the unit's name.
   Saving is editor.js's work, which hears of the change as of any typing. */
(function () {
  "use strict";

  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-inserts]");
    if (!button) return;
    var field = document.getElementById(button.dataset.inserts);
    var words = button.closest(".narrative").querySelector("[data-narrative]").textContent.trim();
    var at = field.selectionEnd, before = field.value.slice(0, at), after = field.value.slice(at);
    var lead = before && !/\n$/.test(before) ? "\n" : "", tail = after && !/^\n/.test(after) ? "\n" : "";
    field.setRangeText(lead + button.dataset.unit + ": " + words + tail, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    window.portal.toast("Đã chèn lời văn của " + button.dataset.unit + ".", "ok");
  });
})();
