"""The money of the demo: who is paid where and on what terms, settlements, invoices, transfers, statements, online."""
