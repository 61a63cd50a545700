"""The mutations that the tests of single rules make, taken into the corpus under the hand that makes them."""

from collections.abc import Callable
from typing import Any

from tests.conformance.builder import Station, seal
from tests.conformance.builder.scene import CAST, ORIGIN, finished, opened, registered
from tests.corpus.case import Files, Mutation, holding, packed, roster_alone
from tests.unit.verifier import test_custody_mutations as custody
from tests.unit.verifier import test_package_mutations as package
from tests.unit.verifier import test_statement_mutations as statements
from tests.unit.verifier import test_trust_and_peers as trust

Step = Callable[..., Any]


def _after(step: Step) -> Mutation:
    def make() -> Files:
        station = registered()
        step(station)
        return packed(station)

    return Mutation(make)


def _first_entry(hook: Step) -> Mutation:
    def make() -> Files:
        station = Station(ORIGIN, opened().roster_digest)
        station.cosigners = [CAST.witness]
        station.genesis(CAST.ana, statement=hook)
        station.append("note", CAST.ana, {"text": "x"})
        return packed(station, evidence=())

    return Mutation(make)


def _changed(change: Step, scope: str = "whole-log", *, sealed: bool = True) -> Mutation:
    def make() -> Files:
        files = change(packed(finished(), scope=scope))
        return seal(files, CAST.ana) if sealed else dict(files)

    return Mutation(make)


def _period(roster: tuple[bytes, bytes]) -> Mutation:
    return Mutation(lambda: packed(finished(roster=roster[0]), roster), holding(roster))


def mutations() -> dict[str, Mutation]:
    """By name; the part before the slash says who does it."""
    found: dict[str, Mutation] = {}
    for name, (build, _) in statements.CASES.items():
        found[f"signer/{name}"] = Mutation(lambda build=build: packed(build()))
    for name, (hook, _) in statements.GENESIS.items():
        found[f"signer/{name}"] = _first_entry(hook)
    for name, (step, _) in custody.CASES.items():
        found[f"custody/{name}"] = _after(step)
    for name, (station, _) in custody.CLOCKS.items():
        found[f"clock/{name}"] = Mutation(lambda station=station: packed(station))
    for name, (change, _) in package.RESEALED.items():
        found[f"exporter/{name}"] = _changed(change)
    for name, (change, _) in package.LOOSE.items():
        found[f"file/{name}"] = _changed(change, sealed=False)
    for name, (scope, change, _) in package.CASE.items():
        found[f"exporter/{name}"] = _changed(change, scope)
    for name, (roster, _) in trust.ROSTERS.items():
        found[f"roster/{name}"] = Mutation(lambda roster=roster: packed(finished(), roster), roster_alone)
    for name, (roster, _) in trust.PERIODS.items():
        found[f"key/{name}"] = _period(roster)
    return found
