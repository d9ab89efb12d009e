"""Any list as a workbook: offered by its address, made in the request or by the worker, kept seven days."""
