"""Case page, act page and lists, shared by the doors: what each viewer may see and do comes in here."""
