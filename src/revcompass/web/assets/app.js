// What makes the pages quicker. Everything here has a way that works without it.
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  root.classList.add("scripts");

  // --- going to another page: fetch it and swap what differs -----------------------------------
  let under_way = null;

  const isPage = (url) =>
    url.origin === location.origin && !/^\/(export|assets|api)\b/.test(url.pathname);

  async function go(address, { push = true, focus = true } = {}) {
    under_way?.abort();
    under_way = new AbortController();
    const main = $("main");
    main.classList.add("coming");
    let page;
    try {
      const answer = await fetch(address, { signal: under_way.signal, credentials: "same-origin" });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch (fault) {
      if (fault.name !== "AbortError") location.assign(address);
      return;
    }
    if (!$("main", page)) { location.assign(address); return; }
    if (push) history.pushState({}, "", address);
    const active = document.activeElement;
    const name = active && main.contains(active) ? active.getAttribute("name") : null;
    const value = active?.getAttribute("value");
    document.title = page.title;
    for (const part of ["header.top", "main", "footer"]) $(part).replaceWith($(part, page));
    for (const attribute of ["lang", "dir", "data-theme"]) {
      root.setAttribute(attribute, page.documentElement.getAttribute(attribute));
    }
    for (const part of ["#palette", "#keys"]) $(part).replaceWith($(part, page));
    dress();
    const same = name && all(`[name="${name}"]`, $("main")).find(
      (one) => one.type !== "hidden" && (one.type !== "radio" || one.getAttribute("value") === value));
    if (same) same.focus();
    else if (focus) { $("main").focus({ preventScroll: true }); if (push) scrollTo(0, 0); }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey ||
        event.shiftKey || event.altKey || link.hasAttribute("download")) return;
    const href = link.href.baseVal ?? link.href;
    const url = new URL(href, location.href);
    if (!isPage(url) || url.hash) return;
    event.preventDefault();
    go(url.href);
  });
  addEventListener("popstate", () => go(location.href, { push: false }));
  const submit = (form) => {
    const pairs = [...new FormData(form)].filter(([, value]) => value !== "");
    const url = new URL(form.getAttribute("action") || location.pathname, location.href);
    url.search = new URLSearchParams(pairs).toString();
    go(url.href, { focus: false });
  };
  document.addEventListener("submit", (event) => {
    const method = event.submitter?.getAttribute("formmethod") || event.target.method;
    if (method !== "get") return;
    event.preventDefault();
    submit(event.target);
  });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-auto]");
    if (form) submit(form);
  });

  // --- charts and cohorts: one tab stop each, arrow keys along the marks, a tip ------------------
  const tip = $("#tip");
  const MARK = ".drawing a, [data-grid] td a";
  const marksOf = (group) => all(group.matches(".drawing") ? "a" : "td a", group);

  function show(mark) {
    const said = mark.getAttribute("aria-label");
    if (!said) { hide(); return; }
    tip.textContent = said;
    tip.hidden = false;
    const box = mark.getBoundingClientRect();
    const left = box.left + box.width / 2 - tip.offsetWidth / 2;
    tip.style.setProperty("left", `${Math.max(4, Math.min(left, innerWidth - tip.offsetWidth - 4))}px`);
    tip.style.setProperty("top", `${Math.max(4, box.top - tip.offsetHeight - 8)}px`);
  }
  const hide = () => { tip.hidden = true; };
  for (const kind of ["mouseover", "focusin"]) {
    document.addEventListener(kind, (event) => {
      const mark = event.target.closest?.(MARK);
      if (mark) show(mark); else hide();
    });
  }
  addEventListener("scroll", hide, { passive: true });

  // Marks stand in the order of time; where time runs to the left, so do the keys.
  function alongChart(marks, mark, key) {
    const x = (one) => one.getBoundingClientRect().x;
    const y = (one) => one.getBoundingClientRect().y;
    const flat = Math.abs(x(marks[0]) - x(marks.at(-1))) > Math.abs(y(marks[0]) - y(marks.at(-1)));
    const turned = flat && x(marks[0]) > x(marks.at(-1)) ? -1 : 1;
    const step = { ArrowRight: turned, ArrowLeft: -turned, ArrowDown: 1, ArrowUp: -1 }[key];
    return step ? marks[Math.max(0, Math.min(marks.length - 1, marks.indexOf(mark) + step))] : null;
  }
  function alongTable(mark, key) {
    const cell = mark.closest("td"), row = cell.parentElement;
    const turned = root.dir === "rtl" ? -1 : 1;
    const right = { ArrowRight: turned, ArrowLeft: -turned }[key];
    const down = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[key];
    const to = right ? row.cells[cell.cellIndex + right]
      : down ? row[down]?.cells[cell.cellIndex] : null;
    return right || down ? (to && $("a", to)) || mark : null;
  }

  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.(MARK);
    if (!mark) return;
    const group = mark.closest(".drawing, [data-grid]"), marks = marksOf(group);
    const to = event.key === "Home" ? marks[0] : event.key === "End" ? marks.at(-1)
      : group.matches(".drawing") ? alongChart(marks, mark, event.key) : alongTable(mark, event.key);
    if (!to) return;
    event.preventDefault();
    for (const one of marks) one.setAttribute("tabindex", one === to ? "0" : "-1");
    to.focus();
  });

  // --- Ctrl-K, ?, copy link ---------------------------------------------------------------------
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();
  let asked = 0;

  // Commands are what this page offers anyway; places come from the search page.
  const commands = () => all("[data-command]:not(dialog)").map((one) => ({
    text: one.dataset.command || one.getAttribute("aria-label") || one.textContent.trim(),
    kind: $("#palette").dataset.command,
    run: one.matches("[data-keys]") ? () => $("#keys").showModal() : () => one.click(),
  }));

  async function places(text) {
    const url = new URL($("#palette").dataset.find, location.href);
    url.searchParams.set("q", text);
    const answer = await fetch(url, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return all(".places li", page).map((item) => ({
      text: $("a", item).textContent.trim(),
      detail: $("abbr", item)?.textContent ?? "",
      kind: $(".remark", item).textContent,
      href: $("a", item).getAttribute("href"),
    }));
  }

  function option({ text, detail, kind, href, run }, index) {
    const item = document.createElement("li");
    item.id = `found-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", String(index === 0));
    const name = document.createElement("bdi"), word = document.createElement("span");
    name.textContent = text;
    word.className = "remark";
    word.textContent = kind;
    item.append(name, " ");
    if (detail && detail !== text) {
      const abbr = document.createElement("abbr");
      abbr.textContent = detail;
      item.append(abbr, " ");
    }
    item.append(word);
    if (href) item.dataset.href = href; else item.run = run;
    return item;
  }

  async function fill() {
    const box = $("#palette"), turn = ++asked, text = $("input", box).value.trim();
    const words = plain(text).split(/\s+/).filter(Boolean);
    const mine = commands().filter((one) => words.every((word) => plain(one.text).includes(word)));
    let found = [];
    try { found = await places(text); } catch { /* the commands are here all the same */ }
    if (turn !== asked) return;
    const items = [...(words.length ? found : found.slice(0, 12)), ...mine].map(option);
    $("ul", box).replaceChildren(...items);
    $(".none", box).hidden = items.length > 0;
    $("input", box).setAttribute("aria-activedescendant", items.length ? "found-0" : "");
  }

  function choose(step) {
    const box = $("#palette"), items = all("li", box);
    const now = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
    const next = Math.max(0, Math.min(items.length - 1, now + step));
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === next)));
    items[next]?.scrollIntoView({ block: "nearest" });
    $("input", box).setAttribute("aria-activedescendant", items[next]?.id ?? "");
  }

  function leave(item) {
    if (!item) return;
    $("#palette").close();
    if (item.run) { item.run(); return; }
    const url = new URL(item.dataset.href, location.href);
    if (url.hash) location.assign(url.href); else go(url.href);
  }

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      const box = $("#palette");
      if (!box.open) box.showModal();
      $("input", box).value = "";
      fill();
    } else if (event.key === "?" && !typing) {
      $("#keys").showModal();
    } else if (event.key === "/" && !typing && !$("dialog[open]")) {
      event.preventDefault();
      $("header .search input").focus();
    } else if (event.target.closest?.("#palette")) {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        choose(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        leave($('#palette [aria-selected="true"]'));
      }
    }
  });
  document.addEventListener("input", (event) => { if (event.target.closest("#palette")) fill(); });
  document.addEventListener("click", (event) => {
    leave(event.target.closest("#palette li"));
    const copy = event.target.closest("[data-copy]");
    if (copy) navigator.clipboard?.writeText(location.href).then(() => {
      const text = copy.textContent;
      copy.classList.add("primary");
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.classList.remove("primary"); copy.textContent = text; }, 1200);
    });
  });

  let following = null;

  function dress() {
    hide();
    clearTimeout(following);
    if ($("[data-follow]")) following = setTimeout(() => go(location.href, { push: false, focus: false }), 700);
    for (const group of all(".drawing, [data-grid]")) {
      marksOf(group).forEach((mark, index) => mark.setAttribute("tabindex", index ? "-1" : "0"));
    }
    for (const hidden of all("[data-copy], .search kbd")) hidden.hidden = false;
  }
  dress();
})();
