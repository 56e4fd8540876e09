"""A delivery to one new version of the measurements, with the refused rows and the report kept beside it.

In: files and a workspace. Out: what each file added, replaced and left unchanged; or nothing at all, and why.
"""
