"""The meeting's page: what it shows, what a person may do on it. No pandas, numpy, scipy, matplotlib or seaborn.

Only `page`, `meeting`, `progress` and `faults` know of ipywidgets; the rest also serves pages without a kernel.
"""
