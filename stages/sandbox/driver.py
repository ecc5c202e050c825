"""Runs a program from standard input to its end, and reports how it ended.

Arguments: limits of processor time in seconds, of memory, of the size of a file
and of the number of open files and threads. Input: a token, a newline, the
program. Report, on standard output: a line "TOKEN started", then a line "TOKEN
passed", "TOKEN assertion LINE", "TOKEN exception LINE NAME", and so on.

Whatever the program does to builtins and modules, what is needed after it is
bound before it.
"""


def drive():
    import fcntl
    import os
    import resource
    import sys

    write, leave = os.write, os._exit
    every, failed, left, full = BaseException, AssertionError, SystemExit, MemoryError
    class_of, below, name, encode = type, issubclass, type.__dict__["__name__"].__get__, str.encode

    parts = []
    while part := os.read(0, 1 << 16):
        parts.append(part)
    token, _, source = b"".join(parts).partition(b"\n")
    del parts, part
    passed, memory, ended = token + b" passed\n", token + b" memory\n", token + b" exited\n"

    report = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, 50)
    seconds, room, size, files, threads = [int(argument) for argument in sys.argv[1:]]
    for limit, soft, hard in [
        (resource.RLIMIT_CORE, 0, 0),
        (resource.RLIMIT_CPU, seconds, seconds + 1),
        (resource.RLIMIT_AS, room, room),
        (resource.RLIMIT_FSIZE, size, size),
        (resource.RLIMIT_NOFILE, files, files),
        (resource.RLIMIT_NPROC, threads, threads),
    ]:
        most = resource.getrlimit(limit)[1]
        if most != resource.RLIM_INFINITY:
            soft, hard = min(soft, most), min(hard, most)
        if threads or limit != resource.RLIMIT_NPROC:
            resource.setrlimit(limit, (soft, hard))
    sys.argv = [""]
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in 0, 1, 2:
        os.dup2(null, descriptor)
    os.close(null)
    write(report, token + b" started\n")

    try:
        code = compile(source.decode(), "<program>", "exec")
    except (SyntaxError, ValueError) as e:
        line = e.lineno if isinstance(e, SyntaxError) and e.lineno else 0
        write(report, token + b" syntax %d\n" % line)
        leave(0)
    except (MemoryError, RecursionError):
        write(report, memory)
        leave(0)
    del source
    try:
        exec(code, {})
        write(report, passed)
    except every as e:
        try:
            cause, trace, line = class_of(e), e.__traceback__, 0
            while trace is not None:
                if trace.tb_frame.f_code.co_filename == "<program>":
                    line = trace.tb_lineno
                trace = trace.tb_next
            if below(cause, full):
                write(report, memory)
            elif below(cause, left):
                write(report, ended)
            elif below(cause, failed):
                write(report, token + b" assertion %d\n" % line)
            else:
                write(report, token + b" exception %d " % line + encode(name(cause), "ascii", "replace")[:80] + b"\n")
        except every:
            write(report, memory)
    leave(0)


drive()
