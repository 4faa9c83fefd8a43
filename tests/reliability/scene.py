"""What is going on when the server dies: a 批复 to be issued, a decision to be recorded, three who apply."""

from dataclasses import dataclass, field

from lianmeng.parties import queries as parties
from lianmeng.web import clock
from tests.files.samples import PDF
from tests.reliability.acting import DECIDE, ISSUE, Line, Turns, act, application
from tests.reliability.visiting import Visitor
from tests.stories.answers import APPROVAL, CALL, MEETING, NOTICE_OF_CALL, POSTED, RELEASED, SIGNERS
from tests.stories.many import CITIES, applicant
from tests.stories.stage import Stage, set_stage

APPLICANTS = ("many-1", "many-2", "many-3")
OFFICIALS = ("deputy", "registry", "publisher", "office-head", "secretary")
SIZE = 300_000  # bytes of an uploaded paper: enough for its arrival and its storing to take a while


def play_scene() -> Stage:
    """冰葡萄 lacks two hands until its 批复 is issued, 中药 its decision; three may apply under a second call."""
    play = set_stage("argued")
    play.on(2016, 6, 29)
    hands = ["lead-head", "deputy", "office-head", "director"]
    play.act("table", hands, "ice", "herb", brief="提请审议。（演示）")
    play.on(2016, 7, 6)
    play.act("resolve_pass", ["secretary", "office-head"], "ice", **MEETING)
    play.on(2016, 7, 8)
    play.act("clear_release", ["publisher", "office-head"], "ice", **RELEASED)
    play.act("open_notice", ["lead-head", "office-head"], "ice", **POSTED)
    play.on(2016, 7, 20)
    play.act("close_notice", ["lead-clerk", "lead-head", "integrity"], "ice", result="未收到异议。（演示）")
    play.hand("call.draft_call", "lead-clerk", "second", **CALL)
    days = {"opens_on": "2016-07-21", "closes_on": "2016-08-22", "recommend_by": "2016-09-30"}
    notice = NOTICE_OF_CALL | days | {"notice_no": "演示通知〔2016〕10号"}
    play.act("call.publish_call", ["lead-clerk", "lead-head", "deputy"], "second", **notice)
    play.on(2016, 7, 22)
    play.act("issue", SIGNERS[:4], "ice", **APPROVAL)
    for number, name in enumerate(APPLICANTS):
        applicant(play, name, number)
    clock.establish("demonstration", play.day)
    return play


@dataclass
class Town:
    """The numbers by which the people of the scene and their matters are found; their browsers."""

    ice: int
    herb: int
    call: int
    alliances: dict[str, int]
    posts: dict[str, int]
    people: dict[str, Visitor] = field(default_factory=dict)

    def sign_in(self, port: int) -> None:
        """Everybody enters."""
        for name, post in self.posts.items():
            self.people[name] = Visitor(port)
            self.people[name].enter(post)

    def lines(self) -> dict[str, Line]:
        """What each does, by the act at which the server will die; for one applicant no such moment is chosen."""
        first, second, third = (self._applying(place) for place in range(len(APPLICANTS)))
        issuing = act(self.people, self.ice, ISSUE)
        deciding = act(self.people, self.herb, DECIDE)
        lines = {"issue": issuing, "resolve_pass": deciding, "submit": first, "upload": second, "": third}
        return {name: Line(turns) for name, turns in lines.items()}

    def _applying(self, place: int) -> Turns:
        name = APPLICANTS[place]
        about = {"call": str(self.call), "alliance": str(self.alliances[name]), "office": list(CITIES)[place]}
        return application(self.people, name, about, _paper)


def town(play: Stage) -> Town:
    """The town as the scene leaves it."""
    who = [*OFFICIALS, *(f"{name}-{post}" for name in APPLICANTS for post in ("clerk", "head"))]
    people = play.world.people
    return Town(
        ice=play.case("ice").pk,
        herb=play.case("herb").pk,
        call=play.made["second"].pk,
        alliances={name: play.world.alliances[name].pk for name in APPLICANTS},
        posts={name: parties.appointments_of(people[name], play.day)[0].pk for name in who},
    )


def _paper(name: str) -> bytes:
    """A paper that nobody else brings."""
    return PDF + f"% {name} ".encode() + b"0" * SIZE + b"\n%%EOF\n"
