"""What people do on the portal's real pages, step by step; the journeys put the steps in order."""

import pytest

# These modules assert: a failure shall show both sides, as in a test's own file.
pytest.register_assert_rewrite(
    *(f"tests.journey.{name}" for name in ("answers", "department", "paper", "union", "unit"))
)
