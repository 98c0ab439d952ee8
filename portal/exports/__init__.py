"""Official papers and tables as files (DOCX, XLSX, CSV) from plain values; nothing here reads the database."""
