"""The README's figures are the measured ones."""

from tests.quality.figures import quality_table, written_tables


def test_the_readme_tells_the_measured_figures():
    """Whoever changes the quality writes the tables anew with tests.quality.figures --write."""
    assert written_tables().startswith(quality_table())
