import pytest

from cigu.core.clock.business import travel
from cigu.records.cooperations.factories import World, make_world

from .support import DAY


@pytest.fixture(autouse=True)
def day():
    with travel(DAY):
        yield DAY


@pytest.fixture
def world(db) -> World:
    return make_world()


@pytest.fixture(autouse=True)
def static_folder(settings, tmp_path):
    """A checkout that never collected static files answers pages all the same."""
    settings.STATIC_ROOT = tmp_path
    settings.DOCUMENTS = tmp_path / "documents"
