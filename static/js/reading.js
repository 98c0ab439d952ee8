/* Confirming a paper: after each button the marks in the text follow the items, the focus goes on to the next item, and
   words picked in the text go along when something missed is added. Without this script every button loads the page. */
(function () {
  "use strict";

  var opened = [], here = null; /* the folds that stand open; the item that was gone to last */
  var held = null; /* what had the focus when the new panel came; whoever has gone on since is left where they are */

  function all(selector) {
    return Array.prototype.slice.call(document.querySelectorAll(selector));
  }

  function followStates() {
    var states = {};
    all(".reading-item").forEach(function (item) { states[item.dataset.item] = item.dataset.state; });
    all("mark[data-item]").forEach(function (mark) { mark.dataset.state = states[mark.dataset.item] || mark.dataset.state; });
  }

  function show(key) {
    var place = document.getElementById("cho-" + key), pane = document.querySelector("[data-words-pane]");
    all(".found.is-here").forEach(function (mark) { mark.classList.remove("is-here"); });
    if (!place || !pane) return false;
    all("mark[data-item]").forEach(function (mark) { mark.classList.toggle("is-here", mark.dataset.item === key); });
    pane.scrollTop += place.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
    return true;
  }

  function goOn() {
    var panel = document.getElementById("ban-xac-nhan"), next = panel && panel.dataset.next;
    if (next && !panel.querySelector("[data-focus]")) goTo(next, "nearest");
  }

  /* The item that waits after the one gone to last, in the order of the page, or none. */
  function nextWaiting() {
    var last = here && document.getElementById("de-nghi-" + here);
    var after = last ? all(".reading-item[data-waits]").filter(function (item) { return last.compareDocumentPosition(item) & Node.DOCUMENT_POSITION_FOLLOWING; }) : [];
    return after.length ? after[0].dataset.item : "";
  }

  function goTo(key, block) {
    here = key;
    if (key === "lap-du-thao") {
      document.getElementById(key).focus();
      return;
    }
    var item = document.getElementById("de-nghi-" + key);
    if (!item) return;
    var target = item.querySelector(".reading-item-do button") || item;
    if (!item.querySelector("details")) target = item.querySelector("input:not([type=hidden]), textarea, select") || target;
    target.focus({ preventScroll: true });
    item.scrollIntoView({ block: block });
    show(key);
  }

  /* Offsets count letters as the server does: one for each code point. */
  function offset(node, within) {
    var piece = (node.nodeType === 3 ? node.parentElement : node).closest("[data-start]");
    if (!piece) return null;
    var before = document.createRange();
    before.setStart(piece, 0);
    before.setEnd(node, within);
    return Number(piece.dataset.start) + Array.from(before.toString()).length;
  }

  document.addEventListener("selectionchange", function () {
    var picked = document.getSelection(), pane = document.querySelector("[data-words-pane]");
    var from = document.querySelector("[name=chon_tu]"), to = document.querySelector("[name=chon_den]");
    if (!pane || !from || !picked.rangeCount) return;
    var range = picked.getRangeAt(0);
    if (!pane.contains(range.startContainer) || !pane.contains(range.endContainer)) return;
    var start = range.collapsed ? null : offset(range.startContainer, range.startOffset);
    var end = range.collapsed ? null : offset(range.endContainer, range.endOffset);
    from.value = start === null || end === null ? "" : String(start);
    to.value = start === null || end === null ? "" : String(end);
  });

  document.addEventListener("click", function (event) {
    var next = event.target.closest("[data-next]");
    if (next && next.hash) {
      event.preventDefault();
      goTo(nextWaiting() || next.hash.replace("#de-nghi-", ""), "start");
      return;
    }
    var link = event.target.closest(".reading-where");
    if (link && show(link.closest(".reading-item").dataset.item)) {
      event.preventDefault();
      if (window.matchMedia("(max-width: 61.99rem)").matches) document.getElementById("van-ban").scrollIntoView();
      return;
    }
    var mark = event.target.closest("mark[data-item]");
    if (mark && document.getSelection().isCollapsed) {
      event.preventDefault();
      var item = document.getElementById("de-nghi-" + mark.dataset.item);
      show(mark.dataset.item);
      item.scrollIntoView({ block: "center" });
      item.focus({ preventScroll: true });
    }
  });

  /* Enter in a field accepts what stands in it. */
  document.addEventListener("keydown", function (event) {
    var item = event.target.closest ? event.target.closest(".reading-item") : null;
    if (event.key !== "Enter" || !item || event.target.tagName !== "INPUT") return;
    event.preventDefault();
    item.querySelector("[data-accepts]").click();
  });

  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "ban-xac-nhan") return;
    opened = all(".reading-fold[open]").map(function (fold) { return fold.id; });
  });

  document.addEventListener("htmx:afterSwap", function (event) {
    if (event.detail.target.id === "ban-xac-nhan") held = document.activeElement;
  });

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail.target.id !== "ban-xac-nhan") return;
    opened.forEach(function (id) {
      var fold = document.getElementById(id);
      if (fold) fold.open = true;
    });
    var seen = document.querySelector("#ban-xac-nhan [name=seen]");
    all("[data-seen]").forEach(function (field) { field.value = seen.value; });
    followStates();
    if (document.activeElement === held) goOn();
  });
})();
