#!/usr/bin/python3
"""The moves behind fixtures/recorded-numa, after `seed examples/numa-seed.json`: live and cold, taken and refused; the last cold
one stays in VERIFY_RESIZE. Names are looked up in all projects."""
import os, sys
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))
from common import *

ids = {s['name']: s['id'] for s in c.get('compute', '/servers?all_tenants=1&limit=1000')['servers']}
for kind, name, host in (
        ('live', 'dpdk-1', 'compute2'), ('live', 'dpdk-1', 'compute4'), ('live', 'dpdk-2', 'compute5'),
        ('live', 'cells-1', 'compute3'), ('live', 'cells-2', 'compute4'), ('live', 'hugelarge-1', 'compute3'),
        ('live', 'huge2m-1', 'compute3'), ('live', 'huge2m-2', 'compute6'), ('live', 'mixed-1', 'compute6'),
        ('live', 'mixed-2', 'compute3'), ('live', 'smt-1', 'compute3'), ('live', 'iso-1', 'compute4'),
        ('live', 'iso-1', 'compute2'), ('live', 'gpu-1', 'compute5'), ('live', 'pin-2', 'compute7'),
        ('live', 'emul-1', 'compute2'), ('live', 'vnuma-1', 'compute7'), ('live', 'uneven', 'compute1'),
        ('live', 'pair-1', 'compute1'), ('live', 'web-1', 'compute8'), ('live', 'iso-2', 'compute1'),
        ('cold', 'gpu-1', 'compute5'), ('cold', 'gpu-2', 'compute1'), ('cold', 'huge1g', 'compute3'),
        ('cold', 'nvme', 'compute5'), ('cold', 'pin-1', 'compute2')):
    move(kind, ids[name], host)
move('cold', ids['vnf-3'], 'compute3', 'revertResize')
move('cold', ids['smt-2'], 'compute5', None)
