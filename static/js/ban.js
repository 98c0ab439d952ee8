/* Small behaviour of the Ban's pages; everything works without it. */
(function () {
  "use strict";

  /* One box that ticks all boxes of a name in the same form. */
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (!box.dataset || !box.dataset.checkAll) return;
    box.form.querySelectorAll('input[name="' + box.dataset.checkAll + '"]').forEach(function (one) { one.checked = box.checked; });
  });

  /* Another year on the form that opens a cycle: the dates and the title that hold the old one follow it. */
  document.addEventListener("input", function (event) {
    var box = event.target, form = box.form;
    if (box.name !== "year" || !form || !form.dataset.yearShifts || !/^20\d\d$/.test(box.value)) return;
    var shift = Number(box.value) - Number(box.dataset.was || box.defaultValue);
    if (!shift) return;
    form.dataset.yearShifts.split(" ").forEach(function (id) {
      var field = document.getElementById(id);
      field.value = field.value.replace(/20\d\d/g, function (year) { return String(Number(year) + shift); });
    });
    box.dataset.was = box.value;
  });
})();
