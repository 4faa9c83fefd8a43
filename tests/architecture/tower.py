"""The order of the rooms, as the tests of this folder see it: higher may point to lower, never back."""

LEVELS = {
    "law": 0,
    "record": 1,
    "files": 1,
    "policies": 2,
    "parties": 3,
    "alliances": 4,
    "documents": 5,
    "cases": 6,
    "applications": 7,
    "reviews": 7,
    "decisions": 8,
    "designations": 9,
    "web": 10,
}
