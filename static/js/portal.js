/* The portal's own behaviour in the browser. Every part is optional: pages work without it.
   What each attribute does is told in docs/look.md. */
(function () {
  "use strict";

  var MINUTE = 60000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
  var STUCK = 20000; /* a request that hangs must not lock its button for ever */

  function all(selector, root) {
    var scope = root || document;
    var found = Array.prototype.slice.call(scope.querySelectorAll(selector));
    if (scope.matches && scope.matches(selector)) found.unshift(scope);
    return found;
  }

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) { made.setAttribute(name, attributes[name]); });
    (children || []).forEach(function (child) { made.append(child); });
    return made;
  }

  function icon(name) {
    var space = "http://www.w3.org/2000/svg";
    var svg = document.createElementNS(space, "svg");
    var use = document.createElementNS(space, "use");
    var sprite = document.getElementById("toasts");
    svg.setAttribute("class", "icon");
    svg.setAttribute("aria-hidden", "true");
    use.setAttribute("href", (sprite ? sprite.dataset.icons : "") + "#" + name);
    svg.append(use);
    return svg;
  }

  /* Toasts: portal.toast("Đã lưu.", "ok"), or the answer header HX-Trigger: {"toast": {"text": …, "tone": …}}. */
  var TOAST_ICONS = { ok: "check-circle", warn: "alert", bad: "error", info: "info" };

  function toast(text, tone) {
    var place = document.getElementById("toasts");
    var kind = TOAST_ICONS[tone] ? tone : "info";
    var same = all(".notice", place).find(function (shown) { return shown.textContent.trim() === text; });
    if (same) return same;
    var close = element("button", { "class": "notice-close", type: "button", "data-dismiss": "", "aria-label": "Đóng thông báo" }, [icon("close")]);
    var note = element("div", { "class": "notice notice-" + kind, "data-notice": "" }, [icon(TOAST_ICONS[kind]), element("div", {}, [element("p", {}, [text])]), close]);
    place.append(note);
    if (kind === "ok" || kind === "info") setTimeout(function () { note.remove(); }, 8000);
    return note;
  }

  /* Asking before a deed: data-confirm="…" on a form, a button or a link, in a native dialog. */
  function ask(options, onYes) {
    var yes = element("button", { "class": "btn " + (options.danger ? "btn-danger" : "btn-primary"), type: "button" }, [options.yes || "Thực hiện"]);
    var no = element("button", { "class": "btn btn-secondary", type: "button" }, [options.no || "Không, quay lại"]);
    var box = element("dialog", { "class": "ask", "aria-labelledby": "ask-title" }, [
      element("h2", { id: "ask-title" }, [options.title || "Xin xác nhận"]),
      element("p", {}, [options.text]),
      element("div", { "class": "actions" }, [no, yes])
    ]);
    document.body.append(box);
    box.addEventListener("close", function () { box.remove(); });
    no.addEventListener("click", function () { box.close(); });
    yes.addEventListener("click", function () { box.close(); onYes(); });
    box.showModal();
    no.focus();
  }

  function asked(source) {
    return {
      text: source.dataset.confirm,
      title: source.dataset.confirmTitle,
      yes: source.dataset.confirmYes,
      no: source.dataset.confirmNo,
      danger: "confirmDanger" in source.dataset
    };
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    var button = event.submitter;
    var source = button && button.dataset.confirm ? button : form;
    /* Where a tick is still missing there is nothing to confirm: the server says so beside the box. */
    var needed = source.dataset.confirmNeeds && form.elements[source.dataset.confirmNeeds];
    if (source.dataset.confirm && !form.dataset.confirmed && !(needed && !needed.checked)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(asked(source), function () {
        form.dataset.confirmed = "yes";
        form.requestSubmit(button || undefined);
      });
      return;
    }
    delete form.dataset.confirmed;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  /* Signing in again in another tab changes the token against forged forms: with its own old one a page that stayed open
     would be refused for ever, after its session ended and its owner did what the portal asked. */
  function freshToken() {
    var found = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie);
    return found ? decodeURIComponent(found[1]) : "";
  }

  document.addEventListener("submit", function (event) {
    var token = freshToken(), field = event.target.elements.csrfmiddlewaretoken;
    if (token && field) field.value = token;
  }, true);

  document.addEventListener("htmx:configRequest", function (event) {
    var token = freshToken(), asked = event.detail;
    if (!token) return;
    asked.headers["X-CSRFToken"] = token;
    if ("csrfmiddlewaretoken" in asked.parameters) asked.parameters.csrfmiddlewaretoken = token;
  });

  /* The double-submit guard; a download answers without leaving the page, so such forms carry data-again. */
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.target === "_blank" || "again" in form.dataset) return;
    form.dataset.sent = "yes";
    if (event.submitter) setTimeout(busy, 0, event.submitter);
    setTimeout(release, STUCK);
  });

  /* After the browser has taken the button's own name and value. */
  function busy(button) {
    button.setAttribute("aria-busy", "true");
    button.disabled = true;
  }

  function release() {
    all("form[data-sent]").forEach(function (form) { delete form.dataset.sent; });
    all("button[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); button.disabled = false; });
  }

  window.addEventListener("pageshow", release);

  document.addEventListener("htmx:confirm", function (event) {
    var source = event.detail.elt;
    if (!source.dataset || !source.dataset.confirm || source.tagName === "FORM") return;
    event.preventDefault();
    ask(asked(source), function () { event.detail.issueRequest(true); });
  });

  document.addEventListener("click", function (event) {
    var hit = event.target.closest ? event.target : event.target.parentElement;
    var dismiss = hit.closest("[data-dismiss]");
    if (dismiss) return void dismiss.closest("[data-notice]").remove();
    var toggle = hit.closest("[data-toggles]");
    if (toggle) return void toggleNav(toggle);
    var eye = hit.closest("[data-reveals]");
    if (eye) return void reveal(eye);
    var printer = hit.closest("[data-print]");
    if (printer) return void window.print();
    var copier = hit.closest("[data-copies]");
    if (copier) return void copy(copier);
    var link = hit.closest("a[data-confirm]");
    if (link && !link.hasAttribute("hx-get")) {
      event.preventDefault();
      ask(asked(link), function () { window.location.assign(link.href); });
    }
    all("details[data-closes][open]").forEach(function (menu) { if (!menu.contains(hit)) menu.open = false; });
  });

  /* On a phone a list shows its first filter and a button for the others, unless one of these is in use. */
  function fold(form) {
    var others = all(":scope > div:not(:first-child, .filter-actions)", form);
    var used = others.some(function (box) { var field = box.querySelector("select, input"); return field && field.value; });
    if (others.length < 2 || used) return;
    var more = element("button", { "class": "btn btn-link filter-more", type: "button", "aria-expanded": "false" }, ["Thêm điều kiện lọc"]);
    more.addEventListener("click", function () {
      form.classList.remove("is-folded");
      more.remove();
      others[0].querySelector("select, input").focus();
    });
    form.querySelector(".filter-actions").append(more);
    form.classList.add("is-folded");
  }

  function toggleNav(button) {
    var open = document.getElementById(button.dataset.toggles).classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  }

  function reveal(button) {
    var field = document.getElementById(button.dataset.reveals);
    var shown = field.type === "text";
    field.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.querySelector("[data-word]").textContent = shown ? "Hiện" : "Ẩn";
  }

  function copy(button) {
    navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent.trim()).then(
      function () { toast("Đã chép.", "ok"); },
      function () { toast("Trình duyệt không cho chép; hãy chọn và chép bằng tay.", "warn"); }
    );
  }

  /* Keys: j and k follow the links marked data-key="j" and data-key="k" (next and previous); / goes to the search box. */
  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") {
      all("details[data-closes][open]").forEach(function (menu) { menu.open = false; menu.querySelector("summary").focus(); });
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    var target = all("[data-key]").find(function (item) { return item.dataset.key === event.key; });
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus(); else target.click();
  });

  function typing(place) {
    return place.isContentEditable || (place.matches && place.matches("input, textarea, select"));
  }

  /* Time left: data-due="2026-11-19T23:59:59+07:00" shows "còn 3 ngày 4 giờ" or "quá hạn 2 ngày". */
  function timeLeft(milliseconds) {
    var rest = Math.abs(milliseconds);
    var days = Math.floor(rest / DAY), hours = Math.floor(rest % DAY / HOUR), minutes = Math.floor(rest % HOUR / MINUTE);
    var words = days >= 7 ? days + " ngày" : days ? days + " ngày" + (hours ? " " + hours + " giờ" : "") :
      hours ? hours + " giờ" + (minutes ? " " + minutes + " phút" : "") : Math.max(minutes, 1) + " phút";
    return (milliseconds >= 0 ? "còn " : "quá hạn ") + words;
  }

  /* Office computers' clocks are often wrong: count from the server's. */
  function clockError() {
    var served = Date.parse(document.getElementById("toasts").dataset.now);
    return isNaN(served) ? 0 : served - Date.now();
  }

  var ahead = clockError();

  function tick() {
    all("[data-due]").forEach(function (place) {
      var due = Date.parse(place.dataset.due);
      if (isNaN(due)) return;
      var words = timeLeft(due - Date.now() - ahead);
      if (place.textContent !== words) place.textContent = words;
    });
  }

  /* The narrow screen's section list starts closed; the wide screen's is always open. */
  var wide = window.matchMedia("(min-width: 62rem)");

  function fitSideNav() {
    all(".side-nav > details").forEach(function (list) { list.open = wide.matches; });
  }

  wide.addEventListener("change", fitSideNav);

  /* Word counts: data-words="800" on a textarea, with data-words-for="its id" where the count is told. */
  function countWords(field) {
    var place = document.querySelector('[data-words-for="' + field.id + '"]');
    if (!place) return;
    var text = field.value.trim(), count = text ? text.split(/\s+/).length : 0, limit = Number(field.dataset.words);
    place.textContent = count.toLocaleString("vi-VN") + (limit ? " / " + limit.toLocaleString("vi-VN") : "") + " từ";
    place.classList.toggle("over", Boolean(limit) && count > limit);
  }

  document.addEventListener("input", function (event) {
    if (event.target.matches("[data-words]")) countWords(event.target);
  });

  /* Charts: <canvas data-chart="id of a json_script"> drawn by Chart.js in the theme's colours. */
  function colour(name) {
    return getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  }

  function tone(name, index) {
    return colour({ plain: "navy", ok: "green", late: "red", warn: "amber", quiet: "navy-line", ink: "ink-3" }[name] ||
      ["navy", "navy-line", "green", "amber", "ink-3"][index % 5]);
  }

  function vietnamese(value) {
    return typeof value === "number" ? value.toLocaleString("vi-VN") : value;
  }

  function drawChart(canvas) {
    if (!window.Chart || canvas.dataset.drawn) return;
    canvas.dataset.drawn = "yes";
    var data = JSON.parse(document.getElementById(canvas.dataset.chart).textContent);
    var line = data.kind === "line", lying = data.kind === "bars", value = lying ? "x" : "y", label = lying ? "y" : "x";
    var scales = {};
    scales[value] = { stacked: Boolean(data.stacked), beginAtZero: true, border: { display: false }, grid: { color: colour("line") }, ticks: { precision: 0, callback: vietnamese }, title: { display: Boolean(data.unit), text: data.unit || "" } };
    scales[label] = { stacked: Boolean(data.stacked), grid: { display: false }, border: { color: colour("line-field") } };
    window.Chart.defaults.font.family = colour("figures");
    window.Chart.defaults.font.size = 13;
    window.Chart.defaults.color = colour("ink-2");
    new window.Chart(canvas, {
      type: line ? "line" : "bar",
      data: {
        labels: data.labels,
        datasets: data.series.map(function (series, index) {
          var ink = tone(series.tone, index);
          return { label: series.label, data: series.values, backgroundColor: ink, borderColor: ink, borderWidth: line ? 2 : 0, pointRadius: 3, maxBarThickness: 28, tension: 0 };
        })
      },
      options: {
        indexAxis: lying ? "y" : "x",
        maintainAspectRatio: false,
        animation: false,
        scales: scales,
        plugins: {
          legend: { display: data.series.length > 1, position: "bottom", labels: { boxWidth: 14, boxHeight: 14 } },
          tooltip: { callbacks: { label: function (item) { return " " + item.dataset.label + ": " + vietnamese(item.parsed[value]) + (data.unit ? " " + data.unit : ""); } } }
        }
      }
    });
  }

  /* Browsers say "no file chosen" in their own language; ours lies below the box, which stays what is pressed. */
  function dressFile(box) {
    if (box.parentNode.classList.contains("file-pick")) return;
    var words = element("span", {}, []);
    var face = element("div", { "class": "form-control file-pick-face", "aria-hidden": "true" }, [element("b", {}, ["Chọn tệp"]), words]);
    var frame = element("div", { "class": "file-pick" });
    function tell() {
      var names = Array.prototype.map.call(box.files, function (file) { return file.name; });
      words.textContent = names.length ? names.join("; ") : "Chưa chọn tệp nào";
      box.title = words.textContent;
    }
    box.replaceWith(frame);
    frame.append(box, face);
    box.addEventListener("change", tell);
    window.addEventListener("pageshow", tell);
    tell();
  }

  function prepare(root) {
    all("input[type=file]", root).forEach(dressFile);
    all("canvas[data-chart]", root).forEach(drawChart);
    all("[data-words]", root).forEach(countWords);
    all(".filter-bar", root).forEach(fold);
    var summary = root.querySelector && root.querySelector("[data-focus]");
    if (summary) summary.focus();
    tick();
  }

  document.addEventListener("toast", function (event) { toast(event.detail.text || event.detail.value, event.detail.tone); });
  document.addEventListener("htmx:load", function (event) { if (event.detail.elt !== document.body) prepare(event.detail.elt); });
  /* A session that ended answers with the sign-in page: never put that into a fragment. */
  document.addEventListener("htmx:beforeSwap", function (event) {
    var login = document.getElementById("toasts").dataset.login;
    var answered = event.detail.xhr.responseURL || "";
    if (!login || answered.indexOf(login) < 0 || window.location.pathname === login) return;
    event.detail.shouldSwap = false;
    toast("Phiên làm việc đã hết. Hãy mở cổng ở thẻ khác, đăng nhập lại rồi quay về trang này; nội dung đã nhập vẫn còn.", "bad");
  });
  document.addEventListener("htmx:sendError", function (event) {
    if (!event.detail.elt.closest("[data-quiet]")) toast("Không nối được tới máy chủ. Nội dung đã nhập vẫn còn trên màn hình.", "bad");
  });
  document.addEventListener("htmx:responseError", function (event) {
    if (!event.detail.elt.closest("[data-quiet]")) toast("Máy chủ chưa thực hiện được việc này. Xin thử lại sau ít phút.", "bad");
  });

  fitSideNav();
  /* After all deferred scripts, so that a page's own Chart.js is there. */
  document.addEventListener("DOMContentLoaded", function () { prepare(document); });
  setInterval(tick, 30000);
  window.portal = { toast: toast, ask: ask, icon: icon, timeLeft: timeLeft };
})();
