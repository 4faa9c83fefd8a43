"""Roads: every state is reached, every open state leads on to success, an end stays an end."""

from collections.abc import Iterator

from lianmeng.law.faults import Fault
from lianmeng.law.pack import Pack
from lianmeng.law.schema import StateKind


def faults(pack: Pack) -> list[Fault]:
    """All faults of the procedures' roads under the pack's positions."""
    return [fault for kind in pack.procedures for fault in _faults(pack, kind)]


def steps(pack: Pack, kind: str) -> dict[str, set[tuple[str, str]]]:
    """From each state, the (act, next state) pairs that move the case."""
    result: dict[str, set[tuple[str, str]]] = {state: set() for state in pack.procedures[kind].states}
    for act in pack.procedures[kind].acts:
        for state in pack.from_states(kind, act):
            to = pack.next_state(kind, act, state)
            if to != state and state in result:
                result[state].add((act, to))
    return result


def reached(pack: Pack, kind: str, begin: str) -> set[str]:
    """Every state that can be reached from one, that one included."""
    roads, found, todo = steps(pack, kind), {begin}, [begin]
    while todo:
        for _, state in roads.get(todo.pop(), set()):
            if state not in found:
                found.add(state)
                todo.append(state)
    return found


def _faults(pack: Pack, kind: str) -> Iterator[Fault]:
    procedure, file = pack.procedures[kind], f"procedures/{kind}.yaml"
    tree = pack.trees[file]
    starts = [name for name, state in procedure.states.items() if state.kind is StateKind.START]
    if len(starts) != 1:
        yield Fault(
            file, tree.line(("states",)), f"起始状态须恰有一个，现有{len(starts)}个", "改正 kind: start"
        )
        return
    found = reached(pack, kind, starts[0])
    for name, state in procedure.states.items():
        line = tree.line(("states", name))
        if name not in found:
            yield Fault(file, line, f"状态“{name}”走不到", "补上到此状态的动作，或删去")
        if state.kind is StateKind.OPEN and not reached(pack, kind, name) & set(procedure.success):
            yield Fault(file, line, f"状态“{name}”走不到办成之处", "补上从此状态继续的动作")
        if state.kind is StateKind.END and steps(pack, kind)[name]:
            yield Fault(file, line, f"状态“{name}”已办结，却还能离开", "改为 end_reopenable，或删去动作")
    for name in procedure.success:
        if name not in procedure.states:
            yield Fault(file, tree.line(("success",)), f"没有状态“{name}”", "改正 success")
