"""A dataset as files that other programs train from, with where each row came from."""

from inhouse.curation.exports.files import ENDINGS, ending_of, write_rows
from inhouse.curation.exports.rows import FORMS, DataForm, Exportable, rows_of

__all__ = ["ENDINGS", "FORMS", "DataForm", "Exportable", "ending_of", "rows_of", "write_rows"]
