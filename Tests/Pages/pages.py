#!/usr/bin/env python3
"""Opens every page of a running server in Chromium and checks what a person depends on.

    pages.py --base http://127.0.0.1:8080 --link http://127.0.0.1:8080/signin?token=... --out screens [--quick]

For Arabic, French and English, at 1280 and 390 pixels, light and dark: no accessibility violation (WCAG 2.2 A and AA, best
practice), no console error, nothing blocked by the content policy. At 320 pixels no page scrolls sideways. Without script every
page shows its heading and the same links. Through Tab the focus is visible. Screenshots are written to --out.

The sign-in link is used once and its session is shared by all contexts. Exit code 0 only if everything holds.
"""
import argparse
import os
import re
import sys
import urllib.parse

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

LANGUAGES = ["ar", "fr", "en"]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}}
WIDTHS = [1280, 390]


class Checks:
    """Collects what does not hold."""

    def __init__(self):
        self.faults = []
        self.count = 0

    def hold(self, truth, what):
        self.count += 1
        if not truth:
            self.faults.append(what)
            print("FAULT", what, flush=True)


def sign_in(browser, base, link):
    """Uses the link as a person does, and gives the cookies of the session."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(link)
    page.locator("main button[type=submit]").click()
    page.wait_for_load_state()
    if "signin" in page.url:
        sys.exit("the sign-in link was refused: " + page.url)
    state = context.storage_state()
    context.close()
    return state


def addresses(browser, state, base):
    """The pages to open, found by following the links of the home page; without language."""
    context = browser.new_context(storage_state=state)
    page = context.new_page()
    found = {"home": ""}

    def hrefs(path):
        page.goto(f"{base}/fr{path}")
        links = page.locator("main a[href], nav a[href], header a[href]").evaluate_all("l => l.map(a => a.getAttribute('href'))")
        return [l[3:] for l in links if l and l.startswith("/fr/")]

    home = hrefs("")
    cycle = next((l for l in home if re.match(r"/cycles/\d+$", l)), None)
    cycles = []
    if cycle:
        found["cycle"] = cycle
        cycles = [l for l in hrefs(cycle) if re.match(r"/cycles/\d+$", l)]
    # The year that was played to its end shows most.
    played = max([c for c in cycles if c != cycle], default=cycle)
    if played:
        if played != cycle:
            found["cycle-played"] = played
        for stage in ["terms", "figures", "assessments", "evaluations", "meeting", "roadmap", "report"]:
            found[stage] = f"{played}/{stage}"
    unit = next((l for l in home if l.startswith("/units/") and "returns" not in l), None)
    if unit:
        unit = unit.split("#")[0].split("?")[0]
        year = played.rsplit("/", 1)[1] if played else ""
        found["unit"] = f"{unit}?period={year}" if year else unit
        page.goto(f"{base}/fr{unit}")
        crumb = page.locator(".crumbs a").first
        root = crumb.get_attribute("href")[3:].split("?")[0] if crumb.count() else unit
        found["root"] = f"{root}?period={year}&tree=now" if year else root
        figures = [l for l in hrefs(found["root"]) if l.startswith("/figures/")]
        for index, figure in enumerate(dict.fromkeys(f.split("?")[0].split("#")[0] for f in figures)):
            if index in (0, 12, 24):
                found[f"figure-{index}"] = figure
        pills = [f for f in figures if "psychotropic_pills" in f]
        if pills:
            found["figure-pills"] = pills[0].split("?")[0].split("#")[0]
            found["bridge"] = found["figure-pills"].replace("/figures/", "/bridge/", 1) + "?from_known=2022-12-22&to_tree=then"
        found["tree"] = "/tree?compare=2018-01-01"
        found["history"] = unit.replace("/units/", "/tree/units/", 1)
    page.goto(f"{base}/fr{unit}/returns")
    if page.locator("form").count() and page.locator("#value").count():
        found["returns"] = f"{unit}/returns"
    found["search"] = "/search?q=police"
    found["analysis"] = "/analysis"
    for kind in ("pivot", "ranking", "trends", "ratios", "map", "records", "attainment"):
        found[kind] = f"/analysis/{kind}"
    found["missing"] = "/units/no-such-unit"
    context.close()
    return found


def look(context, base, language, name, path, tag, out, checks, axe):
    """Opens one page, checks it and writes its picture."""
    page = context.new_page()
    noise = []
    page.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: noise.append(str(e)))
    response = page.goto(f"{base}/{language}{path}")
    where = f"{language} {name} {tag}"
    expected = 404 if name == "missing" else 200
    checks.hold(response.status == expected, f"{where}: status {response.status}")
    if expected == 404:
        noise = [n for n in noise if "404" not in n]
    checks.hold(not noise, f"{where}: console {noise[:3]}")
    checks.hold(page.locator("h1").count() == 1, f"{where}: {page.locator('h1').count()} h1")
    checks.hold(page.locator("html").get_attribute("lang") == language, f"{where}: lang")
    checks.hold(page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr"), f"{where}: dir")
    body = page.locator("body").inner_text()
    for leak in ["[[", "{{", "⟦", "Optional(", "[layout.", "[unit.", "[figure.", "[cycle.", "[home.", "[words.", "[errors."]:
        checks.hold(leak not in body, f"{where}: text shows {leak}")
    for violation in axe.run(page, options=RULES).response["violations"]:
        nodes = "; ".join(str(n["target"]) for n in violation["nodes"][:3])
        checks.hold(False, f"{where}: {violation['id']}: {violation['help']} at {nodes}")
    checks.count += 1
    if out:
        page.screenshot(path=os.path.join(out, f"{name}.{language}.{tag}.png"), full_page=True)
    page.close()


def narrow(browser, state, base, language, pages, checks):
    """At 320 pixels nothing scrolls sideways."""
    context = browser.new_context(storage_state=state, viewport={"width": 320, "height": 640})
    page = context.new_page()
    for name, path in pages.items():
        page.goto(f"{base}/{language}{path}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        checks.hold(over <= 0, f"{language} {name} 320: scrolls sideways by {over}")
    context.close()


def scriptless(browser, state, base, language, pages, checks):
    """Without script every page says the same."""
    with_script = browser.new_context(storage_state=state)
    without = browser.new_context(storage_state=state, java_script_enabled=False)
    a, b = with_script.new_page(), without.new_page()
    for name, path in pages.items():
        a.goto(f"{base}/{language}{path}")
        b.goto(f"{base}/{language}{path}")
        checks.hold(b.locator("h1").is_visible(), f"{language} {name}: no heading without script")
        checks.hold(a.locator("a[href]").count() == b.locator("a[href]").count(), f"{language} {name}: other links without script")
    with_script.close()
    without.close()


def keyboard(browser, state, base, language, checks):
    """Tab goes from the skip link through the controls, and the focus can be seen."""
    context = browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(f"{base}/{language}")
    page.keyboard.press("Tab")
    checks.hold(page.evaluate("document.activeElement.className") == "skip", f"{language}: the first stop is not the skip link")
    seen = 0
    for _ in range(14):
        width = page.evaluate(
            """() => { const e = document.activeElement; const s = getComputedStyle(e);
            const r = e.getBoundingClientRect();
            return e === document.body ? -1 : (r.width > 0 ? parseFloat(s.outlineWidth) * (s.outlineStyle === 'none' ? 0 : 1) : 0) }""")
        if width >= 0:
            seen += 1
            checks.hold(width >= 2, f"{language}: focus not visible at stop {seen}")
        page.keyboard.press("Tab")
    checks.hold(seen >= 12, f"{language}: only {seen} stops")
    context.close()


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--base", required=True)
    arguments.add_argument("--link", required=True)
    arguments.add_argument("--out", default="")
    arguments.add_argument("--languages", default=",".join(LANGUAGES))
    arguments.add_argument("--quick", action="store_true", help="1280 light only")
    arguments.add_argument("--only", default="", help="names of pages, separated by commas")
    given = arguments.parse_args()
    base = given.base.rstrip("/")
    if given.out:
        os.makedirs(given.out, exist_ok=True)
    checks, axe = Checks(), Axe()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        state = sign_in(browser, base, urllib.parse.urljoin(base, given.link))
        pages = addresses(browser, state, base)
        if given.only:
            pages = {k: v for k, v in pages.items() if k in given.only.split(",")}
        print(f"{len(pages)} pages: " + ", ".join(pages), flush=True)
        for language in given.languages.split(","):
            for width in WIDTHS[:1] if given.quick else WIDTHS:
                for scheme in ["light"] if given.quick else ["light", "dark"]:
                    context = browser.new_context(
                        storage_state=state, viewport={"width": width, "height": 900}, color_scheme=scheme,
                        reduced_motion="reduce")
                    for name, path in pages.items():
                        look(context, base, language, name, path, f"{width}.{scheme}", given.out, checks, axe)
                    context.close()
                    stranger = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
                    look(stranger, base, language, "signin", "/signin", f"{width}.{scheme}", given.out, checks, axe)
                    stranger.close()
            if not given.quick:
                narrow(browser, state, base, language, pages, checks)
                scriptless(browser, state, base, language, pages, checks)
            keyboard(browser, state, base, language, checks)
        browser.close()
    print(f"{checks.count} checks, {len(checks.faults)} faults")
    return 1 if checks.faults else 0


if __name__ == "__main__":
    sys.exit(main())
