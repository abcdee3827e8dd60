#!/usr/bin/env python3
"""Checks of the tree's structure and style. usage: scripts/check.py [--objects BUILD] [CHECK...]; no CHECK: all.

includes  Includes point one way: core <- physics <- study <- cli; io sees core and physics, and is seen by study and cli.
          A public header belongs to the folder of the source with its name (or of the first source named NAME_*.c);
          one without a source belongs to the highest folder of what it includes.
prefixes  src/<folder>/a_b_c.c defines external symbols called lk_a_b_c_*, lk_a_b_* or lk_a_* only (or just lk_a_b_c ...):
          the file's name, or the leading words of it. Read from the object files with nm. main() is free.
lengths   Files under 500 lines; functions in src/ with a median under 15 lines and nine in ten under 45.
map       Every source belongs to a module that src/README.md names: by its name or its leading words.
format    clang-format agrees (skipped where it is not installed).
readers   Every parameter, and every number of a material, is read by something else than what prints it.
words     No paths of one machine, no notes of unfinished work.
"""
import argparse
import pathlib
import re
import shutil
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SEES = {
    "core": {"core"},
    "physics": {"core", "physics"},
    "io": {"core", "physics", "io"},
    "study": {"core", "physics", "io", "study"},
    "cli": {"core", "physics", "io", "study", "cli"},
}
ORDER = list(SEES)
FILE_LINES, MEDIAN_LINES, NINETY_LINES = 500, 15, 45
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"]+)"', re.M)
GENERATED = {"likmc_commit.h", "likmc_readers.h"}


def sources(*patterns):
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


def name(path):
    return str(path.relative_to(ROOT))


def public_layer(header, seen=()):
    """The folder that a public header belongs to (see above), or core if nothing tells."""
    stem = header.stem
    for pattern in (f"src/*/{stem}.c", f"src/*/{stem}_*.c"):
        folders = [path.parent.name for path in sources(pattern)]
        if folders:
            return min(folders, key=ORDER.index)
    needs = [header.parent / pathlib.Path(each).name for each in INCLUDE.findall(header.read_text())]
    layers = [public_layer(each, (*seen, header)) for each in needs if each.exists() and each not in seen]
    return max(layers, key=ORDER.index, default="core")


def resolve(path, target):
    """(layer, problem) of one include line."""
    if target in GENERATED:
        return "core", None
    public = ROOT / "include" / target
    if public.exists():
        return public_layer(public), None
    private = (path.parent / target).resolve()
    if private.exists() and private.is_relative_to(ROOT / "src"):
        return private.parent.name, None
    return None, f'{name(path)}: no header "{target}" in include/ or beside the file'


def check_includes():
    problems = []
    for path in sources("src/*/*.[ch]", "include/likmc/*.h"):
        layer = public_layer(path) if path.parent.name == "likmc" else path.parent.name
        if layer not in SEES:
            problems.append(f"{name(path)}: no folder {layer} in the design")
            continue
        for target in INCLUDE.findall(path.read_text()):
            found, problem = resolve(path, target)
            if problem:
                problems.append(problem)
            elif found not in SEES[layer]:
                problems.append(f'{name(path)} ({layer}) may not include "{target}" ({found})')
    return problems


def allowed(stem):
    words = stem.split("_")
    heads = ["_".join(words[:count]) for count in range(1, len(words) + 1)]
    return re.compile("lk_(" + "|".join(map(re.escape, heads)) + r")(_\w+)?$")


def defined(objects):
    listing = subprocess.run(["nm", "--defined-only", "--extern-only", "--format=posix", str(objects)],
                             check=True, capture_output=True, text=True).stdout
    symbols = [line.split()[0] for line in listing.splitlines() if line.strip()]
    return [each for each in symbols if not each.startswith(".")]  # .gomp_critical_*: made by the compiler


def check_prefixes(build):
    problems, found = [], 0
    for path in sources("src/*/*.c"):
        for target in ("liblikmc", "likmc"):
            compiled = build / "CMakeFiles" / f"{target}.dir" / (name(path) + ".o")
            if not compiled.exists():
                continue
            found += 1
            bad = [each for each in defined(compiled) if each != "main" and not allowed(path.stem).match(each)]
            problems += [f"{name(path)}: external symbol {each} does not begin with lk_{path.stem}" for each in bad]
    return problems if found else [f"no objects under {build}: build first"]


def function_lengths(path):
    """Lines of each function, brace to brace: the format puts '}' of a function, and only that, at column 0."""
    lengths, start = [], None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if re.match(r"[A-Za-z_].*\)\s*\{$", line):
            start = number
        elif re.match(r"[A-Za-z_].*\)\s*\{.*\}$", line):
            lengths.append((1, number))
        elif re.match(r"[A-Za-z_][^;=]*\($|[A-Za-z_][^;={]*,$", line) and start is None:
            start = number
        elif start and re.match(r"\};?|.*\);$", line) and not line.startswith(" ") and not line.startswith("}"):
            start = None
        elif line == "}" and start:
            lengths.append((number - start + 1, start))
            start = None
    return lengths


def check_lengths():
    problems = []
    for path in sources("src/*/*.[ch]", "include/likmc/*.h", "tests/*.h", "tests/*/*.[ch]"):
        lines = len(path.read_text().splitlines())
        if lines >= FILE_LINES:
            problems.append(f"{name(path)}: {lines} lines (fewer than {FILE_LINES})")
    lengths = sorted((count, f"{name(path)}:{line}") for path in sources("src/*/*.c")
                     for count, line in function_lengths(path))
    if not lengths:
        return problems
    median = statistics.median(count for count, _ in lengths)
    ninety = lengths[int(0.9 * (len(lengths) - 1))][0]
    print(f"{len(lengths)} functions: median {median:g} lines, 90 % at most {ninety}; longest "
          + ", ".join(f"{place} {count}" for count, place in lengths[:-4:-1]))
    if median >= MEDIAN_LINES:
        problems.append(f"median function length {median:g} (below {MEDIAN_LINES})")
    if ninety >= NINETY_LINES:
        problems.append(f"90 % of functions have up to {ninety} lines (below {NINETY_LINES})")
    return problems


def check_map():
    text = (ROOT / "src" / "README.md").read_text()
    named = set(re.findall(r"`(\w+)`", text))
    problems = []
    for path in sources("src/*/*.c"):
        words = path.stem.split("_")
        if not any("_".join(words[:count]) in named for count in range(1, len(words) + 1)):
            problems.append(f"{name(path)}: src/README.md names no module of it")
    return problems


def check_readers():
    """As likmc explain has them, but with the program's own functions, which alone do for a text."""
    tables = [ROOT / "src/physics/params_table.c", ROOT / "src/physics/material.c"]
    reading = [name(path) for path in sources("src/*/*.c")
               if not re.search(r"/(core|io/yaml.*|params_table|material)(/.*)?\.c$", "/" + name(path))]
    listing = subprocess.run(["awk", "-f", "scripts/readers.awk", *map(name, tables), "pass=1", *reading, "pass=2", *reading],
                             cwd=ROOT, check=True, capture_output=True, text=True).stdout
    rows = re.findall(r'\{"([^"]+)", "([^"]*)"\}', listing)
    texts = set(re.findall(r'\.key = "([^"]+)",\s*\.type = LK_TABLE_TEXT_LINE', "".join(map(pathlib.Path.read_text, tables))))
    problems = [] if rows else ["scripts/readers.awk finds no parameters"]
    for key, readers in rows:
        text = key.removeprefix("materials.NAME.") in texts
        if not re.search(r"\(" if text else r"\((?!cli/)", readers):
            problems.append(f"parameter {key}: nothing reads it")
    return problems


def check_format():
    if not shutil.which("clang-format"):
        print("clang-format is not installed: skipped")
        return []
    files = sources("src/*/*.[ch]", "include/likmc/*.h", "tests/*.h", "tests/*/*.[ch]")
    result = subprocess.run(["clang-format", "--dry-run", "-Werror", *map(str, files)],
                            cwd=ROOT, capture_output=True, text=True)
    places = sorted(set(re.findall(r"^(\S+?):\d+:\d+: error", result.stderr, re.M)))
    return [f"{name(pathlib.Path(each))}: run clang-format -i" for each in places]


def check_words():
    # Written with brackets so that this file does not match itself.
    paths = re.compile(r"/(w[o]rk|f[a]rm|h[o]me|r[o]ot)/|/t[m]p/")
    unfinished = re.compile(r"\b(T[O]DO|F[I]XME|X[X]X|not implem[e]nted|placeh[o]lder(?!:)|st[u]b)\b", re.I)
    tracked = subprocess.run(["git", "ls-files", "src", "include", "params", "scripts", "tests", "*.md", "CMake*"],
                             cwd=ROOT, capture_output=True, text=True).stdout.split("\n")
    problems = []
    for path in filter(None, tracked):
        if path.startswith("src/report/vendor/"):  # not ours
            continue
        data = (ROOT / path).read_bytes() if (ROOT / path).is_file() else b""
        if b"\0" in data:
            continue
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            if unfinished.search(line) or (paths.search(line) and not path.startswith("tests/")):
                problems.append(f"{path}:{number}: {line.strip()[:80]}")
    return problems


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--objects", type=pathlib.Path, default=pathlib.Path("build"), help="build directory")
    parser.add_argument("checks", nargs="*")
    arguments = parser.parse_args()
    build = arguments.objects if arguments.objects.is_absolute() else ROOT / arguments.objects
    table = {"includes": check_includes, "prefixes": lambda: check_prefixes(build), "lengths": check_lengths,
             "map": check_map, "readers": check_readers, "format": check_format, "words": check_words}
    bad = [each for each in arguments.checks if each not in table]
    if bad:
        parser.error(f"no check {bad[0]}: one of {', '.join(table)}")
    failed = 0
    for each in arguments.checks or table:
        problems = table[each]()
        failed += bool(problems)
        print(*(problems or [f"{each}: fine"]), sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
