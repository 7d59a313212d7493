"""Showroom CRM (展厅客户簿): the desktop program."""
