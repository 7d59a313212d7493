"""The showroom's register (来店(电)登记表): who came in or called in, and what they wanted."""
