"""Every table of the base, for what creates, migrates, copies or puts back without knowing what it holds."""

from realis_tui.db.models.base import Base
from realis_tui.db.models.rooms import RoomsBase

metadata = Base.metadata
registries = (Base.registry, RoomsBase.registry)
"""One for the classes every screen needs, one for each pillar's own."""
