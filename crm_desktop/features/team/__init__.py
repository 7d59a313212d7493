"""Who works with this profile in the shop: me, my role, my colleagues. Nobody until the laptop is enrolled.

What is known comes with the enrolment and each sync (`sync_state`), so it is a reading of the server's word; the server
decides again about everything that arrives. The rules here only spare people a refusal hours later.
"""
