"""Slowing down who guesses: wrong tries are counted by address, in the memory of each process, for ten minutes."""

from django.core.cache import cache
from django.http import HttpRequest

MOST = 30
SECONDS = 600


def is_over(request: HttpRequest, what: str) -> bool:
    """Whether this address has tried wrongly too often of late."""
    return int(cache.get(_key(request, what), 0)) >= MOST


def count(request: HttpRequest, what: str) -> None:
    """One more wrong try of this address."""
    key = _key(request, what)
    if not cache.add(key, 1, SECONDS):
        cache.incr(key)


def _key(request: HttpRequest, what: str) -> str:
    return f"throttle:{what}:{request.META.get('REMOTE_ADDR', '')}"
