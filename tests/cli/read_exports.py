"""Read the exports of test_export.sh with the libraries that they are for. usage: read_exports.py FOLDER"""
import json
import pathlib
import sys
import xml.etree.ElementTree as xml

import ase.io
import h5py
import numpy as np
import tifffile
import vtk
from vtk.util.numpy_support import vtk_to_numpy


def same(what, a, b):
    assert np.array_equal(a, b), f"{what}: {a!r} is not {b!r}"


def texts(array):
    return [array.GetValue(i) for i in range(array.GetNumberOfValues())]


def read_snapshots(run):
    """What the run itself kept: [(species or sites, time, names)]."""
    found = []
    for path in sorted((run / "snapshots").glob("*.h5")):
        with h5py.File(path) as file:
            lattice = file["lattice/species" if "species" in file["lattice"] else "lattice/sites"]
            assert isinstance(lattice.attrs["doc"], str) and isinstance(lattice.attrs["unit"], str)
            found.append((lattice[:], file["run/time"][()], file["species/names"][()].decode().split("\n")))
    assert len(found) >= 2
    return found


def check_vtk(folder, stack, times, names, unit):
    """VTI with its .pvd, VTKHDF with its .series."""
    sets = xml.parse(folder / "electrode.pvd").getroot().iter("DataSet")
    steps = [(float(each.get("timestep")), folder / each.get("file")) for each in sets]
    same("times of the .pvd", [time for time, _ in steps], times)
    series = json.loads((folder / "electrode.vtkhdf.series").read_text())["files"]
    same("times of the .series", [each["time"] for each in series], times)
    for i, (time, path) in enumerate(steps):
        reader = vtk.vtkXMLImageDataReader()
        reader.SetFileName(str(path))
        reader.Update()
        image = reader.GetOutput()
        same("species in VTI", vtk_to_numpy(image.GetCellData().GetScalars()).reshape(stack.shape[1:]), stack[i])
        facts = image.GetFieldData()
        same("time in VTI", facts.GetArray("TimeValue").GetValue(0), time)
        same("names in VTI", texts(facts.GetAbstractArray("species_names")), names)
        same("unit in VTI", texts(facts.GetAbstractArray("length_unit")), [unit])
        reader = vtk.vtkHDFReader()
        reader.SetFileName(str(folder / series[i]["name"]))
        reader.Update()
        other = reader.GetOutputDataObject(0)
        same("species in VTKHDF", vtk_to_numpy(other.GetPointData().GetArray("species")).reshape(stack.shape[1:]), stack[i])
        assert np.allclose(image.GetSpacing(), other.GetSpacing()) and np.allclose(other.GetOrigin(), np.array(image.GetSpacing()) / 2)
        with h5py.File(folder / series[i]["name"]) as file:
            same("time in VTKHDF", file["VTKHDF"].attrs["time_s"], [time])
            same("names in VTKHDF", [file["VTKHDF/PointData/species"].attrs[f"species_{k}"] for k in range(len(names))], names)


def check_xdmf(folder, stack, times):
    grids = list(xml.parse(folder / "electrode.xmf2").getroot().iter("Grid"))[1:]
    same("times in XDMF", [float(grid.find("Time").get("Value")) for grid in grids], times)
    for i, grid in enumerate(grids):
        cut, item = grid.find("Attribute/DataItem").findall("DataItem")
        name, path = item.text.split(":")
        start, _, count = np.array(cut.text.split(), dtype=int).reshape(3, 4)
        with h5py.File(folder / name) as file:
            same("shape in XDMF", [int(n) for n in item.get("Dimensions").split()], file[path].shape)
            slab = file[path][tuple(slice(a, a + n) for a, n in zip(start, count))][0]
        same("species in XDMF", slab, stack[i])


def check_tiff(folder, stack, edge):
    with tifffile.TiffFile(folder / "electrode.ome.tif") as file:
        assert file.is_ome
        same("axes of the TIFF", file.series[0].axes, "TZYX")
        same("species in the TIFF", file.series[0].asarray(), stack)
        assert f'PhysicalSizeX="{edge:.9g}"' in file.ome_metadata
        colours = file.pages[0].colormap
    return colours[:, 1] // 257


def check_run(run, unit):
    folder, kept = run / "export", read_snapshots(run)
    times, names = [time for _, time, _ in kept], kept[0][2]
    with h5py.File(folder / "electrode.h5") as file:
        stack, edge = file["species"][:], float(file["species"].attrs["voxel_edge"][0])
        same("times", file["time"][:], times)
        same("unit of time", file["time"].attrs["unit"], "s")
        same("names", [name.decode() for name in file["species_names"][:]], names)
        same("unit", file["species"].attrs["length_unit"], unit)
    check_vtk(folder, stack, times, names, unit)
    check_xdmf(folder, stack, times)
    lithium = check_tiff(folder, stack, edge)
    assert lithium[0] > lithium[2] + 40, f"lithium is yellow, not {lithium}"
    return stack, edge, kept


def check_atoms(run, kept):
    """Extended XYZ and LAMMPS dump: the same atoms, as many as the run kept; clusters, and what is live."""
    frames = ase.io.read(run / "export/electrode.extxyz", index=":")
    dump = ase.io.read(run / "export/electrode.dump", index=":", format="lammps-dump-text")
    same("frames", [len(frames), len(dump)], [len(kept)] * 2)
    for atoms, other, (sites, time, _) in zip(frames, dump, kept):
        same("atoms", len(atoms), np.count_nonzero(sites))
        same("lithium", (atoms.arrays["type"] == 1).sum(), (sites == 1).sum())
        same("lithium", atoms.info["lithium"], (sites == 1).sum())
        assert abs(atoms.info["Time"] - time) <= 1e-8 * time
        same("positions", atoms.positions, other.positions)
        same("box", atoms.pbc, [True, True, False])
        same("elements", set(atoms.symbols) - {"C", "Li", "Zn", "O"}, set())
        lithium = atoms.arrays["type"] == 1
        same("only lithium is in clusters", atoms.arrays["cluster"] > 0, lithium)
        assert not lithium.any() or atoms.arrays["live"][lithium].all()  # it grew on the tube
    assert (frames[-1].arrays["type"] == 1).any()


def main():
    work = pathlib.Path(sys.argv[1])
    stack, edge, kept = check_run(work / "film", "um")
    assert abs(edge - 0.4) < 1e-9
    same("voxels of the film", stack, [species for species, _, _ in kept])
    with h5py.File(work / "one/electrode.h5") as file, h5py.File(work / "film/state.h5") as state:
        same("the end", file["species"][0], stack[-1])
        same("lithium at the end", (file["species"][0] == 1).sum(), (state["lattice/species"][:] == 1).sum())
    stack, edge, kept = check_run(work / "atoms", "Angstrom")
    check_atoms(work / "atoms", kept)
    print("all exports read")


main()
