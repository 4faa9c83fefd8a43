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
    } else if (at.closest("[data-copy]")) {
      copy(at.closest("[data-copy]"));
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

  /* --- copy what a field holds: <button data-copy="its id" hidden> --- */
  function copy(button) {
    doc.getElementById(button.getAttribute("data-copy")).select();
    if (doc.execCommand("copy")) button.textContent = "已复制";
  }
  each("[data-copy]", function (button) { button.hidden = false; });

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
    if (event.submitter && event.submitter.formTarget) return; /* a look at a draft sends nothing */
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
  /* what saves itself: told beside its field, also when it was refused; saved, it is no longer open work */
  doc.addEventListener("htmx:beforeSwap", function (event) {
    var told = event.detail.xhr.status === 409 || event.detail.xhr.status === 422;
    if (told && event.detail.target.hasAttribute("data-state")) event.detail.shouldSwap = true;
  });
  doc.addEventListener("htmx:afterRequest", function (event) {
    var form = event.detail.elt;
    if (!event.detail.successful || !form.matches("form[data-work]")) return;
    form.removeAttribute("data-dirty");
    remembered(session, keyOf(form), null);
  });

  /* --- 全选: <a data-all> ticks every case of its form; without script its page comes back ticked --- */
  doc.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-all]");
    if (!link) return;
    event.preventDefault();
    link.closest("form").querySelectorAll('input[name="case"]').forEach(function (box) { box.checked = true; });
  });

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
        if (kept.values.length === values(form).length && JSON.stringify(kept.values) !== JSON.stringify(values(form))) offer(form, kept);
      }
    }
    var waiting = null;
    form.addEventListener("input", function () {
      form.setAttribute("data-dirty", "");
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () {
        if (form.hasAttribute("data-dirty")) keep(form, false);
      }, 400);
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
  doc.addEventListener("htmx:afterSwap", function (event) {
    var form = event.target.closest ? event.target.closest("form[data-work]") : null;
    if (form) form.setAttribute("data-dirty", ""); /* rows were added, moved or removed */
  });
  window.addEventListener("beforeunload", function (event) {
    each("form[data-work][data-dirty]", function (form) {
      keep(form, false);
      event.preventDefault();
      event.returnValue = "";
    });
  });

  /* --- <form data-keep>: saved on the server a moment after typing, told in [data-saved] --- */
  each("form[data-keep]", function (form) {
    var place = form.querySelector("[data-saved]"), waiting = null, under = null;
    function tell(words) { if (place) place.textContent = words; }
    function stop() {
      window.clearTimeout(waiting);
      if (under) under.abort();
    }
    function save() {
      var pairs = new URLSearchParams("keep=1"), files = false;
      new FormData(form).forEach(function (value, name) {
        if (typeof value === "string") pairs.append(name, value);
        else files = files || value.size > 0;
      });
      waiting = null;
      under = new AbortController();
      fetch(form.getAttribute("action"), {
        method: "POST", body: pairs, signal: under.signal, redirect: "error", headers: { "X-Keep": "1" }
      }).then(function (answer) {
        if (!answer.ok) throw answer;
        return answer.text();
      }).then(function (time) {
        tell("已保存 " + time + (files ? "，所选文件在办理时上传" : ""));
        if (!files && waiting === null) form.removeAttribute("data-dirty");
        remembered(session, keyOf(form), null);
      }).catch(function (error) {
        if (error.name !== "AbortError") tell(error.status === 401 ? "未保存：登录已失效，所填内容还在本页" : "未保存");
      });
    }
    form.addEventListener("input", function () {
      tell("未保存");
      stop();
      waiting = window.setTimeout(save, 1000);
    });
    form.addEventListener("submit", stop);
  });

  /* --- <form data-upload="bytes">: file by file with progress; without this script, one plain post --- */
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-upload")) return;
    var input = form.querySelector("[type=file]"), files = Array.prototype.slice.call(input.files), wrong = 0;
    if (!files.length) return;
    event.preventDefault();
    if (form.hasAttribute("data-sent")) return;
    ["data-sent", "data-work", "data-dirty"].forEach(function (mark) { form.setAttribute(mark, ""); });
    var list = make("ul", { className: "plain results" });
    list.setAttribute("role", "status");
    each(".results", function (old) { if (form.contains(old)) old.remove(); });
    input.before(list);
    function next() {
      var file = files.shift();
      if (file) return send(file);
      form.removeAttribute("data-sent");
      form.removeAttribute("data-dirty");
      input.value = "";
      if (!wrong) window.location.reload();
      else if (wrong < list.children.length) {
        window.htmx.ajax("GET", window.location.pathname, { target: "#content", select: "#content", swap: "outerHTML" }).then(function () {
          var again = doc.getElementById(form.id);
          if (again) again.querySelector("[type=file]").before(list);
        });
      }
    }
    function send(file) {
      var row = make("li", { textContent: file.name + " " }), bar = make("progress", { max: 1, value: 0 });
      var request = new XMLHttpRequest(), body = new FormData(form);
      function told(why) {
        wrong += why ? 1 : 0;
        row.className = why ? "error" : "saved";
        row.textContent = "“" + file.name + "”" + (why ? "未收：" + why : "已上传");
        next();
      }
      bar.setAttribute("aria-label", file.name);
      list.append(row);
      if (file.size > form.getAttribute("data-upload")) return told("超过大小限制，请压缩或者拆分后重新上传");
      row.append(bar);
      body.delete("files");
      body.append("files", file);
      request.upload.onprogress = function (event) { bar.value = event.loaded / event.total; };
      request.onloadend = function () {
        if (!/^text\/plain/.test(request.getResponseHeader("Content-Type"))) told("没有传到，请检查网络和登录后重传");
        else told(request.status === 200 ? "" : request.responseText);
      };
      request.open("POST", window.location.pathname);
      request.setRequestHeader("X-Upload", "1");
      request.send(body);
    }
    next();
  }, true);

  /* --- what was typed when the session had ended goes back into its fields --- */
  each("[data-lost-values] dt[data-name]", function (term) {
    var name = term.getAttribute("data-name"), value = term.nextElementSibling.innerText;
    each("main form [name]", function (control) {
      if (control.name !== name || /^(hidden|password|file|submit)$/.test(control.type)) return;
      if (/^(checkbox|radio)$/.test(control.type)) control.checked = control.checked || control.value === value;
      else control.value = value;
    });
  });

  /* --- what is folded on the page is whole on paper --- */
  var unfolded = [];
  window.addEventListener("beforeprint", function () {
    each("details[data-print-open]:not([open])", function (one) { one.open = true; unfolded.push(one); });
  });
  window.addEventListener("afterprint", function () {
    unfolded.splice(0).forEach(function (one) { one.open = false; });
  });

  /* --- after a refused form, its list of errors has the focus --- */
  var first = doc.querySelector("#refusal, [data-focus]");
  if (first) first.focus();
})();
