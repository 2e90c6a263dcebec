"""A cloud drawn from a number, on the hosts of examples/numa-hosts.json: prints a description for seed.

  randomcloud.py NUMBER

Flavors, images and aggregates are those of examples/numa-seed.json, so that every kind of guest that
these hosts can run occurs: floating, pinned, mixed, with cells, with huge pages, with devices. How
many servers there are, of which flavors, in which groups, in which projects and on which hosts comes
of the number. A server that Nova finds no room for ends in error, which is no matter.
"""
import json
import os
import random
import sys

HOME = os.path.join(os.path.dirname(os.path.realpath(__file__)), '..')
POLICIES = ['anti-affinity', 'affinity', 'soft-anti-affinity', 'soft-affinity']


def draw(number):
    r = random.Random(number)
    with open(os.path.join(HOME, 'examples', 'numa-seed.json')) as f:
        cloud = json.load(f)
    hosts = ['compute%d' % (i + 1) for i in range(8)]
    projects = ['demo', 'demo2']
    cloud['server_groups'] = [
        {'name': 'group-%d' % i, 'policy': r.choice(POLICIES), 'project': r.choice(projects)}
        for i in range(r.randint(2, 5))]
    # Few kinds at a time, or the small ones would drown all others.
    flavors = r.sample([f['name'] for f in cloud['flavors']], r.randint(5, 12))
    cloud['servers'] = []
    for i in range(r.randint(18, 36)):
        server = {'name': 'vm-%02d' % i, 'flavor': r.choice(flavors), 'image': 'debian-12',
                  'project': r.choice(projects),
                  'metadata': {'lab_live_seconds': '0', 'lab_cold_seconds': '0'}}
        if r.random() < 0.3:
            group = r.choice(cloud['server_groups'])
            server.update(group=group['name'], project=group['project'])
        elif r.random() < 0.5:      # a group's first member decides; the others follow the scheduler
            server['hosts'] = [r.choice(hosts)]
        cloud['servers'].append(server)
    return cloud


json.dump(draw(int(sys.argv[1])), sys.stdout, indent=1)
