"""The papers of a cycle, made in the background: its summary as an official document, its figures as a workbook."""

from reports.documents.making import ExportRefused, ask_for_export, docx_of, file_name, latest_files, made, write_xlsx
from reports.documents.official import official_document
from reports.documents.workbook import sheets

__all__ = [
    "ExportRefused",
    "ask_for_export",
    "docx_of",
    "file_name",
    "latest_files",
    "made",
    "official_document",
    "sheets",
    "write_xlsx",
]
