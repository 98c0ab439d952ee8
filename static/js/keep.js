/* What is typed into a form survives a session that ended, a page that was left and a browser that closed: every text of
   a posted form is copied to this machine while typed, with the text that the server had shown (the base). When the
   form comes again: still the base – put back; another text, because somebody wrote meanwhile – offered beside it.

   It is forgotten once the server has taken the form: each copy travels under a number (posted as "giu_nhap") that the
   server gives back in a cookie with the redirect that ends the deed, and the page that follows tells no refusal.
   A form is known by data-keeps="…" (the steps of one deed share it), or else by where it posts. The editor, drafts
   that keep themselves (data-keeps-draft) and fields with data-unkept stay out. */
(function () {
  "use strict";

  var PREFIX = "go-do:", LONGEST = 30 * 86400000, COOKIE = "da_nhan";
  var TEXTS = "textarea, input[type=text], input[type=email], input[type=tel], input[type=url], input[type=number], input:not([type])";
  var OUT = "[data-unkept], [data-unkept] *, [autocomplete=one-time-code], [readonly], [disabled]";
  var person = document.body.dataset.person;

  function read(key) {
    try { return JSON.parse(localStorage.getItem(key)) || { fields: {} }; } catch (fault) { return { fields: {} }; }
  }

  function write(key, kept) {
    try {
      if (!Object.keys(kept.fields).length) return localStorage.removeItem(key);
      kept.at = Date.now();
      localStorage.setItem(key, JSON.stringify(kept));
    } catch (fault) { /* no storage: the form works as any form */ }
  }

  function keys() {
    try {
      return Object.keys(localStorage).filter(function (key) { return key.indexOf(PREFIX) === 0; });
    } catch (fault) { return []; }
  }

  function plain(text) { return text.replace(/\r\n?/g, "\n").trim(); }

  function fieldsOf(form) {
    return Array.prototype.filter.call(form.elements, function (field) {
      return field.name && field.matches(TEXTS) && !field.matches(OUT);
    });
  }

  /* Forms of one page that post to the same place are told apart by their order. */
  function keyOf(form) {
    var place = new URL(form.getAttribute("action") || window.location.href, window.location.href).pathname;
    var alike = Array.prototype.filter.call(document.forms, function (other) {
      return isKept(other) && new URL(other.getAttribute("action") || window.location.href, window.location.href).pathname === place;
    });
    return PREFIX + person + ":" + (form.dataset.keeps || place + ":" + alike.indexOf(form));
  }

  function isKept(form) {
    return form.method === "post" && !form.matches("[data-editor], [data-keeps-draft], [data-unkept]") && (form.dataset.keeps || fieldsOf(form).length > 0);
  }

  /* The server took what was sent under the number in its cookie; a page that only refuses keeps the copy. */
  function settle() {
    var taken = document.cookie.match(new RegExp("(?:^|; )" + COOKIE + "=([a-z0-9]+)"));
    if (!taken) return;
    document.cookie = COOKIE + "=; Path=/; Max-Age=0; SameSite=Lax";
    if (document.querySelector(".messages .notice") && !document.querySelector(".messages .notice-ok")) return;
    keys().forEach(function (key) { if (read(key).number === taken[1]) localStorage.removeItem(key); });
  }

  function sweep() {
    keys().forEach(function (key) { if (!(read(key).at > Date.now() - LONGEST)) localStorage.removeItem(key); });
  }

  function note(kept, field) {
    var known = kept.fields[field.name], base = known ? known.base : field.defaultValue;
    if (plain(field.value) === plain(base)) delete kept.fields[field.name];
    else kept.fields[field.name] = { text: field.value, base: base };
  }

  function prepare(form) {
    if (form.dataset.keeping || !isKept(form)) return;
    form.dataset.keeping = "1";
    var key = keyOf(form), kept = read(key), restored = [];
    fieldsOf(form).forEach(function (field) {
      var mine = kept.fields[field.name], shown = plain(field.value);
      if (!mine || plain(mine.text) === shown) return;
      if (plain(mine.base) === shown) { field.value = mine.text; restored.push(field); return; }
      if (field.matches("textarea, [data-kept]")) offer(field, mine.text, function () { forget(key, field.name); });
      else forget(key, field.name);
    });
    form.addEventListener("input", function (event) {
      var now = read(key);
      if (fieldsOf(form).indexOf(event.target) < 0) return;
      note(now, event.target);
      write(key, now);
    });
    form.addEventListener("submit", function () { send(form, key); });
    if (restored.length) tell(form, key, restored);
    restored.forEach(function (field) { field.dispatchEvent(new Event("input", { bubbles: true })); });
  }

  function send(form, key) {
    var now = read(key), number = form.elements.giu_nhap;
    fieldsOf(form).forEach(function (field) { note(now, field); });
    if (!Object.keys(now.fields).length) return write(key, now);
    if (!number) {
      number = document.createElement("input");
      number.type = "hidden";
      number.name = "giu_nhap";
      number.value = Date.now().toString(36) + Math.random().toString(36).slice(2, 10);
      form.append(number);
    }
    now.number = number.value;  // The same for a second press, which is swallowed.
    write(key, now);
  }

  function forget(key, name) {
    var now = read(key);
    delete now.fields[name];
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

  function prepareAll() { Array.prototype.forEach.call(document.forms, prepare); }

  sweep();
  settle();
  prepareAll();
  document.addEventListener("htmx:afterSettle", prepareAll);
})();
