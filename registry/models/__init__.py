"""Who exists."""

from registry.models.firm import Firm
from registry.models.territory import Chamber, Province

__all__ = ["Chamber", "Firm", "Province"]
