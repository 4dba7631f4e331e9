"""Follows docs/tutorial.md as a reader does: makes its files, runs its commands, and compares what they print.

Usage: tutorial.py DOCUMENT FOLDER PREFIX

A listing below <!-- file: NAME --> is a file; one below <!-- said: TEXT --> ends the line with TEXT of what the command
before it printed, which depends on the compiler. Console listings have commands, each with its output, or … where it may be
any. FOLDER is new; PREFIX, where witc is installed, is found there as ~/witc.
"""

import os
import pathlib
import re
import subprocess
import sys

LISTING = re.compile(r"(?:<!-- (\w+): (.*?) -->\n)?```(\w+)\n(.*?)```\n", re.S)
COMMAND = re.compile(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", re.M)


def run(command, folder, environment):
    result = subprocess.run(command, shell=True, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=300)
    print(f"$ {command}\n{result.stdout}", flush=True)
    return result.stdout


def main(document, folder, prefix):
    work = folder / "hello"
    work.mkdir(parents=True)
    (folder / "witc").symlink_to(prefix)
    environment = dict(os.environ, HOME=str(folder), PATH=f"{prefix}/bin:{os.environ['PATH']}", LC_ALL="C.UTF-8")
    history = []
    for marker, value, language, text in LISTING.findall(document.read_text(encoding="utf-8")):
        if marker == "file":
            path = work / value
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif marker == "said":
            line = next((line for line in history[-1].splitlines() if value in line), "")
            if any("GNU 12" in output for output in history) and not line.endswith(text.strip()):
                return f"expected a line that ends with:\n{text}"
        elif language == "console":
            for command, expected in COMMAND.findall(text):
                history.append(run(command, work, environment))
                if expected not in ("…\n", history[-1]):
                    return f"expected:\n{expected}"
    return 0 if history else "there is no command in the document"


if __name__ == "__main__":
    sys.exit(main(*map(pathlib.Path, sys.argv[1:])))
