"""Reports: the verdict, the data card, the same as JSON. They format; they compute nothing."""

from inhouse.reports.data_card import data_card_html, data_card_markdown
from inhouse.reports.exam_form import exam_answers, exam_json
from inhouse.reports.json_form import comparison_json, report_json, train_json
from inhouse.reports.pictures import loss_chart, score_chart
from inhouse.reports.verdict_page import verdict_html

__all__ = [
    "comparison_json",
    "data_card_html",
    "data_card_markdown",
    "exam_answers",
    "exam_json",
    "loss_chart",
    "report_json",
    "score_chart",
    "train_json",
    "verdict_html",
]
