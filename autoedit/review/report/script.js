
"use strict";
// The page works without this: it adds opening from the strip, arrow keys, zoom, copying, and opened clips on paper.
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const clips = [...document.querySelectorAll(".clips details")];
  const links = [...document.querySelectorAll(".pictures a")];
  const said = document.getElementById("said");

  const summaryOf = (clip) => clip.querySelector("summary");
  const named = (hash) => {
    const found = /^#clip-\d+$/.test(hash) ? document.getElementById(hash.slice(1)) : null;
    return found ? found.querySelector("details") : null;
  };
  const show = (clip) => {
    clip.open = true;
    summaryOf(clip).focus({ preventScroll: true });
    clip.closest("article").scrollIntoView({ block: "start" });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#clip-"]');
    const clip = link && named(link.hash);
    if (!clip || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    show(clip);
  });
  addEventListener("hashchange", () => { const clip = named(location.hash); if (clip) show(clip); });
  if (named(location.hash)) show(named(location.hash));

  const steps = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  const row = (element) => {
    if (links.includes(element)) return [links, links.indexOf(element)];
    const clip = element.closest && element.closest(".clips details");
    return clip && element === summaryOf(clip) ? [clips.map(summaryOf), clips.indexOf(clip)] : null;
  };
  document.addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.shiftKey) return;
    const active = document.activeElement;
    if (event.key === "Escape") {
      const clip = active.closest && active.closest("details[open]");
      if (clip) { clip.open = false; summaryOf(clip).focus(); }
      return;
    }
    const found = row(active);
    if (!found) {
      // From nowhere in particular, left and right begin with the first clip.
      if (active === document.body && (event.key === "ArrowRight" || event.key === "ArrowLeft") && clips.length) {
        event.preventDefault();
        const focused = summaryOf(clips[event.key === "ArrowRight" ? 0 : clips.length - 1]);
        focused.focus();
      }
      return;
    }
    const [all, place] = found;
    if (event.key === " " && links.includes(active)) { event.preventDefault(); active.click(); return; }
    const to = event.key === "Home" ? 0 : event.key === "End" ? all.length - 1 : place + (steps[event.key] || 0);
    if (to === place || to < 0 || to >= all.length) return;
    event.preventDefault();
    all[to].focus();
    all[to].scrollIntoView({ block: "nearest", inline: "nearest" });
  });

  const strip = document.getElementById("strip");
  const scroll = document.getElementById("scroll");
  let zoom = 1;
  document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => {
    const by = Number(button.dataset.zoom);
    const middle = (scroll.scrollLeft + scroll.clientWidth / 2) / strip.offsetWidth;
    zoom = by ? Math.min(40, Math.max(1, zoom * by)) : 1;
    strip.style.width = `${100 * zoom}%`;
    strip.style.minWidth = by ? "" : "0";
    scroll.scrollLeft = middle * strip.offsetWidth - scroll.clientWidth / 2;
  }));

  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Pages from disk may have no clipboard; what is selected can be copied the old way.
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  document.querySelectorAll(".copy").forEach((button) => button.addEventListener("click", async () => {
    const line = button.parentElement.querySelector("code").textContent;
    const done = await copied(line);
    button.focus();
    button.textContent = done ? "Copied" : "Select it";
    said.textContent = done ? "Copied." : "It could not be copied; select it.";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  }));

  let closed = [];
  addEventListener("beforeprint", () => {
    closed = clips.filter((clip) => !clip.open);
    closed.forEach((clip) => { clip.open = true; });
  });
  addEventListener("afterprint", () => closed.forEach((clip) => { clip.open = false; }));
})();
