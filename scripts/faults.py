#!/usr/bin/env python3
"""Faults by design: the n-th write, sync, rename, ... of a short run fails; what is left has to be whole.

usage: scripts/faults.py [--build DIR] [--every N] [--only WORK[,WORK]] [--kinds KIND[,KIND]] [--power] [-v]

Works: film, atoms (runs from nothing), resume (a stopped film goes on), overwrite (a finished film is replaced), study,
pictures (a film that draws).
For every n up to the number of calls (every N-th with --every): the program ends with an exit code and a message, not by
a signal; what was finished before is still there; going on without faults comes to the same bytes as an undisturbed run
and leaves no temporary file in a run directory. Writes and syncs are tried twice: one fails, and all from the n-th on do (a full disk).
--power: loss of power instead. The log of all that a work does to files is cut before and after every sync; of what was
not synced, contents are gone, or contents and names, or a random part of both; then the same has to hold.
"""
import argparse
import hashlib
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
KINDS = ["write", "sync", "open", "close", "rename", "mkdir", "unlink", "link", "truncate", "read", "allocation"]
STAYING = ["write", "sync"]
PASSING = {"run.log", "provenance.json", "checkpoint.h5", ".lock"}  # who ran it and when; what only a stopped run has
FILM = ["run", "CASE/cp-zno-mixed.yaml", "--set", "box.width=3.2um", "--set", "box.voxel_edge=800nm", "--set",
        "box.head_room=30um", "--set", "protocol.capacity=0.1 mAh/cm2", "--set", "output.image_width=428", "--set",
        "output.snapshots=2", "--quiet", "--threads", "1", "--no-pictures"]
ATOMS = ["run", "CASE/atom-cp.yaml", "--set", "atom.width=6nm", "--set", "atom.length=4nm", "--set", "atom.height=6nm",
         "--set", "atom.tube_radius=1.5nm", "--set", "atom.layers=0.1", "--set", "output.image_width=428", "--set",
         "output.snapshots=1", "--quiet", "--threads", "1", "--no-pictures"]
STUDY = """cases: [CASE/cp.yaml]
set: {box.width: 3.2 um, box.voxel_edge: 800 nm, box.head_room: 20 um, protocol.capacity: 0.1 mAh/cm2}
seeds: 2
"""


class Work:
    """One kind of run: what is there before, the command, the command that goes on."""

    def __init__(self, name, likmc):
        self.name, self.likmc = name, likmc
        film = [word.replace("CASE", str(ROOT / "params/cases")) for word in FILM]
        if name == "pictures":
            film.remove("--no-pictures")
        atoms = [word.replace("CASE", str(ROOT / "params/cases")) for word in ATOMS]
        study = ["compare", "s.yaml", "--quiet", "--threads", "1", "--expiry", "1", "--out", "out"]
        begin = (atoms if name == "atoms" else film) + ["--out", "out"]
        self.command = {"resume": begin + ["--resume"], "overwrite": begin + ["--set", "seed=2", "--overwrite"],
                        "study": study}.get(name, begin)
        self.go_on = {"study": study, "overwrite": begin + ["--set", "seed=2", "--resume"]}.get(name, begin + ["--resume"])
        self.before = {"resume": begin + ["--max-hours", "0"], "overwrite": begin}.get(name)

    def prepare(self, folder):
        (folder / "s.yaml").write_text(STUDY.replace("CASE", str(ROOT / "params/cases")))
        if self.before:
            self.run(folder, self.before)

    def run(self, folder, command, **environment):
        done = subprocess.run([self.likmc, *command], cwd=folder, env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
        return done.returncode, done.stdout.decode(errors="replace")


def content(folder):
    """What a run or study has come to, by file."""
    files = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name not in PASSING and not path.name.startswith(".study.json") and not {"claims", "workers", "results", "runs"} & set(path.parts):
            files[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    return files


def rows(folder):
    """Finished runs that a study has kept."""
    return sum(len(re.findall(rb" done .* \*[0-9a-f]{16}$", path.read_bytes(), re.M)) for path in folder.glob("results/*.rows"))


def is_finished(folder):
    return (folder / "DONE").exists()


class Trial:
    """A directory after a fault: what is wrong with it, in words."""

    def __init__(self, work, folder, reference, old):
        self.work, self.out, self.folder, self.reference, self.old = work, folder / "out", folder, reference, old

    def wrong(self, code, text):
        if code < 0 or code >= 128:
            return f"ended by signal {abs(code)}: {text[-300:]}"
        if code not in (0, 1, 2, 75):
            return f"exit code {code}: {text[-300:]}"
        if code not in (0, 75) and not text.strip():
            return f"exit code {code} without a message"
        if code == 0 and content(self.out) != self.reference:
            return "exit code 0, but the result differs: " + self.difference()
        return self.lost() or self.wrong_later()

    def lost(self):
        if self.work.name == "overwrite" and not self.out.exists():
            return "the older run is gone, and the new one is not there"
        if self.work.name == "overwrite" and is_finished(self.out):
            found = content(self.out)
            if found not in (self.old, self.reference):
                return "a finished run that is neither the older nor the new one"
        return None

    def wrong_later(self):
        finished = rows(self.out) if self.work.name == "study" else 0
        code, text = self.work.run(self.folder, self.work.go_on)
        if code == 2 and self.work.name == "overwrite" and is_finished(self.out):  # the older run is still there
            code, text = self.work.run(self.folder, self.work.command)
        if code != 0:
            return f"does not go on: exit code {code}: {text[-300:]}"
        if content(self.out) != self.reference:
            return "goes on to another result: " + self.difference()
        if self.work.name == "study" and finished and rows(self.out) > len(self.reference_runs()):
            return "a finished run was done again"
        return None

    def reference_runs(self):
        return range(2)

    def difference(self):
        found = content(self.out)
        names = [name for name in {**found, **self.reference} if found.get(name) != self.reference.get(name)]
        return ", ".join(names[:6])


class Faults:
    def __init__(self, options):
        self.options = options
        build = pathlib.Path(options.build).resolve()
        self.likmc, self.library = str(build / "likmc"), str(build / "tests" / "likmc_faults.so")
        self.place = pathlib.Path(tempfile.mkdtemp(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None))
        self.trials = self.bad = 0

    def fresh(self, work, base):
        folder = self.place / "trial"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(base, folder, symlinks=True)
        return folder

    def report(self, what, wrong):
        self.trials += 1
        if wrong:
            self.bad += 1
            print(f"  {what}: {wrong}", flush=True)
        elif self.options.verbose:
            print(f"  {what}: held", flush=True)

    def one(self, work):
        base = self.place / work.name
        base.mkdir()
        work.prepare(base)
        old = content(base / "out")
        folder = self.fresh(work, base)
        counts = folder / "counts"
        log = folder / "log"
        more = {"LIKMC_FAULTS_LOG": str(log)} if self.options.power else {}
        code, text = work.run(folder, work.command, LD_PRELOAD=self.library, LIKMC_FAULTS_COUNTS=str(counts), **more)
        if code != 0:
            sys.exit(f"{work.name}: exit code {code}: {text}")
        reference = content(folder / "out")
        if self.options.power:
            return self.power(work, base, folder, log.read_bytes(), reference, old)
        return self.kinds(work, base, dict(line.split() for line in counts.read_text().splitlines()), reference, old)

    def kinds(self, work, base, counts, reference, old):
        for kind in self.options.kinds:
            bad, trials, number = self.bad, self.trials, int(counts[kind])
            for stays in (False, True) if kind in STAYING else (False,):
                for n in range(1 + (self.options.every - 1) // 2 % max(number, 1), number + 1, self.options.every):
                    folder = self.fresh(work, base)
                    environment = {"LD_PRELOAD": self.library, "LIKMC_FAULTS_KIND": kind, "LIKMC_FAULTS_AT": str(n)}
                    if stays:
                        environment["LIKMC_FAULTS_STAYS"] = "1"
                    code, text = work.run(folder, work.command, **environment)
                    wrong = Trial(work, folder, reference, old).wrong(code, text)
                    self.report(f"{work.name}: {kind} {n}{' and all after' if stays else ''} of {number}", wrong)
            print(f"{work.name:10} {kind:10} {number:6} calls, {self.trials - trials:6} faults, "
                  f"{self.bad - bad} not held", flush=True)

    def power(self, work, base, folder, log, reference, old):
        prefix, bad, trials = str(folder), self.bad, self.trials
        operations = read_log(log, prefix)
        cuts = [i + after for i, each in enumerate(operations) if each[0] == "sync" for after in (0, 1)]
        cuts = sorted(set(cuts + [len(operations)]))[:: self.options.every]
        for cut in cuts:
            for model in ("contents", "names", "part"):
                shutil.rmtree(folder)
                shutil.copytree(base, folder, symlinks=True)
                replay(operations[:cut], folder, model, random.Random(cut))
                trial = Trial(work, folder, reference, old)
                self.report(f"{work.name}: power lost after {cut} operations, {model} not synced", trial.lost() or trial.wrong_later())
        syncs = sum(each[0] == "sync" for each in operations)
        print(f"{work.name:10} {len(operations):6} operations, {syncs} syncs, {self.trials - trials} losses of power, "
              f"{self.bad - bad} not held", flush=True)

    def all(self):
        try:
            for name in self.options.only:
                self.one(Work(name, self.likmc))
        finally:
            shutil.rmtree(self.place, ignore_errors=True)
        print(f"{self.trials} faults, {self.bad} not held")
        return self.bad == 0 and self.trials > 0


# ---- loss of power

def read_log(log, prefix):
    """Operations as tuples; paths below the folder only, relative to it."""
    operations, at = [], 0
    while at < len(log):
        end = log.index(b"\n", at)
        words = log[at:end].decode().split("\t")
        at = end + 1
        if words[0] == "write":
            size = int(words[2])
            operations.append(("write", int(words[1]), log[at:at + size]))
            at += size
        elif words[0] in ("sync", "close"):
            operations.append((words[0], int(words[1])))
        elif words[0] == "truncate":
            operations.append(("truncate", int(words[1]), int(words[2])))
        elif words[0] == "open":
            operations.append(("open", int(words[1]), int(words[2]), os.path.relpath(os.path.normpath(words[3]), prefix)))
        else:
            operations.append((words[0], *(os.path.relpath(os.path.normpath(word), prefix) for word in words[1:])))
    return operations


class Node:
    """A file or directory: what is there and what is on the disk."""

    def __init__(self, is_folder, data=b"", durable=None):
        self.is_folder = is_folder
        self.data, self.durable = bytearray(data), durable
        self.names, self.durable_names = {}, {}


class Disk:
    """The files of a folder, in memory. A sync of a file keeps its contents, one of a directory the names in it."""

    def __init__(self, folder):
        self.root = self.load(folder)
        self.open = {}

    def load(self, path):
        if path.is_file():
            data = path.read_bytes()
            return Node(False, data, bytes(data))
        node = Node(True)
        for each in path.iterdir():
            if each.is_symlink() or each.name in ("log", "counts"):
                continue
            node.names[each.name] = self.load(each)
        node.durable_names = dict(node.names)
        return node

    def find(self, path):
        node = self.root
        for name in [] if path == "." else path.split("/"):
            node = node.names.get(name) if node and node.is_folder else None
        return node

    def parent(self, path):
        return self.find(os.path.dirname(path) or "."), os.path.basename(path)

    def apply(self, operation):
        if not any(str(word).startswith("..") for word in operation[1:] if isinstance(word, str)):
            getattr(self, "do_" + operation[0])(*operation[1:])

    def do_open(self, file, flags, path):
        node, (folder, name) = self.find(path), self.parent(path)
        if node is None and folder is not None and flags & os.O_CREAT:
            node = folder.names[name] = Node(False)
        if node is not None and flags & os.O_TRUNC:
            node.data = bytearray()
        if node is not None:
            self.open[file] = [node, 0, flags]

    def do_write(self, file, data):
        if file not in self.open:
            return
        node, at, flags = self.open[file]
        at = len(node.data) if flags & os.O_APPEND else at
        node.data[at:at + len(data)] = data
        self.open[file][1] = at + len(data)

    def do_truncate(self, file, length):
        if file in self.open:
            node = self.open[file][0]
            del node.data[length:]
            self.open[file][1] = length

    def do_close(self, file):
        self.open.pop(file, None)

    def do_sync(self, file):
        if file not in self.open:
            return
        node = self.open[file][0]
        if node.is_folder:
            node.durable_names = dict(node.names)
        else:
            node.durable = bytes(node.data)

    def do_rename(self, old, new):
        (here, name), (there, other) = self.parent(old), self.parent(new)
        there.names[other] = here.names.pop(name, None) or Node(False)  # of HDF5's own

    def do_link(self, old, new):
        (there, other) = self.parent(new)
        there.names[other] = self.find(old)

    def do_mkdir(self, path):
        folder, name = self.parent(path)
        folder.names[name] = Node(True)

    def do_unlink(self, path):
        folder, name = self.parent(path)
        if folder:
            folder.names.pop(name, None)

    do_rmdir = do_unlink

    def save(self, node, path, model, rng):
        """What is there after the power is back."""
        if not node.is_folder:
            kept = node.durable if node.durable is not None else b""
            if model == "part" and kept != node.data and rng.random() < 0.5:
                kept = bytes(node.data[:rng.randrange(len(node.data) + 1)]) if rng.random() < 0.5 else bytes(node.data)
            path.write_bytes(kept)
            return
        names = dict(node.durable_names if model == "names" else node.names)
        if model == "part" and rng.random() < 0.3:
            names = dict(node.durable_names)
        path.mkdir(exist_ok=True)
        for name, below in names.items():
            self.save(below, path / name, model, rng)


def replay(operations, folder, model, rng):
    disk = Disk(folder)
    for operation in operations:
        disk.apply(operation)
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    disk.save(disk.root, folder, model, rng)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--build", default=str(ROOT / "build"))
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", type=lambda text: text.split(","), default=["film", "atoms", "resume", "overwrite", "study", "pictures"])
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=KINDS)
    parser.add_argument("--power", action="store_true")
    parser.add_argument("-v", "--verbose", action="store_true")
    sys.exit(0 if Faults(parser.parse_args()).all() else 1)


if __name__ == "__main__":
    main()
