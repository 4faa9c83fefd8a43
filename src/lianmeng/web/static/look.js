/* What pages do beyond plain HTML. Every page is useful without this file. */
(function () {
  "use strict";
  var doc = document;

  function each(selector, act) {
    Array.prototype.forEach.call(doc.querySelectorAll(selector), act);
  }

  function make(tag, properties) {
    return Object.assign(doc.createElement(tag), properties);
  }

  /* --- the sentence beside the page: a chip is a link to /law/#unit, and with this it opens here --- */
  var beside = doc.getElementById("beside");
  var opener = null;

  function closeBeside() {
    if (!beside || !beside.open) return;
    beside.close();
    if (opener) opener.focus();
  }

  function openBeside(chip) {
    var unit = chip.getAttribute("data-unit");
    var address = chip.href.split("#")[0] + "unit/" + encodeURIComponent(unit);
    window.htmx.ajax("GET", address, { target: "#beside-body", swap: "innerHTML" }).then(
      function () {
        opener = chip;
        if (!beside.open) beside.show();
        beside.querySelector("[data-close]").focus();
      },
      function () { window.location = chip.href; }
    );
  }

  doc.addEventListener("click", function (event) {
    var at = event.target.closest ? event.target : event.target.parentElement;
    if (!at || !at.closest) return;
    var chip = at.closest("a.art[data-unit]");
    if (chip && beside && beside.show && window.htmx && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      openBeside(chip);
    } else if (at.closest("[data-close]")) {
      closeBeside();
    } else if (at.closest("[data-back]")) {
      window.history.back();
    } else if (at.closest("[data-print]")) {
      window.print();
    } else if (at.closest("[data-large]")) {
      enlarge(!doc.documentElement.classList.contains("large"));
    }
  });
  doc.addEventListener("keydown", function (event) {
    if (event.key === "Escape") closeBeside();
  });
  doc.addEventListener("htmx:responseError", function (event) {
    if (event.detail.target && event.detail.target.id === "beside-body") {
      event.detail.target.textContent = "没有找到这一条的原文。";
    }
  });

  /* --- large print, remembered in this browser --- */
  function remembered(store, key, value) {
    try {
      if (value === undefined) return store().getItem(key);
      if (value === null) store().removeItem(key);
      else store().setItem(key, value);
    } catch (error) { /* storage is switched off: nothing is remembered */ }
    return null;
  }
  function local() { return window.localStorage; }
  function session() { return window.sessionStorage; }

  function enlarge(large) {
    doc.documentElement.classList.toggle("large", large);
    remembered(local, "large", large ? "1" : null);
    each("[data-large]", function (button) { button.setAttribute("aria-pressed", String(large)); });
  }
  each("[data-large]", function (button) { button.hidden = false; });
  if (remembered(local, "large")) enlarge(true);

  /* --- one submission per click --- */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
    if (form.hasAttribute("data-sent")) {
      event.preventDefault();
      return;
    }
    form.setAttribute("data-sent", "");
    form.removeAttribute("data-dirty");
    each("button", function (button) {
      if (button.form === form && button.type === "submit") button.setAttribute("aria-busy", "true");
    });
  });
  function release() {
    each("form[data-sent]", function (form) { form.removeAttribute("data-sent"); });
    each("button[aria-busy]", function (button) { button.removeAttribute("aria-busy"); });
  }
  window.addEventListener("pageshow", release);
  doc.addEventListener("htmx:afterRequest", release);

  /* --- work not yet saved: <form data-work>. Leaving warns; what was typed waits in this tab ---
     Kept per page and form in the tab's own storage, never files, passwords or hidden fields. It goes
     when the form has been sent and another page than a lost one (sign-in, error) has come, and when
     somebody else signs in. */
  var lost = doc.body.hasAttribute("data-lost");
  var who = doc.body.getAttribute("data-who") || "";
  var START = "work:";

  function keyOf(form) {
    return START + window.location.pathname + "#" + (form.id || form.getAttribute("action") || "");
  }

  function typed(form) {
    return Array.prototype.filter.call(form.elements, function (control) {
      return control.name && !/^(hidden|password|file|submit|button|reset)$/.test(control.type) &&
        control.tagName !== "FIELDSET" && control.tagName !== "BUTTON";
    });
  }

  function values(form) {
    return typed(form).map(function (control) {
      return /^(checkbox|radio)$/.test(control.type) ? control.checked :
        control.multiple ? Array.prototype.map.call(control.options, function (option) { return option.selected; }) :
          control.value;
    });
  }

  function keep(form, sent) {
    remembered(session, keyOf(form), JSON.stringify({ at: Date.now(), who: who, sent: sent, values: values(form) }));
  }

  function restore(form, kept) {
    typed(form).forEach(function (control, place) {
      var value = kept[place];
      if (value === undefined) return;
      if (typeof value === "boolean") control.checked = value;
      else if (Array.isArray(value)) value.forEach(function (on, at) { if (control.options[at]) control.options[at].selected = on; });
      else control.value = value;
    });
    form.setAttribute("data-dirty", "");
  }

  function offer(form, kept) {
    var when = new Date(kept.at);
    var clock = ("0" + when.getHours()).slice(-2) + ":" + ("0" + when.getMinutes()).slice(-2);
    var row = make("div", { className: "kept" });
    row.setAttribute("role", "status");
    var again = make("button", { type: "button", className: "btn", textContent: "恢复填写" });
    var away = make("button", { type: "button", className: "btn quiet", textContent: "不用了" });
    again.addEventListener("click", function () { restore(form, kept.values); row.remove(); });
    away.addEventListener("click", function () { remembered(session, keyOf(form), null); row.remove(); });
    row.append(make("span", { textContent: "您 " + clock + " 在本页填写而没有提交成功的内容还在。" }), again, away);
    form.prepend(row);
  }

  function forget() {
    try {
      Object.keys(window.sessionStorage).forEach(function (key) {
        if (key.indexOf(START) !== 0) return;
        var kept = JSON.parse(window.sessionStorage.getItem(key));
        if (kept.sent || (who && kept.who !== who)) window.sessionStorage.removeItem(key);
      });
    } catch (error) { /* nothing was kept */ }
  }

  each("form[data-work]", function (form) {
    var kept = remembered(session, keyOf(form));
    if (kept && !form.querySelector(".wrong")) {
      kept = JSON.parse(kept);
      if (!kept.sent && kept.who === who) {
        if (JSON.stringify(kept.values) !== JSON.stringify(values(form))) offer(form, kept);
      }
    }
    var waiting = null;
    form.addEventListener("input", function () {
      form.setAttribute("data-dirty", "");
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { keep(form, false); }, 400);
    });
    form.addEventListener("submit", function () {
      window.clearTimeout(waiting);
      keep(form, true);
    });
  });
  if (lost) {
    /* the sending failed: what was sent counts as not sent */
    try {
      Object.keys(window.sessionStorage).forEach(function (key) {
        if (key.indexOf(START) !== 0) return;
        var kept = JSON.parse(window.sessionStorage.getItem(key));
        kept.sent = false;
        window.sessionStorage.setItem(key, JSON.stringify(kept));
      });
    } catch (error) { /* nothing was kept */ }
  } else {
    forget();
  }
  window.addEventListener("beforeunload", function (event) {
    if (doc.querySelector("form[data-work][data-dirty]")) {
      event.preventDefault();
      event.returnValue = "";
    }
  });

  /* --- after a refused form, its list of errors has the focus --- */
  var first = doc.querySelector("#refusal, [data-focus]");
  if (first) first.focus();
})();
