/* The editor's form: its boxes and tables read into a content and written from one, numbers understood as they are
   typed, rows added and removed. It knows nothing of saving; editor.js does. Works on the markup of
   templates/reports/officer/section.html. */
(function () {
  "use strict";

  function all(selector, root) {
    return Array.prototype.slice.call((root || document).querySelectorAll(selector));
  }

  function make(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text) made.textContent = text;
    return made;
  }

  function EditorForm(form, changed) {
    this.form = form;
    this.changed = changed;
    this.prepareBoxes();
    this.prepareAnnexes();
    this.prepareCells();
  }

  var proto = EditorForm.prototype;

  /* ── what is written ─────────────────────────────────────────────────────────────────── */

  proto.boxes = function () { return all("[data-box]", this.form); };

  proto.field = function (code, suffix) {
    return this.form.elements["f-" + code + (suffix || "")];
  };

  proto.collect = function () {
    var self = this, content = { text: this.form.elements.text.value.replace(/\r\n?/g, "\n"), figures: {}, annexes: {} };
    this.boxes().forEach(function (box) { content.figures[box.dataset.box] = self.collectBox(box); });
    all("[data-annex]", this.form).forEach(function (annex) {
      content.annexes[annex.dataset.annex] = self.filledRows(annex).map(rowValues);
    });
    return content;
  };

  proto.collectBox = function (box) {
    var code = box.dataset.box;
    if (box.dataset.type === "boolean") return { raw: this.field(code).value || "", kind: "number", estimated: false };
    var estimated = this.field(code, "-est");
    return {
      raw: this.field(code).value.trim(),
      kind: this.field(code, "-kind").value,
      estimated: Boolean(estimated && estimated.checked)
    };
  };

  proto.rows = function (annex) { return all("[data-rows] > [data-row]", annex); };

  proto.filledRows = function (annex) {
    return this.rows(annex).filter(function (row) {
      var values = rowValues(row);
      return Object.keys(values).some(function (key) { return values[key] !== ""; });
    });
  };

  function rowValues(row) {
    var values = {};
    all("[data-column]", row).forEach(function (field) {
      values[field.dataset.column] = field.value.replace(/\r\n?/g, "\n").trim();
    });
    return values;
  }

  /* Write a content into the form. */
  proto.apply = function (content) {
    var self = this;
    this.form.elements.text.value = content.text || "";
    this.form.elements.text.dispatchEvent(new Event("input", { bubbles: true }));
    this.boxes().forEach(function (box) { self.applyBox(box, (content.figures || {})[box.dataset.box] || {}); });
    all("[data-annex]", this.form).forEach(function (annex) {
      var rows = (content.annexes || {})[annex.dataset.annex] || [];
      self.rows(annex).forEach(function (row) { row.remove(); });
      rows.forEach(function (values) { self.addRow(annex, values); });
    });
  };

  proto.applyBox = function (box, entry) {
    var code = box.dataset.box;
    if (box.dataset.type === "boolean") {
      all("input[type=radio]", box).forEach(function (radio) { radio.checked = radio.value === entry.raw; });
      return;
    }
    this.field(code).value = entry.raw || "";
    this.field(code, "-kind").value = entry.kind || "number";
    var estimated = this.field(code, "-est");
    if (estimated) estimated.checked = Boolean(entry.estimated);
    this.readBox(box);
  };

  /* ── numbers ─────────────────────────────────────────────────────────────────────────── */

  proto.prepareBoxes = function () {
    var self = this;
    this.boxes().forEach(function (box) {
      if (box.dataset.type === "boolean") return;
      var input = self.field(box.dataset.box), kind = self.field(box.dataset.box, "-kind");
      input.addEventListener("input", function () {
        if (input.value.trim() && kind.value !== "number") kind.value = "number";
        self.clearProblem(box);
        clearMissing(box);
        self.showKind(box);
      });
      input.addEventListener("blur", function () { self.readBox(box); });
      kind.addEventListener("change", function () { self.chooseKind(box); });
      self.readBox(box);
    });
    this.form.elements.text.addEventListener("input", function () { clearMissing(self.form.querySelector("#loi-van")); });
    this.form.addEventListener("change", function (event) {
      var box = event.target.closest("[data-box][data-type=boolean]");
      if (box) clearMissing(box);
    });
  };

  function clearMissing(box) {
    all(".note-missing", box).forEach(function (note) { note.remove(); });
  }

  /* "Không phát sinh" empties the box; choosing "Có số liệu" again brings back what stood there. */
  proto.chooseKind = function (box) {
    var code = box.dataset.box, input = this.field(code), kind = this.field(code, "-kind");
    if (kind.value === "number") {
      if (!input.value && box.dataset.before) input.value = box.dataset.before;
    } else {
      if (input.value) box.dataset.before = input.value;
      input.value = "";
      clearMissing(box);
    }
    this.readBox(box);
  };

  proto.showKind = function (box) {
    var code = box.dataset.box, kind = this.field(code, "-kind").value;
    this.field(code).dataset.kind = kind === "none_occurred" ? "none" : kind;
  };

  /* What stands in a box: written as 1.234,5 when understood, asked about when it may be two things, told when wrong. */
  proto.readBox = function (box) {
    var code = box.dataset.box, input = this.field(code), decimals = Number(box.dataset.decimals);
    this.clearProblem(box);
    this.showKind(box);
    if (this.field(code, "-kind").value !== "number" || !input.value.trim()) return;
    var found = window.vnNumbers.parse(input.value, decimals);
    if (found.value !== undefined) {
      var shown = window.vnNumbers.show(found.value, decimals);
      if (input.value !== shown) input.value = shown;
      var beyond = bounds(box, found.value, decimals);
      if (beyond) this.showProblem(box, beyond);
    } else if (found.choices) {
      this.askNumber(box, found.choices, decimals);
    } else if (found.error) {
      this.showProblem(box, found.error);
    }
  };

  function bounds(box, value, decimals) {
    var least = box.dataset.min, most = box.dataset.max, numbers = window.vnNumbers;
    if (least !== undefined && numbers.compare(value, least) < 0) return "Không được nhỏ hơn " + numbers.show(least, 0) + ".";
    if (most !== undefined && numbers.compare(value, most) > 0) return "Không được lớn hơn " + numbers.show(most, 0) + ".";
    return "";
  }

  proto.clearProblem = function (box) {
    all("[data-problem]", box).forEach(function (note) { note.remove(); });
    this.tint(box);
  };

  proto.showProblem = function (box, words) {
    var note = make("p", "invalid-feedback");
    note.dataset.problem = "";
    note.append(window.portal.icon("error"), make("span", "", words));
    box.querySelector("[data-notes]").prepend(note);
    this.tint(box);
  };

  proto.tint = function (box) {
    var bad = Boolean(box.querySelector(".invalid-feedback")), warned = Boolean(box.querySelector(".note-warn"));
    box.classList.toggle("has-error", bad);
    box.classList.toggle("has-warning", !bad && warned);
    var input = box.dataset.type === "boolean" ? null : this.field(box.dataset.box);
    if (!input) return;
    input.classList.toggle("is-invalid", bad);
    if (bad) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  };

  proto.askNumber = function (box, choices, decimals) {
    var self = this, input = this.field(box.dataset.box), typed = input.value.trim();
    var note = make("div", "ask-number"), question = choices.length > 1 ? "“" + typed + "” là số nào?" : "“" + typed + "” có phải là số này không?";
    note.dataset.problem = "";
    note.setAttribute("role", "group");
    note.setAttribute("aria-label", question);
    note.append(make("span", "", question));
    choices.forEach(function (choice) {
      var button = make("button", "btn btn-secondary btn-sm", choiceWords(choice, decimals));
      button.type = "button";
      button.addEventListener("click", function () {
        input.value = window.vnNumbers.show(window.vnNumbers.format(choice, decimals).replace(/\./g, "").replace(",", "."), decimals);
        self.readBox(box);
        self.changed();
        input.focus();
      });
      note.append(button);
    });
    box.querySelector("[data-notes]").prepend(note);
  };

  /* The number with its decimals, and in a word how large it is, so that the two cannot be taken for each other. */
  function choiceWords(choice, decimals) {
    var numbers = window.vnNumbers, shown = numbers.show(numbers.format(choice, decimals).replace(/\./g, "").replace(",", "."), decimals);
    var whole = choice.replace("-", "").split(".")[0].length;
    if (choice.indexOf(".") < 0 && whole > 3) return shown + (whole > 6 ? " (hàng triệu)" : " (hàng nghìn)");
    var exact = numbers.show(choice, 0);
    return exact === shown ? shown : shown + " (làm tròn từ " + exact + ")";
  }

  /* ── tables ──────────────────────────────────────────────────────────────────────────── */

  proto.prepareAnnexes = function () {
    var self = this;
    all("[data-annex]", this.form).forEach(function (annex) {
      var add = annex.querySelector("[data-add-row]");
      if (add) add.addEventListener("click", function () {
        var row = self.addRow(annex, {});
        row.querySelector("[data-column]").focus();
      });
      self.countRows(annex);
    });
    this.form.addEventListener("click", function (event) {
      var remove = event.target.closest("[data-remove-row]");
      if (remove) self.askToRemove(remove.closest("[data-row]"));
    });
  };

  proto.addRow = function (annex, values) {
    var row = annex.querySelector("template[data-pattern]").content.firstElementChild.cloneNode(true);
    all("[data-column]", row).forEach(function (field) { field.value = values[field.dataset.column] || ""; });
    annex.querySelector("[data-rows]").append(row);
    this.countRows(annex);
    return row;
  };

  proto.askToRemove = function (row) {
    var self = this, values = rowValues(row);
    var isBlank = Object.keys(values).every(function (key) { return values[key] === ""; });
    if (isBlank) return void this.removeRow(row);
    var number = row.querySelector("[data-number]").textContent;
    window.portal.ask(
      { title: "Xóa dòng " + number + "?", text: "Nội dung đã nhập ở dòng này sẽ bị bỏ.", yes: "Xóa dòng", danger: true },
      function () { self.removeRow(row); }
    );
  };

  proto.removeRow = function (row) {
    var annex = row.closest("[data-annex]"), next = row.nextElementSibling || row.previousElementSibling;
    row.remove();
    this.countRows(annex);
    (next ? next.querySelector("[data-column]") : annex.querySelector("[data-add-row]")).focus();
    this.changed();
  };

  /* Rows are numbered as they stand, so that a note about "dòng 3" leads to the third. */
  proto.countRows = function (annex) {
    var rows = this.rows(annex), most = Number(annex.dataset.most), key = annex.dataset.annex;
    rows.forEach(function (row, index) { renumber(row, key, index + 1); });
    annex.querySelector("[data-count]").textContent = rows.length;
    var add = annex.querySelector("[data-add-row]");
    if (add) {
      add.hidden = rows.length >= most;
      annex.querySelector("[data-full]").hidden = rows.length < most;
    }
  };

  function renumber(row, key, number) {
    var place = new RegExp("^(id_|a-)?" + key + "-\\d+");
    [row].concat(all("[id], [for], [name], [data-notes]", row)).forEach(function (part) {
      ["id", "for", "name", "data-notes"].forEach(function (name) {
        var value = part.getAttribute(name);
        if (value && place.test(value)) part.setAttribute(name, value.replace(place, "$1" + key + "-" + number));
      });
    });
    all("[data-number]", row).forEach(function (part) { part.textContent = number; });
  }

  /* Months are written 05/2026, whole numbers 1.234, years as they are. */
  proto.prepareCells = function () {
    this.form.addEventListener("focusout", function (event) {
      var kind = event.target.dataset && event.target.dataset.cell, raw = event.target.value;
      if (!kind || !raw.trim()) return;
      if (kind === "month") {
        var month = /^\s*(?:tháng\s+)?(0?[1-9]|1[0-2])\s*[\/.\- ]\s*([0-9]{4})\s*$/i.exec(raw);
        if (month) event.target.value = ("0" + month[1]).slice(-2) + "/" + month[2];
      } else if (kind === "integer") {
        var found = window.vnNumbers.parse(raw, 0);
        if (found.value !== undefined) event.target.value = window.vnNumbers.show(found.value, 0);
      }
    });
  };

  /* ── notes of the checks ─────────────────────────────────────────────────────────────── */

  /* notes: [{place, tone, text, explained}] replace what the checks said before; what is typed wrong stays told. */
  proto.showNotes = function (notes) {
    var self = this;
    all("[data-notes]", this.form).forEach(function (place) {
      all(".invalid-feedback:not([data-problem]), .note-warn", place).forEach(function (note) { note.remove(); });
    });
    notes.forEach(function (note) {
      var place = self.placeOf(note.place);
      if (place && !(note.tone === "bad" && place.querySelector("[data-problem]"))) place.append(noteElement(note));
    });
    this.boxes().forEach(function (box) { self.tint(box); });
  };

  /* The checks count filled rows only; blank ones between them have no number there. */
  proto.placeOf = function (name) {
    var cell = /^(.+?)-(\d+)(-.+)$/.exec(name), annex = cell && this.form.querySelector('[data-annex="' + cell[1] + '"]');
    if (annex) {
      var row = this.filledRows(annex)[Number(cell[2]) - 1];
      return row && all("[data-notes]", row).find(function (place) { return place.dataset.notes.endsWith(cell[3]); });
    }
    return all("[data-notes]", this.form).find(function (place) { return place.dataset.notes === name; });
  };

  function noteElement(note) {
    var bad = note.tone === "bad", made = make("p", bad ? "invalid-feedback" : "note-warn"), words = make("span", "", note.text + " ");
    if (!bad) words.append(make("b", "", note.explained ? "Đã giải trình." : "Nếu đúng, ghi giải trình ở bước Kiểm tra."));
    made.append(window.portal.icon(bad ? "error" : "alert"), words);
    return made;
  }

  /* ── a content for reading ───────────────────────────────────────────────────────────── */

  /* The content as elements to read; with `other`, only what differs from it, and the text always. */
  proto.forReading = function (content, other) {
    var self = this, place = make("div"), text = make("div", "quote", content.text || "(không có lời văn)");
    if (!other || other.text !== content.text) place.append(text);
    var list = make("ul", "plain-list");
    this.boxes().forEach(function (box) {
      var code = box.dataset.box, words = self.figureWords(box, (content.figures || {})[code] || {});
      if (other && words === self.figureWords(box, (other.figures || {})[code] || {})) return;
      list.append(make("li", "", code + ": " + words));
    });
    if (list.children.length) place.append(list);
    all("[data-annex]", this.form).forEach(function (annex) {
      var key = annex.dataset.annex, rows = (content.annexes || {})[key] || [];
      if (other && JSON.stringify(rows) === JSON.stringify((other.annexes || {})[key] || [])) return;
      place.append(make("h4", "", annex.querySelector("h3").textContent));
      var items = make("ol");
      rows.forEach(function (row) {
        items.append(make("li", "", Object.keys(row).map(function (name) { return row[name]; }).filter(Boolean).join("; ")));
      });
      place.append(rows.length ? items : make("p", "muted", "(không có dòng nào)"));
    });
    if (!place.children.length) place.append(make("p", "muted", "(không có nội dung)"));
    return place;
  };

  proto.figureWords = function (box, entry) {
    if (box.dataset.type === "boolean") return { "true": "Có", "false": "Không" }[entry.raw] || "–";
    if (entry.kind === "none_occurred") return "Không phát sinh";
    if (entry.kind === "not_applicable") return "Không áp dụng";
    return (entry.raw || "–") + (entry.estimated ? " (ước)" : "");
  };

  window.EditorForm = EditorForm;
})();
