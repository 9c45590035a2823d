#!/usr/bin/env python3
"""flip.py HASILA FOLDER: flips one random byte of every file in a published folder; both verifiers must refuse each time."""
import pathlib, random, subprocess, sys, time

hasila, folder = sys.argv[1], pathlib.Path(sys.argv[2])
seed = int(time.time())
rng = random.Random(seed)
files = sorted(p for p in folder.rglob("*") if p.is_file())
print(f"flip: {len(files)} files, seed {seed}", flush=True)
verifier = folder.parent / "verify.py"
verifier.write_bytes((folder / "verify.py").read_bytes())  # the checker must not be the file under test
both = ([hasila, "verify", str(folder)], [sys.executable, str(verifier), str(folder)])
for path in files:
    before = path.read_bytes()
    if not before:
        raise SystemExit(f"{path} is empty: nothing of it could be changed")
    place = rng.randrange(len(before))
    changed = bytearray(before)
    changed[place] ^= 1 << rng.randrange(8)
    try:
        path.write_bytes(changed)
        running = [(command[0], subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)) for command in both]
        for name, process in running:
            if process.wait() == 0:
                raise SystemExit(f"{name} accepted {path} with byte {place} changed")
    finally:
        path.write_bytes(before)
for command in both:
    if subprocess.run(command, capture_output=True).returncode != 0:
        raise SystemExit(f"{command[0]} refuses the folder as it was published")
print("flip: every changed byte was found by both verifiers")
