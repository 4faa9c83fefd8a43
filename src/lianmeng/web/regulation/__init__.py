"""办法原文与执行对照: the regulation as text, and in the margin what carries it out."""
