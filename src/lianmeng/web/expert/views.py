"""/expert/cases/: one case and one act, as everywhere."""

from lianmeng.web.casework import views as casework
from lianmeng.web.identity.current import needs

DOOR = "expert"
case = needs(DOOR)(casework.case)
act = needs(DOOR)(casework.act)
