/* What is typed into ordinary forms survives a session that ended: long texts and fields marked data-kept inside a form
   marked data-keeps="key" (a key that changes once the form has done its work) are copied to this machine while typed, with the text that the server had shown. When the page comes
   again: the same text from the server – forgotten; still the text of before – put back; another text, because
   somebody wrote meanwhile – offered beside it. */
(function () {
  "use strict";

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch (fault) { return {}; }
  }

  function write(key, kept) {
    try {
      if (Object.keys(kept).length) localStorage.setItem(key, JSON.stringify(kept)); else localStorage.removeItem(key);
    } catch (fault) { /* no storage: the form works as any form */ }
  }

  function plain(text) { return text.replace(/\r\n?/g, "\n").trim(); }

  var KEPT = "textarea, [data-kept]";

  function prepare(form) {
    if (form.dataset.keeping) return;
    form.dataset.keeping = "1";
    var key = form.dataset.keeps, kept = read(key), restored = [];
    Array.prototype.forEach.call(form.querySelectorAll(KEPT), function (field) {
      var mine = kept[field.name], shown = plain(field.value);
      if (!mine) return;
      if (plain(mine.text) === shown) { delete kept[field.name]; return; }
      if (plain(mine.base) === shown) { field.value = mine.text; restored.push(field); return; }
      offer(field, mine.text, function () { forget(key, field.name); });
    });
    write(key, kept);
    if (restored.length) tell(form, key, restored);
    form.addEventListener("input", function (event) {
      var field = event.target, now = read(key);
      if (!field.matches(KEPT)) return;
      if (field.value === field.defaultValue) delete now[field.name];
      else now[field.name] = { text: field.value, base: field.defaultValue };
      write(key, now);
    });
  }

  function forget(key, name) {
    var now = read(key);
    delete now[name];
    write(key, now);
  }

  function notice(words) {
    var note = document.createElement("div"), line = document.createElement("p"), body = document.createElement("div");
    note.className = "notice notice-warn";
    note.setAttribute("role", "status");
    line.textContent = words;
    body.append(line);
    note.append(window.portal.icon("history"), body);
    return note;
  }

  function button(note, words, deed) {
    var made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn-secondary btn-sm";
    made.textContent = words;
    made.addEventListener("click", function () { deed(); note.remove(); });
    return made;
  }

  function actions(note, buttons) {
    var line = document.createElement("p");
    line.className = "actions";
    buttons.forEach(function (made) { line.append(made); });
    note.lastElementChild.append(line);
  }

  function tell(form, key, fields) {
    var note = notice("Đã khôi phục nội dung gõ dở trên máy này mà chưa được lưu.");
    actions(note, [button(note, "Bỏ nội dung đó", function () {
      fields.forEach(function (field) { field.value = field.defaultValue; forget(key, field.name); });
    })]);
    form.prepend(note);
  }

  function offer(field, text, drop) {
    var note = notice("Trên máy này còn nội dung gõ dở chưa được lưu; ô bên trên là nội dung mới hơn trên máy chủ:");
    var copy = document.createElement("blockquote");
    copy.className = "quote";
    copy.textContent = text;
    note.lastElementChild.append(copy);
    actions(note, [
      button(note, "Dùng nội dung này", function () {
        field.value = text;
        field.dispatchEvent(new Event("input", { bubbles: true }));
        field.focus();
      }),
      button(note, "Bỏ", drop)
    ]);
    field.after(note);
  }

  function prepareAll() { Array.prototype.forEach.call(document.querySelectorAll("form[data-keeps]"), prepare); }

  prepareAll();
  document.addEventListener("htmx:afterSettle", prepareAll);
})();
