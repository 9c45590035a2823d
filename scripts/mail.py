#!/usr/bin/env python3
"""Sends the example's reminders to a real SMTP server and reads what arrived.
mail.py HASILA DATA: HASILA is the command, DATA the folder of a played demo. Works on copies; exit 0 when everything holds."""
import base64, datetime, email, email.policy, ipaddress, os, pathlib, shutil, socket, ssl, subprocess, sys, tempfile

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

hasila, data = sys.argv[1], sys.argv[2]
work = pathlib.Path(tempfile.mkdtemp(prefix="hasila-mail-"))


class Inbox:
    """Keeps what comes; refuses what it is told to refuse."""

    def __init__(self, refusal=None):
        self.letters, self.refusal, self.encrypted = [], refusal, []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusal and address == self.refusal[0]:
            return self.refusal[1]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content))
        self.encrypted.append(session.ssl is not None)
        return "250 taken"


def certificate():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.timezone.utc)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True).sign(key, hashes.SHA256()))
    pem = work / f"server-{os.urandom(3).hex()}.pem"
    text = made.public_bytes(serialization.Encoding.PEM)
    pem.write_bytes(text + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
    authority = pem.with_suffix(".ca")
    authority.write_bytes(text)
    return pem, authority


def serve(inbox, **options):
    # The library waits for an answer on the port it was given, so the port is chosen before.
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(inbox, hostname="127.0.0.1", port=port, ready_timeout=30, **options)
    controller.start()
    return controller, port


def copy():
    place = work / f"data-{os.urandom(3).hex()}"
    shutil.copytree(data, place)
    return place


def remind(place, *options, expect=0):
    run = subprocess.run(
        [hasila, "remind", "--data", str(place), *options], capture_output=True, text=True, env={**os.environ, "HASILA_LANGUAGE": "en"})
    if run.returncode != expect:
        sys.exit(f"remind {options}: exit {run.returncode}, expected {expect}\n{run.stdout}\n{run.stderr}")
    return run.stdout + run.stderr


def hold(what, text):
    if not what:
        sys.exit(f"does not hold: {text}")
    print("ok", text)


sender = ["--from", "hasila@dgsn.example"]

# One letter a post, once.
place, inbox = copy(), Inbox()
preview = remind(place, "--dry-run")
hold(preview.count("To: ") > 5, "a dry run prints letters")
controller, port = serve(inbox)
smtp = ["--smtp", f"127.0.0.1:{port}", *sender, "--address", "https://hasila.dgsn.example"]
said = remind(place, *smtp)
hold(f"{len(inbox.letters)} written, {len(inbox.letters)} sent" in said and len(inbox.letters) == preview.count("To: "), f"what a dry run showed was sent: {len(inbox.letters)} letters")
hold(len({to[0] for _, to, _ in inbox.letters}) == len(inbox.letters), "one letter a post")
hold("0 written, 0 sent" in remind(place, *smtp), "none is sent twice")
officials = [row.split(",")[1:4] for row in pathlib.Path("Examples/dgsn/officials.csv").read_text(encoding="utf-8").splitlines()[1:]]
seen = set()
for _, (to,), raw in inbox.letters:
    hold(all(len(line) <= 78 for line in raw.split(b"\r\n")) and raw.isascii(), f"{to}: short lines, ASCII on the wire")
    message = email.message_from_bytes(raw, policy=email.policy.default)
    hold(message["To"].addresses[0].addr_spec == to and not message.defects and not message["Subject"].defects, f"{to}: headers read as sent")
    hold(message["Message-ID"] not in seen and message["Date"].datetime is not None, f"{to}: its own Message-ID and a date")
    seen.add(message["Message-ID"])
    text = message.get_content()
    hold("https://hasila.dgsn.example/" in text, f"{to}: the link")
    hold(not any(name in text for row in officials for name in row), f"{to}: nobody's name")
french = [email.message_from_bytes(raw, policy=email.policy.default).get_content() for _, (to,), raw in inbox.letters if to.startswith("secretary")]
hold(french and "À l’attention du poste" in french[0], "the secretary reads French")
controller.stop()

# Refused for good, refused for now, not there.
victim = inbox.letters[0][1][0]
for answer, words, code in [("550 no such box", "1 given up", 1), ("451 later", "1 put off", 1)]:
    place, inbox = copy(), Inbox((victim, answer))
    controller, port = serve(inbox)
    smtp = ["--smtp", f"127.0.0.1:{port}", *sender]
    said = remind(place, *smtp, expect=code)
    hold(words in said and answer in said, f"{answer}: {words}, the others are sent")
    inbox.refusal = None
    if answer.startswith("550"):
        hold("1 sent" in remind(place, *smtp, "--retry"), "what was given up is sent on demand")
    hold("0 sent" in remind(place, *smtp), f"{answer}: not before its time, not twice")
    controller.stop()
place = copy()
said = remind(place, "--smtp", f"127.0.0.1:{port}", *sender, expect=1)
hold("E1429" in said and "0 sent" in said, "no server: every letter waits")

# Encryption and a password.
secret = work / "password"
secret.write_text("geheim سر\n", encoding="utf-8")
secret.chmod(0o600)
pem, authority = certificate()
context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
context.load_cert_chain(pem)
asked = []


def check(server, session, envelope, mechanism, given):
    asked.append((mechanism, given.login, given.password))
    return AuthResult(success=given.password == "geheim سر".encode())


place, inbox = copy(), Inbox()
controller, port = serve(inbox, tls_context=context, require_starttls=True, auth_required=True, authenticator=check)
smtp = ["--smtp", f"localhost:{port}", *sender, "--password-file", str(secret)]
said = remind(place, *smtp, expect=1)
hold("0 sent" in said and not inbox.letters and not asked, "a server nobody vouches for gets neither password nor letter")
place = copy()
said = remind(place, *smtp, "--mail-authority", str(authority), "--mail-user", "posts")
hold(inbox.letters and all(inbox.encrypted) and {login for _, login, _ in asked} == {b"posts"}, "letters go encrypted, after sign-in")
controller.stop()
place, inbox = copy(), Inbox()
controller, port = serve(inbox)
said = remind(place, "--smtp", f"127.0.0.1:{port}", *sender, "--encryption", "required", expect=1)
hold("E1430" in said and not inbox.letters, "no encryption offered, none required gone without")
controller.stop()
secret.chmod(0o644)
hold("E1431" in remind(place, *smtp, expect=1), "a password others can read is refused")
hold("E1424" in remind(place, "--smtp", "127.0.0.1:25", "--from", "nobody", expect=1), "a sender that is no address is refused")
shutil.rmtree(work)
print("mail: all holds")
