#!/usr/bin/env python3
"""Kills the server with SIGKILL again and again in a storm of acts; nothing acknowledged may be lost, the ledger may never fork.

    soak.py HASILA --rounds 500 --engine sqlite|postgresql

Each round: start the server, several clients submit figures through the real form (sign-in, session, form token), the server is killed
at a random moment; then `hasila rebuild --check` must pass, every acknowledged key must stand in the ledger, and the ledger must begin
with exactly the entries it had after the round before. Only the standard library; the seed is printed.
"""
import argparse, http.client, os, pathlib, pwd, random, re, secrets, shutil, signal, socket, sqlite3, subprocess, sys, tempfile, threading, time, urllib.parse

BIN = next((p for p in sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)), None)


class Cluster:
    """A temporary PostgreSQL on a socket in a folder of its own; run as `postgres` because it refuses root."""
    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="hasila-soak-pg-")
        os.chmod(self.folder, 0o755)
        user = pwd.getpwnam("postgres") if os.getuid() == 0 else None
        self.drop = ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"] if user else []
        if user:
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        run = lambda *a: subprocess.run([*self.drop, *map(str, a)], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        run(BIN / "initdb", "-D", self.folder + "/db", "-A", "trust", "-U", "hasila", "--no-sync", "-E", "UTF8", "--locale=C")
        self.port = free_port()
        self.process = subprocess.Popen(
            [*self.drop, str(BIN / "postgres"), "-D", self.folder + "/db", "-k", self.folder, "-p", str(self.port), "-c", "listen_addresses=127.0.0.1"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(100):
            if subprocess.run([str(BIN / "pg_isready"), "-h", "127.0.0.1", "-p", str(self.port), "-q"]).returncode == 0:
                break
            time.sleep(0.1)
        run(BIN / "createdb", "-h", "127.0.0.1", "-p", self.port, "-U", "hasila", "soak")
        self.address = f"postgresql://hasila@127.0.0.1:{self.port}/soak"

    def entries(self):
        sql = "select number, encode(leaf, 'hex'), coalesce(idempotency_key, '') from entries order by number"
        out = subprocess.run([str(BIN / "psql"), self.address, "-AtF", " ", "-c", sql], check=True, capture_output=True, text=True).stdout
        return [tuple((line + " ").split(" ")[:3]) for line in out.splitlines()]

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Institution:
    """A small institution in a temporary place."""
    def __init__(self, hasila, engine):
        self.hasila, self.engine = hasila, engine
        self.folder = tempfile.mkdtemp(prefix="hasila-soak-")
        self.cluster = Cluster() if engine == "postgresql" else None
        self.data = self.cluster.address if self.cluster else self.folder + "/data"
        self.environment = dict(os.environ, HASILA_STATE=self.folder + "/state", HASILA_LANGUAGE="en", HASILA_DATA=self.data)
        self.command("init", "--code", "soak")
        units = "code,parent,kind,name_ar,name_fr,name_en,opened,closed\nsoak,,root,ج,s,s,2000-01-01,\n"
        units += "".join(f"u{i},soak,unit,و,u,u,2000-01-01,\n" for i in range(8))
        names = "code,name_ar,name_fr,name_en,unit_of_measure,decimals,over_units,over_time,direction,definition_ar,definition_fr,definition_en,source"
        for kind, text in (("units", units), ("indicators", names + "\ncases,ق,c,c,cases,0,sum,sum,none,ت,d,d,soak\n")):
            pathlib.Path(self.folder, kind + ".csv").write_text(text, encoding="utf-8")
            self.command("import", kind, f"{self.folder}/{kind}.csv")

    def command(self, *arguments):
        done = subprocess.run([self.hasila, *arguments], env=self.environment, capture_output=True, text=True)
        if done.returncode != 0:
            raise SystemExit(f"hasila {' '.join(arguments)} failed: {done.stdout}{done.stderr}")
        return done.stdout

    def entries(self):
        if self.cluster:
            return self.cluster.entries()
        with sqlite3.connect(f"file:{self.data}/hasila.sqlite?mode=ro", uri=True) as base:
            return [(str(n), leaf, key or "") for n, leaf, key in base.execute("select number, lower(hex(leaf)), idempotency_key from entries order by number")]

    def serve(self):
        port = free_port()
        process = subprocess.Popen([self.hasila, "serve", "--port", str(port)], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        for _ in range(3000):
            try:
                socket.create_connection(("127.0.0.1", port), 0.2).close()
                return process, port
            except OSError:
                if process.poll() is not None:
                    raise SystemExit("the server did not start again: " + process.stderr.read())
                time.sleep(0.02)
        raise SystemExit("the server does not answer")

    def sign_in(self, port):
        link = self.command("sign-in", "administrator", "--port", str(port)).strip().splitlines()[-1]
        token = urllib.parse.parse_qs(urllib.parse.urlparse(link).query)["token"][0]
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        client.request("POST", urllib.parse.urlparse(link).path, urllib.parse.urlencode({"token": token}), {"Content-Type": "application/x-www-form-urlencoded"})
        answer = client.getresponse()
        answer.read()
        cookies = [c.split(";")[0] for c in answer.headers.get_all("Set-Cookie") or [] if "session" in c]
        if not cookies:
            raise SystemExit(f"sign-in was refused: {answer.status}")
        client.request("GET", "/en/units/u0/returns", headers={"Cookie": cookies[0]})
        page = client.getresponse().read().decode()
        return cookies[0], re.search(r'name="form_token" value="([^"]+)"', page).group(1)

    def close(self):
        if self.cluster:
            self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


def storm(port, cookie, form_token, lane, round_number, acknowledged, stop):
    """Submits until the server is gone; a key is acknowledged when the answer to it came back whole."""
    client = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    count = 0
    while not stop.is_set():
        count += 1
        key = secrets.token_urlsafe(32)  # as the form's own hidden field makes it
        form = {"form_token": form_token, "key": key, "indicator": "cases", "period": str(2001 + count % 20), "value": str(count), "precision": "exact", "note": f"round {round_number}"}
        try:
            client.request("POST", f"/en/units/u{lane}/returns", urllib.parse.urlencode(form), {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"})
            answer = client.getresponse()
            body = answer.read()
        except OSError:
            return
        except http.client.HTTPException:
            return
        if answer.status in (200, 201, 303):
            acknowledged.add(key)
        else:
            acknowledged.add(f"refused {answer.status}")
            return


def round_of(institution, number, rng, known):
    process, port = institution.serve()
    cookie, form_token = institution.sign_in(port)
    acknowledged, stop = set(), threading.Event()
    lanes = [threading.Thread(target=storm, args=(port, cookie, form_token, lane, number, acknowledged, stop)) for lane in range(6)]
    for lane in lanes:
        lane.start()
    time.sleep(rng.uniform(0.05, 0.6))
    process.kill()
    process.wait()
    stop.set()
    for lane in lanes:
        lane.join()
    refused = [key for key in acknowledged if key.startswith("refused")]
    if refused:
        raise SystemExit(f"round {number}: {refused}")
    institution.command("rebuild", "--check")
    entries = institution.entries()
    if entries[: len(known)] != known:
        raise SystemExit(f"round {number}: the ledger forked")
    keys = {key.split("/", 1)[-1] for _, _, key in entries}
    lost = acknowledged - keys
    if lost:
        raise SystemExit(f"round {number}: lost {sorted(lost)[:5]}")
    return entries, len(acknowledged)


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("hasila")
    options.add_argument("--rounds", type=int, default=500)
    options.add_argument("--engine", choices=["sqlite", "postgresql"], default="sqlite")
    options.add_argument("--seed", type=int, default=int(time.time()))
    chosen = options.parse_args()
    print(f"soak {chosen.engine}: {chosen.rounds} kills, seed {chosen.seed}", flush=True)
    rng, institution, known, total = random.Random(chosen.seed), Institution(chosen.hasila, chosen.engine), [], 0
    try:
        known = institution.entries()
        for number in range(1, chosen.rounds + 1):
            known, count = round_of(institution, number, rng, known)
            total += count
            if number % 25 == 0 or number == chosen.rounds:
                print(f"  {number} kills, {total} acknowledged, {len(known)} entries: nothing lost, no fork", flush=True)
    finally:
        institution.close()
    if total == 0:
        raise SystemExit("no act was ever acknowledged: the storm did not blow")


if __name__ == "__main__":
    main()
