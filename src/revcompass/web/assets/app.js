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

  // --- charts: one tab stop, arrow keys along the marks, a tip ----------------------------------
  const tip = $("#tip");
  const marksOf = (drawing) => all("a", drawing);

  function show(mark) {
    const said = mark.getAttribute("aria-label");
    if (!said) return;
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
      const mark = event.target.closest?.(".drawing a");
      if (mark) show(mark); else hide();
    });
  }
  addEventListener("scroll", hide, { passive: true });

  document.addEventListener("keydown", (event) => {
    const mark = event.target.closest?.(".drawing a");
    if (!mark) return;
    const marks = marksOf(mark.closest(".drawing"));
    // Marks stand in the order of time; where time runs to the left, so do the keys.
    const x = (one) => one.getBoundingClientRect().x;
    const y = (one) => one.getBoundingClientRect().y;
    const flat = Math.abs(x(marks[0]) - x(marks.at(-1))) > Math.abs(y(marks[0]) - y(marks.at(-1)));
    const turned = flat && x(marks[0]) > x(marks.at(-1)) ? -1 : 1;
    const step = { ArrowRight: turned, ArrowLeft: -turned, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = event.key === "Home" ? 0 : event.key === "End" ? marks.length - 1
      : step ? Math.max(0, Math.min(marks.length - 1, marks.indexOf(mark) + step)) : -1;
    if (at < 0) return;
    event.preventDefault();
    for (const one of marks) one.setAttribute("tabindex", one === marks[at] ? "0" : "-1");
    marks[at].focus();
  });

  // --- Ctrl-K, ?, copy link ---------------------------------------------------------------------
  const plain = (text) => text.normalize("NFKD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();
  let known = null;

  async function places() {
    const lang = root.lang;
    if (known?.lang === lang) return known.list;
    const list = all("header.top nav a").map((link) => ({ text: link.textContent.trim(), href: link.href }));
    const here = new URLSearchParams(location.search);
    const query = here.has("lang") ? `?lang=${encodeURIComponent(here.get("lang"))}` : "";
    const page = new DOMParser().parseFromString(
      await (await fetch(`/glossary${query}`)).text(), "text/html");
    for (const term of all(".entries dt", page)) {
      const link = $("a", term);
      list.push({ text: term.textContent.replace(/\s+/g, " ").trim(), href: link.getAttribute("href") });
    }
    known = { lang, list };
    return list;
  }

  async function fill() {
    const box = $("#palette");
    const words = plain($("input", box).value).split(/\s+/).filter(Boolean);
    const fits = (await places()).filter(({ text }) => words.every((word) => plain(text).includes(word)));
    $("ul", box).replaceChildren(...fits.slice(0, 12).map(({ text, href }, index) => {
      const item = document.createElement("li");
      item.id = `found-${index}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(index === 0));
      item.dataset.href = href;
      item.textContent = text;
      return item;
    }));
    $("input", box).setAttribute("aria-activedescendant", fits.length ? "found-0" : "");
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
    go(new URL(item.dataset.href, location.href).href);
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
      copy.classList.add("primary");
      setTimeout(() => copy.classList.remove("primary"), 1200);
    });
  });

  let following = null;

  function dress() {
    hide();
    clearTimeout(following);
    if ($("[data-follow]")) following = setTimeout(() => go(location.href, { push: false, focus: false }), 700);
    for (const drawing of all(".drawing")) {
      marksOf(drawing).forEach((mark, index) => mark.setAttribute("tabindex", index ? "-1" : "0"));
    }
    for (const hidden of all("[data-copy], .search kbd")) hidden.hidden = false;
  }
  dress();
})();
