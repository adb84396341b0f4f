"use strict";

(() => {
  const chat = document.body.dataset.chat;
  const texts = JSON.parse(document.body.dataset.texts);
  const byId = id => document.getElementById(id);
  const form = byId("slide");
  const parameters = new URLSearchParams(location.search);
  const wanted = parameters.get("conversation");
  parameters.delete("conversation");
  parameters.sort();
  const key = "carrack-chat:" + location.pathname + "?" + parameters;

  let conversation = wanted || localStorage.getItem(key);
  let socket = null;
  let events = null;
  let failures = 0;
  let isOver = false;
  let isRestarting = false;
  let shown = null;       // the message on the page
  let remark = null;      // what is said beside the next
  let controls = [];      // its fields
  let pending = null;     // what was sent and is not accepted yet; without a value while its file is on its way

  function text(name, ...values) {
    return values.reduce((all, value, i) => all.replaceAll("{" + i + "}", value), texts[name] || name);
  }

  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element && name !== "list" && name !== "form") {
        element[name] = value;
      } else {
        element.setAttribute(name, value);
      }
    }
    element.append(...children.filter(child => child !== null));
    return element;
  }

  // ---- The connection

  function opening() {
    return {type: "open", conversation, parameters: Object.fromEntries(parameters)};
  }

  function connect() {
    if (failures >= 2 && failures % 2 === 0) {
      connectEvents();
      return;
    }
    const address = new URL(chat + "/ws", location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    let wasOpen = false;
    const made = new WebSocket(address);
    socket = made;
    made.onopen = () => {
      wasOpen = true;
      made.send(JSON.stringify(opening()));
    };
    made.onmessage = event => received(JSON.parse(event.data));
    made.onclose = () => {
      if (socket === made) {
        socket = null;
        failures = wasOpen ? 1 : failures + 1;
        lost();
      }
    };
  }

  /** Where a proxy cuts WebSockets: events come by a request that goes on, and what is said goes by others. */
  async function connectEvents() {
    const stop = new AbortController();
    try {
      if (!await post(opening()) || isOver) {
        throw new Error("not opened");
      }
      const answer = await fetch(chat + "/events", {
        headers: {Accept: "text/event-stream", "Carrack-Conversation": conversation},
        signal: stop.signal
      });
      if (!answer.ok) {
        throw new Error(answer.statusText);
      }
      events = stop;
      failures = 2;
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const {done, value} = await reader.read();
        if (done) {
          break;
        }
        rest += value;
        const blocks = rest.split("\n\n");
        rest = blocks.pop();
        for (const block of blocks) {
          const data = block.split("\n").filter(line => line.startsWith("data: ")).map(line => line.slice(6)).join("\n");
          if (data) {
            received(JSON.parse(data));
          }
        }
      }
    } catch (failure) {
      failures++;
    }
    if (events === stop || events === null) {
      events = null;
      lost();
    }
  }

  function lost() {
    if (isOver) {
      return;
    }
    const line = byId("connection");
    line.textContent = text("reconnecting");
    line.hidden = false;
    setTimeout(connect, Math.min(250 * 2 ** failures, 5000) * (0.75 + Math.random() / 2));
  }

  function connected() {
    byId("connection").hidden = true;
  }

  /** Sends something by a request; returns whether it was carried out. */
  async function post(message) {
    const answer = await fetch(chat + "/messages", {
      method: "POST",
      headers: {"Content-Type": "application/json"},
      body: JSON.stringify({...message, conversation})
    });
    const said = await answer.json();
    if (!answer.ok) {
      received({type: "error", message: said.error});
      return false;
    }
    said.messages.forEach(received);
    return true;
  }

  function send(message) {
    if (socket !== null && socket.readyState === WebSocket.OPEN) {
      socket.send(JSON.stringify(message));
    } else if (events !== null) {
      post(message).catch(() => received({type: "error", message: text("failed")}));
    }
    // Otherwise it is sent when there is a connection again.
  }

  function received(message) {
    switch (message.type) {
      case "conversation":
        failures = socket === null ? failures : 0;
        connected();
        isOver = false;
        isRestarting = false;
        conversation = message.id;
        localStorage.setItem(key, conversation);
        byId("transcript").querySelector("ol").replaceChildren();
        addTranscript(message.transcript);
        break;
      case "transcript":
        addTranscript(message.transcript);
        break;
      case "message":
        if (isRestarting) {
          // The end of the conversation before.
          break;
        }
        if (pending !== null && pending.question === message.question && shown !== null
            && shown.question === message.question) {
          // The connection was lost before the answer was accepted.
          if ("value" in pending) {
            send(pending);
          }
        } else if (shown === null || shown.question !== message.question || !message.question) {
          pending = null;
          show(message);
        }
        break;
      case "accepted":
        if (pending !== null && pending.question === message.question) {
          pending = null;
        }
        break;
      case "invalid":
        pending = null;
        enable(true);
        showProblems(message.problems);
        break;
      case "stale":
        // What is to be seen instead follows.
        pending = null;
        shown = null;
        enable(false);
        remark = text("stale");
        notice(remark);
        break;
      case "gone":
        // It has expired, or is somebody else's.
        conversation = null;
        localStorage.removeItem(key);
        notice(message.message);
        send(opening());
        break;
      case "error":
        isRestarting = false;
        pending = null;
        enable(true);
        notice(message.message);
        break;
    }
  }

  function notice(message) {
    const line = byId("notice");
    line.textContent = message || "";
    line.hidden = !message;
  }

  function addTranscript(entries) {
    const details = byId("transcript");
    details.querySelector("summary").textContent = text("said");
    for (const said of entries) {
      const prompt = make("div", {className: "markdown"});
      if (said.html) {
        prompt.innerHTML = said.html;
      } else {
        prompt.append(make("p", {}, said.prompt));
      }
      details.querySelector("ol").append(make("li", {}, prompt, make("p", {className: "answer"}, said.answer)));
    }
    details.hidden = details.querySelector("ol").childElementCount === 0;
  }

  // ---- What is seen

  const READ_ONLY = {
    md_show: readMarkdown, confirm: readValues, download_file: readDownload, qrcode_show: readQrCode, error: readError,
    infinite_loading: readLoading, loading: readLoading, redirect: readRedirect, end: readEnd
  };

  function show(message) {
    shown = message;
    const {info, payload} = message;
    notice(info.notice || remark);
    remark = null;
    byId("progress").hidden = false;
    byId("step").textContent = text("step_of", info.step, info.steps) + (info.title ? ": " + info.title : "");
    byId("bar").max = info.steps;
    byId("bar").value = payload.category === "end" ? info.steps : info.step - 1 + Math.min(0.9, 0.3 * (info.slide || 0));
    byId("restart").hidden = false;
    form.replaceChildren();
    controls = [];
    const read = READ_ONLY[payload.category];
    if (read) {
      read(payload);
    } else if (payload.category === "form") {
      if (payload.msg) {
        form.append(make("p", {className: "message"}, payload.msg));
      }
      payload.fields.forEach((field, i) => form.append(control(field, "f" + i)));
    } else {
      form.append(control(payload, "f0"));
    }
    if (message.question) {
      const next = make("button", {type: "submit", id: "next"}, text(info.final_step && info.last_step ? "finish" : "next"));
      const back = info.previous && payload.category !== "error"
        ? make("button", {type: "button", id: "back", className: "plain", onclick: goBack}, text("back"))
        : null;
      form.append(make("div", {className: "buttons"}, next, back));
    }
    const first = controls.length > 0 ? controls[0].first : null;
    if (first) {
      first.focus({preventScroll: true});
    } else {
      form.tabIndex = -1;
      form.focus({preventScroll: true});
    }
    tellHeight();
  }

  function markdown(payload) {
    const part = make("div", {className: "markdown"});
    part.innerHTML = payload.html;
    return part;
  }

  function readMarkdown(payload) {
    form.append(markdown(payload));
  }

  function readValues(payload) {
    form.append(make("p", {className: "message"}, payload.msg));
    form.append(make("dl", {}, ...Object.entries(payload.data).map(([name, value]) =>
      make("div", {}, make("dt", {}, name), make("dd", {}, value)))));
  }

  function readDownload(payload) {
    const address = URL.createObjectURL(new Blob([payload.data], {type: "application/octet-stream"}));
    form.append(make("p", {className: "message"}, payload.msg),
      make("p", {}, make("a", {href: address, download: payload.filename}, text("download", payload.filename))));
  }

  function readQrCode(payload) {
    form.append(markdown(payload),
      make("img", {src: "data:image/png;base64," + payload.qrcode, alt: text("qr_code"), id: "qr"}));
  }

  function readError(payload) {
    form.append(make("p", {className: "error-slide", role: "alert"}, payload.msg));
  }

  function readLoading(payload) {
    form.append(payload.html ? markdown(payload) : make("p", {className: "message"}, payload.msg || text("loading")));
    form.append(make("progress", payload.category === "loading"
      ? {max: 100, value: payload.value, "aria-label": text("loading")} : {"aria-label": text("loading")}));
  }

  function readRedirect(payload) {
    const address = new URL(payload.url, location.href);
    if (address.protocol === "http:" || address.protocol === "https:") {
      form.append(make("p", {}, make("a", {href: address.href}, text("leaving"))));
      over();
      location.assign(address);
    }
  }

  function readEnd() {
    form.append(make("p", {}, text("ended")),
      make("p", {}, make("button", {type: "button", onclick: () => restart(true)}, text("start_again"))));
    over();
    parent.postMessage("chat ended: " + chat.split("/").pop(), "*");
  }

  function over() {
    isOver = true;
    localStorage.removeItem(key);
    conversation = null;
    byId("restart").hidden = true;
  }

  // ---- Questions

  const KINDS = {
    string_ask: line, secret_ask: secret, text_ask: lines, int_ask: number, number_ask: number, single_choice: choice,
    drop_down_choice: dropDown, multi_choice: choices, multi_list_choice: choices, datetime_picker: moment,
    time_delta: duration, location_ask: place, ask_multi_values: values, upload_file: upload, captcha_ask: captcha
  };

  function control(field, id) {
    const rules = field.kwargs || {};
    const isGroup = ["single_choice", "multi_choice", "multi_list_choice", "time_delta", "location_ask",
      "ask_multi_values"].includes(field.category);
    const prompt = make(isGroup ? "legend" : "label", isGroup ? {} : {className: "prompt", htmlFor: id});
    if (field.html) {
      prompt.classList.add("markdown");
      prompt.innerHTML = field.html;
    } else {
      prompt.textContent = field.msg;
    }
    const box = make(isGroup ? "fieldset" : "div", {className: "field"}, prompt);
    const problem = make("p", {className: "problem", id: id + "-problem", role: "alert", hidden: true});
    const made = KINDS[field.category](box, rules, id, field);
    made.problem = problem;
    made.inputs = () => box.querySelectorAll("input, select, textarea");
    box.append(problem);
    controls.push(made);
    return box;
  }

  function line(box, rules, id) {
    const input = make("input", {id, type: "text", value: rules.default ?? "", required: !!rules.required, autocomplete: "off"});
    box.append(input);
    return {first: input, read: () => input.value, check: () => checkText(input.value.trim(), rules)};
  }

  function secret(box, rules, id) {
    const input = make("input", {id, type: "password", value: rules.default ?? "", required: !!rules.required, autocomplete: "off"});
    const eye = make("button", {type: "button", className: "plain", "aria-pressed": "false"}, text("show"));
    eye.onclick = () => {
      const isHidden = input.type === "password";
      input.type = isHidden ? "text" : "password";
      eye.textContent = text(isHidden ? "hide" : "show");
      eye.setAttribute("aria-pressed", String(isHidden));
    };
    box.append(make("div", {className: "secret"}, input, eye));
    return {first: input, read: () => input.value, check: () => checkText(input.value, rules)};
  }

  function lines(box, rules, id) {
    const input = make("textarea", {id, value: rules.default ?? "", required: !!rules.required});
    box.append(input);
    return {first: input, read: () => input.value, check: () => checkText(input.value, rules)};
  }

  function checkText(value, rules) {
    const length = [...value].length;
    if (!value.trim()) {
      return rules.required ? text("required") : null;
    }
    if (rules.min_length !== undefined && length < rules.min_length) {
      return text("at_least_characters", rules.min_length);
    }
    if (rules.max_length !== undefined && length > rules.max_length) {
      return text("at_most_characters", rules.max_length);
    }
    if (rules.is_identifier && !/^[a-z][a-z0-9]*$/.test(value)) {
      return text("identifier");
    }
    if (rules.is_git_url && !/^(https?:\/\/|ssh:\/\/|[^\s@/]+@[^\s:/]+:)\S+$/.test(value)) {
      return text("git_url");
    }
    if (rules.pattern !== undefined && !matches(rules.pattern, value)) {
      return rules.pattern_message;
    }
    for (const [rule, name] of [["not_exist", "exists"], ["not_allowed", "not_allowed"]]) {
      if (rules[rule] && rules[rule][1].includes(value)) {
        return text(name, rules[rule][0], value);
      }
    }
    return null;
  }

  /** A pattern is one of Java; where it means nothing here the server alone decides. */
  function matches(pattern, value) {
    try {
      return new RegExp("^(?:" + pattern + ")$", "u").test(value);
    } catch (failure) {
      return true;
    }
  }

  function number(box, rules, id, field) {
    const isWhole = field.category === "int_ask";
    const input = make("input", {id, type: "text", inputMode: isWhole && !(rules.min < 0) ? "numeric" : "decimal",
      value: rules.default ?? "", required: !!rules.required, autocomplete: "off"});
    box.append(input);
    return {
      first: input,
      read: () => input.value.trim(),
      check: () => {
        const given = input.value.trim();
        if (!given) {
          return rules.required ? text("required") : null;
        }
        if (!(isWhole ? /^[+-]?\d+$/ : /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i).test(given)) {
          return text(isWhole ? "whole_number" : "number");
        }
        if (rules.min !== undefined && Number(given) < rules.min) {
          return text("at_least", rules.min);
        }
        return rules.max !== undefined && Number(given) > rules.max ? text("at_most", rules.max) : null;
      }
    };
  }

  function choice(box, rules, id, field) {
    field.options.forEach((option, i) => box.append(make("label", {className: "option"},
      make("input", {type: "radio", name: id, value: option, checked: option === rules.default, id: id + "-" + i}), option)));
    const chosen = () => box.querySelector("input:checked");
    return {
      first: chosen() || box.querySelector("input"),
      read: () => chosen() ? chosen().value : null,
      check: () => rules.required && !chosen() ? text("an_option") : null
    };
  }

  function dropDown(box, rules, id, field) {
    if (rules.auto_complete) {
      const list = make("datalist", {id: id + "-options"}, ...field.options.map(option => make("option", {value: option})));
      const input = make("input", {id, type: "text", value: rules.default ?? "", autocomplete: "off", list: id + "-options",
        required: !!rules.required});
      box.append(input, list);
      return {
        first: input,
        read: () => input.value.trim() || null,
        check: () => {
          const given = input.value.trim();
          return !given && !rules.required || field.options.includes(given) ? null : text("an_option");
        }
      };
    }
    const select = make("select", {id, required: !!rules.required}, make("option", {value: ""}, text("choose")),
      ...field.options.map(option => make("option", {value: option, selected: option === rules.default}, option)));
    box.append(select);
    return {
      first: select,
      read: () => select.value || null,
      check: () => rules.required && !select.value ? text("an_option") : null
    };
  }

  function choices(box, rules, id, field) {
    const before = rules.default || [];
    field.options.forEach((option, i) => box.append(make("label", {className: "option"},
      make("input", {type: "checkbox", value: option, checked: before.includes(option), id: id + "-" + i}), option)));
    const chosen = () => [...box.querySelectorAll("input:checked")].map(input => input.value);
    return {
      first: box.querySelector("input"),
      read: chosen,
      check: () => {
        if (rules.min_options !== undefined && chosen().length < rules.min_options) {
          return text("at_least_options", rules.min_options);
        }
        return rules.max_options !== undefined && chosen().length > rules.max_options
          ? text("at_most_options", rules.max_options) : null;
      }
    };
  }

  function moment(box, rules, id) {
    const input = make("input", {id, type: "datetime-local", required: !!rules.required});
    if (rules.default !== undefined) {
      const date = new Date(rules.default * 1000);
      input.value = new Date(date - date.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
    }
    box.append(input);
    const seconds = () => input.value ? Math.floor(new Date(input.value).getTime() / 1000) : null;
    return {
      first: input,
      read: seconds,
      check: () => {
        if (seconds() === null) {
          return rules.required ? text("required") : null;
        }
        if (rules.future && seconds() * 1000 <= Date.now()) {
          return text("future");
        }
        return rules.min_time && seconds() * 1000 < Date.now() + rules.min_time[0] * 1000 ? rules.min_time[1] : null;
      }
    };
  }

  function duration(box, rules, id) {
    const units = [["Y", "years"], ["M", "months"], ["w", "weeks"], ["d", "days"], ["h", "hours"], ["m", "minutes"]];
    const parts = make("div", {className: "parts"});
    units.forEach(([unit, name]) => parts.append(make("label", {}, text(name),
      make("input", {type: "text", inputMode: "numeric", id: id + "-" + unit, "data-unit": unit, autocomplete: "off"}))));
    box.append(parts);
    const inputs = [...parts.querySelectorAll("input")];
    const read = () => inputs.filter(input => input.value.trim()).map(input => input.value.trim() + input.dataset.unit).join(" ");
    return {
      first: inputs[0],
      read,
      check: () => {
        if (inputs.some(input => input.value.trim() && !/^\d{1,9}$/.test(input.value.trim()))) {
          return text("whole_number");
        }
        return rules.required && !read() ? text("required") : null;
      }
    };
  }

  function place(box, rules, id) {
    const latitude = make("input", {type: "text", inputMode: "decimal", id: id + "-latitude", autocomplete: "off"});
    const longitude = make("input", {type: "text", inputMode: "decimal", id: id + "-longitude", autocomplete: "off"});
    if (rules.default) {
      [longitude.value, latitude.value] = rules.default;
    }
    box.append(make("div", {className: "parts"}, make("label", {}, text("latitude"), latitude),
      make("label", {}, text("longitude"), longitude)));
    if (navigator.geolocation && window.isSecureContext) {
      box.append(make("p", {}, make("button", {type: "button", className: "plain", onclick: () =>
        navigator.geolocation.getCurrentPosition(found => {
          latitude.value = found.coords.latitude;
          longitude.value = found.coords.longitude;
        }, failure => notice(failure.message))}, text("here"))));
    }
    const isEmpty = () => !latitude.value.trim() && !longitude.value.trim();
    return {
      first: latitude,
      read: () => isEmpty() ? null : [longitude.value.trim(), latitude.value.trim()],
      check: () => {
        if (isEmpty()) {
          return rules.required ? text("required") : null;
        }
        return [latitude, longitude].every(input => /^[+-]?\d+(\.\d+)?$/.test(input.value.trim())) ? null : text("number");
      }
    };
  }

  function values(box, rules, id) {
    const rows = make("div");
    let count = 0;
    const add = () => {
      const n = count++;
      const row = make("div", {className: "pair"},
        make("label", {}, text("name"), make("input", {type: "text", id: id + "-name" + n, autocomplete: "off"})),
        make("label", {}, text("value"), make("input", {type: "text", id: id + "-value" + n, autocomplete: "off"})),
        make("button", {type: "button", className: "plain", onclick: () => row.remove()}, text("remove")));
      rows.append(row);
      return row.querySelector("input");
    };
    const first = add();
    box.append(rows, make("button", {type: "button", className: "plain", onclick: () => add().focus()}, text("add")));
    const read = () => Object.fromEntries([...rows.children].map(row =>
      [...row.querySelectorAll("input")].map(input => input.value)).filter(([name]) => name.trim()));
    return {
      first,
      read,
      check: () => rules.required && Object.keys(read()).length === 0 ? text("required") : null
    };
  }

  function upload(box, rules, id) {
    const types = rules.allowed_types || [];
    const input = make("input", {id, type: "file", required: !!rules.required});
    if (types.length > 0) {
      input.accept = types.map(type => type.includes("/") || type.startsWith(".") ? type : "." + type).join(",");
      box.append(make("p", {className: "hint"}, types.join(", ")));
    }
    box.append(input);
    return {
      first: input,
      read: async () => {
        const file = input.files[0];
        if (!file) {
          return null;
        }
        byId("next").textContent = text("uploading");
        const body = new FormData();
        body.append("file", file);
        const answer = await fetch(chat + "/uploads", {method: "POST", headers: {"Carrack-Conversation": conversation}, body});
        const said = await answer.json().catch(() => ({error: text("failed")}));
        byId("next").textContent = text("next");
        if (!answer.ok) {
          throw new Error(said.error);
        }
        return {upload: said.id};
      },
      check: () => {
        const file = input.files[0];
        if (!file) {
          return rules.required ? text("required") : null;
        }
        if (rules.max_size !== undefined && file.size > rules.max_size) {
          return text("too_large", rules.max_size);
        }
        return null;
      }
    };
  }

  function captcha(box, rules, id, field) {
    box.append(make("p", {}, make("img", {src: "data:image/png;base64," + field.captcha, alt: text("digits"), width: 240, height: 80})));
    const input = make("input", {id, type: "text", inputMode: "numeric", required: true, autocomplete: "off"});
    box.append(input);
    return {first: input, read: () => input.value.trim(), check: () => input.value.trim() ? null : text("required")};
  }

  // ---- What the person does

  function enable(isEnabled) {
    for (const button of form.querySelectorAll("button")) {
      button.disabled = !isEnabled;
    }
  }

  function showProblems(problems) {
    let first = null;
    controls.forEach((one, i) => {
      const problem = problems[i] || "";
      one.problem.textContent = problem;
      one.problem.hidden = !problem;
      for (const input of one.inputs()) {
        if (problem) {
          input.setAttribute("aria-invalid", "true");
          input.setAttribute("aria-describedby", one.problem.id);
          first = first || input;
        } else {
          input.removeAttribute("aria-invalid");
          input.removeAttribute("aria-describedby");
        }
      }
    });
    if (first) {
      first.focus();
    }
    tellHeight();
  }

  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (pending !== null || shown === null || !shown.question) {
      return;
    }
    const problems = controls.map(one => one.check());
    showProblems(problems);
    if (problems.some(problem => problem !== null)) {
      return;
    }
    const {question, payload} = shown;
    const answer = {type: "answer", question};
    const asked = controls;
    pending = answer;
    enable(false);
    const answers = [];
    for (let i = 0; i < asked.length; i++) {
      try {
        answers.push(await asked[i].read());
      } catch (failure) {
        if (pending === answer) {
          pending = null;
          enable(true);
          showProblems(asked.map((one, n) => n === i ? failure.message : null));
        }
        return;
      }
    }
    if (pending !== answer) {
      // Meanwhile something else has come to be seen.
      return;
    }
    answer.value = payload.category === "form" ? answers : answers.length > 0 ? answers[0] : null;
    send(answer);
  });

  function goBack() {
    if (pending === null) {
      enable(false);
      shown = null;
      send({type: "back"});
    }
  }

  function restart(isSure) {
    if (!isSure && !confirm(text("start_again_question"))) {
      return;
    }
    const isNew = isOver;
    isOver = false;
    pending = null;
    shown = null;
    localStorage.removeItem(key);
    if (isNew && socket === null && events === null) {
      connect();
    } else {
      isRestarting = true;
      send({type: "restart", parameters: Object.fromEntries(parameters)});
    }
  }

  byId("restart").textContent = text("start_again");
  byId("restart").onclick = () => restart(false);

  function tellHeight() {
    if (parent !== window) {
      parent.postMessage({chatHeight: document.documentElement.scrollHeight}, location.origin);
    }
  }

  new ResizeObserver(tellHeight).observe(document.body);
  connect();
})();
