"""Reports: the verdict page, and the same as JSON. They format; they compute nothing."""

from inhouse.reports.json_form import comparison_json, report_json, train_json
from inhouse.reports.verdict_page import verdict_html

__all__ = ["comparison_json", "report_json", "train_json", "verdict_html"]
