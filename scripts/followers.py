#!/usr/bin/env python3
"""Two hundred followers of a meeting, each with a connection of its own; a decision is recorded; all must see it within a second.

    followers.py --base http://127.0.0.1:8080 --link SIGN-IN-LINK-OF-THE-SECRETARY --year 2022 [--followers 200] [--most 1.0]

Exit code 0 only if every follower received the decision's text in time. Only Python's own library is used.
"""
import argparse
import asyncio
import re
import sys
import time
import urllib.parse
import urllib.request


class NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *arguments):
        return None


def ask(base, path, cookie=None, form=None):
    request = urllib.request.Request(base + path, data=urllib.parse.urlencode(form).encode() if form else None)
    if cookie:
        request.add_header("Cookie", cookie)
    try:
        with urllib.request.build_opener(NoRedirect).open(request, timeout=30) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.code, answer.headers, answer.read().decode()


def sign_in(base, link):
    token = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["token"][0]
    status, headers, _ = ask(base, "/fr/signin", form={"token": token})
    cookies = [c.split(";")[0] for c in headers.get_all("Set-Cookie") or [] if "session" in c]
    if status not in (302, 303) or not cookies:
        sys.exit(f"sign-in refused: {status}")
    return cookies[0]


async def follow(host, port, path, cookie, ready, needle):
    """Opens the stream and gives the moment at which the needle came."""
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\nCookie: {cookie}\r\nAccept: text/event-stream\r\n\r\n".encode())
    await writer.drain()
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0] and b"text/event-stream" in head, head
    held = b""
    try:
        while True:
            chunk = await reader.read(65536)
            if not chunk:
                return None
            held = (held + chunk)[-262144:]
            if b"event: change" in held and not ready.done():
                ready.set_result(True)
            if needle in held:
                return time.perf_counter()
    finally:
        writer.close()


async def run(options):
    base = options.base.rstrip("/")
    place = urllib.parse.urlparse(base)
    cookie = sign_in(base, options.link)
    page = f"/fr/cycles/{options.year}/meeting/minutes"
    status, _, html = ask(base, page, cookie)
    form = re.search(r'<form method="post" action="[^"]*/minutes/decisions".*?</form>', html, re.S)
    if status != 200 or not form:
        sys.exit(f"no form for decisions: {status}")
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form[0]))
    number = re.search(r'name="number"[^>]*value="(\d+)"', form[0])[1]
    owner = re.search(r'<select class="in-t" name="owner" required><option value="([^"]+)"', form[0])[1]
    mark = f"follower-test-{time.time_ns()}"
    loop = asyncio.get_running_loop()
    ready = [loop.create_future() for _ in range(options.followers)]
    tasks = [
        asyncio.create_task(
            follow(place.hostname, place.port or 80, f"/{('ar', 'fr', 'en')[i % 3]}/cycles/{options.year}/meeting/events", cookie, ready[i], mark.encode()))
        for i in range(options.followers)
    ]
    await asyncio.wait_for(asyncio.gather(*ready), 60)
    begun = time.perf_counter()
    fields = {**hidden, "number": number, "text_ar": mark, "text_fr": mark, "text_en": mark, "owner": owner, "due": f"{options.year + 1}-06-30"}
    status, _, answer = await loop.run_in_executor(None, lambda: ask(base, page + "/decisions", cookie, fields))
    if status != 303:
        sys.exit(f"the decision was refused: {status} {re.findall(r'E[0-9]{4}', answer)}")
    moments = await asyncio.wait_for(asyncio.gather(*tasks), 30)
    delays = sorted(moment - begun for moment in moments if moment)
    if len(delays) < options.followers:
        sys.exit(f"only {len(delays)} of {options.followers} heard")
    worst = delays[-1]
    print(f"{len(delays)} followers: median {delays[len(delays) // 2] * 1000:.0f} ms, slowest {worst * 1000:.0f} ms after the button was pressed")
    if worst > options.most:
        sys.exit(f"slower than {options.most} s")


parser = argparse.ArgumentParser()
parser.add_argument("--base", required=True)
parser.add_argument("--link", required=True)
parser.add_argument("--year", type=int, default=2022)
parser.add_argument("--followers", type=int, default=200)
parser.add_argument("--most", type=float, default=1.0)
asyncio.run(run(parser.parse_args()))
