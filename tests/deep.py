"""Whether this is the deep run, for tests that are not drawn by hypothesis and do more in it."""

from hypothesis import settings


def is_deep() -> bool:
    """Whether the profile in force asks for as many examples as the deep one."""
    return settings().max_examples >= settings.get_profile("deep").max_examples
