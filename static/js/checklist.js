/* A long list of tick boxes: filtered as one types (with or without tone marks), a whole block at once, counted.
   data-shown-when="name=value" shows the list only while that radio button is chosen. */
(function () {
  "use strict";

  function fold(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[đĐ]/g, "d").toLowerCase().trim();
  }

  function all(selector, root) {
    return Array.prototype.slice.call(root.querySelectorAll(selector));
  }

  function prepare(list) {
    var filter = list.querySelector("[data-checklist-filter]");
    var items = all("[data-checklist-item]", list);
    var blocks = all("[data-checklist-block]", list);

    function count() {
      var chosen = items.filter(function (item) { return item.querySelector("input").checked; }).length;
      list.querySelector("[data-checklist-count]").textContent = "Đã chọn " + chosen + "/" + items.length + " đơn vị.";
    }

    function narrow() {
      var words = fold(filter.value).split(/\s+/).filter(Boolean);
      items.forEach(function (item) {
        item.hidden = !words.every(function (word) { return item.dataset.checklistItem.indexOf(word) >= 0; });
      });
      blocks.forEach(function (block) {
        block.hidden = !block.querySelector("[data-checklist-item]:not([hidden])");
      });
    }

    blocks.forEach(function (block) {
      var button = block.querySelector("[data-checklist-all]");
      button.hidden = false;
      button.addEventListener("click", function () {
        var boxes = all("[data-checklist-item]:not([hidden]) input", block);
        var every = boxes.every(function (box) { return box.checked; });
        boxes.forEach(function (box) { box.checked = !every; });
        button.textContent = every ? "Chọn cả khối" : "Bỏ chọn cả khối";
        count();
      });
    });
    if (!filter) return;
    list.querySelector("[data-checklist-tools]").hidden = false;
    filter.addEventListener("input", narrow);
    filter.addEventListener("keydown", function (event) { if (event.key === "Enter") event.preventDefault(); });
    list.addEventListener("change", count);
    count();
  }

  function follow(part) {
    var wanted = part.dataset.shownWhen.split("=");
    var radios = all("input[name='" + wanted[0] + "']", document);

    function show() {
      part.hidden = !radios.some(function (radio) { return radio.checked && radio.value === wanted[1]; });
    }

    radios.forEach(function (radio) { radio.addEventListener("change", show); });
    if (radios.length) show();
  }

  document.addEventListener("DOMContentLoaded", function () {
    all("[data-checklist]", document).forEach(prepare);
    all("[data-shown-when]", document).forEach(follow);
  });
})();
