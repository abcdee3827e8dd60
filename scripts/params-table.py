#!/usr/bin/env python3
"""Put the tables that `likmc params --format md` prints into params/README.md. usage: scripts/params-table.py [PROGRAM]"""
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
BEGIN, END = "<!-- likmc params --format md -->\n", "<!-- end -->\n"

program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "likmc"
table = subprocess.run([program, "params", "--format", "md"], check=True, capture_output=True, text=True).stdout
readme = ROOT / "params" / "README.md"
head, rest = readme.read_text().split(BEGIN)
readme.write_text(head + BEGIN + table + END + rest.split(END, 1)[1])
