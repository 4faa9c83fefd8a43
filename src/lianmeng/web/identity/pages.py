"""Addresses of the sign-in."""

from urllib.parse import urlencode

from django.urls import reverse


def sign_in_address(back: str) -> str:
    """The sign-in page that returns to ``back``."""
    return f"{reverse('login')}?{urlencode({'next': back})}"


def choose_address(back: str) -> str:
    """The page where one chooses among one's capacities, then returns to ``back``."""
    return f"{reverse('identity')}?{urlencode({'next': back})}"
