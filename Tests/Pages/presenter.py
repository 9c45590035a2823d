#!/usr/bin/env python3
"""Gives the presentation of a meeting by keyboard in Chromium, and goes on after the network drops.

    presenter.py --base http://127.0.0.1:8080 --hasila .build/debug/hasila --data DATA [--year 2022] [--screens DIR]

In Arabic and in French: next and previous by the arrows of the direction of reading, the clock of a point runs and is held, one key
opens the figures behind a point and comes back, the last point is the end. Then the network drops: the presentation says so, and
every point and every figure is still shown. Exit code 0 only if everything holds.
"""
import argparse
import pathlib
import sys

from playwright.sync_api import sync_playwright

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from every import sign_in  # noqa: E402

faults = []


def expect(held, what):
    if not held:
        faults.append(what)


def shown(page):
    """Ids of the slides that are seen."""
    return page.evaluate("[...document.querySelectorAll('.deck .slide')].filter(s => s.offsetParent !== null || s.getClientRects().length).map(s => s.id)")


def clock(page):
    return page.evaluate("[...document.querySelectorAll('.slide .clock .n')].find(n => n.getClientRects().length)?.textContent ?? ''")


def present(browser, given, language, state):
    context = browser.new_context(storage_state=state, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    lost = []
    page.on("console", lambda message: lost.append(message.text) if message.type == "error" else None)
    # The meeting's events are an open stream: the page is never idle.
    page.goto(f"{given.base}/{language}/cycles/{given.year}/meeting", wait_until="load")
    start = page.locator("a[href*='present']").first
    expect(start.count() == 1, f"{language}: the meeting leads to its presentation")
    start.click()
    page.wait_for_selector(".deck")
    slides = page.evaluate("[...document.querySelectorAll('.slide:not(.drill)')].map(s => s.id)")
    forward, back = ("ArrowLeft", "ArrowRight") if language == "ar" else ("ArrowRight", "ArrowLeft")
    expect(len(slides) > 3, f"{language}: {len(slides)} points")
    expect(shown(page) == slides[:1], f"{language}: one point is shown at first, not {shown(page)}")

    before = clock(page)
    page.wait_for_timeout(1_600)
    expect(clock(page) == before, f"{language}: the clock is held until it is started")
    page.keyboard.press("KeyT")
    page.wait_for_timeout(2_600)
    expect(clock(page) != before, f"{language}: T starts the clock ({before})")
    page.keyboard.press("KeyT")

    def walk(where):
        for index, slide in enumerate(slides):
            expect(shown(page) == [slide], f"{language} {where}: point {index + 1} is {shown(page)}")
            drills = page.evaluate("id => [...document.querySelectorAll(`#${id} .nums a`)].map(a => a.getAttribute('href').slice(1))", slide)
            for number, drill in enumerate(drills):
                page.keyboard.press("KeyN")
                page.wait_for_timeout(30)
                expect(shown(page) == [drill], f"{language} {where}: N opens figure {number + 1} of {slide}, not {shown(page)}")
                expect(page.locator(f"#{drill} tbody tr").count() > 0, f"{language} {where}: {drill} has its years")
                if given.screens and where == "with network" and number == 0 and index == 1:
                    page.screenshot(path=str(given.screens / f"presenter-figure.{language}.png"))
            if drills:
                page.keyboard.press("Escape")
                page.wait_for_timeout(30)
                expect(shown(page) == [slide], f"{language} {where}: Escape comes back to {slide}, not {shown(page)}")
            if given.screens:
                page.screenshot(path=str(given.screens / f"presenter-{index + 1}.{language}.{'off' if where != 'with network' else 'on'}.png"))
            page.keyboard.press(forward)
            page.wait_for_timeout(30)
        expect(shown(page) == slides[-1:], f"{language} {where}: the last point is the end")
        page.keyboard.press(back)
        page.wait_for_timeout(30)
        expect(shown(page) == slides[-2:-1], f"{language} {where}: back from the last point")
        page.keyboard.press("Home")
        page.wait_for_timeout(30)

    walk("with network")
    expect(not page.locator(".deck-off").is_visible(), f"{language}: with network nothing says that it is gone")
    expect(not lost, f"{language}: console {lost[:3]}")
    context.set_offline(True)
    page.wait_for_timeout(500)
    expect(page.locator(".deck-off").is_visible(), f"{language}: the presentation says that the network is gone")
    walk("without network")
    context.set_offline(False)
    context.close()
    return len(slides)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--base", required=True)
    parser.add_argument("--hasila", required=True)
    parser.add_argument("--data", required=True)
    parser.add_argument("--year", type=int, default=2022)
    parser.add_argument("--screens", type=pathlib.Path)
    given = parser.parse_args()
    if given.screens:
        given.screens.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        state = sign_in(browser, given, "secretary")
        if state is None:
            return 1
        points = [present(browser, given, language, state) for language in ("ar", "fr")]
        browser.close()
    for fault in faults:
        print("FAULT", fault)
    print(f"presenter: {points[0]} points in Arabic, {points[1]} in French, with and without network, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
