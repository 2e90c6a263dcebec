#!/usr/bin/env python3
"""Writes cpu-map.txt from libvirt's cpu_map folder.

    apt-get download libvirt0 && dpkg-deb -x libvirt0_*.deb unpacked
    python3 extract-cpu-map.py unpacked/usr/share/libvirt/cpu_map "libvirt0 9.0.0-4+deb12u2" > cpu-map.txt

With --facts as the last argument it prints the models for a facts file instead, under its key cloud.

One line per model, parts separated by tabs: family, model, vendor (or -), features sorted and separated by commas (or -). A model that builds on
another one has the other's features too; features marked removed='yes' are none of the model's.
"""
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path


def read(folder):
    models = {}
    for arch in ElementTree.parse(folder / "index.xml").getroot().iter("arch"):
        for include in arch.iter("include"):
            for model in ElementTree.parse(folder / include.get("filename")).getroot().findall("model"):
                base, vendor = model.find("model"), model.find("vendor")
                inherited = ("-", set()) if base is None else models[arch.get("name"), base.get("name")]
                features = {one.get("name") for one in model.findall("feature") if one.get("removed") != "yes"}
                models[arch.get("name"), model.get("name")] = (
                    inherited[0] if vendor is None else vendor.get("name"), inherited[1] | features)
    return models


def main():
    folder, origin = Path(sys.argv[1]), sys.argv[2]
    if sys.argv[3:] == ["--facts"]:
        print("cpuModels:")
        for (arch, name), (vendor, features) in read(folder).items():
            listed = ", ".join(f'"{feature}"' for feature in sorted(features))
            print(f'  - {{ family: {arch}, name: "{name}", vendor: "{"" if vendor == "-" else vendor}", features: [{listed}] }}')
        return
    print(f"# Facts from the cpu_map of {origin}; written by extract-cpu-map.py.")
    for (arch, name), (vendor, features) in read(folder).items():
        print(arch, name, vendor, ",".join(sorted(features)) or "-", sep="\t")


main()
