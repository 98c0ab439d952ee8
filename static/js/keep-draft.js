/* A draft that is being written survives a session that ended or a browser that closed: what stands in the form is
   copied to this machine while one types, put back when the form comes again without it, and forgotten once saved.
   <form data-keeps-draft="person:draft"> holds it; <… data-forgets-draft="person:draft" data-saved-as="…"> forgets. */
(function () {
  "use strict";

  var PREFIX = "van-ban:";
  var OWN = ["csrfmiddlewaretoken", "kept", "drop", "seen", "key"];

  function read(key) {
    try { return JSON.parse(localStorage.getItem(PREFIX + key)); } catch (fault) { return null; }
  }

  function write(key, kept) {
    try {
      if (kept) localStorage.setItem(PREFIX + key, JSON.stringify(kept)); else localStorage.removeItem(PREFIX + key);
    } catch (fault) { /* no room or no storage: the form works as any form */ }
  }

  function all(person) {
    var names = [];
    try { names = Object.keys(localStorage); } catch (fault) { /* no storage: nothing to forget */ }
    return names.filter(function (name) { return name.indexOf(PREFIX + person + ":") === 0; }).map(function (name) { return name.slice(PREFIX.length); });
  }

  function content(form) {
    return Array.from(new FormData(form)).filter(function (pair) {
      return typeof pair[1] === "string" && OWN.indexOf(pair[0]) < 0;
    });
  }

  function put(form, pairs) {
    var values = {};
    pairs.forEach(function (pair) { (values[pair[0]] = values[pair[0]] || []).push(pair[1]); });
    form.querySelectorAll("[data-rows]").forEach(function (box) {
      var total = form.elements[box.dataset.rows + "-TOTAL_FORMS"], wanted = Number(values[total.name]), before;
      do {
        before = total.value;
        if (Number(before) < wanted) box.querySelector("[data-row-add]").click();
      } while (total.value !== before && Number(total.value) < wanted);
    });
    Array.from(form.elements).forEach(function (field) {
      if (!field.name || OWN.indexOf(field.name) >= 0 || /-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(field.name)) return;
      var given = values[field.name] || [];
      if (field.type === "checkbox" || field.type === "radio") {
        field.checked = given.indexOf(field.value) >= 0;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      } else if (field.type !== "file" && given.length) {
        field.value = given.shift();
      }
    });
  }

  function tell(form, key) {
    var note = document.createElement("div"), words = document.createElement("p"), forget = document.createElement("button");
    note.className = "notice notice-warn";
    note.setAttribute("role", "status");
    words.textContent = "Đã khôi phục nội dung gõ dở trên máy này mà chưa được lưu. Tệp đã chọn thì phải chọn lại. ";
    forget.type = "button";
    forget.className = "btn btn-link";
    forget.textContent = "Bỏ nội dung đó";
    forget.addEventListener("click", function () {
      write(key, null);
      window.location.reload();
    });
    words.append(forget);
    note.append(window.portal.icon("history"), words);
    form.prepend(note);
  }

  function hold(form) {
    var key = form.dataset.keepsDraft, kept = read(key), waiting = null;

    function keep() {
      waiting = null;
      write(key, { key: form.elements.key.value, seen: form.elements.seen.value, pairs: content(form) });
    }

    if (kept && !("answered" in form.dataset)) {
      if (JSON.stringify(kept.pairs) === JSON.stringify(content(form))) {
        write(key, null);
      } else {
        put(form, kept.pairs);
        form.elements.seen.value = kept.seen;
        form.elements.key.value = kept.key;
        tell(form, key);
      }
    }
    ["input", "change", "click"].forEach(function (name) {
      form.addEventListener(name, function (event) {
        if (name === "click" && !event.target.closest("[data-rows] button")) return;
        if (!waiting) waiting = setTimeout(keep, 400);
      });
    });
    form.addEventListener("submit", keep);
  }

  function forget(place) {
    var key = place.dataset.forgetsDraft, person = key.split(":")[0];
    write(key, null);
    all(person).forEach(function (begun) {
      if (place.dataset.savedAs === person + ":" + (read(begun) || {}).key) write(begun, null);
    });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("form[data-keeps-draft]").forEach(hold);
    document.querySelectorAll("[data-forgets-draft]").forEach(forget);
  });
})();
