"""The tamper corpus: every mutation by name, with the findings that it must give in both verifiers."""

from tests.corpus import known, rechained, said, swapped
from tests.corpus.case import Mutation

MUTATIONS: dict[str, Mutation] = {**known.mutations(), **rechained.MUTATIONS, **swapped.MUTATIONS, **said.MUTATIONS}
