"""limited.py MEGABYTES SECONDS SCRIPT ARGUMENTS…: runs a script of this installation with what it may use cut down first.

It may not write a file, not start a process, not use more memory or processor time than given, and not open more than a few
files. Whatever it reads comes from strangers: a parser that goes astray ends here, not in the server."""
import resource, runpy, sys

megabytes, seconds, script = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
may_write = sys.argv[4:5] == ["--may-write"]
for what, most in [
    (resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 48),
    (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_FSIZE, (64 << 20) if may_write else 0),
]:
    resource.setrlimit(what, (most, most))
sys.argv = [script] + sys.argv[(5 if may_write else 4):]
runpy.run_path(script, run_name="__main__")
