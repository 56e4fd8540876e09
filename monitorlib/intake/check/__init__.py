"""What is missing, unsure, doubtful or wrong in an export; what is left is MEASUREMENTS, with counts that add up.

In: an `Export`, a `Profile`, a key. Out: an `Intake` (MEASUREMENTS, the refused rows, the report, what was
understood), or a refusal with questions that a profile can answer.
"""
