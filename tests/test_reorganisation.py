"""The acts on the union tree: what each writes, what each refuses."""

import pytest

from tests.factories.portal import make_tree

pytestmark = pytest.mark.django_db


def test_make_tree_works():
    tree = make_tree(2)

    assert tree.upper.latest.parent == tree.root
