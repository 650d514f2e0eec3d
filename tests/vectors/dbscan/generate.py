#!/usr/bin/python3
"""Makes cases.json: points in up to four dimensions and what sklearn.cluster.DBSCAN makes of them.

Debian: apt-get install python3-sklearn; ./generate.py
"""

import json
import os

import numpy as np
from sklearn.cluster import DBSCAN
import sklearn

random = np.random.default_rng(20261120)


def blobs(count, clusters, spread, dimensions, share_of_noise):
    centres = random.uniform(-12, 12, (clusters, dimensions))
    points = centres[random.integers(clusters, size=count)] + spread * random.standard_normal((count, dimensions))
    loose = random.random(count) < share_of_noise
    points[loose] = random.uniform(-14, 14, (int(loose.sum()), dimensions))
    return points


def chain(count):
    """A curve through four dimensions: one cluster only by way of its neighbours."""
    t = np.sort(random.uniform(0, 20, count))
    return np.stack([t, 3 * np.sin(t), 3 * np.cos(t), t / 4], axis=1) + 0.05 * random.standard_normal((count, 4))


cases = [
    ("four dimensions", blobs(700, 12, 0.35, 4, 0.2), 1.0, 3),
    ("four dimensions, dense and loose", blobs(600, 3, 1.3, 4, 0.3), 0.9, 5),
    ("a curve", chain(500), 0.6, 4),
    ("two dimensions", blobs(500, 8, 0.6, 2, 0.4), 0.7, 6),
    ("one dimension", blobs(300, 9, 0.3, 1, 0.3), 0.2, 4),
    ("every point a core point", blobs(300, 5, 0.5, 4, 0.2), 1.2, 1),
    ("points on top of each other", np.repeat(random.uniform(-3, 3, (40, 4)), 6, axis=0), 0.8, 7),
    ("on the grid's own lines", random.integers(-3, 4, (400, 4)) * 0.5, 0.75, 4),
    ("nothing but noise", random.uniform(-50, 50, (200, 4)), 1.0, 3),
]

out = {"sklearn": sklearn.__version__, "cases": []}
for name, points, eps, least in cases:
    points = np.round(points, 4)
    found = DBSCAN(eps=eps, min_samples=least, algorithm="brute").fit(points)
    core = np.zeros(len(points), int)
    core[found.core_sample_indices_] = 1
    out["cases"].append(
        {
            "name": name,
            "dimensions": points.shape[1],
            "eps": eps,
            "least": least,
            "points": points.ravel().tolist(),
            "labels": found.labels_.tolist(),
            "core": core.tolist(),
        }
    )

with open(os.path.join(os.path.dirname(__file__), "cases.json"), "w") as file:
    file.write(json.dumps(out, separators=(",", ":")) + "\n")
