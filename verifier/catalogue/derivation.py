"""How a target's value is worked out from raw inputs: a formula in the predicate grammar, and its inputs."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from verifier.catalogue.bilingual import Words
from verifier.catalogue.expression import Expression, Quantity, names_in, value_of
from verifier.catalogue.grammar import read_statement
from verifier.catalogue.predicate import Comparison
from verifier.errors import CatalogueError, PredicateError
from verifier.quantity.units import DIMENSIONLESS, Unit

__all__ = ["Derivation", "Input", "Points", "derivation_of"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a derived quantity.

    Args:
        name: Its name in the formula and in the column `quantity`.
        aliases: Other names of it in that column.
        words: What it is.
        unit: The unit that tells its dimension; a submission may use any unit of that dimension.
        counts: Whether it is a count, which has no stated uncertainty of its own.
        poisson: Whether it counts random events in a sample, so that its standard uncertainty is its square root.
        default: Its value where nobody states one, in `unit`; None where it must be stated.
    """

    name: str
    aliases: tuple[str, ...]
    words: Words
    unit: Unit
    counts: bool = False
    poisson: bool = False
    default: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Points:
    """Single points that each must keep to a multiple of the limit, beside the value that is made of them.

    Args:
        texts: One formula a point, in the inputs.
        within: The multiple of the target's limit; None where there are no points.
    """

    texts: tuple[str, ...] = ()
    within: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Derivation:
    """A formula with its inputs.

    Args:
        id: Its name within the target.
        text: The formula as written.
        words: What it is, for people.
        formula: The tree.
        inputs: Its inputs, each name of the formula once.
        weight: The input that weighs a value where several are pooled, blank where all weigh alike.
        points: Formulas of single points, with their text.
        within: The multiple of the limit that each point must keep to.
    """

    id: str
    text: str
    words: Words
    formula: Expression
    inputs: tuple[Input, ...]
    weight: str = ""
    points: tuple[tuple[str, Expression], ...] = ()
    within: Fraction | None = None

    def input_named(self, name: str) -> Input | None:
        """The input that a row's `quantity` means, by its name or an alias."""
        return next((known for known in self.inputs if name in {known.name, *known.aliases}), None)

    def value(self, given: dict[str, Quantity]) -> Quantity:
        """The exact value of the formula.

        Raises:
            PredicateError: An input is lacking, a divisor is zero, or a root cannot be held exactly.
        """
        return value_of(self.formula, given)


def derivation_of(
    name: str,
    formula: str,
    words: Words,
    inputs: tuple[Input, ...],
    unit: Unit | None,
    *,
    weight: str = "",
    points: Points | None = None,
) -> Derivation:
    """A derivation with its dimension checked against the target's unit.

    Raises:
        CatalogueError: A name of the formula is no input, an input is not used, or the dimension differs.
        PredicateError: The formula does not follow the grammar.
    """
    own = unit or DIMENSIONLESS
    tree = _tree(formula)
    used = set(names_in(tree))
    declared = {known.name for known in inputs}
    if weight and weight not in declared:
        raise CatalogueError("derivation_inputs_differ", derivation=name, names=weight)
    if used != declared:
        odd = sorted(used ^ declared)
        raise CatalogueError("derivation_inputs_differ", derivation=name, names=", ".join(odd))
    # Any value of the right dimension tells the dimension of the result.
    probe = {known.name: Quantity(known.unit.factor, known.unit.dimension) for known in inputs}
    asked = points or Points()
    trees = tuple((text, _tree(text)) for text in asked.texts)
    for one in (tree, *(point for _, point in trees)):
        odd = sorted(set(names_in(one)) - declared)
        if odd:
            raise CatalogueError("derivation_inputs_differ", derivation=name, names=", ".join(odd))
        dimension = value_of(one, probe).dimension
        if dimension != own.dimension:
            raise CatalogueError("derivation_dimension", derivation=name, dimension=dimension, expected=own.dimension)
    if bool(trees) != (asked.within is not None):
        raise CatalogueError("derivation_points_limit", derivation=name)
    return Derivation(name, formula, words, tree, inputs, weight, trees, asked.within)


def _tree(formula: str) -> Expression:
    part = read_statement(f"{formula} <= 0").predicate
    if not isinstance(part, Comparison):
        raise PredicateError("predicate_not_numeric")
    return part.left
