"""The project's settings with one page more: the floor, against which pages are measured."""

from lianmeng.settings import *  # noqa: F403  the data directory is read there

ROOT_URLCONF = "benchmarks.floor"
