"""A fresh institution with its server, and officials who use it in a browser: what the journey through the year is made of."""
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
EXAMPLE = os.path.join(ROOT, "Examples", "dgsn")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def texts(ar, fr, en, prefix="text"):
    """A text in the three languages, by field name."""
    return {f"{prefix}_ar": ar, f"{prefix}_fr": fr, f"{prefix}_en": en}


def enter(page, link):
    """Uses a sign-in link as a person does. The server lets an address try ten times at once, then once in six seconds, and a link takes
    two tries: whoever is many people waits. False where the link is refused all the same."""
    for _ in range(20):
        if page.goto(link).status == 200:
            page.locator("main button[type=submit]").first.click()
            page.wait_for_load_state()
            if any(cookie["name"] == "hasila_session" for cookie in page.context.cookies()):
                return True
        time.sleep(13)
    return False


class Institution:
    """A fresh institution with the example's registers, and its server."""

    def __init__(self, hasila, port):
        self.hasila, self.port = hasila, port
        self.folder = tempfile.TemporaryDirectory(prefix="hasila-journey-")
        self.data = os.path.join(self.folder.name, "data")
        self.base = f"http://127.0.0.1:{port}"

    def run(self, *arguments):
        done = subprocess.run([self.hasila, *arguments, "--data", self.data], capture_output=True, text=True)
        if done.returncode:
            sys.exit(f"hasila {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def __enter__(self):
        self.run("init", "--code", "dgsn", "--name-ar", "المديرية العامة للأمن الوطني", "--name-fr",
                 "Direction générale de la Sûreté nationale", "--name-en", "General Directorate of National Security")
        # `init` has founded the administrator's post already.
        officials = os.path.join(self.folder.name, "officials.csv")
        with open(os.path.join(EXAMPLE, "officials.csv"), encoding="utf-8") as given, open(officials, "w", encoding="utf-8") as kept:
            kept.writelines(line for line in given if ",administrator,administrator," not in line)
        for kind, file in [("units", "units.csv"), ("events", "events.csv"), ("measures", "measures.csv"), ("indicators", "indicators.csv"),
                           ("assignments", "assignments.csv"), ("officials", officials), ("figures", "figures.csv"),
                           ("figures", "simulated-figures.csv")]:
            self.run("import", kind, os.path.join(EXAMPLE, file))
        self.log = open(os.path.join(self.folder.name, "serve.log"), "w")
        self.server = subprocess.Popen([self.hasila, "serve", "--port", str(self.port), "--data", self.data], stdout=self.log, stderr=self.log)
        for _ in range(100):
            try:
                urllib.request.urlopen(f"{self.base}/signin", timeout=1)
                return self
            except OSError:
                time.sleep(0.1)
        self.log.flush()
        sys.exit("the server does not answer: " + open(self.log.name).read()[-800:])

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait()
        self.folder.cleanup()


class Official:
    """A post signed in, in a browser of its own."""

    def __init__(self, journey, post):
        self.journey, self.post = journey, post
        context = journey.browser.new_context(viewport={"width": 1280, "height": 900})
        context.set_default_timeout(20_000)
        self.page = context.new_page()
        link = re.search(r"http\S+", journey.place.run("sign-in", post, "--port", str(journey.place.port)))[0]
        if not enter(self.page, link):
            sys.exit(f"{post}: the sign-in link was refused")
        self.page.on("pageerror", lambda error: journey.noise.append(f"{post}: {error}"))
        self.page.on("console", lambda m: journey.noise.append(f"{post} {self.page.url}: {m.text}") if m.type == "error" else None)

    def open(self, path):
        response = self.page.goto(f"{self.journey.place.base}/{self.journey.language}{path}")
        assert response.status == 200, f"{self.post} {path}: {response.status}"
        return self

    def form(self, action=None):
        """The form of the page that posts to an address ending so."""
        return self.page.locator("main form" + (f'[action$="{action}"], main form[action*="{action}#"]' if action else "")).first

    def fill(self, fields, form=None):
        """Fills fields by name: texts, choices, radio buttons, boxes."""
        scope = form or self.page.locator("main")
        for name, value in fields.items():
            found = scope.locator(f'[name="{name}"]')
            assert found.count(), f"{self.post} {self.page.url}: no field {name}"
            kind = found.first.evaluate("e => e.tagName === 'INPUT' ? e.type : e.tagName.toLowerCase()")
            # A field inside a folded part is opened as a person would.
            found.first.evaluate("e => { for (let d = e.closest('details'); d; d = d.parentElement.closest('details')) d.open = true }")
            if kind == "select":
                found.first.select_option(value)
            elif kind == "radio":
                scope.locator(f'[name="{name}"][value="{value}"]').check(force=True)
            elif kind == "checkbox":
                found.first.set_checked(bool(value), force=True)
            else:
                found.first.fill(value)
        return self

    def press(self, form=None, do=None, refused=None):
        """Presses a form's button: the one with value `do`, else its last. Where a refusal is expected its number must be said."""
        scope = form or self.page.locator("main")
        button = scope.locator(f'button[name="do"][value="{do}"]:not(.vh)') if do else scope.locator("button[type=submit]:not(.vh)").last
        # Buttons of a form may stand outside of it.
        if do and not button.count():
            button = self.page.locator(f'button[name="do"][value="{do}"]:not(.vh)')
        with self.page.expect_navigation(wait_until="load") as navigation:
            button.first.click()
        status = navigation.value.status if navigation.value else 200
        said = self.page.locator("main").inner_text()
        if refused:
            assert status in (409, 422, 403, 404) and refused in said, f"{self.post} {self.page.url}: {status}, not {refused}"
        else:
            assert status == 200, f"{self.post} {self.page.url}: {status}: {self.fault()}"
        return self

    def fault(self):
        fault = self.page.locator(".note.bad, [role=alert], .fault")
        return " | ".join(fault.all_inner_texts()) or self.page.locator("main").inner_text()[:600]

    def says(self, text):
        assert text in self.page.locator("main").inner_text(), f"{self.post} {self.page.url}: does not say {text!r}"
        return self

    def see(self, name, width=1280, dark=False):
        """A picture of the step."""
        if not self.journey.screens:
            return self
        self.page.emulate_media(color_scheme="dark" if dark else "light")
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.evaluate("scrollTo(0, 0)")
        self.journey.count += 1
        self.page.screenshot(path=f"{self.journey.screens}/{self.journey.count:02}-{name}.{self.journey.language}.png", full_page=True)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        return self


def picture():
    """A small true PNG, as evidence."""
    def chunk(kind, body):
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
    rows = b"".join(b"\0" + bytes([40, 90, 60] * 16) for _ in range(16))
    header = (16).to_bytes(4, "big") * 2 + bytes([8, 2, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
