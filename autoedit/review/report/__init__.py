"""Why a film is as it is, as one HTML file or one picture."""

from autoedit.review.report.certificate import certificate_beside, certificate_seen, read_certificate
from autoedit.review.report.write import ReportOutputs, check_report, write_report

__all__ = ["ReportOutputs", "certificate_beside", "certificate_seen", "check_report", "read_certificate", "write_report"]
