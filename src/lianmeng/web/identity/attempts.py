"""Failed attempts to sign in: forgotten when the password is new."""

from axes.utils import reset


def forget(username: str) -> None:
    """Lift the pause after wrong passwords for this account, from every address."""
    reset(username=username)
