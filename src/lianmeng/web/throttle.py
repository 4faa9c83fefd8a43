"""Slowing down who tries too often: tries are counted by address, in the memory of each process, for a while."""

from django.core.cache import cache
from django.http import HttpRequest

MOST = 30
SECONDS = 600


def is_over(request: HttpRequest, what: str, most: int = MOST) -> bool:
    """Whether this address has tried ``most`` times of late."""
    return int(cache.get(_key(request, what), 0)) >= most


def count(request: HttpRequest, what: str, seconds: int = SECONDS) -> None:
    """One more try of this address; it is forgotten ``seconds`` after the first."""
    key = _key(request, what)
    if not cache.add(key, 1, seconds):
        cache.incr(key)


def _key(request: HttpRequest, what: str) -> str:
    return f"throttle:{what}:{request.META.get('REMOTE_ADDR', '')}"
