"""Who exists, where, and what the official lists call it."""

from registry.models.activity import Activity
from registry.models.dataset import Dataset
from registry.models.firm import Firm
from registry.models.relative import FirmVersion, Relative
from registry.models.territory import Chamber, Municipality, Province

__all__ = ["Activity", "Chamber", "Dataset", "Firm", "FirmVersion", "Municipality", "Province", "Relative"]
