"""The desk of officers, evaluators and Unioncamere on applications."""

from applications.admin import dossier as dossier
from applications.admin import lists as lists
from applications.admin import rankings as rankings
from applications.admin import simulation as simulation
from applications.admin import sittings as sittings
from applications.admin import texts as texts
from applications.admin import waiting as waiting
