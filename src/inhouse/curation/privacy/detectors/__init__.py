"""Who finds what: numbers by their form, phones, credentials, known customers, names."""

from inhouse.curation.privacy.detectors.credentials import Credentials
from inhouse.curation.privacy.detectors.customers import KnownCustomers
from inhouse.curation.privacy.detectors.identifiers import Identifiers
from inhouse.curation.privacy.detectors.names import Names, names_installed
from inhouse.curation.privacy.detectors.phones import Phones

__all__ = ["Credentials", "Identifiers", "KnownCustomers", "Names", "Phones", "names_installed"]
