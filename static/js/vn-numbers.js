/* Numbers as Vietnamese papers write them: the same reading as portal/text/numbers.py (a test holds them together).
   Values are decimal texts ("-1234.5"), never floats: fifteen digits must survive. */
(function () {
  "use strict";

  var MAX_DIGITS = 15;
  var GROUPED = "[1-9][0-9]{0,2}";
  var INTEGER = new RegExp("^(?:[0-9]+|" + GROUPED + "(?: [0-9]{3})+|" + GROUPED + "(?:\\.[0-9]{3}){2,})$");
  var DECIMAL = new RegExp("^([0-9]+|" + GROUPED + "(?: [0-9]{3})+|" + GROUPED + "(?:\\.[0-9]{3})+),([0-9]+)$");
  var POINTED = new RegExp("^([0-9]+|" + GROUPED + "(?: [0-9]{3})+)\\.([0-9]+)$");
  var ONE_GROUP = new RegExp("^(" + GROUPED + ")([.,])([0-9]{3})$");
  var ENGLISH = new RegExp("^(" + GROUPED + "(?:,[0-9]{3}){2,}|" + GROUPED + "(?:,[0-9]{3})+(?=\\.))(?:\\.([0-9]+))?$");

  function tidy(raw) {
    return raw.replace(/[\u200b\u2060\ufeff]/g, "").normalize("NFC").trim().split(/\s+/).join(" ");
  }

  function number(whole, part) {
    var digits = whole.replace(/[., ]/g, "").replace(/^0+(?=[0-9])/, "");
    var rest = (part || "").replace(/0+$/, "");
    return rest ? digits + "." + rest : digits;
  }

  function places(value) {
    var point = value.indexOf(".");
    return point < 0 ? 0 : value.length - point - 1;
  }

  function example(decimals) {
    return ["1.234", "1.234,6", "1.234,57", "1.234,568", "1.234,5678"][Math.min(decimals, 4)];
  }

  function formError(decimals) {
    if (!decimals) return "Chưa đọc được số này. Chỉ gõ chữ số, dấu chấm ngăn hàng nghìn, ví dụ: 1.234.";
    return "Chưa đọc được số này. Chỉ gõ chữ số, dấu chấm ngăn hàng nghìn, dấu phẩy trước phần thập phân, ví dụ: " + example(decimals) + ".";
  }

  function fit(value, decimals) {
    if (places(value) <= decimals) return { value: value };
    if (!decimals) return { error: "Chỉ tiêu này là số nguyên, không có phần thập phân. Hãy gõ số nguyên, ví dụ: 1.234." };
    return { error: "Chỉ tiêu này có tối đa " + decimals + " chữ số thập phân. Hãy làm tròn, ví dụ: " + example(decimals) + "." };
  }

  function aboutGroup(match, decimals) {
    var thousands = number(match[1] + match[3]), fraction = number(match[1], match[3]);
    if (match[2] === "." && !decimals) return { value: thousands };
    if (match[2] === "," && decimals >= 3) return { value: fraction };
    if (!decimals && places(fraction)) return { choices: [thousands] };
    return { choices: [thousands, fraction] };
  }

  function unsigned(body, decimals) {
    var match;
    if (INTEGER.test(body)) return { value: number(body) };
    if ((match = ONE_GROUP.exec(body))) return aboutGroup(match, decimals);
    if ((match = DECIMAL.exec(body) || POINTED.exec(body))) {
      if (match[1].indexOf(" ") >= 0 && body[match[1].length] === "." && match[2].length === 3) return { error: formError(decimals) };
      return fit(number(match[1], match[2]), decimals);
    }
    if ((match = ENGLISH.exec(body))) {
      var fitted = fit(number(match[1], match[2]), decimals);
      return fitted.error ? fitted : { choices: [fitted.value] };
    }
    return { error: formError(decimals) };
  }

  function negated(value) {
    return /^0(?:\.0*)?$/.test(value) ? value : "-" + value;
  }

  /* What a typed text comes to: {} when empty, {value}, {choices: [value, …]} to be asked about, or {error}. */
  function parse(raw, decimals) {
    var text = tidy(raw);
    if (!text) return {};
    var minus = text[0] === "-" || text[0] === "−";
    var body = minus ? text.slice(1).trim() : text;
    if ((body.match(/[0-9]/g) || []).length > MAX_DIGITS) {
      return { error: "Số quá dài: chỉ gõ tối đa " + MAX_DIGITS + " chữ số, ví dụ: " + example(decimals) + "." };
    }
    var found = unsigned(body, decimals);
    if (!minus) return found;
    if (found.value !== undefined) return { value: negated(found.value) };
    return found.choices ? { choices: found.choices.map(negated) } : found;
  }

  /* A value with exactly so many decimals, "-1.234,5"; halves are rounded away from zero. */
  function format(value, decimals) {
    var minus = value[0] === "-", parts = value.replace("-", "").split(".");
    var digits = parts[0] + ((parts[1] || "") + "0".repeat(decimals + 1)).slice(0, decimals + 1);
    var scaled = BigInt(digits) + 5n;
    var text = (scaled / 10n).toString().padStart(decimals + 1, "0");
    var whole = text.slice(0, text.length - decimals), part = text.slice(text.length - decimals);
    if (!decimals) { whole = text; part = ""; }
    whole = whole.replace(/\B(?=([0-9]{3})+$)/g, ".");
    var shown = part ? whole + "," + part : whole;
    return minus && /[1-9]/.test(shown) ? "-" + shown : shown;
  }

  /* A value as a box shows it: no needless decimals, yet never a text that would be asked about again. */
  function show(value, decimals) {
    var large = value.replace("-", "").split(".")[0].length > 3;
    return format(value, Math.max(places(value), decimals && large ? 1 : 0));
  }

  /* -1, 0 or 1, as the first value is less than, equal to or greater than the second. */
  function compare(one, other) {
    var most = Math.max(places(one), places(other));
    function scaled(value) {
      var parts = value.replace("-", "").split(".");
      var whole = BigInt(parts[0] + (parts[1] || "").padEnd(most, "0"));
      return value[0] === "-" ? -whole : whole;
    }
    var a = scaled(one), b = scaled(other);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  window.vnNumbers = { parse: parse, format: format, show: show, compare: compare };
})();
