/* Small behaviour of the Ban's pages; everything works without it. */
(function () {
  "use strict";

  /* One box that ticks all boxes of a name in the same form. */
  document.addEventListener("change", function (event) {
    var box = event.target;
    if (!box.dataset || !box.dataset.checkAll) return;
    box.form.querySelectorAll('input[name="' + box.dataset.checkAll + '"]').forEach(function (one) { one.checked = box.checked; });
  });
})();
