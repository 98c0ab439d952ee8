/* What is typed into ordinary forms survives a session that ended: fields marked data-kept inside a form marked
   data-keeps="key" are copied to this machine while typed, put back when the page comes again without them, and
   forgotten when the server shows the same text. */
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

  function prepare(form) {
    var key = form.dataset.keeps, kept = read(key), restored = 0;
    var fields = Array.prototype.slice.call(form.querySelectorAll("[data-kept]"));
    fields.forEach(function (field) {
      var text = kept[field.name];
      if (text === undefined) return;
      if (text === field.value) { delete kept[field.name]; return; }
      field.value = text;
      restored += 1;
    });
    write(key, kept);
    if (restored) tell(form, key, fields);
    form.addEventListener("input", function (event) {
      if (!event.target.matches("[data-kept]")) return;
      var now = read(key);
      if (event.target.value === event.target.defaultValue) delete now[event.target.name]; else now[event.target.name] = event.target.value;
      write(key, now);
    });
  }

  function tell(form, key, fields) {
    var note = document.createElement("div"), words = document.createElement("p"), forget = document.createElement("button");
    note.className = "notice notice-warn";
    note.setAttribute("role", "status");
    words.textContent = "Đã khôi phục nội dung gõ dở trên máy này mà chưa được lưu. ";
    forget.type = "button";
    forget.className = "btn btn-link";
    forget.textContent = "Bỏ nội dung đó";
    forget.addEventListener("click", function () {
      fields.forEach(function (field) { field.value = field.defaultValue; });
      write(key, {});
      note.remove();
    });
    words.append(forget);
    note.append(window.portal.icon("history"), words);
    form.prepend(note);
  }

  Array.prototype.forEach.call(document.querySelectorAll("form[data-keeps]"), prepare);
})();
