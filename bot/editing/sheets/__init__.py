"""Spreadsheets for NGOs: a country as XLSX or CSV, and the way back with a preview of every change and problem by row."""
