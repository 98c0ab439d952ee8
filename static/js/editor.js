/* Saving a section while it is written: in the background, on the version that the page knows, with a copy on this
   machine until the server has acknowledged it. What can go wrong is told, and nothing typed is ever lost.
   Answers: 204 stored · 401 session over · 409 somebody else stored · 413 too long · 423 sent meanwhile ·
   503 busy. Timing follows perf.md 1: 3 s after the last change, every 30 s ± 5 s while typing goes on, and at once
   when the page is left. */
(function () {
  "use strict";

  var PAUSE = 3000, LONGEST = 30000, SPREAD = 5000, LEAST = 5000;
  var RETRY_FIRST = 4000, RETRY_MOST = 60000, TIMEOUT = 20000, LEAVE_WAIT = 2500;
  var LOOK_GAP = 8000, KEEPALIVE_MOST = 60000;
  var ENCODINGS = { tcvn3: "TCVN3 (ABC)", vni: "VNI" };
  var OLD_LETTERS = /[\u00a1-\u00ffμ−]/, UNICODE_LETTERS = /[ĂăĐđĨĩŨũƠơƯưẠ-ỹ]/;

  var form = document.querySelector("form[data-editor]");
  if (!form) return;

  var locked = "locked" in form.dataset;
  var banners = document.querySelector("[data-banners]");
  var stateLine = form.querySelector("[data-save-state]");
  var editor = new window.EditorForm(form, onChange);
  var server = editor.collect();
  var acked = JSON.stringify(server);
  var version = Number(form.dataset.version);
  var key = form.dataset.keep;
  var status = { saving: null, blocked: "", failures: 0, dirtySince: 0, changedAt: 0, startedAt: 0, timer: 0, lookedAt: 0, looked: figuresOf(server) };

  /* ── this machine's copy ─────────────────────────────────────────────────────────────── */

  function keepCopy(content) {
    try {
      localStorage.setItem(key, JSON.stringify({ content: content, version: version, at: new Date().toISOString() }));
      return true;
    } catch (fault) {
      return false;
    }
  }

  function readCopy() {
    try { return JSON.parse(localStorage.getItem(key)); } catch (fault) { return null; }
  }

  function dropCopy() {
    try { localStorage.removeItem(key); } catch (fault) { /* nothing was kept either */ }
  }

  /* ── what the person sees ────────────────────────────────────────────────────────────── */

  var ICONS = { saving: "refresh", saved: "check", dirty: "edit", failed: "offline" };

  function show(state, words) {
    if (!stateLine) return;
    if (state === "saved") stateLine.dataset.saved = words;
    stateLine.dataset.state = state;
    stateLine.replaceChildren(window.portal.icon(ICONS[state] || "circle"), document.createTextNode(words));
  }

  function clock(iso) {
    var at = iso ? new Date(iso) : new Date();
    return at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Ho_Chi_Minh" });
  }

  function banner(name, fill) {
    var made = document.getElementById(name).content.firstElementChild.cloneNode(true);
    var old = banners.querySelector('[data-banner="' + made.dataset.banner + '"]');
    if (fill) fill(made);
    if (old) old.replaceWith(made); else banners.append(made);
    return made;
  }

  function removeBanner(kind) {
    Array.prototype.forEach.call(document.querySelectorAll('[data-banner="' + kind + '"]'), function (note) { note.remove(); });
  }

  function fillText(root, selector, words) {
    Array.prototype.forEach.call(root.querySelectorAll(selector), function (place) { place.textContent = words; });
  }

  function onClick(root, selector, deed) {
    root.querySelector(selector).addEventListener("click", deed);
  }

  /* ── when to save ────────────────────────────────────────────────────────────────────── */

  function isDirty() { return JSON.stringify(editor.collect()) !== acked; }

  function onChange() {
    if (locked) return;
    var now = Date.now();
    status.changedAt = now;
    if (!status.dirtySince) status.dirtySince = now;
    if (status.blocked === "long") { status.blocked = ""; removeBanner("long"); }
    if (!status.saving && !status.blocked && !status.failures) show("dirty", "Có thay đổi chưa lưu");
    clearTimeout(onChange.copying);
    onChange.copying = setTimeout(function () { if (isDirty()) keepCopy(editor.collect()); }, 400);
    if (!status.failures) plan();
  }

  /* The next save: when typing has paused, but no later than half a minute after the first unsaved letter. */
  function plan() {
    if (status.blocked || status.saving) return;
    var spread = LONGEST + (Math.random() * 2 - 1) * SPREAD;
    var at = Math.max(status.startedAt + LEAST, Math.min(status.changedAt + PAUSE, status.dirtySince + spread));
    clearTimeout(status.timer);
    status.timer = setTimeout(save, Math.max(0, at - Date.now()));
  }

  function retryIn(milliseconds) {
    clearTimeout(status.timer);
    status.timer = setTimeout(save, milliseconds);
  }

  /* ── saving ──────────────────────────────────────────────────────────────────────────── */

  function csrf() {
    var found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
    return found ? decodeURIComponent(found[1]) : form.elements.csrfmiddlewaretoken.value;
  }

  function post(url, body, leaving) {
    var cut = window.AbortController ? new AbortController() : null;
    var timer = cut && setTimeout(function () { cut.abort(); }, TIMEOUT);
    return fetch(url, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      body: body,
      keepalive: Boolean(leaving) && body.length < KEEPALIVE_MOST,
      signal: cut ? cut.signal : undefined
    }).finally(function () { clearTimeout(timer); });
  }

  /* Resolves when the attempt is over; the state line tells how it went. */
  function save(leaving) {
    if (locked || status.blocked && status.blocked !== "session") return Promise.resolve();
    if (status.saving) return status.saving;
    var content = editor.collect(), text = JSON.stringify(content);
    clearTimeout(status.timer);
    if (text === acked) { clean(); return Promise.resolve(); }
    keepCopy(content);
    status.startedAt = Date.now();
    if (!status.blocked && !status.failures) show("saving", "Đang lưu…");
    status.saving = post(form.dataset.url, JSON.stringify(Object.assign({ version: version }, content)), leaving === true)
      .then(function (answer) { status.saving = null; return taken(answer, content, text); })
      .catch(function () { status.saving = null; failed(); });
    return status.saving;
  }

  function clean() {
    status.dirtySince = 0;
    status.failures = 0;
    dropCopy();
    if (stateLine && stateLine.dataset.state === "dirty") show("saved", stateLine.dataset.saved || "Không có thay đổi");
  }

  function taken(answer, content, text) {
    if (answer.status === 204) return stored(answer, content, text);
    if (answer.status === 401) return sessionEnded();
    if (answer.status === 409) return answer.json().then(function (told) { clash(content, told); });
    if (answer.status === 413) return answer.json().then(function (told) { tooLong(told.message); });
    if (answer.status === 423) return answer.json().then(function (told) { lockedNow(content, told.message); });
    if (answer.status === 503 || answer.status === 429 || answer.status >= 500) return failed(Number(answer.headers.get("Retry-After")) * 1000);
    return outdated();
  }

  function stored(answer, content, text) {
    version = Number(answer.headers.get("X-Draft-Version"));
    form.elements.version.value = version;
    acked = text;
    server = content;
    status.failures = 0;
    if (status.blocked === "session") { status.blocked = ""; removeBanner("session"); }
    if (isDirty()) {
      status.dirtySince = Date.now();
      show("dirty", "Có thay đổi chưa lưu");
      plan();
    } else {
      status.dirtySince = 0;
      dropCopy();
      show("saved", "Đã lưu " + clock(answer.headers.get("X-Saved-At")));
    }
    var encoding = answer.headers.get("X-Legacy-Text");
    if (encoding) askAboutOldFont(form.elements.text, form.elements.text.value);
    lookOver();
  }

  function failed(pause) {
    status.failures += 1;
    keepCopy(editor.collect());
    var grown = Math.min(RETRY_MOST, RETRY_FIRST * Math.pow(2, status.failures - 1));
    var wait = (pause > 0 ? Math.max(pause, 1000) : grown) * (0.8 + Math.random() * 0.4);
    if (navigator.onLine === false) show("failed", "Mất mạng – nội dung đã giữ trên máy này");
    else show("failed", "Chưa lưu được, đang thử lại");
    retryIn(wait);
  }

  function sessionEnded() {
    status.blocked = "session";
    show("failed", "Chưa lưu được, phiên đã hết");
    var note = banner("mau-het-phien", function (made) {
      made.querySelector("[data-sign-in]").href = form.dataset.login + "?next=" + encodeURIComponent(location.pathname);
    });
    note.scrollIntoView({ block: "nearest" });
  }

  function outdated() {
    status.blocked = "reload";
    show("failed", "Chưa lưu được");
    var note = banner("mau-tai-lai");
    onClick(note, "[data-reload]", function () { keepCopy(editor.collect()); location.reload(); });
  }

  function tooLong(words) {
    status.blocked = "long";
    show("failed", "Chưa lưu được, nội dung quá dài");
    banner("mau-qua-dai", function (made) { fillText(made, "[data-message]", words); });
  }

  function lockedNow(content, words) {
    status.blocked = "locked";
    locked = true;
    show("failed", "Không lưu được, báo cáo đã gửi");
    banner("mau-da-khoa", function (made) {
      fillText(made, "[data-message]", words);
      made.querySelector("[data-copy]").replaceChildren(editor.forReading(content, server));
    }).scrollIntoView({ block: "nearest" });
    form.querySelector("fieldset.plain").disabled = true;
  }

  /* ── two people wrote ────────────────────────────────────────────────────────────────── */

  function clash(mine, told) {
    status.blocked = "clash";
    show("failed", "Chưa lưu được, có bản khác");
    var by = told.by || "người khác";
    var note = banner("mau-xung-dot", function (made) {
      fillText(made, "[data-by]", by);
      fillText(made, "[data-at]", told.at ? " lúc " + told.at : "");
      made.querySelector("[data-mine]").replaceChildren(editor.forReading(mine, told.theirs));
      made.querySelector("[data-theirs]").replaceChildren(editor.forReading(told.theirs, mine));
    });
    onClick(note, "[data-keep-mine]", function () { settle(told); save(); });
    onClick(note, "[data-take-theirs]", function () { takeTheirs(told); });
    onClick(note, "[data-merge]", function () { merge(told, by); });
    note.focus();
  }

  function settle(told) {
    version = told.version;
    acked = "";
    status.blocked = "";
    status.failures = 0;
    removeBanner("clash");
    removeBanner("merging");
  }

  function takeTheirs(told) {
    var mine = editor.collect();
    settle(told);
    editor.apply(told.theirs);
    server = editor.collect();
    acked = JSON.stringify(server);
    form.elements.version.value = version;
    dropCopy();
    status.dirtySince = 0;
    show("saved", "Đã lấy bản đã lưu");
    banner("mau-bo-lai", function (made) { made.querySelector("[data-mine]").replaceChildren(editor.forReading(mine)); });
    lookOver();
  }

  function merge(told, by) {
    removeBanner("clash");
    status.blocked = "merging";
    var note = banner("mau-ghep", function (made) {
      fillText(made, "[data-by]", by);
      made.querySelector("[data-theirs]").replaceChildren(editor.forReading(told.theirs, editor.collect()));
    });
    onClick(note, "[data-save-merged]", function () { settle(told); save(); });
    form.elements.text.focus();
  }

  /* ── what the checks say now ─────────────────────────────────────────────────────────── */

  function figuresOf(content) {
    return JSON.stringify([content.figures, content.annexes, Boolean(content.text.trim())]);
  }

  /* Only when figures or tables changed: the text alone changes nothing that is told here. */
  function lookOver() {
    if (figuresOf(server) === status.looked || document.visibilityState === "hidden") return;
    clearTimeout(lookOver.timer);
    lookOver.timer = setTimeout(function () {
      status.lookedAt = Date.now();
      status.looked = figuresOf(server);
      fetch(form.dataset.look, { credentials: "same-origin" })
        .then(function (answer) { return answer.ok ? answer.json() : null; })
        .then(function (told) { if (told) looked(told); })
        .catch(function () { /* the page still shows what it knew */ });
    }, Math.max(0, status.lookedAt + LOOK_GAP - Date.now()));
  }

  function looked(told) {
    var list = document.querySelector("[data-fault-list]");
    if (list) list.remove();
    editor.showNotes(told.notes);
    Object.keys(told.ratios).forEach(function (code) {
      fillText(form, '[data-ratio="' + code + '"]', told.ratios[code]);
    });
    told.steps.forEach(function (step) {
      var item = document.querySelector('[data-step="' + step.code + '"]');
      if (!item) return;
      item.className = step.css;
      var drawing = window.portal.icon(step.icon);
      drawing.setAttribute("role", "img");
      drawing.setAttribute("aria-label", step.word);
      drawing.removeAttribute("aria-hidden");
      item.querySelector(".icon").replaceWith(drawing);
    });
  }

  /* ── text typed for old fonts ────────────────────────────────────────────────────────── */

  var leftAlone = [];

  form.addEventListener("paste", function (event) {
    var field = event.target, text = event.clipboardData ? event.clipboardData.getData("text/plain") : "";
    if (!field.matches("textarea, input:not([inputmode])") || !OLD_LETTERS.test(text) || UNICODE_LETTERS.test(text)) return;
    setTimeout(askAboutOldFont, 0, field, text.replace(/\r\n?/g, "\n"));
  });

  function askAboutOldFont(field, text) {
    if (leftAlone.indexOf(text) >= 0) return;
    post(form.dataset.fonts, JSON.stringify({ text: text }))
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (told) { if (told && told.encoding) offerUnicode(field, text, told); })
      .catch(function () { /* asked again with the next save */ });
  }

  function offerUnicode(field, text, told) {
    var note = banner("mau-bang-ma", function (made) {
      fillText(made, "[data-encoding]", ENCODINGS[told.encoding] || told.encoding);
      fillText(made, "[data-copy]", told.converted.length > 600 ? told.converted.slice(0, 600) + "…" : told.converted);
    });
    field.closest(".field, .annex-cell, .field-figure").append(note);
    onClick(note, "[data-drop]", function () { leftAlone.push(text); note.remove(); field.focus(); });
    onClick(note, "[data-convert]", function () {
      var start = field.value.indexOf(text);
      if (start >= 0) field.setRangeText(told.converted, start, start + text.length, "end");
      note.remove();
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
    note.scrollIntoView({ block: "nearest" });
  }

  /* The page came with such texts stored: convert each of them where it stands. */
  function convertStored(button) {
    button.disabled = true;
    var fields = Array.prototype.filter.call(form.querySelectorAll("textarea, input:not([inputmode])"), function (field) {
      return OLD_LETTERS.test(field.value) && !UNICODE_LETTERS.test(field.value);
    });
    Promise.all(fields.map(function (field) {
      return post(form.dataset.fonts, JSON.stringify({ text: field.value.replace(/\r\n?/g, "\n") }))
        .then(function (answer) { return answer.ok ? answer.json() : {}; })
        .then(function (told) { if (told.encoding) field.value = told.converted; });
    })).then(function () {
      button.closest("[data-legacy-stored]").remove();
      onChange();
      save();
    }).catch(function () { button.disabled = false; });
  }

  /* ── leaving and coming back ─────────────────────────────────────────────────────────── */

  form.addEventListener("input", onChange);
  form.addEventListener("change", onChange);
  form.addEventListener("submit", function (event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.submitter && event.submitter.name === "convert") return void convertStored(event.submitter);
    status.failures = 0;
    if (isDirty()) save(); else if (!locked && !status.blocked) show("saved", "Đã lưu " + clock());
  }, true);

  document.addEventListener("keydown", function (event) {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      save();
    }
  });

  document.addEventListener("visibilitychange", function () {
    if (document.visibilityState === "hidden") { if (isDirty()) save(true); } else comeBack();
  });
  window.addEventListener("pagehide", function () { if (isDirty()) save(true); });
  window.addEventListener("blur", function () { if (isDirty() && !status.failures) save(true); });
  window.addEventListener("focus", comeBack);
  window.addEventListener("online", function () { if (status.failures) { status.failures = 0; save(); } });
  window.addEventListener("offline", function () {
    if (isDirty() && !status.blocked) { keepCopy(editor.collect()); show("failed", "Mất mạng – nội dung đã giữ trên máy này"); }
  });
  window.addEventListener("beforeunload", function (event) {
    if (!locked && isDirty() && !keepCopy(editor.collect())) event.preventDefault();
  });

  /* Somebody who signed in again on another tab finds this one saved. */
  function comeBack() {
    if (status.blocked === "session") save();
  }

  /* A link waits a moment for the save, so that the next page already knows it. */
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || link.target) return;
    if (locked || status.blocked || link.origin !== location.origin || link.pathname === location.pathname || !isDirty()) return;
    event.preventDefault();
    var go = function () { location.assign(link.href); };
    Promise.race([save(), new Promise(function (resolve) { setTimeout(resolve, LEAVE_WAIT); })]).then(function () {
      if (!status.blocked) go();
    });
  });

  function offerCopy() {
    var copy = readCopy();
    if (!copy || !copy.content) return;
    if (JSON.stringify(copy.content) === acked) return void dropCopy();
    if (locked) return void lockedNow(copy.content, "Báo cáo đã được gửi đi trước khi nội dung này được lưu.");
    if (copy.version !== version) {
      var mine = copy.content, theirs = editor.collect();
      editor.apply(mine);
      return void clash(mine, { theirs: theirs, version: version, by: form.dataset.savedBy, at: form.dataset.savedAt });
    }
    var note = banner("mau-khoi-phuc", function (made) {
      fillText(made, "[data-when]", clock(copy.at));
      made.querySelector("[data-copy]").replaceChildren(editor.forReading(copy.content, server));
    });
    onClick(note, "[data-restore]", function () { note.remove(); editor.apply(copy.content); save(); });
    onClick(note, "[data-drop]", function () { note.remove(); dropCopy(); });
  }

  /* The place that a link of the check page leads to takes the focus. */
  function focusPlace() {
    var place = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    var field = place && form.contains(place) ? place.querySelector("input:not([type=hidden]), textarea, select") : null;
    if (field) field.focus({ preventScroll: true });
  }

  /* A long list of sections starts where this one stands. */
  function showHere() {
    var here = document.querySelector(".side-nav [aria-current]"), list = document.querySelector(".side-nav");
    if (here && list.scrollHeight > list.clientHeight) list.scrollTop = here.offsetTop - list.clientHeight / 3;
  }

  window.addEventListener("hashchange", focusPlace);
  showHere();
  offerCopy();
  /* After the browser's own move to the place, which takes the focus away. */
  window.addEventListener("load", function () { setTimeout(focusPlace, 0); });
  document.documentElement.classList.add("editor-ready");
})();
