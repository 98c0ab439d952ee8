/* Rows of a formset added and removed without a new page. Without this script the buttons post the form and the
   server adds the row; a row is taken out by its tick box. A folded part that one choice needs opens with it. */
(function () {
  "use strict";

  function rowsOf(box) {
    return Array.prototype.slice.call(box.querySelectorAll("[data-row]"));
  }

  function number(box) {
    var n = 0;
    rowsOf(box).forEach(function (row) {
      if (!row.hidden) row.querySelector("[data-row-number]").textContent = String(++n);
    });
    return n;
  }

  function say(box, words) {
    box.querySelector("[data-row-said]").textContent = words;
  }

  /* The tick box "take this row out" becomes a button; the row stays in the form, hidden and ticked. */
  function dress(box, row) {
    var place = row.querySelector("[data-row-drop]");
    var tick = place.querySelector("input");
    var button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-link btn-sm";
    button.append(window.portal.icon("trash"), " Bỏ dòng này");
    place.hidden = true;
    place.after(button);
    row.hidden = tick.checked;
    tick.addEventListener("change", function () {
      row.hidden = tick.checked;
      number(box);
    });
    button.addEventListener("click", function () {
      var rows = rowsOf(box).filter(function (other) { return !other.hidden; });
      var next = rows[rows.indexOf(row) + 1] || rows[rows.indexOf(row) - 1];
      tick.checked = true;
      row.hidden = true;
      number(box);
      say(box, "Đã bỏ một dòng.");
      (next ? next.querySelector("input:not([type=hidden]), textarea, select") : box.querySelector("[data-row-add]")).focus();
    });
  }

  function add(box) {
    var total = box.querySelector("input[name='" + box.dataset.rows + "-TOTAL_FORMS']");
    var most = Number(box.querySelector("input[name='" + box.dataset.rows + "-MAX_NUM_FORMS']").value);
    if (Number(total.value) >= most) {
      window.portal.toast("Chỉ ghi được tối đa " + most + " dòng ở mục này.", "warn");
      return;
    }
    var made = document.createElement("div");
    made.innerHTML = box.querySelector("template").innerHTML.replace(/__prefix__/g, total.value);
    var row = made.firstElementChild;
    box.querySelector("[data-row-list]").append(row);
    total.value = String(Number(total.value) + 1);
    dress(box, row);
    say(box, row.querySelector("[data-row-word]").textContent + " " + number(box) + ": đã thêm dòng trống.");
    row.querySelector("input:not([type=hidden]), textarea, select").focus();
  }

  function openWith(part) {
    var choice = document.getElementById(part.dataset.opensWith);
    choice.addEventListener("change", function () {
      if (choice.value === part.dataset.opensFor) part.open = true;
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-opens-with]").forEach(openWith);
    document.querySelectorAll("[data-rows]").forEach(function (box) {
      rowsOf(box).forEach(function (row) { dress(box, row); });
      number(box);
      box.querySelector("[data-row-add]").addEventListener("click", function (event) {
        event.preventDefault();
        add(box);
      });
    });
  });
})();
