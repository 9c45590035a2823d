#!/usr/bin/env python3
"""Opens every page of a running server, as each of the posts that sees it, and checks what a person depends on.

    every.py --base http://127.0.0.1:8080 --hasila .build/debug/hasila --data DATA [--only WORD] [--screens DIR]

The pages are found by following links from the home page, breadth first, as each post; of each pattern of addresses (read from the
routes in the sources) the example with most forms is opened, as the post that sees them. In Arabic and French: no accessibility
violation (WCAG 2.2 A and AA, best practice), no console error, no text left untranslated, no sideways scrolling at 320 pixels; in
Arabic without script: the same heading, links and forms; in French by keyboard: every control is reached by Tab, and seen to be.
In English the page opens. Two browsers share the work. Exit code 0 only if everything holds.
"""
import argparse
import html
import multiprocessing
import os
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from officials import enter

POSTS = ["administrator", "director-general", "secretary", "evaluator-1", "head-dcpj", "reporting-dcpj", "auditor"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
STAGES = ["terms", "figures", "assessments", "evaluations", "meeting", "roadmap", "report"]
SOURCES = pathlib.Path(__file__).resolve().parent.parent.parent / "Sources/Web"
EXAMPLES = 2  # how many pages of one pattern are read, as one post, to find more links
LEAKS = ["[[", "{{", "⟦", "Optional(", "nil)", "undefined"] + [f"[{p.stem}." for p in (SOURCES.parent / "Localization/Languages/en").glob("*.yaml")]


def patterns():
    """The patterns of addresses, each a list of words and `*`."""
    found = [["units", "*"], ["units", "*", "returns"], ["figures", "*", "*", "*"], ["figures", "*", "*", "*", "proof"], ["cycles", "*"], ["search"]]
    found += [["cycles", "*", stage] for stage in STAGES]
    for path in SOURCES.rglob("*.swift"):
        for match in re.finditer(r"\.place\(\[([^\]]*)\]\)", path.read_text(encoding="utf-8")):
            parts = [part.strip() for part in match[1].split(",")]
            found.append([part[1:-1] if re.fullmatch(r'"[^"\\{]*"', part) else "*" for part in parts])
    return found


def pattern(path, known):
    """The pattern of an address: the one with most words in common; the address itself where none fits."""
    parts = [p for p in path.split("?")[0].split("/") if p]
    fits = [k for k in known if len(k) == len(parts) and all(a in ("*", b) for a, b in zip(k, parts))]
    best = max(fits, key=lambda k: sum(a != "*" for a in k), default=parts)
    return "/" + "/".join("*" if part.isdigit() else part for part in best)


def sign_in(browser, given, post):
    """Uses a sign-in link as a person does; None where nobody holds the post."""
    link = subprocess.run(
        [given.hasila, "sign-in", post, "--data", given.data, "--port", given.base.rsplit(":", 1)[1]], capture_output=True, text=True, check=False)
    if link.returncode:
        print("nobody is", post, link.stderr.strip())
        return None
    context = browser.new_context()
    page = context.new_page()
    if not enter(page, link.stdout.strip()):
        sys.exit(f"{post}: the sign-in link was refused")
    state = context.storage_state()
    context.close()
    return state


def fetch(base, path, state):
    """Status, media type and text of an address, without a browser."""
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in state["cookies"])
    request = urllib.request.Request(base + path, headers={"Cookie": cookies})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            kind = answer.headers.get_content_type()
            return answer.status, kind, answer.read().decode("utf-8", "replace") if kind == "text/html" else ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get_content_type(), ""


def crawl(base, state, known):
    """The pages a post sees: pattern to (address without language, number of forms), and what does not answer."""
    seen, queue, faults, read = {"": "/"}, [""], [], {}
    pages = {}
    while queue:
        path = queue.pop(0)
        place = pattern(path, known)
        if read.get(place, 0) >= EXAMPLES:
            continue
        read[place] = read.get(place, 0) + 1
        status, kind, text = fetch(base, "/fr" + path, state)
        if status != 200:
            faults.append(f"a link of {seen[path]} leads to {path}: {status}")
            continue
        if kind != "text/html":
            continue
        controls = len(re.findall(r"<(?:form|input|select|textarea|button)\b", text))
        if place not in pages or controls > pages[place][1]:
            pages[place] = (path, controls)
        for href in re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', text):
            href = html.unescape(href).split("#")[0]
            if not href.startswith("/fr"):
                continue
            rest = href[3:]
            if rest not in seen:
                seen[rest] = path
                queue.append(rest)
    return pages, faults


class Checks:
    """Collects what does not hold."""

    def __init__(self):
        self.faults, self.count = [], 0

    def hold(self, truth, what):
        self.count += 1
        if not truth:
            self.faults.append(what)
            print("FAULT", what, flush=True)


# The details of a cell of an entry grid change with the cell that has the focus; Ctrl+Enter goes there, Escape comes back.
TABBABLE = """() => {
  const all = [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary,[tabindex]')]
    .filter(e => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}) && !e.closest('[inert]') && !e.closest('.cell-box'));
  let n = 0; const groups = new Set();
  for (const e of all) {
    if (e.type === 'radio') { const g = 'r:' + e.form?.action + e.name; e.dataset.tab = g; if (groups.has(g)) continue; groups.add(g); }
    else e.dataset.tab = String(n);
    n++;
  }
  return [...new Set(all.map(e => e.dataset.tab))];
}"""
FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const s = getComputedStyle(e), outline = s.outlineStyle === 'none' ? 0 : parseFloat(s.outlineWidth);
  return [e.dataset.tab ?? '', outline >= 2 || s.boxShadow !== 'none', e.outerHTML.slice(0, 120)];
}"""
MOST_STOPS = 160


def keyboard(page, where, checks):
    """Every control is reached by Tab, and the focus is seen."""
    wanted = page.evaluate(TABBABLE)
    reached, invisible, last, steps = set(), [], None, 0
    page.evaluate("() => { document.activeElement?.blur(); window.scrollTo(0, 0); }")
    while len(reached) < min(len(wanted), MOST_STOPS) and steps < 12 * MOST_STOPS:
        page.keyboard.press("Tab")
        steps += 1
        focused = page.evaluate(FOCUSED)
        if focused is None:
            break
        # The details of a cell come and go with the focus: they are passed, and not counted.
        if focused[0]:
            reached.add(focused[0])
        if not focused[1] and focused[2] != last:
            invisible.append(focused[2])
        # Fields of dates have a stop for the day, the month, the year.
        last = focused[2]
    checks.hold(not invisible, f"{where}: focus not visible on {invisible[:2]}")
    missed = [w for w in wanted[:MOST_STOPS] if w not in reached]
    names = [page.locator(f'[data-tab="{m}"]').first.evaluate("e => e.outerHTML.slice(0, 120)") for m in missed[:2]]
    checks.hold(not missed, f"{where}: {len(missed)} of {len(wanted)} controls not reached by Tab: {names}")


STILL = """() => ({
  h: document.querySelector('h1')?.innerText,
  a: [...new Set([...document.querySelectorAll('a[href]')].map(e => e.getAttribute('href')))].sort(),
  f: [...new Set([...document.querySelectorAll('form')].map(e => e.getAttribute('action')))].sort()
})"""


def outline_of(text):
    """Heading, links and forms of a page's HTML as sent."""
    links = sorted({html.unescape(h) for h in re.findall(r'<a\b[^>]*?\bhref="([^"]+)"', text)})
    forms = sorted({html.unescape(f) for f in re.findall(r'<form\b[^>]*?\baction="([^"]+)"', text)})
    return links, forms


def look(context, given, language, name, path, state, checks, axe):
    """Opens one page in one language and checks it."""
    page = context.new_page()
    noise = []
    page.on("console", lambda m: noise.append(f"{m.text} {m.location.get('url', '')}") if m.type == "error" else None)
    page.on("pageerror", lambda e: noise.append(str(e)))
    where = f"{language} {name} ({path})"
    response = page.goto(f"{given.base}/{language}{path}", wait_until="load")
    checks.hold(response.status == 200, f"{where}: status {response.status}")
    checks.hold(page.locator("h1").count() == 1, f"{where}: {page.locator('h1').count()} h1")
    checks.hold(page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), f"{where}: dir")
    body = page.locator("body").inner_text()
    checks.hold(not [l for l in LEAKS if l in body], f"{where}: text shows {[l for l in LEAKS if l in body]}")
    if language != "en":
        violations = axe.run(page, options=RULES).response["violations"]
        told = [f"{v['id']}: {v['help']} at " + "; ".join(str(n["target"]) for n in v["nodes"][:3]) for v in violations]
        checks.hold(not told, f"{where}: {' | '.join(told)}")
        if given.screens:
            page.screenshot(path=os.path.join(given.screens, f"{re.sub('[^a-z0-9-]+', '_', name)}.{language}.png"), full_page=True)
    raw = [t for t in page.locator(".tag").all_inner_texts() if re.search(r"[a-z]_[a-z]", t)]
    checks.hold(not raw, f"{where}: a tag shows a code instead of a word: {raw[:3]}")
    if language == "ar":
        with_script = page.evaluate(STILL)
        links, forms = outline_of(fetch(given.base, f"/{language}{path}", state)[2])
        lost = [l for l in with_script["a"] if l not in links] + [f for f in with_script["f"] if f and f not in forms]
        checks.hold(not lost, f"{where}: without script there is no {lost[:3]}")
    if language == "fr":
        keyboard(page, where, checks)
    if language != "en":
        page.set_viewport_size({"width": 320, "height": 800})
        wide = page.evaluate("() => document.documentElement.scrollWidth")
        checks.hold(wide <= 320, f"{where}: {wide} pixels wide at 320")
    checks.hold(not noise, f"{where}: console {noise[:3]}")
    page.close()


def worker(given, work, states):
    """Opens a share of the pages in a browser of its own."""
    checks, axe = Checks(), Axe()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for place, (post, path) in work:
            for language in ["ar", "fr", "en"]:
                context = browser.new_context(storage_state=states[post], viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
                try:
                    look(context, given, language, f"{place} as {post}", path, states[post], checks, axe)
                except Exception as error:  # noqa: BLE001 a page that breaks the test is a fault of the page
                    checks.hold(False, f"{language} {place} as {post}: {str(error).splitlines()[0]}")
                context.close()
        browser.close()
    return checks.count, checks.faults


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--base", required=True)
    arguments.add_argument("--hasila", required=True)
    arguments.add_argument("--data", required=True)
    arguments.add_argument("--only", default="", help="patterns that contain this word")
    arguments.add_argument("--screens", default="")
    given = arguments.parse_args()
    given.base = given.base.rstrip("/")
    if given.screens:
        os.makedirs(given.screens, exist_ok=True)
    start = time.monotonic()
    known, states, best, faults, sights = patterns(), {}, {}, [], 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for post in POSTS:
            state = sign_in(browser, given, post)
            if state:
                states[post] = state
        browser.close()
    for post, state in states.items():
        pages, lost = crawl(given.base, state, known)
        faults += [f"{post}: {l}" for l in lost]
        sights += len(pages)
        for place, (path, controls) in pages.items():
            if place not in best or controls > best[place][1]:
                best[place] = ((post, path), controls)
    for fault in faults:
        print("FAULT", fault, flush=True)
    work = [(place, page) for place, (page, _) in sorted(best.items()) if given.only in place]
    print(f"{len(work)} kinds of pages, seen {sights} times by {len(states)} posts, in {time.monotonic() - start:.0f} s", flush=True)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        shares = pool.starmap(worker, [(given, work[i::2], states) for i in range(2)])
    count = sum(c for c, _ in shares)
    faults += [f for _, fs in shares for f in fs]
    print(f"{count} checks, {len(faults)} faults, {time.monotonic() - start:.0f} s")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
