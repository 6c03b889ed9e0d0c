"""Workbooks (XLSX): sheets and the tables in them, cell by cell as text."""
